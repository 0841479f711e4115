"""The day-by-day explanation of a limit laid out as a calendar, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from django.utils.translation import gettext as _

from onevisit.law.limits import DayReason
from onevisit.records.page_language import in_english
from onevisit.web import words


class ExplainedDay(Protocol):
    """One day as `law.limits.explain` gives it."""

    @property
    def date(self) -> date: ...
    @property
    def counted(self) -> bool: ...
    @property
    def reason(self) -> str: ...
    @property
    def note(self) -> str: ...


@dataclass(frozen=True)
class CalendarCell:
    """One day of the calendar; ``number`` is the how-many-th counted day, 0 where it does not count."""

    day: date
    kind: str
    word: str
    note: str
    number: int
    is_due: bool


@dataclass(frozen=True)
class CalendarMonth:
    """Weeks from Monday to Sunday; None stands for a day outside the limit or the month."""

    name: str
    weeks: list[list[CalendarCell | None]]
    cells: list[CalendarCell]


def reason_words(reason: str, counted: bool) -> str:
    """Chinese word for the reason of a day."""
    known = {
        "starting_day": _("起算日，不计"),
        "counted": _("计入"),
        "rest_day": _("休息日"),
        "holiday": _("节假日"),
        "make_up_day": _("调休上班"),
        "paused": _("暂停"),
    }
    return known.get(reason.lower(), _("计入") if counted else _("不计"))


def months_of(days: Sequence[ExplainedDay]) -> list[CalendarMonth]:
    """The explained days as months.

    The last counted day is the due day, or the latest day where the limit was counted backwards.
    """
    cells: dict[date, CalendarCell] = {}
    number = 0
    latest = [day.date for day in days if str(day.reason) == DayReason.LATEST_DAY]
    due = latest[0] if latest else max((day.date for day in days if day.counted), default=None)
    for day in days:
        number += day.counted
        reason = str(day.reason)
        cells[day.date] = CalendarCell(
            day=day.date,
            kind=reason.lower().replace("_", "-"),
            word=reason_words(reason, day.counted),
            note=day.note,
            number=number if day.counted else 0,
            is_due=day.date == due,
        )
    months: list[CalendarMonth] = []
    for first in sorted({day.replace(day=1) for day in cells}):
        of_month = [cells[day] for day in sorted(cells) if (day.year, day.month) == (first.year, first.month)]
        months.append(CalendarMonth(name=_month_name(first), weeks=_weeks(of_month), cells=of_month))
    return months


def _month_name(first: date) -> str:
    if in_english():
        return f"{words.MONTHS_ENGLISH[first.month - 1]} {first.year}"
    return f"{first.year}年{first.month}月"


def _weeks(cells: list[CalendarCell]) -> list[list[CalendarCell | None]]:
    by_day = {cell.day: cell for cell in cells}
    monday = cells[0].day - timedelta(days=cells[0].day.weekday())
    weeks = []
    while monday <= cells[-1].day:
        weeks.append([by_day.get(monday + timedelta(days=offset)) for offset in range(7)])
        monday += timedelta(days=7)
    return weeks
