"""Acceptance with gaps for the applicant: asking for it before filing, supplying what is missing after."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from onevisit.cases import queries
from onevisit.cases.actions import gaps
from onevisit.cases.gaps import gaps_of, promise_of, promised_materials
from onevisit.cases.models import Case
from onevisit.law.clauses import enforces
from onevisit.law.clock_kinds import ClockKind
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.web.acting import act, applicant_required, case_of_request
from onevisit.web.apply.drafts import crumbs, draft_page
from onevisit.web.apply.materials import material_row
from onevisit.web.apply.signing_by_name import SignedByName, signer_of
from onevisit.web.words import limit_in_words


class PromiseForm(SignedByName):
    """The promise: read, wanted, signed with one's name."""

    agreed = forms.BooleanField(
        label=gettext_lazy("以上内容我已看清，自愿申请容缺受理，承诺按期补齐"),
        error_messages={"required": gettext_lazy("请看清后勾选。不愿意的，可以不用容缺受理。")},
    )


@require_http_methods(["GET", "POST"])
@draft_page
@enforces("RULE-33")
def ask(request: HttpRequest, case: Case) -> HttpResponseBase:
    """What acceptance with gaps means for this application, and the signed promise; free to leave out."""
    rule = case.version.definition.gap_acceptance
    if rule is None:
        return redirect("apply:materials", case_id=case.pk)
    refusal: Refusal | None = None
    form = PromiseForm(request.POST or None, signer=signer_of(case))
    if request.method == "POST" and request.POST.get("no_longer"):
        gaps.ask_no_longer(case.pk)
        return redirect("apply:materials", case_id=case.pk)
    if request.method == "POST" and form.is_valid():
        try:
            gaps.ask_for_gaps(case.pk, form.cleaned_data["name"])
            return redirect("apply:materials", case_id=case.pk)
        except Refusal as refused:
            refusal = refused
    context = {
        "case": case,
        "form": form,
        "missing": gaps_of(case, case.version.definition),
        "limit": limit_in_words(rule.limit),
        "basis": "；".join(rule.basis),
        "promise": promise_of(case),
        "refusal": refusal,
        "crumbs": crumbs(case, _("容缺受理")),
    }
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "apply/ask_for_gaps.html", context, status=status)


@require_http_methods(["GET", "POST"])
@applicant_required
@enforces("RULE-33")
def supply(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """What was promised, each with the place to put it; handed in together."""
    case = case_of_request(request, case_id)
    if case.gap_stage != "open":
        return redirect("apply:case", case_id=case.pk)
    refusal: Refusal | None = None
    if request.method == "POST":
        outcome = act(request, case.pk, Action.SUPPLY_GAPS)
        if outcome.refusal is None:
            return redirect("apply:case", case_id=case.pk)
        refusal = outcome.refusal
    clocks = [one for one in queries.clocks_of(case) if one.clock.kind == ClockKind.GAP_SUPPLY.value]
    signed = promise_of(case)
    context = {
        "section": "my",
        "case": case,
        "rows": [material_row(case, row) for row in promised_materials(case)],
        "limit": clocks[-1] if clocks and clocks[-1].is_open else None,
        "returned": signed.return_reason if signed else "",
        "refusal": refusal,
        "crumbs": [
            {"label": _("我的办件"), "url": reverse("apply:my")},
            {"label": case.version.name, "url": reverse("apply:case", args=[case.pk])},
            {"label": _("补齐材料"), "url": ""},
        ],
    }
    return render(request, "apply/supply_gaps.html", context, status=409 if refusal else 200)
