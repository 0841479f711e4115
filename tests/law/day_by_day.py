"""The law of counting told a second time, day by day and without arithmetic, to judge the real one.

"A working day counts if the clock is running when that day closes; the starting day never counts."
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

from onevisit.law.limits import Pause

ONE_DAY = timedelta(days=1)
IsWorkingDay = Callable[[date], bool]


def clock_runs(day: date, pauses: Sequence[Pause]) -> bool:
    """Is the clock running when this day closes?"""
    for pause in pauses:
        if day >= pause.first and (pause.resumed is None or day < pause.resumed):
            return False
    return True


def walk_working_days(start: date, count: int, pauses: Sequence[Pause], is_working_day: IsWorkingDay) -> date:
    """Lives through the days one after the other until the count is full."""
    day, counted = start, 0
    while counted < count:
        day += ONE_DAY
        if is_working_day(day) and clock_runs(day, pauses):
            counted += 1
    return day


def walk_calendar_days(
    start: date, count: int, pauses: Sequence[Pause], is_working_day: IsWorkingDay
) -> date:
    """The same with every day, then on to a working day on which the clock runs."""
    day, counted = start, 0
    while counted < count:
        day += ONE_DAY
        if clock_runs(day, pauses):
            counted += 1
    while counted and not (is_working_day(day) and clock_runs(day, pauses)):
        day += ONE_DAY
    return day


def walk_back(event: date, count: int, counts: IsWorkingDay) -> date:
    """The latest day such that ``count`` days that count lie strictly between it and the event."""
    day, between = event - ONE_DAY, 0
    while between < count:
        if counts(day):
            between += 1
        day -= ONE_DAY
    return day


@st.composite
def pauses_around(draw: st.DrawFn, start: date) -> list[Pause]:
    """Up to four pauses near a start: overlapping, touching, empty, before the start, after the end."""
    pauses = []
    for _ in range(draw(st.integers(0, 4))):
        first = start + timedelta(days=draw(st.integers(-20, 90)))
        pauses.append(Pause(first, first + timedelta(days=draw(st.integers(0, 40)))))
    return pauses


def starts(first: date, last: date) -> st.SearchStrategy[date]:
    """Starting days, rest days included."""
    return st.dates(first, last)
