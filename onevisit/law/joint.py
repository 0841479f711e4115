"""Joint cases (联办件, 一件事): several items asked for at once, each decided by its own organ (rule 19).

Pure functions over the members of a package: who waits for whom, how long the applicant waits at most, where
the whole stands and how it ended. The members keep their own routes, powers and limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from onevisit.law.clauses import enforces
from onevisit.law.limits import Limit, Unit
from onevisit.law.sentence import Sentence

JOINT_LICENSING_CEILING = Limit(45, Unit.WORKING_DAY)
"""The statutory ceiling where licences are handled jointly (XK-42p2); extended by up to 15 days."""


class MemberEnd(StrEnum):
    """How far one member has come, as the whole sees it."""

    WAITING = "waiting"
    INTAKE = "intake"
    CORRECTING = "correcting"
    REVIEW = "review"
    READY = "ready"
    IN_SLOT = "in_slot"
    POSTED = "posted"
    GRANTED = "granted"
    REFUSED = "refused"
    NOT_REQUIRED = "not_required"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    ANNULLED = "annulled"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """The Chinese words for it."""
        return _MEMBER_LABELS[self]

    @property
    def ended(self) -> bool:
        """Whether nothing more happens to it inside the package."""
        return self in _ENDED

    @property
    def result_is_out(self) -> bool:
        """Whether the organs are done with it and only the applicant still has to get the result."""
        return self in _ON_ITS_WAY


_MEMBER_LABELS = {
    MemberEnd.WAITING: "等待前置事项",
    MemberEnd.INTAKE: "已收件，待受理",
    MemberEnd.CORRECTING: "待补正",
    MemberEnd.REVIEW: "审查中",
    MemberEnd.READY: "结果已出，待领取",
    MemberEnd.IN_SLOT: "结果在自助柜，待取件",
    MemberEnd.POSTED: "结果已寄出，待签收",
    MemberEnd.GRANTED: "已办结并领取",
    MemberEnd.REFUSED: "未获批准，决定已送达",
    MemberEnd.NOT_REQUIRED: "不需要办理",
    MemberEnd.NOT_ACCEPTED: "不予受理",
    MemberEnd.WITHDRAWN: "已撤回",
    MemberEnd.TERMINATED: "已终止",
    MemberEnd.ANNULLED: "决定已撤销",
    MemberEnd.DROPPED: "前置事项没有办成，未提交",
}
_ON_ITS_WAY = frozenset({MemberEnd.READY, MemberEnd.IN_SLOT, MemberEnd.POSTED})
_ENDED = (
    frozenset(MemberEnd)
    - {MemberEnd.WAITING, MemberEnd.INTAKE, MemberEnd.CORRECTING, MemberEnd.REVIEW}
    - _ON_ITS_WAY
)
_RELEASES = frozenset({MemberEnd.GRANTED, MemberEnd.NOT_REQUIRED})


class JointState(StrEnum):
    """Where a joint case stands: derived from its members, never typed by anybody."""

    DRAFT = "draft"
    INTAKE = "intake"
    CORRECTING = "correcting"
    IN_PROGRESS = "in_progress"
    READY = "ready"
    ALL_GRANTED = "all_granted"
    PARTLY_GRANTED = "partly_granted"
    NONE_GRANTED = "none_granted"

    @property
    def label(self) -> str:
        """The Chinese words an applicant or clerk reads."""
        return _STATE_LABELS[self]

    @property
    def closed(self) -> bool:
        """Whether every member has ended."""
        return self in (JointState.ALL_GRANTED, JointState.PARTLY_GRANTED, JointState.NONE_GRANTED)


_STATE_LABELS = {
    JointState.DRAFT: "草稿",
    JointState.INTAKE: "已收件，各部门正在决定是否受理",
    JointState.CORRECTING: "待补正",
    JointState.IN_PROGRESS: "办理中",
    JointState.READY: "结果已齐，待领取",
    JointState.ALL_GRANTED: "全部办结",
    JointState.PARTLY_GRANTED: "已办结，部分事项没有办成",
    JointState.NONE_GRANTED: "已结束，没有办成的事项",
}


@enforces("JH-18", "RULE-19")
def joint_state(members: Iterable[MemberEnd]) -> JointState:
    """The state of the whole: it is closed only when every member is."""
    ends = list(members)
    if not all(end.ended for end in ends):
        return _open_state(ends)
    done = [end for end in ends if end in _RELEASES]
    if len(done) == len(ends):
        return JointState.ALL_GRANTED
    return JointState.PARTLY_GRANTED if done else JointState.NONE_GRANTED


@enforces("JH-18", "RULE-19")
def progress(ends: Sequence[MemberEnd]) -> Sentence:
    """How many of the items came to what; what consists of one item only is not called several."""
    if len(ends) == 1:
        return Sentence("按这种情形，只要办这一个事项")
    granted = sum(end in _RELEASES for end in ends)
    out = sum(end.result_is_out for end in ends)
    withdrawn = ends.count(MemberEnd.WITHDRAWN)
    under_way = sum(not end.ended and not end.result_is_out for end in ends)
    parts = (
        (granted, Sentence("办成 %(count)s 个", count=granted)),
        (out, Sentence("结果已出 %(count)s 个", count=out)),
        (under_way, Sentence("在办 %(count)s 个", count=under_way)),
        (withdrawn, Sentence("撤回 %(count)s 个", count=withdrawn)),
        (
            failed := len(ends) - granted - out - under_way - withdrawn,
            Sentence("没有办成 %(count)s 个", count=failed),
        ),
    )
    return Sentence(
        "共 %(total)s 个事项：%(parts)s",
        total=len(ends),
        parts=tuple(words for count, words in parts if count),
    )


def _open_state(ends: Sequence[MemberEnd]) -> JointState:
    if MemberEnd.CORRECTING in ends:
        return JointState.CORRECTING
    if all(end.ended or end.result_is_out for end in ends):
        return JointState.READY
    undecided = [end for end in ends if end not in (MemberEnd.WAITING, MemberEnd.INTAKE)]
    return JointState.IN_PROGRESS if undecided else JointState.INTAKE


@dataclass(frozen=True)
class WaitingMember:
    """A member that is not filed yet, and the members whose grant it needs."""

    key: str
    after: tuple[str, ...]


@enforces("JH-18", "RULE-19")
def released(waiting: Iterable[WaitingMember], granted: Iterable[str]) -> tuple[str, ...]:
    """The waiting members whose predecessors have all been granted: they are filed now."""
    have = frozenset(granted)
    return tuple(member.key for member in waiting if have.issuperset(member.after))


@enforces("JH-18", "RULE-19")
def dropped(waiting: Iterable[WaitingMember], failed: Iterable[str]) -> tuple[str, ...]:
    """The waiting members that lost a predecessor, directly or through another: they are not filed."""
    gone = set(failed)
    left = list(waiting)
    found: list[str] = []
    while losing := [member for member in left if gone.intersection(member.after)]:
        found.extend(member.key for member in losing)
        gone.update(member.key for member in losing)
        left = [member for member in left if member not in losing]
    return tuple(found)


class CircleError(ValueError):
    """Members that wait for each other in a circle; ``keys`` names them."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__("、".join(keys))
        self.keys = tuple(keys)


@enforces("RULE-19")
def longest_path(days: Mapping[str, int], after: Mapping[str, Sequence[str]]) -> int:
    """The working days of the longest chain of members, each beginning when its predecessors have ended.

    ``days`` are the promised limits; predecessors that are not among them count nothing. Raises CircleError.
    """
    return max((days_through(key, days, after, ()) for key in days), default=0)


def days_through(
    key: str, days: Mapping[str, int], after: Mapping[str, Sequence[str]], behind: tuple[str, ...] = ()
) -> int:
    """The working days until the member ``key`` is ready, its predecessors counted. Raises CircleError."""
    if key in behind:
        raise CircleError((*behind[behind.index(key) :], key))
    before = [
        days_through(other, days, after, (*behind, key)) for other in after.get(key, ()) if other in days
    ]
    return days[key] + max(before, default=0)


def working_days_of(limit: Limit) -> int:
    """A promised limit in whole working days, calendar days by weeks of five, rounded down."""
    return limit.count if limit.unit is Unit.WORKING_DAY else limit.count * 5 // 7
