"""Time limits: how a due date is counted, paused, moved, and counted backwards.

One sentence rules it (rule 10): a working day counts if the clock is running when that day closes; the
starting day never counts (民法典 201). Limits of an organ are working days (行政许可法 art. 82). A limit in
calendar days whose last day is a rest day ends on the next working day (民法典 203).
All dates are Asia/Shanghai dates.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from onevisit.law.calendar import ONE_DAY, DayKind, WorkingCalendar
from onevisit.law.date_words import date_in_words
from onevisit.law.limit_values import Limit, LimitError, Pause, Unit, standing_pauses
from onevisit.law.procedures import procedure_name

__all__ = [
    "DayReason",
    "DueDate",
    "ExplainedDay",
    "Light",
    "Limit",
    "LimitError",
    "Pause",
    "Unit",
    "announced_resumption",
    "days_left",
    "due_date",
    "effective_day",
    "explain",
    "explain_backward",
    "is_late",
    "last_moment",
    "latest_day_before",
    "light",
    "repeats_too_soon",
]

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class DueDate:
    """The last day of a limit; it ends at the hall's closing time (``last_moment``).

    ``provisional`` if it lies beyond the last published year of the calendar, or if an open pause holds it:
    then it is the earliest day possible.
    """

    due: date
    provisional: bool

    def in_words(self, today: date, calendar: WorkingCalendar, *, paused: bool = False) -> str:
        """``3月16日（周一），还剩 3 个工作日``; 预计 before a date that may still move (rule 20)."""
        overdue = today > self.due
        expected = "预计" if self.provisional or (paused and not overdue) else ""
        words = expected + date_in_words(self.due, today)
        left = days_left(self.due, today, calendar)
        if overdue:
            return f"{words}，已超期 {-left} 个工作日"
        if paused:
            return f"已暂停，{words}到期"
        if today == self.due:
            return f"{words}，今天到期"
        return f"{words}，还剩 {left} 个工作日"


class DayReason(StrEnum):
    """Why a day of an explanation counts or does not."""

    STARTING_DAY = "starting_day"
    COUNTED = "counted"
    MAKE_UP_DAY = "make_up_day"
    REST_DAY = "rest_day"
    PAUSED = "paused"
    POSTPONED = "postponed"
    LATEST_DAY = "latest_day"
    EVENT_DAY = "event_day"

    @property
    def label(self) -> str:
        """The Chinese words for it."""
        return DAY_REASON_NAMES[self]


DAY_REASON_NAMES = {
    DayReason.STARTING_DAY: "起算日，不计入",
    DayReason.COUNTED: "计入",
    DayReason.MAKE_UP_DAY: "调休上班，计入",
    DayReason.REST_DAY: "休息日，不计入",
    DayReason.PAUSED: "暂停，不计入",
    DayReason.POSTPONED: "顺延至本工作日",
    DayReason.LATEST_DAY: "最晚一日，不计入",
    DayReason.EVENT_DAY: "当日，不计入",
}


@dataclass(frozen=True)
class ExplainedDay:
    """One day of an explanation: does it count, why, and a Chinese note (holiday, kind of pause)."""

    date: datetime.date
    counted: bool
    reason: DayReason
    note: str


class Light(StrEnum):
    """The light of a running clock; a breach never disappears behind a pause."""

    NORMAL = "normal"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    PAUSED = "paused"

    @property
    def label(self) -> str:
        """The Chinese word shown beside the light."""
        return LIGHT_NAMES[self]


LIGHT_NAMES = {
    Light.NORMAL: "正常",
    Light.DUE_SOON: "临期",
    Light.OVERDUE: "超期",
    Light.PAUSED: "暂停",
}


def due_date(start: date, limit: Limit, pauses: Sequence[Pause], calendar: WorkingCalendar) -> DueDate:
    """The due date of ``limit`` counted from ``start``, in time proportional to the number of pauses.

    A pause that begins after the due date changes nothing. A limit of 0 ends on ``start``.
    Raises OutsideCalendar if the start or the result lies outside the calendar.
    """
    calendar.require(start)
    if limit.count == 0:
        return DueDate(start, provisional=not calendar.is_official(start))
    standing = standing_pauses(start, pauses)
    if limit.unit is Unit.WORKING_DAY:
        due = _working_days_end(calendar.working_days_through(start) + limit.count, standing, calendar)
    else:
        due = _calendar_days_end(start + timedelta(days=limit.count), standing, calendar)
    held_open = any(pause.resumed is None and pause.first <= due for pause in standing)
    return DueDate(due, provisional=held_open or not calendar.is_official(due))


def explain(
    start: date, limit: Limit, pauses: Sequence[Pause], calendar: WorkingCalendar
) -> list[ExplainedDay]:
    """Every day from ``start`` to the due date, and why it counts or not; exactly ``limit.count`` days count.

    A rest day inside a pause is a rest day for a limit in working days: there is nothing to give back.
    An open pause ends the list on its first day, since nobody knows what comes after. Raises OutsideCalendar.
    """
    due = due_date(start, limit, pauses, calendar).due
    standing = standing_pauses(start, pauses)
    days = [ExplainedDay(start, False, DayReason.STARTING_DAY, calendar.day_name(start))]
    counted = 0
    for day in _days_between(start, due):
        pause = next((pause for pause in standing if pause.covers(day)), None)
        if pause is not None and pause.resumed is None:
            days.append(
                ExplainedDay(day, False, DayReason.PAUSED, _pause_note(day, pauses, limit.count - counted))
            )
            break
        reason = _forward_reason(day, limit, pause, counted, day == due, calendar)
        counts = reason in (DayReason.COUNTED, DayReason.MAKE_UP_DAY)
        counted += counts
        note = _pause_note(day, pauses) if reason is DayReason.PAUSED else calendar.day_name(day)
        days.append(ExplainedDay(day, counts, reason, note))
    return days


def explain_backward(event: date, limit: Limit, calendar: WorkingCalendar) -> list[ExplainedDay]:
    """Every day from ``latest_day_before`` to ``event``; exactly ``limit.count`` days between them count."""
    latest = latest_day_before(event, limit, calendar)
    days = [ExplainedDay(latest, False, DayReason.LATEST_DAY, calendar.day_name(latest))]
    for day in _days_between(latest, event - ONE_DAY):
        reason = _running_reason(day, limit.unit, calendar)
        counts = reason is not DayReason.REST_DAY
        days.append(ExplainedDay(day, counts, reason, calendar.day_name(day)))
    days.append(ExplainedDay(event, False, DayReason.EVENT_DAY, calendar.day_name(event)))
    return days


def days_left(due: date, today: date, calendar: WorkingCalendar) -> int:
    """Working days after ``today`` up to and including ``due``; 0 on the last day, negative when overdue.

    A breach counts from its first day as at least one working day, on a rest day too.
    """
    left = calendar.working_days_through(due) - calendar.working_days_through(today)
    return min(left, -1) if today > due else left


def latest_day_before(event: date, limit: Limit, calendar: WorkingCalendar) -> date:
    """The latest day such that the full number of days lies between it and ``event`` (rule 15).

    Neither that day nor the day of the event counts. It may be a rest day. Raises OutsideCalendar.
    """
    if limit.unit is Unit.CALENDAR_DAY or limit.count == 0:
        latest = event - timedelta(days=limit.count + 1)
    else:
        first_between = calendar.working_days_through(event - ONE_DAY) - limit.count + 1
        latest = calendar.day_with_count(first_between) - ONE_DAY
    calendar.require(latest)
    return latest


def effective_day(moment: datetime.datetime, closing: time) -> date:
    """The day on which a pause or a resumption takes effect for counting: after closing, the next (rule 10).

    ``moment`` must know its zone; ``closing`` is the hall's closing time in Shanghai. Raises ValueError.
    """
    local = shanghai(moment)
    return local.date() + ONE_DAY if local.time() > closing else local.date()


def last_moment(due: date, closing: time) -> datetime.datetime:
    """The end of the last day: the hall's closing time in Shanghai (民法典 203)."""
    return datetime.datetime.combine(due, closing, tzinfo=SHANGHAI)


