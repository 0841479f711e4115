"""The declaration of commitment on the web: what the organ tells, what is declared, of one's own will."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onevisit.cases.actions import declarations
from onevisit.cases.models import Case, Declaration
from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.records import clock
from onevisit.web.apply.drafts import crumbs, draft_page
from onevisit.web.apply.signing_by_name import SignedByName, signer_of
from onevisit.web.declaring import DeclarationForm


class SignedDeclarationForm(SignedByName, DeclarationForm):
    """The points, and the name as signature."""


@require_http_methods(["GET", "POST"])
@draft_page
@enforces("YS-40")
def declare(request: HttpRequest, case: Case) -> HttpResponseBase:
    """What the organ tells, the points to declare, the signature; free to leave out."""
    rule = case.version.definition.commitment
    if rule is None or not rule.points:
        return redirect("apply:materials", case_id=case.pk)
    if request.method == "POST" and request.POST.get("no_longer"):
        declarations.declare_no_longer(case.pk)
        return redirect("apply:materials", case_id=case.pk)
    refusal: Refusal | None = None
    excluded = declarations.declaring_refusal(case, clock.today())
    if excluded is not None:
        excluded.within(case.city)
    form = SignedDeclarationForm(request.POST or None, rule=rule, signer=signer_of(case))
    if request.method == "POST" and form.is_valid():
        try:
            declarations.declare(case.pk, form.cleaned_data["points"], form.cleaned_data["name"])
            return redirect("apply:materials", case_id=case.pk)
        except Refusal as refused:
            refusal = refused
    context = {
        "case": case,
        "form": form,
        "rule": rule,
        "covered": [one.name for one in case.version.definition.materials if one.key in rule.covers],
        "signed": Declaration.objects.filter(case=case).first(),
        "refusal": refusal or excluded,
        "closed": excluded is not None,
        "crumbs": crumbs(case, _("告知承诺")),
    }
    return render(
        request, "apply/declare.html", context, status=409 if refusal else 422 if form.is_bound else 200
    )
