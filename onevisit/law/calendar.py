"""The official working-day calendar of the state, as an immutable value.

行政许可法 art. 82 counts an organ's periods in working days "不含法定节假日" (clause XK-82). Which days those
are, the General Office of the State Council says year by year: days off, and weekend days worked instead
(make-up days). The package ships all published years; a database may replace or add years
(``WorkingCalendar.with_year``).

Years not published yet are computed from weekends and the thirteen holidays of 全国年节及纪念日放假办法
(art. 2) alone. Which days are swapped, and which working day replaces a holiday on a weekend (art. 6), only
the notice decides, so every date in such a year is provisional (rule 20).
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from onevisit.law.holiday_years import HolidayPeriod, PublishedYear, published_year

ONE_DAY = timedelta(days=1)
SATURDAY = 5

# 全国年节及纪念日放假办法 (2024-11-10) art. 2: holidays on fixed dates, as (month, day) and name.
FIXED_HOLIDAYS = (
    ((1, 1), "元旦"),
    ((5, 1), "劳动节"),
    ((5, 2), "劳动节"),
    ((10, 1), "国庆节"),
    ((10, 2), "国庆节"),
    ((10, 3), "国庆节"),
)
# The same article: holidays that follow the lunar calendar, as days before and after the festival itself.
# 春节 begins with new year's eve and lasts to the third day of the first month.
LUNAR_HOLIDAYS = MappingProxyType({"春节": (-1, 2), "清明节": (0, 0), "端午节": (0, 0), "中秋节": (0, 0)})


class DayKind(StrEnum):
    """What a day is in the official calendar."""

    WORKING = "working"
    REST_DAY = "rest_day"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


class OutsideCalendar(ValueError):
    """A date lies before the first or after the last day of the calendar; the text is a Chinese sentence."""


@dataclass(frozen=True, eq=False, repr=False)
class WorkingCalendar:
    """All days from ``first`` to ``last``, each a working day or not; dates are Asia/Shanghai dates.

    Build it with ``standard_calendar`` or ``working_calendar``. Counting and its inverse are table look-ups.
    Two calendars with the same ``version`` hold the same days.
    """

    first: date
    last: date
    official_through: date
    version: str
    published: Mapping[int, PublishedYear]
    lunar_festivals: Mapping[int, Mapping[str, date]]
    working_days: array[int]
    _counts: array[int]
    _holiday_names: Mapping[date, str]
    _make_up_days: frozenset[date]

    def __repr__(self) -> str:
        return f"WorkingCalendar({self.version})"

    def require(self, day: date) -> None:
        """Raises OutsideCalendar unless ``day`` is one of the calendar's days."""
        if not self.first <= day <= self.last:
            raise OutsideCalendar(self._outside(f"{day.isoformat()} "))

    def working_days_through(self, day: date) -> int:
        """W(day): number of working days from the first day of the calendar up to and including ``day``.

        The day before the calendar begins has 0. Raises OutsideCalendar for any other day outside.
        """
        index = day.toordinal() - self.first.toordinal() + 1
        if not 0 <= index < len(self._counts):
            raise OutsideCalendar(self._outside(f"{day.isoformat()} "))
        return self._counts[index]

    def day_with_count(self, count: int) -> date:
        """The inverse of W: the working day on which ``count`` is reached.

        Raises OutsideCalendar if the calendar has no such day.
        """
        if not 1 <= count <= len(self.working_days):
            raise OutsideCalendar(self._outside("要算的日期"))
        return date.fromordinal(self.working_days[count - 1])

    def is_working_day(self, day: date) -> bool:
        """True if ``day`` is a working day, make-up days included. Raises OutsideCalendar."""
        return self.working_days_through(day) > self.working_days_through(day - ONE_DAY)

    def next_working_day(self, day: date) -> date:
        """``day`` itself if it is a working day, else the first one after it. Raises OutsideCalendar."""
        return self.day_with_count(self.working_days_through(day - ONE_DAY) + 1)

    def day_kind(self, day: date) -> DayKind:
        """What ``day`` is; every day off named by a notice is a holiday, weekends inside it too.

        Raises OutsideCalendar.
        """
        if day in self._make_up_days:
            return DayKind.MAKE_UP
        if day in self._holiday_names:
            return DayKind.HOLIDAY
        return DayKind.WORKING if self.is_working_day(day) else DayKind.REST_DAY

    def day_name(self, day: date) -> str:
        """The holiday's name, such as 国庆节, or an empty text."""
        return self._holiday_names.get(day, "")

    def is_official(self, day: date) -> bool:
        """True if the year of ``day`` and all years before it have been published."""
        return day <= self.official_through

    def with_year(self, year: PublishedYear) -> WorkingCalendar:
        """A new calendar in which the notice for one year is added or replaced."""
        return working_calendar({**self.published, year.year: year}, self.lunar_festivals)

    def _outside(self, what: str) -> str:
        return (
            f"{what}超出工作日历的范围（{self.first.isoformat()} 至 {self.last.isoformat()}），请检查日期。"
        )


