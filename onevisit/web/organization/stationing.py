"""Stationed items and the powers given for them; gaps as 授权不到位 (rule 26, JH-40)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.catalog.models import Item, ItemVersion
from onevisit.catalog.queries import in_effect
from onevisit.catalog.stationed import needed_of
from onevisit.law.register_acts import REGISTER_RULES, RegisterAct
from onevisit.law.stationing import StationedPower
from onevisit.organization import stationing as rules
from onevisit.organization.models import Department, Hall, Stationing
from onevisit.organization.stationing import StationingTerms
from onevisit.records import clock
from onevisit.records.keyset import LARGEST_KEY
from onevisit.web.acting import worker, worker_required
from onevisit.web.organization.frame import Cell, Listing, RegisterForm, act_page, list_page, said_day
from onevisit.web.organization.stationing_forms import StationingForm

TAB = "stationing"
KEEPERS = REGISTER_RULES[RegisterAct.STATION_ITEM].roles
LONGEST_CODE = 36


@dataclass
class Share:
    """How far one department has come in one hall: items stationed, powers given, gaps."""

    department: Department
    hall: Hall
    items: int
    stationed: int = 0
    needed: int = 0
    given: int = 0
    missing: list[tuple[Stationing, Sequence[StationedPower]]] = field(default_factory=list)


def shares() -> list[Share]:
    """The share of every department in every hall that one of its items is stationed in. Three statements."""
    today, now = clock.today(), clock.now()
    offered: dict[int, set[str]] = {}
    for code, department_id in in_effect(now).values_list("item__code", "item__department_id"):
        offered.setdefault(department_id, set()).add(code)
    found: dict[tuple[int, int], Share] = {}
    rows = rules.in_force(today).select_related("department", "hall")
    for one in rows.order_by("department__code", "hall__code", "item_code"):
        codes = offered.get(one.department_id, set())
        if one.item_code not in codes:
            continue
        share = found.setdefault(
            (one.department_id, one.hall_id), Share(one.department, one.hall, len(codes))
        )
        share.stationed += 1
        share.needed += len(one.needed)
        missing = rules.gaps_of(one)
        share.given += len(one.needed) - len(missing)
        if missing:
            share.missing.append((one, missing))
    return list(found.values())


def _percent(part: int, whole: int) -> str:
    return f"{part}/{whole}" if not whole else f"{part}/{whole}（{100 * part // whole}%）"


@require_safe
@worker_required()
def stationing(request: HttpRequest) -> HttpResponseBase:
    """Departments by hall: items stationed, powers given, gaps."""
    rows = shares()
    unstationed = _nowhere()
    missing = sum(len(one.missing) for one in rows)
    listing = Listing(
        title=_("进驻和授权"),
        intro=_("事项进驻到位、授权到位；没有进驻的事项，大厅窗口不能收件。"),
        caption=_("各部门在各大厅的进驻和授权；上下键选择，回车打开"),
        columns=[_("部门"), _("大厅"), _("已进驻事项"), _("已授予权限"), _("授权不到位")],
        rows=[
            [
                Cell(
                    one.department.name,
                    url=reverse("organization:stationed_items", args=[one.department.pk, one.hall.pk]),
                ),
                Cell(one.hall.name),
                Cell(_percent(one.stationed, one.items), number=True),
                Cell(_percent(one.given, one.needed), number=True),
                Cell(_("%(count)s 项") % {"count": len(one.missing)}, number=True, alarm=bool(one.missing)),
            ]
            for one in rows
        ],
        empty=(_("还没有事项进驻"), _("部门登记进驻以后，会出现在这里。")),
        links=[{"label": _("授权不到位清单"), "url": reverse("organization:gaps"), "style": "secondary"}],
    )
    alarms = []
    if missing or unstationed:
        alarms = [
            _("授权不到位 %(missing)s 项，没有进驻任何大厅的事项 %(items)s 项。")
            % {"missing": missing, "items": len(unstationed)}
        ]
    return list_page(request, TAB, listing, alarms=alarms)


def _nowhere() -> list[ItemVersion]:
    """Items that are stationed in no hall and not exempt. Two statements."""
    today = clock.today()
    stationed = rules.in_force(today).values("item_code")
    exempt = rules.exempt(today).values("item_code")
    found = in_effect(clock.now()).exclude(item__code__in=stationed).exclude(item__code__in=exempt)
    return list(found.order_by("item__department__code", "sort_key"))


@require_safe
@worker_required()
def gaps(request: HttpRequest) -> HttpResponseBase:
    """授权不到位: items whose kind calls for a power that was not given, and items stationed nowhere."""
    listed = shares()
    codes = {one.item_code for share in listed for one, _missing in share.missing}
    names = dict(in_effect(clock.now()).filter(item__code__in=codes).values_list("item__code", "name"))
    rows = [
        [
            Cell(
                names.get(one.item_code, one.item_code),
                url=reverse("organization:station_item", args=[share.hall.pk, one.item_code]),
            ),
            Cell(share.department.name),
            Cell(share.hall.name),
            Cell(_("、").join(_(power.label) for power in missing), alarm=True),
        ]
        for share in listed
        for one, missing in share.missing
    ]
    rows += [
        [
            Cell(one.name),
            Cell(one.item.department.name),
            Cell(""),
            Cell(_("没有进驻任何大厅"), alarm=True),
        ]
        for one in _nowhere()
    ]
    listing = Listing(
        title=_("授权不到位清单"),
        intro=_("部门没有授予的权限，和没有进驻、也没有批准不进驻的事项。"),
        caption=_("授权不到位清单，按部门排列；上下键选择，回车打开"),
        columns=[_("事项"), _("部门"), _("大厅"), _("缺什么")],
        rows=rows,
        empty=(_("没有授权不到位"), _("每个事项都已进驻，权限都已授予。")),
        links=[{"label": _("进驻和授权"), "url": reverse("organization:stationing"), "style": "secondary"}],
    )
    return list_page(request, TAB, listing)


@require_safe
@worker_required()
def stationed_items(request: HttpRequest, department_id: int, hall_id: int) -> HttpResponseBase:
    """Every item of a department and how it stands in one hall."""
    department, hall = _department(department_id), _hall(hall_id)
    versions = in_effect(clock.now()).filter(item__department=department).order_by("sort_key")
    here = {
        one.item_code: one for one in rules.in_force(clock.today()).filter(hall=hall, department=department)
    }
    listing = Listing(
        title=_("%(department)s在%(hall)s") % {"department": department.short_name, "hall": hall.name},
        caption=_("事项和授予的权限；上下键选择，回车打开"),
        columns=[_("事项"), _("进驻"), _("已授予权限"), _("授权不到位"), _("授权文件")],
        rows=[_item_row(version, hall, here.get(version.item.code)) for version in versions],
        empty=(_("这个部门没有事项"), _("事项发布以后，会出现在这里。")),
        links=[{"label": _("进驻和授权"), "url": reverse("organization:stationing"), "style": "secondary"}],
    )
    return list_page(request, TAB, listing)


def _item_row(version: ItemVersion, hall: Hall, one: Stationing | None) -> list[Cell]:
    url = reverse("organization:station_item", args=[hall.pk, version.item.code])
    if one is None:
        return [Cell(version.name, url=url), Cell(_("没有进驻"), alarm=True), Cell(""), Cell(""), Cell("")]
    missing = rules.gaps_of(one)
    given = [StationedPower(power) for power in one.given]
    return [
        Cell(version.name, url=url),
        Cell(_("%(day)s起") % {"day": said_day(one.valid_from)}, number=True),
        Cell(_("、").join(_(power.label) for power in given)),
        Cell(_("、").join(_(power.label) for power in missing), alarm=bool(missing)),
        Cell(one.document, note=one.authorised_by),
    ]


def _department(pk: int) -> Department:
    found = Department.objects.filter(pk=min(pk, LARGEST_KEY)).first()
    if found is None:
        raise Http404
    return found


def _hall(pk: int) -> Hall:
    found = Hall.objects.filter(pk=min(pk, LARGEST_KEY)).first()
    if found is None:
        raise Http404
    return found


def _version(code: str) -> ItemVersion:
    found = in_effect(clock.now()).filter(item__code=code[:LONGEST_CODE].replace("\0", "")).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required(*KEEPERS)
def station_item(request: HttpRequest, hall_id: int, code: str) -> HttpResponseBase:
    """Registers or changes the powers that are given for one item in one hall."""
    hall, version = _hall(hall_id), _version(code)
    item: Item = version.item
    one = Stationing.objects.filter(hall=hall, item_code=item.code).first()
    needed = needed_of(version.definition)
    initial: dict[str, Any] = {"valid_from": clock.today(), "given": [power.value for power in needed]}
    if one is not None:
        initial.update(
            given=one.given,
            authorised_by=one.authorised_by,
            document=one.document,
            valid_from=one.valid_from,
        )
    form = StationingForm(request.POST if request.method == "POST" else None, needed=needed, initial=initial)
    back = reverse("organization:stationed_items", args=[item.department_id, hall.pk])

    def do(key: str) -> str:
        given = form.cleaned_data
        terms = StationingTerms(
            item.code,
            item.department_id,
            hall.pk,
            needed,
            form.powers(),
            given["authorised_by"],
            given["document"],
            given["valid_from"],
        )
        rules.station(terms, worker(request), given["reason"], key)
        return back

    in_force = one is not None and one.valid_to is None
    further = {"aside": reverse("organization:withdraw_item", args=[hall.pk, item.code])} if in_force else {}
    return act_page(
        request,
        TAB,
        RegisterAct.STATION_ITEM,
        form,
        department_id=item.department_id,
        do=do,
        back_url=back,
        back_label=_("%(department)s在%(hall)s")
        % {"department": item.department.short_name, "hall": hall.name},
        consequence=_("“%(item)s”从生效日起可以在%(hall)s收件。") % {"item": version.name, "hall": hall.name},
        further={**further, "about": version.name},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required(*REGISTER_RULES[RegisterAct.WITHDRAW_ITEM].roles)
def withdraw_item(request: HttpRequest, hall_id: int, code: str) -> HttpResponseBase:
    """Takes an item out of a hall from tomorrow on."""
    hall, version = _hall(hall_id), _version(code)
    one = Stationing.objects.filter(hall=hall, item_code=version.item.code).first()
    if one is None:
        raise Http404
    form = RegisterForm(request.POST if request.method == "POST" else None)
    back = reverse("organization:stationed_items", args=[one.department_id, hall.pk])

    def do(key: str) -> str:
        rules.withdraw_stationing(one, worker(request), form.cleaned_data["reason"], key)
        return back

    return act_page(
        request,
        TAB,
        RegisterAct.WITHDRAW_ITEM,
        form,
        department_id=one.department_id,
        do=do,
        back_url=back,
        back_label=hall.name,
        consequence=_("从明天起，“%(item)s”不能在%(hall)s收件；已经收的件继续办。")
        % {"item": version.name, "hall": hall.name},
    )
