"""The declaration of commitment at the window: read together, ticked, signed on the screen."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onevisit.cases.actions import declarations
from onevisit.cases.models import Declaration
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import State
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records import clock
from onevisit.web.acting import worker_required
from onevisit.web.declaring import DeclarationForm
from onevisit.web.desk.signatures import kept_signature, stored_signature
from onevisit.web.window.access import case_at_window


@require_http_methods(["GET", "POST"])
@worker_required(Role.WINDOW_CLERK)
@enforces("YS-40")
def declare(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """What the organ tells, the points, the applicant's signature; never without his wish."""
    case = case_at_window(request, case_id)
    rule = case.version.definition.commitment
    if rule is None or not rule.points or case.state != State.DRAFT.value:
        return redirect("window:case", case_id=case.pk)
    if request.method == "POST" and request.POST.get("no_longer"):
        declarations.declare_no_longer(case.pk)
        return redirect("window:case", case_id=case.pk)
    person = case.agent or case.applicant
    form = DeclarationForm(request.POST or None, rule=rule)
    refusal: Refusal | None = None
    excluded = declarations.declaring_refusal(case, clock.today())
    if excluded is not None:
        excluded.within(case.city)
    if request.method == "POST" and form.is_valid():
        try:
            if person is None:
                raise Refusal("no_applicant", Sentence("还没有登记申请人。"), clauses=("XK-29",))
            signature = stored_signature(request.POST, "signature", person.name)
            declarations.declare(case.pk, form.cleaned_data["points"], signature)
            messages.success(request, _("已签署《告知承诺书》，收件时一并出具。"))
            return redirect("window:case", case_id=case.pk)
        except Refusal as refused:
            refusal = refused
    context = {
        "section": "window",
        "case": case,
        "definition": case.version.definition,
        "rule": rule,
        "covered": [one.name for one in case.version.definition.materials if one.key in rule.covers],
        "form": form,
        "signer": person.name if person else "",
        "signed": Declaration.objects.filter(case=case).first(),
        "refusal": refusal or excluded,
        "closed": excluded is not None,
        **kept_signature(request.POST, "signature"),
    }
    return render(
        request, "window/declare.html", context, status=409 if refusal else 422 if form.is_bound else 200
    )
