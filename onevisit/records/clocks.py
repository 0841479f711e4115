"""The table of clocks: starting, pausing, resuming and stopping time limits; each call is one statement.

The caller holds the lock of the subject (the case), reads its clocks once with ``of_subject`` and
passes the rows on. What a date means stands in ``law.limits``; this module only keeps the results.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection

from onevisit.law.calendar import WorkingCalendar
from onevisit.law.clauses import enforces
from onevisit.law.clock_kinds import CLOCK_RULES
from onevisit.law.limits import (
    DueDate,
    Light,
    Limit,
    Pause,
    Unit,
    due_date,
    is_late,
    latest_day_before,
    light,
)
from onevisit.records.calendar import current_calendar
from onevisit.records.clock import start_of, today
from onevisit.records.models import Clock, ClockState
from onevisit.records.rows import Rows

OPEN_STATES = (ClockState.RUNNING, ClockState.PAUSED)
ONE_DAY = timedelta(days=1)
END_OF_DAY = time.max
DUE_SOON = "due_soon"
OVERDUE = "overdue"
APPLICANT_KINDS = frozenset(str(kind) for kind, rule in CLOCK_RULES.items() if rule.binds_applicant)


@dataclass(frozen=True)
class ClockStart:
    """A time limit to be started. ``started_on`` is an Asia/Shanghai day and is never counted itself.

    ``warn_before`` working days before the due day an alert is raised; None means as the light turns: one day
    before, on the day itself for a limit of one day. With ``event_on`` the limit is counted backwards:
    the full number of days lies between the due day and that day (rule 15).
    """

    subject_kind: str
    subject_id: int
    kind: str
    started_on: date
    limit: Limit
    owner_department_id: int | None = None
    hall_id: int | None = None
    item_id: int | None = None
    pauses: Sequence[Pause] = ()
    event_on: date | None = None
    warn_before: int | None = None


def start(starts: Sequence[ClockStart]) -> list[Clock]:
    """Starts the limits in one statement and returns their rows. Raises OutsideCalendar."""
    calendar = current_calendar()
    rows = [_started(one, calendar) for one in starts]
    return Clock.objects.bulk_create(rows) if rows else []


def of_subject(subject_kind: str, subject_id: int) -> list[Clock]:
    """All clocks of a subject, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_CLOCK.columns} FROM records_clock AS clock"
            " WHERE subject_kind = %s AND subject_id = %s ORDER BY id",
            [subject_kind, subject_id],
        )
        return [_CLOCK.taken_from(list(values)) for values in cursor.fetchall()]


_CLOCK = Rows(Clock, "clock")


def still_open(clocks: Iterable[Clock], *kinds: str) -> list[Clock]:
    """Those of the clocks that run or are paused, of these kinds (of all kinds if none is given)."""
    return [one for one in clocks if one.state in OPEN_STATES and (not kinds or one.kind in kinds)]


@enforces("RULE-10")
def pause(clocks: Sequence[Clock], first: date, announced_end: date | None, kind: str) -> None:
    """Pauses the open ones of the clocks from ``first`` up to but without ``announced_end`` (None: open).

    Both are days that take effect for counting (``law.limits.effective_day``). A clock whose own due day has
    passed by ``first`` keeps it (rule 10).
    """

    def apply(clock: Clock) -> None:
        clock.pauses = [*clock.pauses, pause_json(Pause(first, announced_end, kind))]

    _change(still_open(clocks), apply)


@enforces("RULE-10")
def announce_again(clocks: Sequence[Clock], announced_end: date, kind: str) -> None:
    """Moves the announced end of the last pause of this ``kind``, told anew before it ran out (rule 10)."""

    def apply(clock: Clock) -> None:
        pauses = pauses_of(clock)
        for position in reversed(range(len(pauses))):
            if pauses[position].kind == kind:
                pauses[position] = Pause(pauses[position].first, announced_end, kind)
                break
        clock.pauses = [pause_json(one) for one in pauses]

    _change(still_open(clocks), apply)


def replace_pauses(clock: Clock, pauses: Sequence[Pause]) -> None:
    """Gives an open clock exactly these pauses: those of other clocks that it stands still with (rule 19)."""

    def apply(one: Clock) -> None:
        one.pauses = [pause_json(each) for each in pauses]

    _change(still_open([clock]), apply)


