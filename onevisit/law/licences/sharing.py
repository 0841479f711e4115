"""The holder lets an office look at a licence: once, on one day, for a purpose (授权用证; rule 35, JH-31)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from onevisit.law.clauses import enforces
from onevisit.law.licences.states import LicenceState
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Term

FURTHEST_DAY = timedelta(days=30)
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Signs that nobody takes for another when a code is read out or copied by hand."""

CODE_LENGTH = 8
SHORTEST_PURPOSE = 4


@dataclass(frozen=True)
class UseFacts:
    """A granted use: its one Asia/Shanghai day, its office (database key and name), what came of it."""

    day: date
    department_id: int
    department_name: str
    taken_back: bool
    used: bool


@enforces("RULE-35", "JH-31")
def use_refusal(use: UseFacts, department_id: int, today: date) -> Refusal | None:
    """Why an officer of the department may not look at the licence now, or None."""
    if use.department_id != department_id:
        return _refused(
            "granted_to_another_office",
            Sentence("这个授权码不是给您所在单位的。"),
            Sentence("请持证人重新授权，接收单位选您所在的单位。"),
        )
    if use.taken_back:
        return _refused(
            "grant_taken_back",
            Sentence("持证人已经收回这个授权码。"),
            Sentence("需要查看的，请向持证人说明用途，请他重新授权。"),
        )
    if use.used:
        return _refused(
            "grant_used",
            Sentence("这个授权码已经用过，一个授权码只能查看一次。"),
            Sentence("需要再看的，请持证人重新授权。"),
        )
    if today < use.day:
        return _refused(
            "grant_too_early",
            Sentence("这个授权码只能在 %(day)s 使用，还没有到这一天。", day=use.day.isoformat()),
            Sentence("请在那一天再试，或者请持证人改授权今天。"),
        )
    if today > use.day:
        return _refused(
            "grant_expired",
            Sentence("这个授权码只能在 %(day)s 使用，已经过期。", day=use.day.isoformat()),
            Sentence("请持证人重新授权。"),
        )
    return None


@enforces("RULE-35", "JH-31")
def grant_refusal(state: LicenceState, day: date, today: date, purpose: str) -> Refusal | None:
    """Why the holder can't let an office look at the licence on that day, or None."""
    if state.is_end or state is LicenceState.EXPIRED:
        return _refused(
            "licence_not_in_force",
            Sentence("不能授权查看：这份证照%(state)s。", state=Term(state.label)),
            Sentence("请选择有效的证照。"),
        )
    if not today <= day <= today + FURTHEST_DAY:
        return _refused(
            "day_out_of_range",
            Sentence("授权的日期应当是今天到 %(last)s 之间的一天。", last=(today + FURTHEST_DAY).isoformat()),
            Sentence("请改一下日期，您填写的内容都在。"),
        )
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        return _refused(
            "purpose_needed",
            Sentence("请写明查看的用途，至少 4 个字。"),
            Sentence("请补充后再试，您填写的内容都在。"),
        )
    return None


@enforces("RULE-35")
def take_back_refusal(use: UseFacts) -> Refusal | None:
    """Why the holder can't take the code back, or None: what was seen can't be unseen."""
    if use.used:
        return _refused(
            "grant_used",
            Sentence("不能收回：%(name)s已经查看过。", name=use.department_name),
            Sentence("认为查看不当的，可以凭页面上的查看记录投诉。"),
        )
    if use.taken_back:
        return _refused("grant_taken_back", Sentence("这个授权码已经收回。"), Sentence("不需要再做什么。"))
    return None


def unknown_code() -> Refusal:
    """The answer to a code that nobody gave."""
    return _refused(
        "no_such_code",
        Sentence("没有这个授权码。"),
        Sentence("请核对：授权码是 8 位数字和字母，没有 0、1、I、L、O。"),
    )


def _refused(code: str, message: Sentence, next_step: Sentence) -> Refusal:
    return Refusal(code, message, clauses=("GX-23",), next_step=next_step)
