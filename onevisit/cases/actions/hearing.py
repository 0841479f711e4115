"""The hearing itself: ordered, called for a day, its chair challenged, held, on record (XK-46 to XK-48)."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from pydantic import Field, model_validator

from onevisit.cases import hearing_papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.hearing_calls import (
    day_after,
    drop_clocks,
    run_for,
    start_clock,
    stop_clocks,
    void_calling,
)
from onevisit.cases.hearings import chair_facts, open_hearing
from onevisit.cases.models import (
    ChairChallenge,
    Hearing,
    HearingInvitation,
    InterestedParty,
    Irregularity,
)
from onevisit.cases.notices import counts_when_served
from onevisit.cases.paper_parts import basis_cited
from onevisit.cases.representation import require_agent_may
from onevisit.cases.special_runs import running_procedure, stand_still, stopped_kinds
from onevisit.law.clauses import enforces
from onevisit.law.clock_kinds import ClockKind
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.hearings import (
    HEARING,
    NOTICE_LIMIT,
    HearingKind,
    HearingStage,
    chair_refusal,
    days_taken,
    latest_notice_day,
    too_short_notice,
)
from onevisit.law.lifecycle import Action
from onevisit.law.limits import effective_day
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import InputFault, Sentence
from onevisit.organization.models import Staff
from onevisit.people.models import Authorization
from onevisit.records import clocks
from onevisit.records.calendar import current_calendar
from onevisit.records.clock import SHANGHAI


class OrderInputs(Inputs):
    """A hearing nobody asked for: ordered by a law, which is cited, or for the public interest."""

    by_law: bool
    ground: str = Field(min_length=5, max_length=1000)


@handles(Action.ORDER_HEARING, OrderInputs)
@enforces("XK-46")
def order_hearing(act: Act) -> None:
    """A law orders it, or the matter is great and public: it will be announced and held (XK-46)."""
    hearing = Hearing.objects.create(
        case=act.case,
        kind=HearingKind.EX_OFFICIO.value,
        stage=HearingStage.TO_NOTICE.value,
        by_law=act.inputs.by_law,
        ground=act.inputs.ground,
        opened_at=act.now,
    )
    act.case.heard = True
    act.data.update(hearing=hearing.pk, by_law=act.inputs.by_law)


class NoticeInputs(Inputs):
    """When and where the hearing is held (Asia/Shanghai), who presides, whether the public is told."""

    starts_at: datetime
    place: str = Field(min_length=2, max_length=200)
    chair: int = Field(ge=1)
    announced: bool = False


@handles(Action.GIVE_HEARING_NOTICE, NoticeInputs)
@enforces("XK-46", "XK-48.1", "XK-48.3", "RULE-15")
def give_notice(act: Act) -> None:
    """The hearing is called for a day; called again, the day before is no longer meant (改期)."""
    given, hearing = act.inputs, _open(act)
    starts_at = given.starts_at.replace(tzinfo=given.starts_at.tzinfo or SHANGHAI).astimezone(SHANGHAI)
    refusal = too_short_notice(starts_at.date(), act.today, current_calendar())
    if refusal is not None:
        raise refusal
    hearing.chair = _chair(act, given.chair, hearing)
    void_calling(act, hearing, "听证改期")
    hearing.round += 1
    hearing.starts_at, hearing.place = starts_at, given.place
    hearing.announced = given.announced or hearing.kind == HearingKind.EX_OFFICIO
    hearing.stage = HearingStage.NOTICED.value
    days = days_taken(act.today, starts_at.date(), current_calendar())
    basis = "；".join(basis_cited(act, "XK-45"))
    hearing.run = run_for(act, hearing, basis, days)
    hearing.save()
    _restart_notice_clock(act, hearing)
    parties: list[InterestedParty | None] = list(InterestedParty.objects.filter(case=act.case).order_by("pk"))
    invited = [None, *parties]
    HearingInvitation.objects.bulk_create(
        [HearingInvitation(hearing=hearing, round=hearing.round, party=party) for party in invited]
    )
    act.papers.extend(hearing_papers.hearing_notice(act, hearing, party, days) for party in invited)
    if hearing.announced:
        act.papers.append(hearing_papers.announcement(act, hearing))
    act.data.update(
        hearing=hearing.pk,
        starts_at=starts_at.isoformat(),
        chair=hearing.chair.pk,
        round=hearing.round,
        announced=hearing.announced,
        invited=[None if party is None else party.pk for party in invited],
    )


def _restart_notice_clock(act: Act, hearing: Hearing) -> None:
    """The notice of this calling is to be served seven working days before its own day (rule 15)."""
    assert hearing.starts_at is not None
    if hearing.round == 1:
        stop_clocks(act, ClockKind.HEARING_NOTICE)
    else:
        drop_clocks(act, ClockKind.HEARING_NOTICE)
    start_clock(act, ClockKind.HEARING_NOTICE, act.today, NOTICE_LIMIT, event_on=hearing.starts_at.date())


def _open(act: Act) -> Hearing:
    hearing = open_hearing(act.case)
    assert hearing is not None, "the guard let an act pass that has no hearing"
    return hearing


def _chair(act: Act, staff_id: int, hearing: Hearing) -> Staff:
    staff = Staff.objects.filter(pk=staff_id).first()
    refusal = chair_refusal(chair_facts(act.case, staff, hearing))
    if refusal is not None:
        raise refusal
    assert staff is not None
    return staff


@counts_when_served(DocumentKind.HEARING_NOTICE)
@enforces("XK-45", "XK-48.1", "RULE-10", "RULE-11")
def notice_served(act: Act) -> None:
    """Served on the applicant, the clocks stand still; served too late, the hearing has to be put off."""
    assert act.served is not None
    hearing = _open(act)
    assert hearing.starts_at is not None
    day = hearing.starts_at.astimezone(SHANGHAI).date()
    invitations = list(HearingInvitation.objects.filter(hearing=hearing, round=hearing.round))
    for invitation in invitations:
        if invitation.party_id == act.served.party_id:
            invitation.served_on = act.today
            invitation.save(update_fields=["served_on"])
    if act.today > latest_notice_day(day, current_calendar()):
        Irregularity.objects.create(
            case=act.case, clause="XK-48.1", kind="hearing_notice_too_late", found_at=act.now
        )
    if all(one.served_on is not None for one in invitations):
        stop_clocks(act, ClockKind.HEARING_NOTICE)
    act.data.setdefault("invited_on", []).append([act.served.party_id, act.today.isoformat()])
    if act.served.party_id is None:
        _stand_still(act, hearing)


def _stand_still(act: Act, hearing: Hearing) -> None:
    """The pause lasts through the day of the hearing; told again while it lasts, its end moves (rule 10)."""
    assert hearing.starts_at is not None
    end = day_after(hearing.starts_at.astimezone(SHANGHAI))
    paused_from = effective_day(act.now, act.case.hall.closing_time)
    if act.case.running_procedure != HEARING or end <= paused_from:
        return
    run = running_procedure(act)
    run.announced_days = days_taken(
        paused_from, hearing.starts_at.astimezone(SHANGHAI).date(), current_calendar()
    )
    if run.paused_from is None:
        stand_still(act, run, paused_from, end)
        return
    run.announced_end = end
    run.save()
    clocks.announce_again(clocks.still_open(act.clocks, *stopped_kinds(run)), end, run.key)
    act.case.procedure_ends_on = end
    act.data["announced_end"] = end.isoformat()


class ChallengeInputs(Inputs):
    """Why the chair is thought to have a direct interest."""

    reason: str = Field(min_length=2, max_length=2000)


@handles(Action.CHALLENGE_CHAIR, ChallengeInputs)
def challenge_chair(act: Act) -> None:
    """The applicant challenges the chair (XK-48.3)."""
    require_agent_may(act, Authorization.Act.SUPPLY)
    challenge(act, act.inputs.reason, None)


@enforces("XK-48.3")
def challenge(act: Act, reason: str, party: InterestedParty | None) -> None:
    """A challenge before the hearing is held; the same person challenges the same chair once."""
    hearing = open_hearing(act.case)
    if hearing is None or hearing.stage != HearingStage.NOTICED or hearing.chair_id is None:
        raise Refusal("no_chair", Sentence("还没有通知听证主持人，或者听证已经结束。"), clauses=("XK-48.3",))
    before = ChairChallenge.objects.filter(hearing=hearing, chair_id=hearing.chair_id)
    if before.filter(upheld__isnull=True).exists() or before.filter(party=party).exists():
        raise Refusal(
            "challenged_before",
            Sentence("对这位主持人的回避申请已经提出过。"),
            clauses=("XK-48.3",),
        )
    made = ChairChallenge.objects.create(
        hearing=hearing, chair_id=hearing.chair_id, party=party, reason=reason, made_at=act.now
    )
    act.data.update(challenge=made.pk, chair=hearing.chair_id, party=None if party is None else party.pk)


class ChallengeDecision(Inputs):
    """Whether the chair steps aside, why, and who presides instead."""

    upheld: bool
    reason: str = Field(min_length=2, max_length=1000)
    chair: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _names_another(self) -> Self:
        if self.upheld and self.chair is None:
            raise InputFault(Sentence("：决定回避的，请指定另一名主持人"))
        return self


@handles(Action.DECIDE_CHALLENGE, ChallengeDecision)
@enforces("XK-48.3")
def decide_challenge(act: Act) -> None:
    """The challenge is decided with reasons; a chair who steps aside is replaced at once."""
    hearing = _open(act)
    made = ChairChallenge.objects.get(hearing=hearing, upheld__isnull=True)
    made.upheld, made.answer = act.inputs.upheld, act.inputs.reason
    made.decided_by_id, made.decided_at = act.staff_id, act.now
    made.save()
    act.data.update(challenge=made.pk, upheld=made.upheld)
    if made.upheld:
        hearing.chair = _chair(act, act.inputs.chair, hearing)
        hearing.save(update_fields=["chair"])
        act.data["chair"] = hearing.chair.pk
