"""The clocks of a case: started and stopped as the transition table says, copied onto the case for lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from onevisit.cases.act import Act
from onevisit.cases.models import Case, CaseStep, Outcome
from onevisit.catalog.parts import Step
from onevisit.law.clauses import enforces
from onevisit.law.clock_ends import begins, ends
from onevisit.law.clock_kinds import CLOCK_RULES, ClockFacts, ClockKind, limit_of
from onevisit.law.items import DeliveryWay, ResultKind, StepKind
from onevisit.law.lifecycle import Action, State, transition_for
from onevisit.law.limits import Limit, Pause, Unit
from onevisit.records import clocks
from onevisit.records.calendar import current_calendar
from onevisit.records.clocks import ClockStart
from onevisit.records.models import Clock

SELF_COLLECTED = (DeliveryWay.WINDOW.value, DeliveryWay.TERMINAL.value)
_UNANSWERED = frozenset(state.value for state in transition_for(Action.DEEM_RENEWED).from_states)
_WAITING_FOR_NOTICE = (State.SUBMITTED.value, State.RECEIVED.value, State.CORRECTING.value)


def clock_facts(act: Act) -> ClockFacts:
    """What decides which clocks run on this case and for how long."""
    definition = act.definition
    silence = definition.correction_silence
    check = definition.commitment.check if definition.commitment else None
    return ClockFacts(
        is_licence=act.is_licence,
        acceptance_delegated=act.case.acceptance_delegated,
        acceptance_limit=act.case.city.acceptance_limit,
        pre_review_limit=act.case.city.pre_review_limit,
        statutory_limit=definition.statutory_limit,
        promised_limit=definition.promised_limit,
        supply_limit=silence.limit if silence else None,
        step_limit=_next_step_limit(act) if ClockKind.STEP in act.row.starts else None,
        first_review_limit=definition.reported_to.first_review_limit if definition.reported_to else None,
        answer_limit=definition.reported_to.answer_limit if definition.reported_to else None,
        granted=act.case.outcome == Outcome.GRANT,
        self_collected=act.case.delivery_way in SELF_COLLECTED,
        waits_at_window=act.case.state == State.RESULT_AT_WINDOW.value,
        correction_served=act.correction_served,
        renewal_limit=_renewal_limit(act),
        gap_limit=definition.gap_acceptance.limit if definition.gap_acceptance else None,
        gap_notice_served=act.gap_notice_served,
        check_limit=check.limit if check and act.case.declaration_stage == "to_check" else None,
        rectification_limit=check.correct_within if check else None,
        rectification_served=act.rectification_served,
        annulment_notice_served=act.annulment_notice_served,
    )


@enforces("JH-24", "JH-8.2.3")
def _next_step_limit(act: Act) -> Limit | None:
    """The item's own limit for the step that comes next; signing waits for the superior where he decides."""
    for step in _steps_after(act):
        if step.kind is StepKind.CERTIFICATE:
            continue
        waits = step.kind is StepKind.SIGN and act.definition.reported_to is not None
        if waits and act.case.answer_from_above not in ("granted", "refused"):
            return None
        return step.limit
    return None


def _steps_after(act: Act) -> Sequence[Step]:
    """The steps still to come: behind the one that the act put on record, or behind all that are."""
    steps = act.definition.steps
    keys = [step.key for step in steps]
    if "step" in act.data:
        return steps[keys.index(act.data["step"]) + 1 :]
    done = set(CaseStep.objects.filter(case=act.case).values_list("key", flat=True))
    return [step for step in steps if step.key not in done]


def _standing_still(act: Act, kind: ClockKind) -> list[Pause]:
    """The pause under way, for a stage that begins while the promise stands still (rule 11)."""
    if kind is not ClockKind.STEP:
        return []
    running = clocks.still_open(act.clocks, ClockKind.PROMISE.value)
    return [
        pause
        for one in running
        for pause in clocks.pauses_of(one)
        if pause.resumed is None or pause.resumed > act.today
    ]


