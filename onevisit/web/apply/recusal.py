"""An applicant asks that somebody stands back from his case (HOUSE-11; XK-48 by analogy)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onevisit.cases import queries
from onevisit.cases.models import Case, Recusal
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action
from onevisit.web.acting import act, applicant_required, case_of_request, performer_of
from onevisit.web.desk.recusal_forms import RecusalRequestForm


def recusals_of(case: Case) -> list[Recusal]:
    """What the applicant asked for, with what was decided; what staff declared concerns him as a result."""
    if case.state in ("draft", "pre_review"):
        return []
    found = Recusal.objects.filter(case=case).select_related("person", "successor")
    return [one for one in found.order_by("pk") if not one.declared or one.successor_id]


@require_http_methods(["GET", "POST"])
@applicant_required
@enforces("HOUSE-11", "XK-48.3")
def recusal(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Whom and why; what was typed is kept when it is refused."""
    case = case_of_request(request, case_id)
    refusal = queries.refusal_of(case, Action.REQUEST_RECUSAL, performer_of(request))
    form = RecusalRequestForm(request.POST or None, case=case, worker=None)
    status = 200
    if request.method == "POST" and refusal is None:
        status = 422
        if form.is_valid():
            outcome = act(request, case.pk, Action.REQUEST_RECUSAL, form.inputs())
            if outcome.refusal is None:
                return redirect("apply:case", case_id=case.pk)
            refusal, status = outcome.refusal, 409
    elif refusal is not None:
        status = 409
    context: dict[str, Any] = {
        "section": "my",
        "case": case,
        "form": form,
        "refusal": refusal,
        "possible": status != 409 or request.method == "POST",
        "crumbs": [
            {"label": _("我的办件"), "url": reverse("apply:my")},
            {"label": case.version.name, "url": reverse("apply:case", args=[case.pk])},
            {"label": _("申请回避"), "url": ""},
        ],
    }
    return render(request, "apply/recusal.html", context, status=status)
