"""Hearings and the right to be heard (许可法 36, 46–48; rules 14–16): kinds, periods, who may preside.

Two rights can be told before a licence is decided: to make a statement (陈述申辩, art. 36) and, where great
interests of others are at stake, to ask for a hearing (听证, art. 47). Another hearing is held without being
asked for, because a law orders it or the public interest calls for it, and is announced (art. 46).
All dates are Asia/Shanghai dates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from onevisit.law.calendar import WorkingCalendar
from onevisit.law.clauses import enforces
from onevisit.law.limits import Limit, Unit, latest_day_before
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence

REQUEST_LIMIT = Limit(5, Unit.WORKING_DAY)
"""To ask for a hearing: five days, read as working days because that favours who asks (rule 14)."""
HOLDING_LIMIT = Limit(20, Unit.WORKING_DAY)
"""From the request to the hearing (art. 47)."""
NOTICE_LIMIT = Limit(7, Unit.WORKING_DAY)
"""Between the service of the notice and the hearing (art. 48; counted backwards, rule 15)."""
STATEMENT_LIMIT = Limit(5, Unit.WORKING_DAY)
"""To make a statement. No law sets it: the notice tells it, never shorter than ``SHORTEST_STATEMENT``."""
SHORTEST_STATEMENT = 3
HEARING = "hearing"
"""The key of the hearing among the special procedures (rule 11)."""


class HeardRight(StrEnum):
    """A right to be heard that somebody is told of."""

    STATEMENT = "statement"
    HEARING = "hearing"

    @property
    def label(self) -> str:
        """The Chinese words for it."""
        return _RIGHT_LABELS[self]


_RIGHT_LABELS = {HeardRight.STATEMENT: "陈述申辩", HeardRight.HEARING: "要求听证"}


class Answer(StrEnum):
    """What somebody made of a right he was told of."""

    NONE = ""
    REQUESTED = "requested"
    WITHDRAWN = "withdrawn"
    WAIVED = "waived"
    STATED = "stated"

    @property
    def label(self) -> str:
        """The Chinese words for it."""
        return _ANSWER_LABELS[self]


_ANSWER_LABELS = {
    Answer.NONE: "尚未答复",
    Answer.REQUESTED: "要求听证",
    Answer.WITHDRAWN: "撤回听证申请",
    Answer.WAIVED: "放弃",
    Answer.STATED: "已陈述申辩",
}


class HearingKind(StrEnum):
    """Why a hearing is held."""

    EX_OFFICIO = "ex_officio"
    ON_REQUEST = "on_request"

    @property
    def label(self) -> str:
        """The Chinese words for it."""
        return _KIND_LABELS[self]


_KIND_LABELS = {HearingKind.EX_OFFICIO: "依职权听证", HearingKind.ON_REQUEST: "依申请听证"}


class HearingStage(StrEnum):
    """How far a hearing is: to be noticed, noticed, held, or given up with the requests for it."""

    NONE = ""
    TO_NOTICE = "to_notice"
    NOTICED = "noticed"
    HELD = "held"
    ABANDONED = "abandoned"

    @property
    def label(self) -> str:
        """The Chinese words for it."""
        return _STAGE_LABELS[self]

    @property
    def is_open(self) -> bool:
        """Whether the hearing is still to be held."""
        return self in (HearingStage.TO_NOTICE, HearingStage.NOTICED)


_STAGE_LABELS = {
    HearingStage.NONE: "没有听证",
    HearingStage.TO_NOTICE: "待通知",
    HearingStage.NOTICED: "已通知，待举行",
    HearingStage.HELD: "已举行",
    HearingStage.ABANDONED: "不再举行",
}


@dataclass(frozen=True)
class ToldRightFacts:
    """One right told to one person: the applicant or an interested party.

    ``ends_on`` is the last day to answer, None until the notice is served.
    """

    right: HeardRight
    to_applicant: bool
    ends_on: date | None
    answer: Answer

    def waits(self, today: date) -> bool:
        """Whether the decision waits: not served yet, or the period runs and nothing was answered."""
        if self.answer is not Answer.NONE:
            return False
        return self.ends_on is None or today <= self.ends_on


@dataclass(frozen=True)
class HeardFacts:
    """What of hearings and statements decides about an act.

    ``required`` says that a law orders a hearing for the item; ``parties`` counts the interested parties
    named, ``parties_untold`` those who were told of no right; ``untold`` holds the rights of
    which the applicant or a party has not been told. ``challenge_open``: a challenge still to be decided.
    """

    required: bool = False
    parties: int = 0
    parties_untold: int = 0
    untold: frozenset[HeardRight] = frozenset(HeardRight)
    rights: tuple[ToldRightFacts, ...] = ()
    stage: HearingStage = HearingStage.NONE
    held_before: bool = False
    chair_id: int | None = None
    challenge_open: bool = False

    def of_applicant(self, right: HeardRight) -> ToldRightFacts | None:
        """What the applicant was told of this right, or None."""
        return next((one for one in self.rights if one.to_applicant and one.right is right), None)


@enforces("RULE-15", "XK-48.1")
def latest_notice_day(hearing_day: date, calendar: WorkingCalendar) -> date:
    """The latest day to serve the notice: seven full working days lie between it and the hearing."""
    return latest_day_before(hearing_day, NOTICE_LIMIT, calendar)


@enforces("RULE-15", "XK-48.1")
def earliest_hearing_day(notice_day: date, calendar: WorkingCalendar) -> date:
    """The first working day on which a hearing can be held whose notice is served on ``notice_day``."""
    return calendar.day_with_count(calendar.working_days_through(notice_day) + NOTICE_LIMIT.count + 1)


def days_taken(first: date, hearing_day: date, calendar: WorkingCalendar) -> int:
    """Whole working days from ``first`` through the hearing, as they are told to the applicant (art. 45)."""
    before = calendar.working_days_through(first) - calendar.is_working_day(first)
    return max(calendar.working_days_through(hearing_day) - before, 1)


@dataclass(frozen=True)
class ChairFacts:
    """Somebody who is to preside, and his part in the case."""

    name: str
    in_department: bool
    reviewed: bool
    related: bool
    challenged: bool = False


@enforces("RULE-16", "XK-48.3")
def chair_refusal(chair: ChairFacts) -> Refusal | None:
    """Why this person can't preside: the chair has no part in the review and no interest in the case."""
    if not chair.in_department:
        return _chair(Sentence("主持人应当是本部门在岗的工作人员。"))
    if chair.reviewed:
        return _chair(
            Sentence("%(name)s是审查本申请的工作人员，不能担任听证主持人。", name=chair.name),
        )
    if chair.related:
        return _chair(Sentence("%(name)s与本办件有利害关系，不能担任听证主持人。", name=chair.name))
    if chair.challenged:
        return _chair(Sentence("%(name)s已经决定回避，不能再担任听证主持人。", name=chair.name))
    return None


