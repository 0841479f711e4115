"""The alarms above the worklist in words, each with the page where it is seen to."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from onevisit.cases.alarms import Alarm, AlarmKind, alarms
from onevisit.organization.workers import Worker
from onevisit.records import clock


def alarms_of(who: Worker) -> list[dict[str, str]]:
    """The alarms of one person. One statement."""
    return [{"text": _text(one), "url": _address(one)} for one in alarms(who, clock.now())]


def _text(one: Alarm) -> str:
    if one.kind is AlarmKind.UNMANNED:
        return _("%(post)s空岗，请指定当日顶岗人员。") % {"post": one.name}
    if one.kind is AlarmKind.TO_ANSWER:
        return _("本部门有 %(count)s 件请示待答复。") % {"count": one.number}
    if one.kind is AlarmKind.LATE_TO_ANSWER:
        return _("本部门有 %(count)s 件请示超期没有答复。") % {"count": one.number}
    return _("您的 %(count)s 件请示超期没有答复。") % {"count": one.number}


def _address(one: Alarm) -> str:
    if one.kind is AlarmKind.UNMANNED:
        return reverse("organization:post", args=[one.number])
    late = "" if one.kind is AlarmKind.TO_ANSWER else "?show=late"
    return reverse("organization:referrals") + late
