"""What all pages of the registers share: their tabs, the list, one entry, and the form of an act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.law.register_acts import REGISTER_RULES, RegisterAct
from onevisit.organization.models import Department
from onevisit.organization.registering import (
    LONGEST_REASON,
    SHORTEST_REASON,
    history,
    register_refusal,
)
from onevisit.organization.workers import Worker
from onevisit.records import clock
from onevisit.records.keyset import key_in
from onevisit.web.acting import posted_key, worker
from onevisit.web.words import date_in_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAGE = 30


@dataclass(frozen=True)
class Tab:
    """One register in the row of tabs; an empty set of roles opens it to all staff."""

    key: str
    label: StrOrPromise
    view: str
    roles: frozenset[Role] = frozenset()


TABS = (
    Tab("delegations", gettext_lazy("委托书"), "organization:delegations"),
    Tab("posts", gettext_lazy("岗位"), "organization:posts"),
    Tab("chiefs", gettext_lazy("首席代表"), "organization:chiefs"),
    Tab("stationing", gettext_lazy("进驻和授权"), "organization:stationing"),
    Tab("exemptions", gettext_lazy("不进驻申请"), "organization:exemptions"),
    Tab("transfers", gettext_lazy("划转"), "organization:transfers"),
    Tab("referrals", gettext_lazy("请示"), "organization:referrals"),
    Tab(
        "credit",
        gettext_lazy("失信限制"),
        "organization:credit_bars",
        frozenset({Role.HANDLER, Role.SIGNER, Role.DEPARTMENT_HEAD, Role.HALL_MANAGER, Role.SUPERVISOR}),
    ),
    Tab("powers", gettext_lazy("权限表"), "organization:powers"),
    Tab(
        "refusals",
        gettext_lazy("被拒绝的操作"),
        "organization:refusals",
        frozenset({Role.AUDIT_ADMINISTRATOR}),
    ),
    Tab(
        "cabinets",
        gettext_lazy("自助柜"),
        "organization:cabinets",
        REGISTER_RULES[RegisterAct.REGISTER_CABINET].roles,
    ),
    Tab(
        "people",
        gettext_lazy("人员"),
        "organization:people",
        REGISTER_RULES[RegisterAct.SET_QUALIFICATION].roles | {Role.SUPERVISOR},
    ),
)


def tabs_of(who: Worker, current: str) -> list[dict[str, Any]]:
    """The registers that this person may read."""
    return [
        {"label": tab.label, "url": reverse(tab.view), "current": tab.key == current}
        for tab in TABS
        if not tab.roles or tab.roles & who.roles
    ]


@dataclass(frozen=True)
class Cell:
    """One cell of a list: text, a link, a quiet second line; ``alarm`` is printed strong with its word."""

    text: Any
    url: str = ""
    note: Any = ""
    alarm: bool = False
    number: bool = False


@dataclass(frozen=True)
class Listing:
    """A register as a table. ``empty`` is what stands there without entries: title and what comes next."""

    title: StrOrPromise
    caption: StrOrPromise
    columns: Sequence[StrOrPromise]
    rows: Sequence[Sequence[Cell]]
    empty: tuple[StrOrPromise, StrOrPromise]
    intro: Any = ""
    chips: Sequence[dict[str, Any]] = ()
    links: Sequence[dict[str, Any]] = ()
    first_url: str = ""
    later_url: str = ""


def list_page(request: HttpRequest, tab: str, listing: Listing, **further: Any) -> HttpResponseBase:
    """The page of one register."""
    rows = [list(zip(listing.columns, row, strict=True)) for row in listing.rows]
    context = {
        "section": "organization",
        "tabs": tabs_of(worker(request), tab),
        "listing": listing,
        "rows": rows,
        "first_url": listing.first_url,
        "later_url": listing.later_url,
        **further,
    }
    return render(request, "organization/list.html", context)


def entry_page(
    request: HttpRequest,
    tab: str,
    *,
    title: str,
    facts: Sequence[dict[str, Any]],
    actions: Sequence[dict[str, Any]] = (),
    subject: str,
    subject_id: int,
    template: str = "organization/entry.html",
    **further: Any,
) -> HttpResponseBase:
    """One entry of a register: its facts, what can be done, and what was done by whom and why."""
    context = {
        "section": "organization",
        "tabs": tabs_of(worker(request), tab),
        "title": title,
        "facts": facts,
        "actions": actions,
        "history": history(subject, subject_id),
        **further,
    }
    return render(request, template, context)


def button(
    act: RegisterAct,
    who: Worker,
    department_id: int | None,
    url: str,
    *,
    blocked: Refusal | None = None,
    by_right: bool = False,
) -> dict[str, Any]:
    """The button of an act, with the reason where it is not possible."""
    refusal = register_refusal(act, who, department_id, by_right=by_right) or blocked
    return {
        "label": act.label,
        "name": act.value,
        "url": url,
        "allowed": refusal is None,
        "refusal": refusal,
        "style": "secondary",
    }


class RegisterForm(forms.Form):
    """A form of an act on a register; the reason stands last and goes into the log."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = forms.CharField(
            label=gettext_lazy("理由"),
            help_text=gettext_lazy("记入日志，不能修改。"),
            min_length=SHORTEST_REASON,
            max_length=LONGEST_REASON,
            widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={"min_length": gettext_lazy("请把理由写完整，至少 4 个字。")},
        )
        if not self.is_bound:
            self.visible_fields()[0].field.widget.attrs["autofocus"] = True


