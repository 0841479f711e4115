"""Absences: one's own, somebody else's by his chief, and coming back (AS-3.3d)."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.law.posts import AbsenceKind
from onevisit.law.register_acts import RegisterAct
from onevisit.organization import posts as rules
from onevisit.organization.models import Absence, Staff
from onevisit.records import clock
from onevisit.records.keyset import LARGEST_KEY
from onevisit.web.acting import worker, worker_required
from onevisit.web.organization.frame import Cell, Listing, act_page, list_page
from onevisit.web.organization.post_forms import AbsenceForm, EndForm
from onevisit.web.words import moment_in_words

POSTS = "organization:posts"


def away_in_words(absence: Absence) -> str:
    today = clock.today()
    return _("%(name)s：%(from)s 至 %(until)s，%(kind)s") % {
        "name": absence.staff.name,
        "from": moment_in_words(absence.starts_at, today),
        "until": moment_in_words(absence.ends_at, today),
        "kind": _(AbsenceKind(absence.kind).label),
    }


@require_safe
@worker_required()
def my_absences(request: HttpRequest) -> HttpResponseBase:
    """One's own absences now and to come, and the way to register one."""
    who, now = worker(request), clock.now()
    found = Absence.objects.filter(staff_id=who.staff_id, ends_at__gt=now).order_by("starts_at")
    listing = Listing(
        title=_("我的离岗"),
        intro=_("离岗期间您没有办件职权；提前回来的，登记返岗，职权马上收回。"),
        caption=_("我现在和以后的离岗"),
        columns=[_("离岗时间"), _("返岗时间"), _("离岗类别")],
        rows=[
            [
                Cell(
                    moment_in_words(one.starts_at, now.date()),
                    url=reverse("organization:end_absence", args=[one.pk]),
                ),
                Cell(moment_in_words(one.ends_at, now.date()), number=True),
                Cell(_(AbsenceKind(one.kind).label)),
            ]
            for one in found
        ],
        empty=(_("没有登记离岗"), _("离开岗位之前在这里登记，B 岗在那一刻接替您。")),
        links=[{"label": _("登记离岗"), "url": reverse("organization:new_absence", args=[who.staff_id])}],
    )
    return list_page(request, "posts", listing)


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required()
def new_absence(request: HttpRequest, staff_id: int) -> HttpResponseBase:
    """Registers an absence, one's own or that of somebody one is the chief of."""
    staff = Staff.objects.select_related("department").filter(pk=min(staff_id, LARGEST_KEY)).first()
    if staff is None:
        raise Http404
    who = worker(request)
    form = AbsenceForm(
        request.POST if request.method == "POST" else None,
        initial={"starts_at": clock.now(), "kind": AbsenceKind.SHORT.value},
    )
    held = list(staff.posts_as_a.select_related("holder_b"))
    steps_in = _("、").join(f"{one.name}（{one.holder_b.name}）" for one in held)

    def do(key: str) -> str:
        given = form.cleaned_data
        rules.register_absence(
            staff,
            given["starts_at"],
            given["ends_at"],
            AbsenceKind(given["kind"]),
            given["handover_note"],
            who,
            given["reason"],
            key,
        )
        own = staff.pk == who.staff_id
        return reverse("organization:my_absences") if own else reverse(POSTS)

    return act_page(
        request,
        "posts",
        RegisterAct.REGISTER_ABSENCE,
        form,
        department_id=staff.department_id,
        by_right=rules.may_register_absence_of(staff, who),
        do=do,
        back_url=reverse(POSTS),
        back_label=_("岗位"),
        consequence=_("%(name)s离岗期间没有办件职权。接替的 B 岗：%(who)s。")
        % {"name": staff.name, "who": steps_in or _("没有登记为 A 岗，没有人接替")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required()
def end_absence(request: HttpRequest, absence_id: int) -> HttpResponseBase:
    """Somebody is back before the registered time."""
    absence = (
        Absence.objects.select_related("staff__department").filter(pk=min(absence_id, LARGEST_KEY)).first()
    )
    if absence is None:
        raise Http404
    who = worker(request)
    form = EndForm(request.POST if request.method == "POST" else None)

    def do(key: str) -> str:
        rules.end_absence(absence, who, form.cleaned_data["reason"], key)
        return reverse(POSTS)

    return act_page(
        request,
        "posts",
        RegisterAct.END_ABSENCE,
        form,
        department_id=absence.staff.department_id,
        by_right=rules.may_register_absence_of(absence.staff, who),
        do=do,
        back_url=reverse(POSTS),
        back_label=_("岗位"),
        consequence=_("%(away)s。登记返岗后，职权马上从 B 岗收回。") % {"away": away_in_words(absence)},
    )
