"""Posts with A and B: who is on duty now, who is away, who stands in; chief representatives (AS-3.3d)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.law.powers import Role
from onevisit.law.register_acts import REGISTER_RULES, RegisterAct
from onevisit.organization import posts as rules
from onevisit.organization.models import Absence, Department, Post, Staff
from onevisit.organization.posts import Manned
from onevisit.records import clock
from onevisit.records.keyset import LARGEST_KEY
from onevisit.web.acting import worker, worker_required
from onevisit.web.organization.absences import away_in_words
from onevisit.web.organization.frame import (
    PAGE,
    Cell,
    Listing,
    act_page,
    address,
    button,
    department_asked,
    entry_page,
    list_page,
    number_asked,
)
from onevisit.web.organization.post_forms import PostForm, StandInForm
from onevisit.web.words import moment_in_words

TAB = "posts"
SHOWN = (
    ("", gettext_lazy("全部")),
    ("empty", gettext_lazy("空岗")),
    ("replaced", gettext_lazy("有人顶岗")),
)
LIST = "organization:posts"


@require_safe
@worker_required()
def posts(request: HttpRequest) -> HttpResponseBase:
    """Every post and who is on duty this moment, keyset pages; unmanned ones can be listed alone."""
    now, who = clock.now(), worker(request)
    show = request.GET.get("show", "")
    show = show if show in dict(SHOWN) else ""
    after = number_asked(request, "after") or 0
    manned = rules.manning(rules.posts_with_people(), now)
    empty = sum(one.on_duty is None for one in manned)
    chosen = [one for one in manned if _is_shown(one, show) and one.post.pk > after]
    page = chosen[:PAGE]
    listing = Listing(
        title=_("岗位"),
        intro=_("每个岗位有 A、B 两岗。A 岗离岗的那一刻，职权和待办转给 B 岗；返岗的那一刻收回。"),
        caption=_("岗位和现在在岗的人；上下键选择，回车打开"),
        columns=[_("岗位"), _("大厅"), _("A 岗"), _("B 岗"), _("现在在岗")],
        rows=[_row(one) for one in page],
        empty=(_("没有这样的岗位"), _("现在每个岗位都有人。")),
        chips=[
            {
                "label": label,
                "url": address(LIST, show=key),
                "active": key == show,
                "count": empty if key == "empty" else None,
            }
            for key, label in SHOWN
        ],
        links=_links(who.roles),
        first_url=address(LIST, show=show) if after else "",
        later_url=address(LIST, show=show, after=page[-1].post.pk) if len(chosen) > PAGE else "",
    )
    alarms = [_("现在有 %(count)s 个岗位空岗。") % {"count": empty}] if empty else []
    return list_page(request, TAB, listing, alarms=alarms)


def _links(roles: frozenset[Role]) -> list[dict[str, Any]]:
    links = [{"label": _("我要离岗"), "url": reverse("organization:my_absences"), "style": "secondary"}]
    if roles & REGISTER_RULES[RegisterAct.SET_POST].roles:
        links.append({"label": _("登记岗位"), "url": reverse("organization:new_post")})
    return links


def _is_shown(one: Manned, show: str) -> bool:
    if show == "empty":
        return one.on_duty is None
    return show != "replaced" or (one.on_duty is not None and not one.by_a)


def _row(one: Manned) -> list[Cell]:
    post = one.post
    place = post.hall.name if post.window is None else f"{post.hall.name} {post.window}"
    return [
        Cell(post.name, url=reverse("organization:post", args=[post.pk]), note=post.department.short_name),
        Cell(place),
        _holder(one, post.holder_a),
        _holder(one, post.holder_b),
        Cell(_("空岗"), alarm=True) if one.on_duty is None else Cell(one.on_duty.name),
    ]


def _holder(one: Manned, holder: Staff) -> Cell:
    absence = one.away.get(holder.pk)
    if absence is None:
        return Cell(holder.name)
    return Cell(holder.name, note=_("离岗至 %(until)s") % {"until": _moment(absence)})


def _moment(absence: Absence) -> str:
    return moment_in_words(absence.ends_at, clock.today())


def _found(post_id: int) -> Post:
    found = (
        Post.objects.select_related("hall", "department", "window", "holder_a", "holder_b")
        .filter(pk=min(post_id, LARGEST_KEY))
        .first()
    )
    if found is None:
        raise Http404
    return found


@require_safe
@worker_required()
def post(request: HttpRequest, post_id: int) -> HttpResponseBase:
    """One post: who is on duty, its absences, and what can be done."""
    one, who, now = _found(post_id), worker(request), clock.now()
    manned = rules.manning([one], now)[0]
    chief = rules.is_chief(who, one.department_id, one.hall_id)
    concerned = who.staff_id in {one.holder_a_id, one.holder_b_id} or chief
    concerned = concerned or (
        bool({Role.DEPARTMENT_HEAD, Role.HALL_MANAGER} & who.roles)
        and (who.department_id == one.department_id)
    )
    concerned = concerned or (manned.on_duty is not None and manned.on_duty.pk == who.staff_id)
    absences = Absence.objects.filter(
        staff_id__in=[one.holder_a_id, one.holder_b_id], ends_at__gt=now
    ).select_related("staff")
    state = (
        _("空岗：A、B 两岗都不在")
        if manned.on_duty is None
        else _("现在在岗：%(name)s") % {"name": manned.on_duty.name}
    )
    facts = [
        (_("部门"), one.department.name),
        (_("大厅"), one.hall.name if one.window is None else f"{one.hall.name} {one.window}"),
        (_("A 岗"), one.holder_a.name),
        (_("B 岗"), one.holder_b.name),
        (_("岗位职权"), _("、").join(_(Role(role).label) for role in one.roles)),
    ]
    if manned.stand_in is not None:
        facts.append((_("今天指定的顶岗人员"), f"{manned.stand_in.staff.name}（{manned.stand_in.reason}）"))
    return entry_page(
        request,
        TAB,
        title=one.name,
        state_words=state,
        facts=[{"label": label, "value": value} for label, value in facts],
        parts=[
            {
                "title": _("离岗"),
                "rows": [
                    {"text": away_in_words(absence), "note": absence.handover_note if concerned else ""}
                    for absence in absences.order_by("starts_at")
                ],
                "empty": _("A、B 两岗都没有登记离岗。"),
            }
        ],
        actions=_actions(request, one, manned, chief=chief),
        subject=rules.POST,
        subject_id=one.pk,
        back_url=reverse(LIST),
        back_label=_("岗位"),
    )


def _actions(request: HttpRequest, one: Post, manned: Manned, *, chief: bool) -> list[dict[str, Any]]:
    who = worker(request)
    found = []
    for letter, holder in (("A", one.holder_a), ("B", one.holder_b)):
        absence = manned.away.get(holder.pk)
        right = holder.pk == who.staff_id or chief
        if absence is None:
            act, url = (
                RegisterAct.REGISTER_ABSENCE,
                reverse("organization:new_absence", args=[holder.pk]),
            )
        else:
            act, url = RegisterAct.END_ABSENCE, reverse("organization:end_absence", args=[absence.pk])
        made = button(act, who, one.department_id, url, by_right=right)
        label = _("%(letter)s 岗%(name)s：%(act)s") % {
            "letter": letter,
            "name": holder.name,
            "act": _(act.label),
        }
        found.append({**made, "label": label, "name": f"{act.value}-{letter}"})
    found.append(
        button(
            RegisterAct.NAME_STAND_IN,
            who,
            one.department_id,
            reverse("organization:stand_in", args=[one.pk]),
            blocked=rules.stand_in_refusal(manned),
            by_right=chief,
        )
    )
    found.append(
        button(
            RegisterAct.SET_POST, who, one.department_id, reverse("organization:change_post", args=[one.pk])
        )
    )
    return sorted(found, key=lambda action: not action["allowed"])


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required()
def stand_in(request: HttpRequest, post_id: int) -> HttpResponseBase:
    """Names who mans an unmanned post for the day."""
    one, who = _found(post_id), worker(request)
    form = StandInForm(request.POST if request.method == "POST" else None, post=one)
    entry = reverse("organization:post", args=[one.pk])

    def do(key: str) -> str:
        chosen = Staff.objects.get(pk=int(form.cleaned_data["staff"]))
        rules.name_stand_in(one, chosen, who, form.cleaned_data["reason"], key)
        return entry

    return act_page(
        request,
        TAB,
        RegisterAct.NAME_STAND_IN,
        form,
        department_id=one.department_id,
        by_right=rules.is_chief(who, one.department_id, one.hall_id),
        do=do,
        back_url=entry,
        back_label=one.name,
        consequence=_("只到今天为止；A 岗或者 B 岗一回来，职权就回到本人。"),
        blocked=rules.stand_in_refusal(rules.manning([one], clock.now())[0]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required(*REGISTER_RULES[RegisterAct.SET_POST].roles)
def new_post(request: HttpRequest) -> HttpResponseBase:
    """Registers a post of one department."""
    department, chooser = department_asked(request, agency=True)
    return _post_form(request, department, None, {"chooser": chooser})


@require_http_methods(["GET", "HEAD", "POST"])
@worker_required(*REGISTER_RULES[RegisterAct.SET_POST].roles)
def change_post(request: HttpRequest, post_id: int) -> HttpResponseBase:
    """Changes name, place, holders or roles of a post."""
    one = _found(post_id)
    return _post_form(request, one.department, one, {})


def _post_form(
    request: HttpRequest, department: Department, one: Post | None, further: dict[str, Any]
) -> HttpResponseBase:
    initial = (
        {}
        if one is None
        else {
            "name": one.name,
            "hall": str(one.hall_id),
            "window": str(one.window_id or ""),
            "holder_a": str(one.holder_a_id),
            "holder_b": str(one.holder_b_id),
            "roles": one.roles,
        }
    )
    form = PostForm(
        request.POST if request.method == "POST" else None, department=department, initial=initial
    )

    def do(key: str) -> str:
        made = rules.set_post(form.terms(), worker(request), form.cleaned_data["reason"], key, post=one)
        return reverse("organization:post", args=[made])

    back = reverse(LIST) if one is None else reverse("organization:post", args=[one.pk])
    return act_page(
        request,
        TAB,
        RegisterAct.SET_POST,
        form,
        department_id=department.pk,
        do=do,
        back_url=back,
        back_label=_("岗位") if one is None else one.name,
        further=further,
    )
