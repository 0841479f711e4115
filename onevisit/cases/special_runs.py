"""A special procedure while it runs: the clocks that stand still for it, and its end (rules 10, 11)."""

from __future__ import annotations

from datetime import date

from onevisit.cases.act import Act
from onevisit.cases.models import Irregularity, SpecialProcedureRun
from onevisit.law.clock_kinds import ClockKind
from onevisit.law.limits import Pause, repeats_too_soon
from onevisit.records import clocks
from onevisit.records.calendar import current_calendar

STOPPED_WITH_STATUTE = (ClockKind.STATUTORY.value, ClockKind.FIRST_REVIEW.value)
STOPPED_WITH_PROMISE = (ClockKind.PROMISE.value, ClockKind.STEP.value)
"""The stages stand still with the whole they are part of (rule 11)."""
ALL_STOPPED = (*STOPPED_WITH_STATUTE, *STOPPED_WITH_PROMISE)


def stand_still(act: Act, run: SpecialProcedureRun, paused_from: date, announced_end: date) -> None:
    """The clocks that the procedure stops stand still from one day up to but without the other (rule 11)."""
    run.paused_from, run.announced_end = paused_from, announced_end
    run.save()
    _note_early_repetition(act, run)
    kinds = stopped_kinds(run)
    if kinds:
        clocks.pause(clocks.still_open(act.clocks, *kinds), run.paused_from, run.announced_end, run.key)
    act.case.procedure_ends_on = run.announced_end
    act.data.update(
        paused_from=run.paused_from.isoformat(), announced_end=run.announced_end.isoformat(), stops=kinds
    )


def stopped_kinds(run: SpecialProcedureRun) -> list[str]:
    """The kinds of clocks that the procedure stops."""
    return [*STOPPED_WITH_STATUTE] * run.stops_statutory + [*STOPPED_WITH_PROMISE] * run.stops_promise


def _note_early_repetition(act: Act, run: SpecialProcedureRun) -> None:
    earlier = (
        SpecialProcedureRun.objects.filter(case=act.case, key=run.key, ended_at__isnull=False)
        .order_by("-pk")
        .first()
    )
    if earlier is None or earlier.paused_from is None or earlier.resumed_on is None:
        return
    assert run.paused_from is not None
    before = Pause(earlier.paused_from, earlier.resumed_on, earlier.key)
    if repeats_too_soon(before, Pause(run.paused_from, run.announced_end, run.key), current_calendar()):
        Irregularity.objects.create(
            case=act.case, clause="RULE-10", kind="procedure_repeated_too_soon", found_at=act.now
        )


def end_with_case(act: Act) -> None:
    """A procedure under way ends with the application that is withdrawn."""
    if act.case.running_procedure:
        run = running_procedure(act)
        resumed = None
        if run.paused_from is not None and run.announced_end is not None:
            resumed = max(run.paused_from, min(act.today, run.announced_end))
        end_procedure(act, run, resumed)


def running_procedure(act: Act) -> SpecialProcedureRun:
    """The special procedure of the case that is under way."""
    return SpecialProcedureRun.objects.get(case=act.case, ended_at__isnull=True)


def end_procedure(act: Act, run: SpecialProcedureRun, resumed: date | None) -> None:
    """Ends the run; ``resumed`` is None where its notice was never served and no clock stood still."""
    run.resumed_on = resumed
    run.ended_at = act.now
    run.save()
    act.case.running_procedure = ""
    act.case.procedure_ends_on = None
    act.data["procedure"] = run.key
    if resumed is not None:
        act.data["resumed_on"] = resumed.isoformat()
