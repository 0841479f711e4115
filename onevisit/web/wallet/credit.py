"""我的信用: the bars that a holder or his organisation is under, and how to have one repaired."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.organization.models import Department
from onevisit.people.credit import LONGEST_STATEMENT, SHORTEST_STATEMENT, ask_for_repair, own_bars
from onevisit.people.models import Applicant, CreditBar, CreditRepair
from onevisit.people.queries import applicant_of
from onevisit.records import clock
from onevisit.records.keyset import LARGEST_KEY
from onevisit.web.acting import account_of, applicant_required, posted_key

MOST_SHOWN = 50


class RepairForm(forms.Form):
    """Why the bar should end before its time."""

    use_required_attribute = False

    statement = forms.CharField(
        label=gettext_lazy("怎样改正了，有什么证明"),
        help_text=gettext_lazy("写清什么时候整改到位、可以怎样核实；最多 2000 字"),
        min_length=SHORTEST_STATEMENT,
        max_length=LONGEST_STATEMENT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": gettext_lazy("请写明怎样改正了。"),
            "min_length": gettext_lazy("请写得再清楚一些，至少 5 个字。"),
        },
    )


def _person(request: HttpRequest) -> Applicant | None:
    account = account_of(request)
    assert account is not None
    return applicant_of(account.pk)


@require_safe
@never_cache
@applicant_required
@enforces("YS-40")
def credit(request: HttpRequest) -> HttpResponseBase:
    """The bars against the asker and his organisation, the newest first."""
    person, today = _person(request), clock.today()
    bars = list(own_bars(person)[:MOST_SHOWN]) if person is not None else []
    context = {
        "section": "licences",
        "rows": [{"bar": one, "in_force": one.in_force(today)} for one in bars],
    }
    return render(request, "wallet/credit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@applicant_required
@enforces("YS-40", "XK-7")
def credit_bar(request: HttpRequest, bar_id: int) -> HttpResponseBase:
    """One bar: why, since when, until when; what was asked and answered; the form to ask for repair."""
    person = _person(request)
    bar = None if person is None else own_bars(person).filter(pk=min(bar_id, LARGEST_KEY)).first()
    if person is None or bar is None:
        raise Http404
    form = RepairForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, bar, form)
    if not form.is_valid():
        return _page(request, bar, form, status=422)
    try:
        ask_for_repair(bar, person, form.cleaned_data["statement"], posted_key(request))
    except Refusal as refusal:
        return _page(request, bar, form, refusal, status=409)
    messages.success(request, _("申请已经交给作出限制的部门，决定后会告诉您。"))
    return redirect("wallet:credit_bar", bar_id=bar.pk)


def _page(
    request: HttpRequest,
    bar: CreditBar,
    form: RepairForm,
    refusal: Refusal | None = None,
    *,
    status: int = 200,
) -> HttpResponseBase:
    repairs = list(CreditRepair.objects.filter(bar=bar).order_by("-pk"))
    in_force = bar.in_force(clock.today())
    context = {
        "section": "licences",
        "bar": bar,
        "in_force": in_force,
        "department": Department.objects.get(pk=bar.department_id),
        "repairs": repairs,
        "may_ask": in_force and all(one.granted is not None for one in repairs),
        "form": form,
        "refusal": refusal,
        "crumbs": [
            {"label": _("我的信用"), "url": reverse("wallet:credit")},
            {"label": _(bar.get_kind_display()), "url": ""},
        ],
    }
    return render(request, "wallet/credit_bar.html", context, status=status)
