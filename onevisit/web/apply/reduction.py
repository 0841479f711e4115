"""An applicant asks to pay less, or later (减免缓缴)."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onevisit.cases import queries
from onevisit.cases.fees import order_of
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action
from onevisit.web.acting import act, applicant_required, case_of_request, performer_of
from onevisit.web.desk.fee_forms import ReductionRequestForm
from onevisit.web.fee_rows import yuan


@require_http_methods(["GET", "POST"])
@applicant_required
@enforces("XK-59")
def reduction(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """What, by which rule, and why; what was typed is kept when it is refused."""
    case = case_of_request(request, case_id)
    refusal = queries.refusal_of(case, Action.REQUEST_REDUCTION, performer_of(request))
    form = ReductionRequestForm(request.POST or None, case=case, worker=None)
    status = 200 if refusal is None else 409
    if request.method == "POST" and form.is_valid():
        outcome = act(request, case.pk, Action.REQUEST_REDUCTION, form.inputs())
        if outcome.refusal is None:
            return redirect("apply:case", case_id=case.pk)
        refusal, status = outcome.refusal, 409
    elif request.method == "POST" and refusal is None:
        status = 422
    order = order_of(case)
    context = {
        "section": "my",
        "case": case,
        "form": form,
        "refusal": refusal,
        "possible": refusal is None or (request.method == "POST" and order is not None),
        "due": yuan(order.due_fen) if order is not None else None,
        "crumbs": [
            {"label": _("我的办件"), "url": reverse("apply:my")},
            {"label": case.version.name, "url": reverse("apply:case", args=[case.pk])},
            {"label": _("申请减免缓缴"), "url": ""},
        ],
    }
    return render(request, "apply/reduction.html", context, status=status)
