"""Moments of the demo clock: tests that count days begin in the morning of a working day."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from onevisit.records import clock
from onevisit.records.calendar import current_calendar
from onevisit.records.clock import SHANGHAI

OPENING = time(9, 0)


def next_working_morning() -> None:
    """Moves the clock to nine o'clock of the next working day, whatever hour the test runs at."""
    now = clock.now()
    day = now.date() + timedelta(days=1)
    while not current_calendar().is_working_day(day):
        day += timedelta(days=1)
    clock.shift(by=datetime.combine(day, OPENING, SHANGHAI) - now)