def date_field(
    label: StrOrPromise, *, required: bool = True, help_text: StrOrPromise = ""
) -> forms.DateField:
    """A day, typed as 2026-03-02."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text or gettext_lazy("写成 2026-03-02"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off"}),
    )


def act_page(
    request: HttpRequest,
    tab: str,
    act: RegisterAct,
    form: forms.Form,
    *,
    department_id: int | None,
    do: Callable[[str], str],
    back_url: str,
    back_label: str,
    consequence: Any = "",
    blocked: Refusal | None = None,
    by_right: bool = False,
    upload: bool = False,
    further: dict[str, Any] | None = None,
) -> HttpResponseBase:
    """Shows the form of an act; a POST does it and leads to the address that ``do`` returns for its key.

    What was typed is kept when something is wrong (422) or the act is refused (409).
    """

    def answer(refusal: Refusal | None, status: int, *, no_form: bool = False) -> HttpResponseBase:
        context = {
            "section": "organization",
            "tabs": tabs_of(worker(request), tab),
            "act": act,
            "form": form,
            "refusal": refusal,
            "no_form": no_form,
            "back_url": back_url,
            "back_label": back_label,
            "consequence": consequence,
            "upload": upload,
            **(further or {}),
        }
        return render(request, "organization/act.html", context, status=status)

    refused = register_refusal(act, worker(request), department_id, by_right=by_right)
    if refused is not None and request.method != "POST":
        return answer(refused, 403, no_form=True)
    if request.method != "POST":
        return answer(blocked, 200, no_form=blocked is not None)
    if not form.is_valid():
        return answer(None, 422)
    try:
        address = do(posted_key(request))
    except Refusal as refusal:
        return answer(refusal, 403 if refusal.code == "no_power" else 409)
    messages.success(request, _("已完成：%(act)s") % {"act": _(act.label)})
    return redirect(address)


def number_asked(request: HttpRequest, name: str) -> int | None:
    """A key in the address of a list, or None."""
    return key_in(request.GET.get(name, ""))


def address(view: str, **asked: Any) -> str:
    """An address with the questions that are not empty."""
    given = {key: value for key, value in asked.items() if value not in ("", None)}
    return reverse(view) + (f"?{urlencode(given)}" if given else "")


def said_day(day: date) -> str:
    """A day in words."""
    return date_in_words(day, clock.today())


def department_asked(request: HttpRequest, *, agency: bool) -> tuple[Department, dict[str, Any]]:
    """The department that a form is about, and the choice of those the asker may act for.

    A hall manager chooses among all (``agency``: the agency itself among them), anybody else has his own.
    """
    who = worker(request)
    found = Department.objects.order_by("code")
    if not agency:
        found = found.exclude(kind=Department.Kind.AGENCY)
    if Role.HALL_MANAGER not in who.roles:
        found = found.filter(pk=who.department_id)
    choice = list(found)
    asked = number_asked(request, "department")
    chosen = next((one for one in choice if one.pk == asked), choice[0] if choice else None)
    if chosen is None:
        raise Http404
    options = [{"value": one.pk, "label": one.short_name, "chosen": one.pk == chosen.pk} for one in choice]
    return chosen, {"label": _("部门"), "name": "department", "options": options}
