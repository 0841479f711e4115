"""Self-service cabinets of a hall and the tokens of their screens (JH-25b, AS-4.4)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.cases.deposits import taken_by_cabinet
from onevisit.law.register_acts import REGISTER_RULES, RegisterAct
from onevisit.organization import cabinets as rules
from onevisit.organization.cabinets import CabinetTerms
from onevisit.organization.models import Cabinet
from onevisit.records.keyset import LARGEST_KEY
from onevisit.web.acting import worker, worker_required
from onevisit.web.organization.frame import (
    Cell,
    Listing,
    RegisterForm,
    act_page,
    button,
    entry_page,
    list_page,
    said_day,
)
from onevisit.web.window.access import hall_of

TAB = "cabinets"
LIST = "organization:cabinets"
KEEPERS = REGISTER_RULES[RegisterAct.REGISTER_CABINET].roles


class CabinetForm(RegisterForm):
    """What is painted on the cabinet, where it stands, how many slots it has."""

    code = forms.RegexField(
        label=gettext_lazy("柜号"),
        help_text=gettext_lazy("漆在柜子上的字母或者数字，例如 A"),
        regex=r"^[A-Z0-9]{1,4}$",
        max_length=4,
        error_messages={"invalid": gettext_lazy("柜号是 1 至 4 位大写字母、数字。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input--short"}),
    )
    place = forms.CharField(
        label=gettext_lazy("位置"),
        help_text=gettext_lazy("告诉申请人怎么找，例如：一楼东门内"),
        max_length=60,
    )
    slots = forms.IntegerField(
        label=gettext_lazy("格口数"),
        min_value=1,
        max_value=rules.MOST_SLOTS,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input--short"}
        ),
    )


def _state(one: Cabinet) -> str:
    if one.closed_at is not None:
        return _("已停用")
    return _("使用中")


@require_safe
@worker_required(*KEEPERS)
def cabinets(request: HttpRequest) -> HttpResponseBase:
    """The cabinets of the manager's hall and how full they are. Three statements."""
    hall = hall_of(request)
    found = list(Cabinet.objects.filter(hall=hall).order_by("closed_at", "code"))
    taken = taken_by_cabinet(found)
    listing = Listing(
        title=_("自助柜"),
        intro=_("申请人凭取件码自己领取结果的柜子，每台有自己的设备口令。"),
        caption=_("本大厅的自助柜；上下键选择，回车打开"),
        columns=[_("柜号"), _("位置"), _("已用格口"), _("状态")],
        rows=[
            [
                Cell(one.code, url=reverse("organization:cabinet", args=[one.pk])),
                Cell(one.place),
                Cell(f"{taken.get(one.pk, 0)}/{one.slots}", number=True),
                Cell(_state(one)),
            ]
            for one in found
        ],
        empty=(_("没有自助柜"), _("登记以后，选择自助终端领取的结果可以放进去。")),
        links=[{"label": _("登记自助柜"), "url": reverse("organization:new_cabinet")}],
    )
    return list_page(request, TAB, listing)


def _found(request: HttpRequest, cabinet_id: int) -> Cabinet:
    found = Cabinet.objects.filter(pk=min(cabinet_id, LARGEST_KEY), hall=hall_of(request)).first()
    if found is None:
        raise Http404
    return found


@require_safe
@never_cache
@worker_required(*KEEPERS)
def cabinet(request: HttpRequest, cabinet_id: int) -> HttpResponseBase:
    """One cabinet and what was done to it."""
    one, who = _found(request, cabinet_id), worker(request)
    facts: list[tuple[str, Any]] = [
        (_("位置"), one.place),
        (_("格口数"), one.slots),
        (_("设备口令"), said_day(one.token_at) if one.token_at and one.token_hash else _("没有")),
    ]
    acts = (RegisterAct.RENEW_CABINET_TOKEN, RegisterAct.CLOSE_CABINET) if one.closed_at is None else ()
    views = {
        RegisterAct.RENEW_CABINET_TOKEN: "organization:renew_cabinet_token",
        RegisterAct.CLOSE_CABINET: "organization:close_cabinet",
    }
    return entry_page(
        request,
        TAB,
        title=_("自助柜 %(code)s") % {"code": one.code},
        state_words=_state(one),
        facts=[{"label": label, "value": value} for label, value in facts],
        actions=[button(act, who, None, reverse(views[act], args=[one.pk])) for act in acts],
        subject=rules.SUBJECT,
        subject_id=one.pk,
        back_url=reverse(LIST),
        back_label=_("自助柜"),
    )


def _tell_token(request: HttpRequest, token: str) -> None:
    """Shows the token this once; only its hash is kept."""
    words = _("设备口令 %(token)s 只显示这一次，请现在输入自助柜的屏幕。") % {"token": token}
    messages.warning(request, words)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@worker_required(*KEEPERS)
def new_cabinet(request: HttpRequest) -> HttpResponseBase:
    """Registers a cabinet of one's own hall."""
    form = CabinetForm(request.POST if request.method == "POST" else None)

    def do(key: str) -> str:
        given, token = form.cleaned_data, rules.new_token()
        terms = CabinetTerms(hall_of(request).pk, given["code"], given["place"], given["slots"])
        made = rules.register_cabinet(terms, token, worker(request), given["reason"], key)
        if Cabinet.objects.filter(pk=made, token_hash=rules.token_hash(token)).exists():
            _tell_token(request, token)
        return reverse("organization:cabinet", args=[made])

    return act_page(
        request,
        TAB,
        RegisterAct.REGISTER_CABINET,
        form,
        department_id=None,
        do=do,
        back_url=reverse(LIST),
        back_label=_("自助柜"),
        consequence=_("登记以后显示设备口令，只显示一次。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@worker_required(*KEEPERS)
def renew_cabinet_token(request: HttpRequest, cabinet_id: int) -> HttpResponseBase:
    """Another token; the screen that holds the former one is signed out."""
    one = _found(request, cabinet_id)
    form = RegisterForm(request.POST if request.method == "POST" else None)

    def do(key: str) -> str:
        token = rules.new_token()
        rules.renew_token(one, token, worker(request), form.cleaned_data["reason"], key)
        if Cabinet.objects.filter(pk=one.pk, token_hash=rules.token_hash(token)).exists():
            _tell_token(request, token)
        return reverse("organization:cabinet", args=[one.pk])

    return _step(
        request,
        one,
        RegisterAct.RENEW_CABINET_TOKEN,
        form,
        do,
        _("原来的口令马上失效，屏幕要重新输入新口令。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required(*KEEPERS)
def close_cabinet(request: HttpRequest, cabinet_id: int) -> HttpResponseBase:
    """Takes a cabinet out of use."""
    one = _found(request, cabinet_id)
    form = RegisterForm(request.POST if request.method == "POST" else None)

    def do(key: str) -> str:
        rules.close_cabinet(one, worker(request), form.cleaned_data["reason"], key)
        return reverse("organization:cabinet", args=[one.pk])

    words = _("屏幕马上退出；柜里还有结果的，请出件窗口取出。")
    return _step(request, one, RegisterAct.CLOSE_CABINET, form, do, words)


def _step(
    request: HttpRequest, one: Cabinet, act: RegisterAct, form: RegisterForm, do: Any, consequence: str
) -> HttpResponseBase:
    return act_page(
        request,
        TAB,
        act,
        form,
        department_id=None,
        do=do,
        back_url=reverse("organization:cabinet", args=[one.pk]),
        back_label=_("自助柜"),
        consequence=consequence,
        further={"about": one.code},
    )