def resume(clocks: Sequence[Clock], resumed: date, kind: str | None = None) -> None:
    """Ends the last pause (of this ``kind``) of each open clock.

    ``resumed`` is the first day that counts again. A pause whose announced end lies before it ended by
    itself and stays as it is (rule 10).
    """

    def apply(clock: Clock) -> None:
        pauses = pauses_of(clock)
        for position in reversed(range(len(pauses))):
            one = pauses[position]
            if kind in (None, one.kind):
                if one.resumed is None or one.resumed > resumed:
                    pauses[position] = Pause(one.first, max(one.first, resumed), one.kind)
                break
        clock.pauses = [pause_json(one) for one in pauses]

    _change(still_open(clocks), apply)


def stop(clocks: Sequence[Clock], moment: datetime, closing: time = END_OF_DAY) -> None:
    """Ends the open ones of the clocks: met, or met after they were breached.

    The due day itself is in time, up to ``closing`` (the hall's closing time; by default the whole day).
    """

    def apply(clock: Clock) -> None:
        late = is_late(moment, clock.due_on, closing)
        clock.state = ClockState.BREACHED_MET if late else ClockState.MET
        clock.stopped_at = moment

    _change(still_open(clocks), apply)


def cancel(clocks: Sequence[Clock], moment: datetime) -> None:
    """Ends the open ones of the clocks without a result, as when the application is withdrawn."""

    def apply(clock: Clock) -> None:
        clock.state = ClockState.CANCELLED
        clock.stopped_at = moment

    _change(still_open(clocks), apply)


def change_limit(clocks: Sequence[Clock], limit: Limit) -> None:
    """Gives the open ones of the clocks another limit, counted from the same day (an extension, rule 13)."""

    def apply(clock: Clock) -> None:
        clock.limit_count, clock.limit_unit = limit.count, str(limit.unit)

    _change(still_open(clocks), apply)


@dataclass(frozen=True)
class CalendarImpact:
    """What a published calendar did to one clock; equal days mean that a firm date was kept."""

    clock_id: int
    due_before: date
    due_after: date


@enforces("HOUSE-25", "RULE-20")
def apply_calendar() -> list[CalendarImpact]:
    """Recomputes the open clocks with the calendar in force; returns those whose day it would have moved.

    An expected date moves to where the calendar puts it. A firm one, already told to somebody, is never moved
    against him: an organ's due day not later, an applicant's not earlier.
    """
    calendar = current_calendar()
    day = today()
    impacts: list[CalendarImpact] = []
    old = Clock.objects.filter(state__in=OPEN_STATES).exclude(calendar_version=calendar.version)
    while batch := list(old.order_by("id")[:500]):
        for clock in batch:
            before, was_provisional = clock.due_on, clock.provisional
            recompute(clock, calendar, day)
            if clock.due_on == before:
                continue
            for_applicant = clock.kind in APPLICANT_KINDS
            if not was_provisional and (clock.due_on < before if for_applicant else clock.due_on > before):
                clock.due_on = before
                clock.warn_on = _warning_day(before, clock.started_on, clock.warn_before, calendar)
                clock.next_alert_at = next_alert_at(clock, day)
            impacts.append(CalendarImpact(clock.pk, before, clock.due_on))
        save(batch)
    return impacts


def limit_of(clock: Clock) -> Limit:
    """The clock's limit as ``law`` knows it."""
    return Limit(clock.limit_count, Unit(clock.limit_unit))


def due_with(clock: Clock, limit: Limit) -> date:
    """When the clock would be due with another limit; nothing is changed. Raises OutsideCalendar."""
    return due_date(clock.started_on, limit, pauses_of(clock), current_calendar()).due


def pauses_of(clock: Clock) -> list[Pause]:
    """The clock's pauses as ``law`` knows them, in the order they were announced."""
    return [
        Pause(
            date.fromisoformat(one["first"]),
            date.fromisoformat(one["resumed"]) if one["resumed"] else None,
            one["kind"],
        )
        for one in clock.pauses
    ]


def pause_json(one: Pause) -> dict[str, str | None]:
    """A pause as the table keeps it."""
    resumed = one.resumed.isoformat() if one.resumed else None
    return {"first": one.first.isoformat(), "resumed": resumed, "kind": one.kind}


def paused_on(clock: Clock, day: date) -> bool:
    """Whether the clock stands still when ``day`` closes."""
    return any(one.covers(day) for one in pauses_of(clock))


def light_of(clock: Clock, day: date) -> Light:
    """The light of an open clock on ``day``."""
    return light(limit_of(clock), clock.due_on, day, paused_on(clock, day), current_calendar())


