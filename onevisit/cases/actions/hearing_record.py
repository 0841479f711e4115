"""The record of a hearing (听证笔录): who took part and signed, what was said and shown (XK-48)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from onevisit.cases import hearing_papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.hearing_calls import drop_clocks, end_pause, stop_clocks
from onevisit.cases.hearing_papers import Attendant
from onevisit.cases.hearings import APPLICANT, CHAIR, CLERK, expected_attendants, open_hearing
from onevisit.cases.models import Hearing, HearingInvitation, InterestedParty, Irregularity
from onevisit.law.clauses import enforces
from onevisit.law.clock_kinds import ClockKind
from onevisit.law.hearings import HearingKind, HearingStage, latest_notice_day
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records import clocks
from onevisit.records.calendar import current_calendar
from onevisit.records.clock import SHANGHAI


class Participant(BaseModel):
    """One who was to take part: came and signed, came and refused to sign, or did not come.

    ``party`` is the interested party's key, 0 the applicant, -1 the case officer, -2 the chair, -3 the clerk
    who wrote the record.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)
    party: int = Field(ge=-3)
    status: Literal["signed", "refused", "absent"]
    signature: str = Field(default="", max_length=100)
    note: str = Field(default="", max_length=300)


class RecordInputs(Inputs):
    """The record of the hearing: who took part, and what the officer, the applicant and the parties said."""

    participants: tuple[Participant, ...] = Field(min_length=1, max_length=60)
    officer: str = Field(default="", max_length=10_000)
    applicant: str = Field(default="", max_length=10_000)
    parties: str = Field(default="", max_length=10_000)
    evidence: str = Field(default="", max_length=10_000)
    others: str = Field(default="", max_length=10_000)
    opinion: str = Field(default="", max_length=4000)


@handles(Action.RECORD_HEARING, RecordInputs)
@enforces("XK-48.3", "XK-48.4", "XK-48.5", "XK-48p2", "RULE-16")
def record_hearing(act: Act) -> None:
    """The hearing is held and on record, signed or with the refusal noted; the clocks run on."""
    hearing = open_hearing(act.case)
    assert hearing is not None, "the guard let an act pass that has no hearing"
    _require_lawful_notice(act, hearing)
    people = _participants(act, hearing)
    came = [one for one in people if one.key >= APPLICANT and one.status != "absent"]
    hearing.appeared = bool(came) or hearing.kind == HearingKind.EX_OFFICIO
    if hearing.appeared:
        _require_said(act)
    given = act.inputs
    hearing.record = given.model_dump(mode="json")
    hearing.stage, hearing.closed_at = HearingStage.HELD.value, act.now
    hearing.recorded_by_id = act.staff_id
    hearing.save()
    sections = [
        ("审查人员提出的审查意见、证据和理由", given.officer),
        ("申请人的陈述、申辩和证据", given.applicant),
        ("利害关系人的陈述、申辩和证据", given.parties),
        ("质证情况", given.evidence),
        ("其他参加人的意见", given.others),
        ("主持人意见", given.opinion),
    ]
    if not hearing.appeared:
        sections = [("听证情况", "要求听证的人都没有到场，视为放弃听证。"), *sections]
    act.papers.append(hearing_papers.hearing_record(act, hearing, people, sections))
    _end_clocks(act, hearing)
    end_pause(act, hearing)
    act.data.update(
        hearing=hearing.pk,
        held_at=_starts(hearing).isoformat(),
        chair=hearing.chair_id,
        appeared=hearing.appeared,
        signed=[one.key for one in people if one.status == "signed"],
        refused=[one.key for one in people if one.status == "refused"],
    )


def _starts(hearing: Hearing) -> datetime:
    assert hearing.starts_at is not None
    return hearing.starts_at.astimezone(SHANGHAI)


def _end_clocks(act: Act, hearing: Hearing) -> None:
    """The twenty days end with the day on which the hearing was held, whenever its record is entered."""
    moment = min(act.now, _starts(hearing))
    held = clocks.still_open(act.clocks, ClockKind.HEARING)
    if any(moment.date() > one.due_on for one in held):
        Irregularity.objects.create(
            case=act.case, clause="XK-47p1", kind="hearing_held_too_late", found_at=act.now
        )
    stop_clocks(act, ClockKind.HEARING, moment=moment)
    drop_clocks(act, ClockKind.HEARING_NOTICE)


def _require_lawful_notice(act: Act, hearing: Hearing) -> None:
    """Nobody is heard, or missed, who was not told in time (XK-48.1)."""
    if act.now < _starts(hearing):
        raise Refusal(
            "hearing_not_yet",
            Sentence("听证还没有到举行的时间。"),
            clauses=("XK-48.1",),
            next_step=Sentence("举行后再登记笔录，您填写的内容都在。"),
        )
    latest = latest_notice_day(_starts(hearing).date(), current_calendar())
    invited = list(HearingInvitation.objects.filter(hearing=hearing, round=hearing.round))
    known = {one.party_id for one in invited}
    parties = set(InterestedParty.objects.filter(case=act.case).values_list("pk", flat=True))
    late = any(one.served_on is None or one.served_on > latest for one in invited) or parties - known
    if late:
        raise Refusal(
            "notice_not_served_in_time",
            Sentence("听证通知没有在举行的七个工作日前送达全部当事人，这次听证不能作数。"),
            clauses=("XK-48.1",),
            next_step=Sentence("请改期，重新发出听证通知。您填写的内容都在。"),
        )


def _participants(act: Act, hearing: Hearing) -> list[Attendant]:
    """Everybody who had to be there, each once, with role and name from the record of the case."""
    people = expected_attendants(act.case, hearing, act.staff_id, act.staff_name)
    given = {one.party: one for one in act.inputs.participants}
    if set(given) != {one.key for one in people} or len(given) != len(act.inputs.participants):
        raise Refusal(
            "participants_incomplete",
            Sentence("听证笔录应当逐一写明主持人、记录人、审查人员、申请人和每一名利害关系人的到场情况。"),
            clauses=("XK-48.5",),
            next_step=Sentence("请补充后再登记，您填写的内容都在。"),
        )
    unsigned = [key for key, one in given.items() if one.status == "signed" and not one.signature]
    unexplained = [key for key, one in given.items() if one.status == "refused" and not one.note]
    if unsigned or unexplained or given[CHAIR].status != "signed" or _clerk_silent(given):
        raise Refusal(
            "record_not_signed",
            Sentence("听证笔录应当由参加人核对无误后签字；拒绝签字的写明情况，主持人和记录人应当签字。"),
            clauses=("XK-48.5",),
            next_step=Sentence("请补充签字或者说明，您填写的内容都在。"),
        )
    return [Attendant(one.key, one.role, one.name, *_signed(given[one.key])) for one in people]


def _clerk_silent(given: dict[int, Participant]) -> bool:
    return CLERK in given and given[CLERK].status != "signed"


def _signed(one: Participant) -> tuple[str, str, str]:
    return one.status, one.signature, one.note


def _require_said(act: Act) -> None:
    if not act.inputs.officer:
        raise Refusal(
            "officer_gave_nothing",
            Sentence("审查人员应当提供审查意见的证据、理由，笔录里还没有写。"),
            clauses=("XK-48.4",),
            next_step=Sentence("请补充后再登记，您填写的内容都在。"),
        )
