"""A hearing from its first request to its end: the clocks it sets in motion, and what gives it up again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from onevisit.cases.act import Act
from onevisit.cases.hearings import open_hearing
from onevisit.cases.models import Hearing, SpecialProcedureRun, ToldRight
from onevisit.cases.notices import void_unserved
from onevisit.cases.special_runs import ALL_STOPPED, end_procedure, running_procedure
from onevisit.documents import actions
from onevisit.documents import queries as documents
from onevisit.law.clauses import enforces
from onevisit.law.clock_kinds import CLOCK_RULES, ClockKind
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.hearings import (
    HEARING,
    HOLDING_LIMIT,
    NOTICE_LIMIT,
    Answer,
    HeardRight,
    HearingKind,
    HearingStage,
    nobody_asks,
)
from onevisit.law.limits import Limit, effective_day
from onevisit.records import clocks
from onevisit.records.clocks import ClockStart
from onevisit.records.models import Clock

WAITING_CLOCKS = {
    (HeardRight.HEARING, True): ClockKind.HEARING_REQUEST,
    (HeardRight.HEARING, False): ClockKind.PARTY_HEARING_REQUEST,
    (HeardRight.STATEMENT, True): ClockKind.STATEMENT,
    (HeardRight.STATEMENT, False): ClockKind.PARTY_STATEMENT,
}
"""The clock of the time to answer, by the right and by whether the applicant or a party has it."""


def start_clock(
    act: Act, kind: ClockKind, started_on: date, limit: Limit, *, event_on: date | None = None
) -> Clock:
    """Starts one clock beside those of the row: it depends on who was served, or on the day of a hearing."""
    (started,) = clocks.start(
        [
            ClockStart(
                subject_kind="case",
                subject_id=act.case.pk,
                kind=kind.value,
                started_on=started_on,
                limit=limit,
                event_on=event_on,
                owner_department_id=None if CLOCK_RULES[kind].binds_applicant else act.case.department_id,
                hall_id=act.case.hall_id,
                item_id=act.case.item_id,
            )
        ]
    )
    act.clocks.append(started)
    return started


def stop_clocks(act: Act, *kinds: ClockKind, moment: datetime | None = None) -> None:
    """Ends the open ones of these clocks, now or at the moment that counts for them."""
    clocks.stop(clocks.still_open(act.clocks, *kinds), moment or act.now, act.case.hall.closing_time)


def drop_clocks(act: Act, *kinds: ClockKind) -> None:
    """Ends the open ones of these clocks without a result: nobody has to meet them any more."""
    clocks.cancel(clocks.still_open(act.clocks, *kinds), act.now)


@enforces("XK-47p1", "RULE-14")
def wait_for_answer(act: Act, told: ToldRight) -> None:
    """The time to answer runs from the service; that of the parties until the last of them may speak."""
    kind = WAITING_CLOCKS[HeardRight(told.right), told.party_id is None]
    drop_clocks(act, kind)
    started = start_clock(act, kind, act.today, Limit(told.days, HOLDING_LIMIT.unit))
    told.served_on, told.ends_on = act.today, started.due_on
    told.save()


def answered(act: Act, told: ToldRight, answer: Answer, words: str, answered_on: date) -> None:
    """Keeps the answer; the clock of who was to answer ends when nobody of its side is left to."""
    told.answer, told.words, told.answered_on = answer.value, words, answered_on
    told.save()
    to_applicant = told.party_id is None
    silent = ToldRight.objects.filter(case=act.case, right=told.right, answer="", party__isnull=to_applicant)
    if not silent.exists():
        drop_clocks(act, WAITING_CLOCKS[HeardRight(told.right), to_applicant])
    act.data.update(right=told.right, answer=answer.value, party=told.party_id)


@enforces("XK-47p1", "RULE-16")
def call_for(act: Act, asked_on: date) -> Hearing:
    """Somebody asks for a hearing: it is to be held within twenty working days, and a draft waits no longer.

    The day by which its notice has to be served is counted backwards from the last day for holding it.
    """
    hearing = open_hearing(act.case)
    if hearing is None:
        hearing = Hearing.objects.create(
            case=act.case,
            kind=HearingKind.ON_REQUEST.value,
            stage=HearingStage.TO_NOTICE.value,
            opened_at=act.now,
        )
    if not clocks.still_open(act.clocks, ClockKind.HEARING):
        due = start_clock(act, ClockKind.HEARING, asked_on, HOLDING_LIMIT).due_on
        if hearing.stage == HearingStage.TO_NOTICE:
            start_clock(act, ClockKind.HEARING_NOTICE, act.today, NOTICE_LIMIT, event_on=due)
    take_draft_back(act, "hearing")
    return hearing


def take_draft_back(act: Act, why: str) -> None:
    """A draft that does not know what was said since is the handler's again (``why``: hearing, statement)."""
    case = act.case
    if case.drafted_by_id is not None:
        case.decision_draft = {**case.decision_draft, "taken_back": why}
        case.drafted_by_id = None