def _chair(message: Sentence) -> Refusal:
    return Refusal(
        "chair_not_apart",
        message,
        clauses=("XK-48.3",),
        next_step=Sentence("请指定审查人员以外的人员主持。您填写的内容都在。"),
    )


@enforces("RULE-15", "XK-48.1")
def too_short_notice(hearing_day: date, today: date, calendar: WorkingCalendar) -> Refusal | None:
    """Why a hearing can't be called for this day: its notice can no longer be served seven days before."""
    if not calendar.is_working_day(hearing_day):
        return Refusal(
            "hearing_on_rest_day",
            Sentence("听证应当在工作日举行。"),
            clauses=("XK-82",),
            next_step=Sentence("请另选一天。您填写的内容都在。"),
        )
    if today <= latest_notice_day(hearing_day, calendar):
        return None
    return Refusal(
        "notice_too_short",
        Sentence("听证通知应当在举行的七个工作日前送达，这一天已经来不及。"),
        clauses=("XK-48.1",),
        next_step=Sentence(
            "今天送达的，最早可以定在%(day)s。您填写的内容都在。",
            day=earliest_hearing_day(today, calendar).isoformat(),
        ),
    )


def nobody_asks(answers: Iterable[Answer]) -> bool:
    """Whether no request for a hearing stands any more."""
    return Answer.REQUESTED not in answers
