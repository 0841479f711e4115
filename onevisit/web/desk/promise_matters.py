"""What has to be known about promises made in a case: gaps asked for, open, supplied (容缺受理)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from onevisit.cases.gaps import unsettled_of
from onevisit.cases.models import Case, GapPromise
from onevisit.law.lifecycle import State
from onevisit.web.desk.matters import Matter
from onevisit.web.templatetags.onevisit import in_words

INTAKE = (State.SUBMITTED.value, State.RECEIVED.value)
BEFORE_DECISION = (State.ACCEPTED.value, State.IN_REVIEW.value)


def gap_matters(case: Case) -> list[Matter]:
    """The gaps of the case, while they matter."""
    if not case.gap_stage or case.state not in (*INTAKE, *BEFORE_DECISION):
        return []
    signed = GapPromise.objects.get(case=case)
    rows = unsettled_of(case, case.version.definition)
    if case.state in INTAKE:
        names = "、".join(one.name for one in rows if one.to_come)
        title = _("申请人自愿申请容缺受理，已签署承诺书")
        return [Matter("info", title, _("承诺后补：%(names)s") % {"names": names})] if names else []
    names = "、".join(one.name for one in rows if one.promised)
    if not names:
        return []
    told = _("退回原因：%(reason)s") % {"reason": signed.return_reason} if signed.return_reason else ""
    if case.gap_stage == "supplied":
        title = _("申请人%(day)s补齐了容缺材料，请核对：%(names)s") % {
            "day": in_words(signed.supplied_at),
            "names": names,
        }
        return [Matter("warning", title, told or _("核对无误后在“材料”里勾选，全部核对后才能作出决定。"))]
    title = _("容缺受理，等申请人补齐：%(names)s") % {"names": names}
    if signed.served_at is None:
        return [Matter("warning", title, _("容缺受理通知书还没有送达，补齐期限还没有开始。"))]
    return [Matter("info", title, told or _("审查照常进行；补齐并核对以前不能作出决定。"))]