def is_late(moment: datetime.datetime, due: date, closing: time) -> bool:
    """True if an act at ``moment`` comes after the end of the last day. Raises ValueError without a zone."""
    return shanghai(moment) > last_moment(due, closing)


def shanghai(moment: datetime.datetime) -> datetime.datetime:
    """The same moment on the clock of Shanghai. Raises ValueError if ``moment`` knows no zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone can't be placed on a day")
    return moment.astimezone(SHANGHAI)


def announced_resumption(first: date, working_days: int, calendar: WorkingCalendar) -> date:
    """The day a pause ends by itself when it was announced for so many working days from ``first`` (rule 10).

    Raises LimitError unless at least one whole working day is announced.
    """
    if working_days < 1:
        raise LimitError("暂停应当按整工作日告知，至少 1 个工作日。")
    return calendar.day_with_count(calendar.working_days_through(first - ONE_DAY) + working_days) + ONE_DAY


def repeats_too_soon(earlier: Pause, later: Pause, calendar: WorkingCalendar) -> bool:
    """True if a pause of the same kind begins within two working days of the earlier one's end (rule 10)."""
    if earlier.kind != later.kind or earlier.resumed is None or later.first < earlier.first:
        return False
    between = calendar.working_days_through(later.first) - calendar.working_days_through(earlier.resumed)
    return between <= 2