def working_calendar(
    published: Mapping[int, PublishedYear], lunar_festivals: Mapping[int, Mapping[str, date]]
) -> WorkingCalendar:
    """Builds a calendar from published years and, for the years after, the dates of the lunar festivals.

    The years of both together must follow one another without a gap. Raises ValueError otherwise.
    """
    years = sorted(published.keys() | lunar_festivals.keys())
    if not years or years != list(range(years[0], years[-1] + 1)):
        raise ValueError("工作日历的年份不连续，请补齐缺少的年份。")
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    names: dict[date, str] = {}
    make_up: set[date] = set()
    for year in years:
        if year in published:
            _apply_notice(published[year], names, make_up)
        else:
            names.update(statutory_holidays(year, lunar_festivals[year]))
    counts, working = array("q", [0]), array("q")
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        if day in make_up or (day.weekday() < SATURDAY and day not in names):
            working.append(ordinal)
        counts.append(len(working))
    official = _last_official_day(published, first)
    return WorkingCalendar(
        first=first,
        last=last,
        official_through=official,
        version=_version(official, counts, names),
        published=MappingProxyType(dict(published)),
        lunar_festivals=lunar_festivals,
        working_days=working,
        _counts=counts,
        _holiday_names=MappingProxyType(names),
        _make_up_days=frozenset(make_up),
    )


def statutory_holidays(year: int, festivals: Mapping[str, date]) -> dict[date, str]:
    """The holidays of a year by art. 2 of the regulation: thirteen, or fewer where two fall on one day."""
    names: dict[date, str] = {}
    for (month, day), name in FIXED_HOLIDAYS:
        names[date(year, month, day)] = name
    for name, (before, after) in LUNAR_HOLIDAYS.items():
        for offset in range(before, after + 1):
            day_off = festivals[name] + timedelta(days=offset)
            names[day_off] = f"{names[day_off]}、{name}" if day_off in names else name
    return names


@lru_cache(maxsize=1)
def standard_calendar() -> WorkingCalendar:
    """The calendar shipped with the package: published years 2004–2026, provisional ones to 2050."""
    text = files("onevisit.law").joinpath("calendar_data", "holidays.json").read_text(encoding="utf-8")
    data = json.loads(text)
    published = {
        int(year): published_year(int(year), entry) for year, entry in data["official_years"].items()
    }
    festivals = {
        int(year): MappingProxyType({name: date.fromisoformat(day) for name, day in entry.items()})
        for year, entry in data["lunar_festivals"].items()
    }
    return working_calendar(published, MappingProxyType(festivals))


def _apply_notice(notice: PublishedYear, names: dict[date, str], make_up: set[date]) -> None:
    """Enters one notice; where it speaks of a day that an earlier notice spoke of, the later one holds."""
    for period in notice.off:
        for day in _days(period):
            names[day] = period.name
            make_up.discard(day)
    for day in notice.work:
        make_up.add(day)
        names.pop(day, None)


def _days(period: HolidayPeriod) -> Iterator[date]:
    for ordinal in range(period.first.toordinal(), period.last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def _last_official_day(published: Mapping[int, PublishedYear], first: date) -> date:
    """The end of the unbroken run of published years: a missing year makes all after it provisional."""
    year = first.year
    while year in published:
        year += 1
    return date(year, 1, 1) - ONE_DAY


def _version(official_through: date, counts: array[int], names: Mapping[date, str]) -> str:
    """A name for the content: equal content has equal names in every process and on every machine."""
    content = hashlib.sha256(official_through.isoformat().encode())
    content.update(",".join(map(str, counts)).encode())
    content.update(";".join(f"{day.isoformat()}{names[day]}" for day in sorted(names)).encode())
    return f"{official_through.year}-{content.hexdigest()[:12]}"