def _renewal_limit(act: Act) -> Limit | None:
    """The working days left until the licence expires, where a timely renewal of it waits (rule 17)."""
    last_day = act.case.licence_expires_on
    if last_day is None:
        return None
    calendar = current_calendar()
    left = calendar.working_days_through(last_day) - calendar.working_days_through(act.today)
    return Limit(max(left, 0), Unit.WORKING_DAY)


def apply_clocks(act: Act) -> None:
    """Stops and starts the clocks that the row of the act names; at most two statements."""
    facts = clock_facts(act)
    named = {kind.value for kind in act.row.stops if ends(kind, act.action, facts)}
    stopping = [one for one in clocks.still_open(act.clocks) if one.kind in named]
    if act.row.to_state is State.WITHDRAWN or act.action is Action.TERMINATE_FOR_GAPS:
        clocks.cancel(stopping, act.now)
    else:
        clocks.stop(stopping, act.clocks_until or act.now, act.case.hall.closing_time)
    starts = []
    for kind in act.row.starts:
        limit = limit_of(kind, facts)
        running = clocks.still_open(act.clocks, kind.value)
        if limit is not None and not running and begins(kind, act.action, facts):
            starts.append(
                ClockStart(
                    subject_kind="case",
                    subject_id=act.case.pk,
                    kind=kind.value,
                    started_on=act.clocks_from or act.today,
                    limit=limit,
                    owner_department_id=None if CLOCK_RULES[kind].binds_applicant else act.case.department_id,
                    hall_id=act.case.hall_id,
                    item_id=act.case.item_id,
                    warn_before=next(iter(CLOCK_RULES[kind].warnings), None),
                    pauses=_standing_still(act, kind),
                )
            )
    if starts:
        act.clocks.extend(clocks.start(starts))


def copy_clocks_to(act: Act) -> None:
    """Puts the earliest due day of the organ, the warning day and the next lapse onto the case row."""
    case = act.case
    running = [
        one for one in clocks.still_open(act.clocks) if not CLOCK_RULES[ClockKind(one.kind)].binds_applicant
    ]
    first = min(running, key=lambda one: (one.due_on, one.pk), default=None)
    case.due_on = first.due_on if first else None
    case.due_provisional = first.provisional if first else False
    case.warn_on = first.warn_on if first else None
    case.due_kind = first.kind if first else ""
    case.paused = first is not None and _stands_still(first, act)
    case.lapse_on = _lapse_on(case, running, act)


def _stands_still(clock: Clock, act: Act) -> bool:
    """Whether the procedure under way stops this clock; publicity, for example, stops none (rule 11)."""
    return any(
        pause.kind == act.case.running_procedure and (pause.resumed is None or pause.resumed > act.today)
        for pause in clocks.pauses_of(clock)
    )


def _lapse_on(case: Case, running: list[Clock], act: Act) -> date | None:
    days = []
    if case.state in _WAITING_FOR_NOTICE and act.is_licence:
        days += [
            one.due_on + timedelta(days=1) for one in running if one.kind == ClockKind.ONE_TIME_NOTICE.value
        ]
    if case.procedure_ends_on is not None:
        days.append(case.procedure_ends_on)
    if case.licence_expires_on is not None and case.state in _UNANSWERED:
        days.append(case.licence_expires_on + timedelta(days=1))
    if case.slot_until is not None:
        days.append(case.slot_until + timedelta(days=1))
    return min(days, default=None)


def stop_promise_without_certificate(act: Act) -> None:
    """Where nothing has to be made after the decision, the decision ends the promise (rule 12)."""
    needs_certificate = act.case.outcome == Outcome.GRANT and act.definition.result.kind is ResultKind.LICENCE
    if not needs_certificate:
        clocks.stop(
            clocks.still_open(act.clocks, ClockKind.PROMISE.value), act.now, act.case.hall.closing_time
        )