def light(limit: Limit, due: date, today: date, paused: bool, calendar: WorkingCalendar) -> Light:
    """The light of a clock: 临期 from one working day before the last day.

    A limit of one day has no day before: it turns 临期 on its last day.
    """
    if today > due:
        return Light.OVERDUE
    if paused:
        return Light.PAUSED
    warning = 1 if limit.count > 1 else 0
    return Light.DUE_SOON if days_left(due, today, calendar) <= warning else Light.NORMAL


def _working_days_end(count: int, standing: Sequence[Pause], calendar: WorkingCalendar) -> date:
    """The first day on which ``count`` is reached, moved by the working days of each pause before it."""
    for pause in standing:
        before = calendar.working_days_through(min(pause.first - ONE_DAY, calendar.last))
        if count <= before or pause.resumed is None:
            break
        count += calendar.working_days_through(min(pause.resumed - ONE_DAY, calendar.last)) - before
    return calendar.day_with_count(count)


def _calendar_days_end(last_day: date, standing: Sequence[Pause], calendar: WorkingCalendar) -> date:
    """``last_day`` moved by the days of each pause before it, then to a working day of a running clock."""
    for pause in standing:
        if last_day < pause.first or pause.resumed is None:
            break
        last_day += min(pause.resumed, calendar.last + ONE_DAY) - pause.first
    due = calendar.next_working_day(last_day)
    for pause in standing:
        if pause.resumed is not None and pause.covers(due):
            due = calendar.next_working_day(pause.resumed)
    return due


def _days_between(start: date, last: date) -> Iterator[date]:
    """The days after ``start`` up to and including ``last``."""
    for ordinal in range(start.toordinal() + 1, last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def _forward_reason(
    day: date, limit: Limit, pause: Pause | None, counted: int, is_due: bool, calendar: WorkingCalendar
) -> DayReason:
    if pause is not None and (limit.unit is Unit.CALENDAR_DAY or calendar.is_working_day(day)):
        return DayReason.PAUSED
    if counted == limit.count:
        return DayReason.POSTPONED if is_due else DayReason.REST_DAY
    return _running_reason(day, limit.unit, calendar)


def _running_reason(day: date, unit: Unit, calendar: WorkingCalendar) -> DayReason:
    """Why a day of a running clock counts or not; calendar days count whatever they are."""
    if unit is Unit.CALENDAR_DAY:
        return DayReason.COUNTED
    kind = calendar.day_kind(day)
    if kind is DayKind.MAKE_UP:
        return DayReason.MAKE_UP_DAY
    return DayReason.COUNTED if kind is DayKind.WORKING else DayReason.REST_DAY


def _pause_note(day: date, pauses: Sequence[Pause], still_to_run: int | None = None) -> str:
    """Why the clock stands still that day; several pauses at once are all named."""
    names = {procedure_name(pause.kind) for pause in pauses if pause.kind and pause.covers(day)}
    words = ["、".join(sorted(names))] if names else []
    if still_to_run is not None:
        words.append(f"恢复日未定，恢复后还有 {still_to_run} 日")
    return "，".join(words)