def recompute(clock: Clock, calendar: WorkingCalendar, day: date) -> None:
    """Sets the computed columns of a clock: due day, warning day, state and the next moment to look at it."""
    due = _due(clock, calendar)
    clock.due_on, clock.provisional = due.due, due.provisional
    clock.calendar_version = calendar.version
    clock.warn_on = _warning_day(due.due, clock.started_on, clock.warn_before, calendar)
    if clock.state in OPEN_STATES:
        clock.state = ClockState.PAUSED if paused_on(clock, day) else ClockState.RUNNING
    if clock.last_alert == DUE_SOON and day < clock.warn_on:
        # The due day moved away after the warning (a pause, an extension): warn again when it comes near.
        clock.last_alert = ""
    clock.next_alert_at = next_alert_at(clock, day)


@enforces("RULE-15")
def _due(clock: Clock, calendar: WorkingCalendar) -> DueDate:
    """Forward from the starting day, or backward from the event that the limit lies before."""
    if clock.event_on is None:
        return due_date(clock.started_on, limit_of(clock), pauses_of(clock), calendar)
    latest = latest_day_before(clock.event_on, limit_of(clock), calendar)
    return DueDate(latest, provisional=not calendar.is_official(clock.event_on))


def next_alert_at(clock: Clock, day: date) -> datetime | None:
    """When the engine must next look at an open clock, seen from ``day``; None for a stopped or told one.

    Reasons to look: the warning day begins, the day after the due day begins, an announced pause begins
    or ends.
    """
    if clock.state not in OPEN_STATES:
        return None
    moments = [
        start_of(edge) for one in pauses_of(clock) for edge in (one.first, one.resumed) if edge and edge > day
    ]
    if not held_open(clock):
        if clock.last_alert == "":
            moments.append(start_of(clock.warn_on))
        if clock.last_alert != OVERDUE:
            moments.append(start_of(clock.due_on) + ONE_DAY)
    return min(moments, default=None)


def held_open(clock: Clock) -> bool:
    """Whether a pause without announced end holds the clock before its due day: no date to wait for."""
    return any(one.resumed is None and one.first <= clock.due_on for one in pauses_of(clock))


def _warning_day(due: date, started_on: date, warn_before: int, calendar: WorkingCalendar) -> date:
    count = calendar.working_days_through(due) - warn_before
    return max(min(calendar.day_with_count(count), due), started_on)


def _started(one: ClockStart, calendar: WorkingCalendar) -> Clock:
    before = one.warn_before
    clock = Clock(
        subject_kind=one.subject_kind,
        subject_id=one.subject_id,
        kind=str(one.kind),
        owner_department_id=one.owner_department_id,
        hall_id=one.hall_id,
        item_id=one.item_id,
        started_on=one.started_on,
        limit_count=one.limit.count,
        limit_unit=str(one.limit.unit),
        event_on=one.event_on,
        pauses=[pause_json(each) for each in one.pauses],
        warn_before=before if before is not None else int(one.limit.count > 1),
    )
    recompute(clock, calendar, today())
    return clock


def _change(clocks: Sequence[Clock], apply: Callable[[Clock], None]) -> None:
    calendar = current_calendar()
    day = today()
    for clock in clocks:
        apply(clock)
        recompute(clock, calendar, day)
    save(clocks)


def save(clocks: Sequence[Clock]) -> None:
    """Writes the changeable columns of the clocks back in one statement."""
    if not clocks:
        return
    rows = [
        (
            one.pk,
            one.limit_count,
            one.limit_unit,
            json.dumps(one.pauses),
            one.due_on,
            one.provisional,
            one.warn_on,
            one.calendar_version,
            str(one.state),
            one.stopped_at,
            one.next_alert_at,
            one.last_alert,
            one.alert_failures,
        )
        for one in clocks
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE records_clock AS clock
                   SET limit_count = new.limit_count, limit_unit = new.limit_unit, pauses = new.pauses,
                       due_on = new.due_on, provisional = new.provisional, warn_on = new.warn_on,
                       calendar_version = new.calendar_version, state = new.state,
                       stopped_at = new.stopped_at, next_alert_at = new.next_alert_at,
                       last_alert = new.last_alert, alert_failures = new.alert_failures
                  FROM (VALUES {", ".join([ROW_PLACEHOLDERS] * len(rows))}) AS new
                       (id, limit_count, limit_unit, pauses, due_on, provisional, warn_on, calendar_version,
                        state, stopped_at, next_alert_at, last_alert, alert_failures)
                 WHERE clock.id = new.id""",
            [value for row in rows for value in row],
        )


ROW_PLACEHOLDERS = (
    "(%s::bigint, %s::integer, %s, %s::jsonb, %s::date, %s::boolean, %s::date, %s, %s, "
    "%s::timestamptz, %s::timestamptz, %s, %s::integer)"
)
