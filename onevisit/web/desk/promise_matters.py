"""What has to be known about promises made in a case: gaps and declarations of commitment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onevisit.cases.gaps import unsettled_of
from onevisit.cases.models import Case, Declaration, GapPromise
from onevisit.law.lifecycle import State
from onevisit.web.desk.matters import Matter
from onevisit.web.templatetags.onevisit import in_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STAGES: dict[str, tuple[str, StrOrPromise, StrOrPromise]] = {
    "signed": (
        "info",
        gettext_lazy("申请人自愿采用告知承诺方式，已签署告知承诺书"),
        gettext_lazy("承诺覆盖的材料不得再索要；决定以后按办事指南核查。"),
    ),
    "to_check": (
        "warning",
        gettext_lazy("以告知承诺方式作出决定，等核查承诺"),
        gettext_lazy("请在核查期限内核查并登记。"),
    ),
    "correcting": (
        "warning",
        gettext_lazy("核查发现不符合承诺，限期整改中"),
        gettext_lazy("整改期限自整改通知书送达之日起算。"),
    ),
    "false": (
        "error",
        gettext_lazy("承诺不实，等提出撤销决定"),
        gettext_lazy("撤销以前要告知当事人，听取陈述、申辩。"),
    ),
    "proposed": (
        "warning",
        gettext_lazy("拟撤销决定，等当事人陈述申辩"),
        gettext_lazy("期限自事先告知书送达之日起算，提出或者期满后登记。"),
    ),
    "heard": ("warning", gettext_lazy("已听取陈述申辩，等签发人决定是否撤销"), ""),
    "checked": ("info", gettext_lazy("承诺已核查"), ""),
    "annulled": ("error", gettext_lazy("承诺不实，决定已撤销"), ""),
}


def declaration_matters(case: Case) -> list[Matter]:
    """Where the declaration of the case stands."""
    if not case.declaration_stage:
        return []
    kind, title, text = STAGES[case.declaration_stage]
    found = Declaration.objects.get(case=case)
    return [Matter(kind, str(title), found.found or str(text))]


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
