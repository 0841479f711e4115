"""凭授权码查看证照: an officer looks once at a licence that its holder lets his office see."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from onevisit.accounts.rate_limit import budget
from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.licences import granting
from onevisit.organization.registering import city_of
from onevisit.web.acting import posted_key, worker, worker_required
from onevisit.web.wallet.own import entries_of

BUDGET = "licence-code"


class CodeForm(forms.Form):
    """The code that the holder tells."""

    use_required_attribute = False

    code = forms.CharField(
        label=gettext_lazy("持证人给的授权码"),
        help_text=gettext_lazy("8 位数字和字母，大小写、空格、横线都可以"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


@require_http_methods(["GET", "POST"])
@never_cache
@worker_required()
@enforces("RULE-35", "JH-31", "HOUSE-17")
def shown(request: HttpRequest) -> HttpResponseBase:
    """Asks for the code, and shows the licence in the answer to it, never under an address of its own.

    Wrong codes are budgeted for each officer; a right one costs nothing.
    """
    who = worker(request)
    if request.method != "POST":
        return _page(request, CodeForm(), None)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, form, None, status=422)
    allowed = budget.spend(BUDGET, str(who.staff_id))
    try:
        allowed.require()
    except Refusal as refusal:
        return _page(request, form, refusal.within(city_of(who)), status=429)
    try:
        use = granting.look(who, posted_key(request), form.cleaned_data["code"])
    except Refusal as refusal:
        return _page(request, form, refusal.within(city_of(who)), status=409)
    budget.give_back(BUDGET, str(who.staff_id))
    context = {
        "section": "licences",
        "use": use,
        "licence": use.licence,
        "entries": entries_of(use.licence),
    }
    return render(request, "register/shown_licence.html", context)


def _page(
    request: HttpRequest, form: CodeForm, refusal: Refusal | None, *, status: int = 200
) -> HttpResponseBase:
    context: dict[str, Any] = {"section": "licences", "form": form, "refusal": refusal}
    return render(request, "register/shown.html", context, status=status)
