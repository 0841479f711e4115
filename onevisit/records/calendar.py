"""The working-day calendar in force: the shipped one, overridden by what was published into the database."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from onevisit.law.calendar import WorkingCalendar, standard_calendar
from onevisit.law.holiday_years import published_year
from onevisit.records import clock, side_connection
from onevisit.records.models import CalendarYear

FRESH_SECONDS = 5.0
"""How long a process may go on with a calendar that another process has published over."""


@dataclass(frozen=True)
class _Held:
    place: tuple[int, str, str, str]
    version: int
    calendar: WorkingCalendar
    checked_at: float


_lock = threading.Lock()
_held: _Held | None = None


def current_calendar() -> WorkingCalendar:
    """The calendar in force.

    Asks for its version at most every five seconds, outside the caller's transaction.
    """
    global _held
    held = _held
    place = side_connection.database_identity()
    if held is not None and held.place == place and time.monotonic() - held.checked_at < FRESH_SECONDS:
        return held.calendar
    with _lock:
        version = _version()
        same = held is not None and (held.place, held.version) == (place, version)
        calendar = held.calendar if held is not None and same else _load()
        _held = _Held(place, version, calendar, time.monotonic())
        return calendar


def forget() -> None:
    """Makes this process ask again at the next use."""
    global _held
    _held = None


def publish(year: int, entry: Mapping[str, object], published_on: date) -> None:
    """Puts the official notice for one year in force.

    ``entry`` has the form of the shipped data file: ``notice``, ``off`` (lists of first day, last day,
    name) and ``work``. Raises HolidayNoticeError with a Chinese sentence when it contradicts itself.
    """
    published_year(year, entry)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE records_installation SET calendar_version = calendar_version + 1 WHERE id = 1")
        last = CalendarYear.objects.filter(year=year).order_by("-version").first()
        CalendarYear.objects.create(
            year=year,
            version=last.version + 1 if last else 1,
            entry=dict(entry),
            published_on=published_on,
            recorded_at=clock.now(),
        )
    forget()


def _version() -> int:
    rows = side_connection.execute("SELECT calendar_version FROM records_installation WHERE id = 1")
    return int(rows[0][0]) if rows else 0


def _load() -> WorkingCalendar:
    rows = side_connection.execute(
        "SELECT DISTINCT ON (year) year, entry FROM records_calendaryear ORDER BY year, version DESC"
    )
    calendar = standard_calendar()
    for year, entry in rows:
        calendar = calendar.with_year(published_year(int(year), entry))
    return calendar
