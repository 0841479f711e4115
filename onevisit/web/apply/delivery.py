"""The applicant changes how the result reaches him, until it is sent (JH-25b, rule 30)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from onevisit.cases import queries
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.web.acting import act, applicant_required, case_of_request, performer_of
from onevisit.web.desk.post_forms import DeliveryForm


@require_http_methods(["GET", "POST"])
@never_cache
@applicant_required
@enforces("JH-25b", "AS-4.4", "RULE-30")
def change(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Another way or another address; what is typed is kept when it can't be done."""
    case = case_of_request(request, case_id)
    refusal: Refusal | None = queries.refusal_of(case, Action.CHANGE_DELIVERY, performer_of(request))
    form = DeliveryForm(request.POST if request.method == "POST" else None, case=case, worker=None)
    status = 200 if refusal is None else 409
    if request.method == "POST":
        status = 422
        if form.is_valid():
            outcome = act(request, case.pk, Action.CHANGE_DELIVERY, form.inputs())
            if outcome.refusal is None:
                messages.success(request, _("领取方式已变更。"))
                return redirect("apply:case", case_id=case.pk)
            refusal, status = outcome.refusal, 409
    context: dict[str, Any] = {
        "section": "my",
        "case": case,
        "form": form,
        "refusal": refusal,
        "possible": request.method == "POST" or refusal is None,
        "crumbs": [
            {"label": _("我的办件"), "url": reverse("apply:my")},
            {"label": case.version.name, "url": reverse("apply:case", args=[case.pk])},
            {"label": _("变更领取方式"), "url": ""},
        ],
    }
    return render(request, "apply/delivery.html", context, status=status)
