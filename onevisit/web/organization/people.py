"""The staff register: who may decide what, what lapses soon, import (rule 27, JH-8.4)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.catalog.models import Item, ItemVersion
from onevisit.catalog.queries import in_effect
from onevisit.law.powers import Role
from onevisit.law.register_acts import REGISTER_RULES, RegisterAct
from onevisit.organization import qualifying
from onevisit.organization.models import Staff
from onevisit.organization.qualifying import Standing
from onevisit.organization.workers import Worker
from onevisit.records import clock
from onevisit.records.keyset import LARGEST_KEY
from onevisit.records.page_language import in_page_language
from onevisit.web.acting import worker, worker_required
from onevisit.web.organization.frame import (
    PAGE,
    Cell,
    Listing,
    act_page,
    address,
    button,
    entry_page,
    list_page,
    number_asked,
    said_day,
)
from onevisit.web.organization.people_forms import ImportForm, QualificationForm, TrainingForm

TAB = "people"
LIST = "organization:people"
KEEPERS = REGISTER_RULES[RegisterAct.SET_QUALIFICATION].roles
READERS = KEEPERS | {Role.SUPERVISOR}
SHOWN = (
    ("", gettext_lazy("全部")),
    ("blocked", gettext_lazy("不能作出决定")),
    ("soon", gettext_lazy("30 天内到期")),
)
LONGEST_SEARCH = 60


def _readable(who: Worker) -> Q:
    """A head reads his own department; the hall manager and the supervisor read all."""
    if {Role.HALL_MANAGER, Role.SUPERVISOR} & who.roles:
        return Q()
    return Q(department_id=who.department_id)


@require_safe
@worker_required(*READERS)
def people(request: HttpRequest) -> HttpResponseBase:
    """The people by employee number, keyset pages."""
    who, today = worker(request), clock.today()
    show = request.GET.get("show", "")
    show = show if show in dict(SHOWN) else ""
    find = request.GET.get("find", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    after = number_asked(request, "after") or 0
    found = Staff.objects.filter(_readable(who), active=True).select_related("department").order_by("pk")
    if find:
        found = found.filter(Q(name__icontains=find) | Q(employee_number=find))
    standing = qualifying.standings(list(found), today)
    blocked = sum(one.blocked for one in standing)
    soon = sum(one.warned for one in standing)
    chosen = [one for one in standing if one.staff.pk > after and _is_shown(one, show)]
    page = chosen[:PAGE]
    counts = {"blocked": blocked, "soon": soon}
    links = []
    if who.roles & KEEPERS:
        links = [{"label": _("导入"), "url": reverse("organization:import_people"), "style": "secondary"}]
    listing = Listing(
        title=_("人员"),
        intro=_("状态不是在岗、执法证过期或者没有培训的，不能作出决定。"),
        caption=_("人员登记，按登记先后排列；上下键选择，回车打开"),
        columns=[_("姓名"), _("工号"), _("部门"), _("状态"), _("执法证有效期至"), _("有效的培训")],
        rows=[_row(one) for one in page],
        empty=(_("没有这样的人员"), _("换一个分类或者名字看看。")),
        chips=[
            {
                "label": label,
                "url": address(LIST, show=key, find=find),
                "active": key == show,
                "count": counts.get(key),
            }
            for key, label in SHOWN
        ],
        links=links,
        first_url=address(LIST, show=show, find=find) if after else "",
        later_url=address(LIST, show=show, find=find, after=page[-1].staff.pk) if len(chosen) > PAGE else "",
    )
    search = {"label": _("姓名或工号"), "text": find, "kept": [("show", show)] if show else []}
    return list_page(request, TAB, listing, search=search)


def _is_shown(one: Standing, show: str) -> bool:
    return {"": True, "blocked": one.blocked, "soon": one.warned}[show]


def _row(one: Standing) -> list[Cell]:
    staff = one.staff
    until = staff.certificate_valid_until
    words = "" if until is None else said_day(until)
    note = _("已过期") if one.lapsed else _("30 天内到期") if one.certificate_soon else ""
    return [
        Cell(staff.name, url=reverse("organization:person", args=[staff.pk])),
        Cell(staff.employee_number, number=True),
        Cell(staff.department.short_name),
        Cell(_(staff.get_status_display()), alarm=staff.status != "serving"),
        Cell(words, note=note, alarm=one.lapsed, number=True),
        Cell(
            _("%(count)s 项") % {"count": one.trainings_valid},
            note=_("%(count)s 项 30 天内到期") % {"count": one.trainings_soon} if one.trainings_soon else "",
            alarm=one.trainings_valid == 0,
            number=True,
        ),
    ]


def _found(request: HttpRequest, staff_id: int) -> Staff:
    found = (
        Staff.objects.filter(_readable(worker(request)), pk=min(staff_id, LARGEST_KEY))
        .select_related("department", "hall")
        .first()
    )
    if found is None:
        raise Http404
    return found


@require_safe
@worker_required(*READERS)
def person(request: HttpRequest, staff_id: int) -> HttpResponseBase:
    """One person: certificate, trainings item by item, and who changed what."""
    staff, who, today = _found(request, staff_id), worker(request), clock.today()
    standing = qualifying.standings([staff], today)[0]
    names = _names([one.item_code for one in staff.trainings.all()])
    until = staff.certificate_valid_until
    facts = [
        (_("工号"), staff.employee_number),
        (_("部门"), staff.department.name),
        (_("状态"), _(staff.get_status_display())),
        (_("执法证号"), staff.certificate_number),
        (_("执法证有效期至"), "" if until is None else said_day(until)),
    ]
    return entry_page(
        request,
        TAB,
        title=staff.name,
        state_words=_("现在不能作出决定") if standing.blocked else _("可以办理培训过的事项"),
        facts=[{"label": label, "value": value} for label, value in facts],
        parts=[
            {
                "title": _("培训"),
                "rows": [
                    {
                        "text": names.get(one.item_code, one.item_code),
                        "note": _training_note(one),
                    }
                    for one in staff.trainings.order_by("-trained_on", "item_code")
                ],
                "empty": _("没有培训记录，不能作出决定。"),
            }
        ],
        actions=[
            button(
                RegisterAct.RECORD_TRAINING,
                who,
                staff.department_id,
                reverse("organization:new_training", args=[staff.pk]),
            ),
            button(
                RegisterAct.SET_QUALIFICATION,
                who,
                staff.department_id,
                reverse("organization:change_person", args=[staff.pk]),
            ),
        ],
        subject=qualifying.PERSON,
        subject_id=staff.pk,
        back_url=reverse(LIST),
        back_label=_("人员"),
    )


def _training_note(one: Any) -> str:
    day = said_day(one.trained_on)
    if one.valid_until is None:
        return f"{one.course} {day}"
    until = _("有效期至%(day)s") % {"day": said_day(one.valid_until)}
    return f"{one.course} {day} {until}"


def _names(codes: list[str]) -> dict[str, str]:
    return dict(in_effect(clock.now()).filter(item__code__in=codes).values_list("item__code", "name"))


def _items_for(staff: Staff) -> list[ItemVersion]:
    """The items somebody may be trained for: his department's; the agency's people all."""
    found = in_effect(clock.now()).order_by("item__department__code", "sort_key")
    if staff.department.kind != "agency":
        found = found.filter(item__department=staff.department)
    return list(found)


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required(*KEEPERS)
def change_person(request: HttpRequest, staff_id: int) -> HttpResponseBase:
    """Corrects status and certificate."""
    staff = _found(request, staff_id)
    form = QualificationForm(
        request.POST if request.method == "POST" else None,
        initial={
            "status": staff.status,
            "certificate_number": staff.certificate_number,
            "valid_until": staff.certificate_valid_until,
        },
    )

    def do(key: str) -> str:
        qualifying.set_qualification(staff, form.terms(), worker(request), form.cleaned_data["reason"], key)
        return reverse("organization:person", args=[staff.pk])

    return act_page(
        request,
        TAB,
        RegisterAct.SET_QUALIFICATION,
        form,
        department_id=staff.department_id,
        do=do,
        back_url=reverse("organization:person", args=[staff.pk]),
        back_label=staff.name,
        consequence=_("马上生效：不再在岗或者执法证过期的，不能作出决定。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required(*KEEPERS)
def new_training(request: HttpRequest, staff_id: int) -> HttpResponseBase:
    """Records trainings for several items at once."""
    staff = _found(request, staff_id)
    form = TrainingForm(
        request.POST if request.method == "POST" else None,
        versions=_items_for(staff),
        initial={"trained_on": clock.today()},
    )

    def do(key: str) -> str:
        reason = form.cleaned_data["reason"]
        qualifying.record_trainings(staff, form.trainings(), worker(request), reason, key)
        return reverse("organization:person", args=[staff.pk])

    return act_page(
        request,
        TAB,
        RegisterAct.RECORD_TRAINING,
        form,
        department_id=staff.department_id,
        do=do,
        back_url=reverse("organization:person", args=[staff.pk]),
        back_label=staff.name,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required(*KEEPERS)
def import_people(request: HttpRequest) -> HttpResponseBase:
    """Takes over a CSV file, or shows every faulty row and takes over nothing."""
    who = worker(request)
    if not who.roles & KEEPERS:
        raise PermissionDenied
    department_id = None if Role.HALL_MANAGER in who.roles else who.department_id
    posted = request.method == "POST"
    form = ImportForm(request.POST if posted else None, request.FILES if posted else None)
    faults: tuple[qualifying.RowFault, ...] = ()
    if posted and form.is_valid():
        codes = set(Item.objects.values_list("code", flat=True))
        read = qualifying.read_import(form.cleaned_data["file"], department_id, codes)
        faults = read.faults
        for fault in faults:
            line = _("第 %(line)s 行：%(fault)s") % {
                "line": fault.line,
                "fault": in_page_language(fault.fault),
            }
            form.add_error("file", line)

    def do(key: str) -> str:
        qualifying.import_rows(read.rows, department_id, who, form.cleaned_data["reason"], key)
        return reverse(LIST)

    return act_page(
        request,
        TAB,
        RegisterAct.IMPORT_QUALIFICATIONS,
        form,
        department_id=department_id,
        do=do,
        back_url=reverse(LIST),
        back_label=_("人员"),
        consequence=_("第一行写：%(columns)s。一行一项培训；有一行写错，全部都不导入。")
        % {"columns": _("、").join(qualifying.COLUMNS)},
        upload=True,
    )