def abandon_unless_asked(act: Act) -> None:
    """A hearing that was held for those who asked is not held once nobody asks for it any more."""
    asked = ToldRight.objects.filter(case=act.case, right=HeardRight.HEARING.value)
    if not nobody_asks(Answer(one) for one in asked.values_list("answer", flat=True)):
        return
    drop_clocks(act, ClockKind.HEARING)
    hearing = open_hearing(act.case)
    if hearing is not None and hearing.kind == HearingKind.ON_REQUEST:
        give_up(act, hearing, "听证申请已撤回")


def give_up(act: Act, hearing: Hearing, why: str) -> None:
    """The hearing is not held; what stood still for it runs on, and its unserved notices are void."""
    drop_clocks(act, ClockKind.HEARING, ClockKind.HEARING_NOTICE)
    void_calling(act, hearing, why)
    hearing.stage, hearing.closed_at = HearingStage.ABANDONED.value, act.now
    act.data.update(hearing=hearing.pk, given_up=True)
    hearing.save(update_fields=["stage", "closed_at"])
    end_pause(act, hearing)


def void_calling(act: Act, hearing: Hearing, why: str) -> None:
    """The day for which the hearing was called is off: unserved notices and its announcement are void."""
    void_unserved(act, why, [DocumentKind.HEARING_NOTICE])
    if hearing.announced:
        for document in documents.announcements_standing(act.case.pk):
            actions.revoke(document.pk, why)


def give_up_with_case(act: Act) -> None:
    """A hearing still to be held ends with the application that is withdrawn; its clocks end with the row."""
    if act.case.heard:
        for document in documents.announcements_standing(act.case.pk):
            actions.revoke(document.pk, "申请已撤回")
        Hearing.objects.filter(
            case=act.case, stage__in=[one.value for one in HearingStage if one.is_open]
        ).update(stage=HearingStage.ABANDONED.value, closed_at=act.now)


@enforces("RULE-10", "RULE-11", "XK-45")
def end_pause(act: Act, hearing: Hearing) -> None:
    """The clocks that stood still for the hearing run again; the day of resuming counts."""
    if act.case.running_procedure != HEARING or hearing.run_id is None:
        return
    run = running_procedure(act)
    if run.paused_from is None or run.announced_end is None:
        end_procedure(act, run, None)
        return
    resumed = effective_day(act.now, act.case.hall.closing_time)
    clocks.resume(clocks.still_open(act.clocks, *ALL_STOPPED), resumed, run.key)
    end_procedure(act, run, max(run.paused_from, min(resumed, run.announced_end)))


def run_for(act: Act, hearing: Hearing, basis: str, days: int) -> SpecialProcedureRun:
    """The hearing as a special procedure (rule 11): the one under way, or one that waits for its notice."""
    if act.case.running_procedure == HEARING:
        run = running_procedure(act)
        run.announced_days = days
        run.save(update_fields=["announced_days"])
        return run
    run = SpecialProcedureRun.objects.create(
        case=act.case,
        key=HEARING,
        reason=HearingKind(hearing.kind).label,
        basis=basis,
        announced_days=days,
        started_at=act.now,
        started_by_id=act.staff_id,
        stops_statutory=True,
        stops_promise=True,
    )
    act.case.running_procedure = HEARING
    return run


def day_after(moment: datetime) -> date:
    """The first day that counts again after a hearing that starts at ``moment`` (Shanghai time)."""
    return moment.date() + timedelta(days=1)
