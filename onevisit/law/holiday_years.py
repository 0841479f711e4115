"""One year's notice on days off and make-up days, checked before it may decide about dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

SATURDAY = 5
# The years of the shipped data file; a notice for a year beyond would leave a gap in the calendar.
FIRST_YEAR, LAST_YEAR = 2004, 2050


class HolidayNoticeError(ValueError):
    """A notice contradicts itself or can't be read; the text is a Chinese sentence saying where."""


@dataclass(frozen=True)
class HolidayPeriod:
    """Days off from ``first`` to ``last`` inclusive, with the name of the holiday."""

    first: date
    last: date
    name: str


@dataclass(frozen=True)
class PublishedYear:
    """What the State Council's notice for one year says.

    ``off`` are the days off, weekends between them included; ``work`` the weekend days worked instead.
    A notice may also speak of the last days of December before its year.
    """

    year: int
    notice: str
    off: tuple[HolidayPeriod, ...]
    work: tuple[date, ...]


def published_year(year: int, entry: Mapping[str, object]) -> PublishedYear:
    """Reads one year in the form of the shipped data file: ``notice``, ``off`` and ``work``.

    ``off`` is a list of [first, last, name], ``work`` a list of dates, all dates as 2026-02-14.
    Raises HolidayNoticeError if something is missing, unreadable or contradictory.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise HolidayNoticeError(f"年份 {year} 不在 {FIRST_YEAR} 至 {LAST_YEAR} 之间。")
    notice = entry.get("notice")
    if not isinstance(notice, str) or not notice.strip():
        raise HolidayNoticeError(f"{year} 年缺少通知的名称或文号（notice）。")
    off = tuple(_period(year, item) for item in _list(year, entry, "off"))
    work = tuple(_day(year, item) for item in _list(year, entry, "work"))
    result = PublishedYear(year, notice.strip(), off, work)
    _check(result)
    return result


def _list(year: int, entry: Mapping[str, object], key: str) -> list[object]:
    value = entry.get(key)
    if not isinstance(value, list):
        raise HolidayNoticeError(f"{year} 年的“{key}”应当是一个列表。")
    return value


def _period(year: int, item: object) -> HolidayPeriod:
    if not isinstance(item, list) or len(item) != 3 or not isinstance(item[2], str) or not item[2].strip():
        raise HolidayNoticeError(f"{year} 年的放假安排应当写成 [首日, 末日, 节日名称]，不能是 {item}。")
    period = HolidayPeriod(_day(year, item[0]), _day(year, item[1]), item[2].strip())
    if period.last < period.first:
        raise HolidayNoticeError(f"{year} 年{period.name}放假的末日 {period.last} 早于首日 {period.first}。")
    return period


def _day(year: int, item: object) -> date:
    try:
        day = date.fromisoformat(item) if isinstance(item, str) else None
    except ValueError:
        day = None
    if day is None:
        raise HolidayNoticeError(f"{year} 年的日期 {item} 读不懂，应当写成 {year}-02-14 这样。")
    if day.year != year and (day.year, day.month) != (year - 1, 12):
        raise HolidayNoticeError(f"日期 {day} 不属于 {year} 年的安排。")
    return day


def _check(notice: PublishedYear) -> None:
    for day in notice.work:
        if day.weekday() < SATURDAY:
            raise HolidayNoticeError(f"调休上班日 {day} 本来就不是周末，请核对。")
        if any(period.first <= day <= period.last for period in notice.off):
            raise HolidayNoticeError(f"{day} 既是放假日又是调休上班日，请核对。")
    if len(set(notice.work)) != len(notice.work):
        raise HolidayNoticeError(f"{notice.year} 年的调休上班日有重复，请核对。")
