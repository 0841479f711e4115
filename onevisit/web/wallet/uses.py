"""授权单位查看一次: the holder gives an office one look at a licence, sees who looked, takes it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from onevisit.law.clauses import enforces
from onevisit.law.licences.sharing import FURTHEST_DAY, SHORTEST_PURPOSE, grant_refusal
from onevisit.law.refusal import Refusal
from onevisit.licences import granting
from onevisit.licences.models import GrantedUse, Licence
from onevisit.records import clock
from onevisit.records.keyset import LARGEST_KEY
from onevisit.web.acting import account_of, applicant_required, posted_key
from onevisit.web.wallet.own import licence_of

LONGEST_PURPOSE = 100


class GrantForm(forms.Form):
    """For which office, on which day, for what the licence may be looked at."""

    use_required_attribute = False

    department = forms.ChoiceField(
        label=gettext_lazy("给哪个单位看"), error_messages={"required": gettext_lazy("请选择一项。")}
    )
    purpose = forms.CharField(
        label=gettext_lazy("用来办什么事"),
        help_text=gettext_lazy("例如：申请食品经营许可"),
        min_length=SHORTEST_PURPOSE,
        max_length=LONGEST_PURPOSE,
    )
    day = forms.DateField(
        label=gettext_lazy("哪一天可以看"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, licence: Licence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        department = self.fields["department"]
        assert isinstance(department, forms.ChoiceField)
        offices = granting.offices_of(licence).values_list("pk", "name")
        department.choices = [("", _("请选择")), *((str(pk), name) for pk, name in offices)]
        today = clock.today()
        self.initial.setdefault("day", today)
        self.fields["day"].help_text = _("今天到 %(last)s 之间的一天，过了这一天授权码就失效") % {
            "last": today + FURTHEST_DAY
        }


@require_http_methods(["GET", "POST"])
@never_cache
@applicant_required
@enforces("RULE-35", "JH-31", "GX-14")
def uses(request: HttpRequest, licence_id: int) -> HttpResponseBase:
    """The codes given for a licence with what came of each, and the form for another."""
    found = licence_of(request, licence_id)
    account = account_of(request)
    assert account is not None
    if request.method != "POST":
        return _page(request, found, GrantForm(licence=found), None)
    form = GrantForm(request.POST, licence=found)
    if not form.is_valid():
        return _page(request, found, form, None, status=422)
    given = form.cleaned_data
    try:
        granting.grant(
            found,
            account.pk,
            posted_key(request),
            department_id=int(given["department"]),
            day=given["day"],
            purpose=given["purpose"],
        )
    except Refusal as refusal:
        return _page(request, found, form, refusal.within(found.city), status=409)
    messages.success(request, _("授权码已经生成，请告诉要查看的单位。"))
    return redirect("wallet:uses", licence_id=found.pk)


@require_POST
@applicant_required
@enforces("RULE-35", "GX-15")
def take_back(request: HttpRequest, licence_id: int, use_id: int) -> HttpResponseBase:
    """The holder takes a code back that nobody has used yet."""
    found = licence_of(request, licence_id)
    try:
        granting.take_back(found, min(use_id, LARGEST_KEY))
    except GrantedUse.DoesNotExist:
        raise Http404 from None
    except Refusal as refusal:
        form = GrantForm(licence=found)
        return _page(request, found, form, refusal.within(found.city), status=409)
    messages.success(request, _("已经收回，这个授权码不能再用。"))
    return redirect("wallet:uses", licence_id=found.pk)


def _page(
    request: HttpRequest, licence: Licence, form: GrantForm, refusal: Refusal | None, *, status: int = 200
) -> HttpResponseBase:
    today = clock.today()
    closed = grant_refusal(licence.current_state, today, today, "x" * SHORTEST_PURPOSE)
    context = {
        "section": "licences",
        "licence": licence,
        "form": form,
        "refusal": refusal,
        "closed": closed.within(licence.city) if closed else None,
        "uses": granting.uses_of(licence),
        "today": today,
        "crumbs": [
            {"label": _("我的证照"), "url": reverse("wallet:licences")},
            {"label": licence.kind, "url": reverse("wallet:licence", args=[licence.pk])},
            {"label": _("授权单位查看一次"), "url": ""},
        ],
    }
    return render(request, "wallet/uses.html", context, status=status)
