"""The working-day calendar: the official years, the computed ones, and its limits."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevisit.law.calendar import (
    DayKind,
    OutsideCalendar,
    WorkingCalendar,
    standard_calendar,
    statutory_holidays,
    working_calendar,
)
from onevisit.law.holiday_years import HolidayNoticeError, published_year

CALENDAR = standard_calendar()
ONE_DAY = timedelta(days=1)

# The notices for 2025 (国办发明电〔2024〕12号) and 2026 (2025-11-04), copied from the notices themselves.
NOTICES = {
    2025: (
        "01-01 01-01 元旦; 01-28 02-04 春节; 04-04 04-06 清明节; 05-01 05-05 劳动节; "
        "05-31 06-02 端午节; 10-01 10-08 国庆节、中秋节",
        ("01-26", "02-08", "04-27", "09-28", "10-11"),
    ),
    2026: (
        "01-01 01-03 元旦; 02-15 02-23 春节; 04-04 04-06 清明节; 05-01 05-05 劳动节; "
        "06-19 06-21 端午节; 09-25 09-27 中秋节; 10-01 10-07 国庆节",
        ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
    ),
}

NOTICE_2027 = published_year(
    2027,
    {
        "notice": "国务院办公厅关于2027年部分节假日安排的通知",
        "off": [["2027-01-01", "2027-01-03", "元旦"], ["2027-02-05", "2027-02-12", "春节"]],
        "work": ["2027-02-14"],
    },
)


def days_of(first: date, last: date) -> list[date]:
    return [date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1)]


@pytest.mark.clause("XK-82")
def test_every_day_of_2004_to_2026_agrees_with_chinesecalendar() -> None:
    for day in days_of(date(2004, 1, 1), date(2026, 12, 31)):
        assert CALENDAR.is_working_day(day) == chinese_calendar.is_workday(day), day


@pytest.mark.clause("XK-82")
@pytest.mark.parametrize("year", NOTICES)
def test_every_day_of_2025_and_2026_agrees_with_the_notice(year: int) -> None:
    periods, make_up_days = NOTICES[year]
    off: dict[date, str] = {}
    for period in periods.split("; "):
        first, last, name = period.split()
        for day in days_of(date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last}")):
            off[day] = name
    for day in days_of(date(year, 1, 1), date(year, 12, 31)):
        if day.isoformat()[5:] in make_up_days:
            expected = DayKind.MAKE_UP
        elif day in off:
            expected = DayKind.HOLIDAY
        else:
            expected = DayKind.WORKING if day.weekday() < 5 else DayKind.REST_DAY
        assert CALENDAR.day_kind(day) is expected, day
        assert CALENDAR.day_name(day) == off.get(day, ""), day


@given(st.dates(CALENDAR.first, CALENDAR.last))
def test_counting_is_a_running_sum_and_day_with_count_its_inverse(day: date) -> None:
    count = CALENDAR.working_days_through(day)
    assert count - CALENDAR.working_days_through(day - ONE_DAY) == CALENDAR.is_working_day(day)
    if CALENDAR.is_working_day(day):
        assert CALENDAR.day_with_count(count) == day
        assert CALENDAR.next_working_day(day) == day
    elif day < CALENDAR.last:
        following = CALENDAR.next_working_day(day)
        assert following > day
        assert CALENDAR.working_days_through(following) == count + 1


def test_the_calendar_begins_with_nothing_counted() -> None:
    assert CALENDAR.working_days_through(date(2003, 12, 31)) == 0
    assert CALENDAR.day_with_count(1) == date(2004, 1, 2)


@pytest.mark.parametrize("day", [date(2003, 12, 30), date(2051, 1, 1), date.min, date.max])
def test_a_day_outside_the_calendar_is_an_error_that_tells_its_range(day: date) -> None:
    with pytest.raises(OutsideCalendar, match="2004-01-01 至 2050-12-31"):
        CALENDAR.working_days_through(day)


@pytest.mark.parametrize("count", [-1, 0, len(CALENDAR.working_days) + 1])
def test_a_count_outside_the_calendar_is_an_error(count: int) -> None:
    with pytest.raises(OutsideCalendar):
        CALENDAR.day_with_count(count)


@pytest.mark.clause("RULE-20")
def test_rule_20_the_official_years_end_with_2026_and_the_following_are_provisional() -> None:
    assert CALENDAR.official_through == date(2026, 12, 31)
    assert CALENDAR.is_official(date(2026, 12, 31))
    assert not CALENDAR.is_official(date(2027, 1, 1))
    assert date(2040, 12, 31) <= CALENDAR.last


@pytest.mark.clause("RULE-20")
@pytest.mark.parametrize("year", range(2027, 2051))
def test_rule_20_a_provisional_year_has_weekends_and_the_thirteen_statutory_holidays_only(year: int) -> None:
    festivals = CALENDAR.lunar_festivals[year]
    spring = festivals["春节"]
    expected = {spring + timedelta(days=offset) for offset in (-1, 0, 1, 2)}
    expected |= {festivals[name] for name in ("清明节", "端午节", "中秋节")}
    expected |= {date(year, 1, 1), date(year, 5, 1), date(year, 5, 2)}
    expected |= {date(year, 10, 1), date(year, 10, 2), date(year, 10, 3)}
    # 中秋节 falls on one of 1–3 October in 2028, 2031 and 2039: then two holidays share a day.
    assert len(expected) == 13 - (festivals["中秋节"] in {date(year, 10, day) for day in (1, 2, 3)})
    for day in days_of(date(year, 1, 1), date(year, 12, 31)):
        assert CALENDAR.is_working_day(day) == (day.weekday() < 5 and day not in expected), day
        assert bool(CALENDAR.day_name(day)) == (day in expected), day
        assert CALENDAR.day_kind(day) is not DayKind.MAKE_UP


def test_two_holidays_on_one_day_are_both_named() -> None:
    holidays = statutory_holidays(2031, CALENDAR.lunar_festivals[2031])
    assert holidays[date(2031, 10, 1)] == "国庆节、中秋节"
    assert len(holidays) == 12


def test_a_new_notice_makes_its_year_official_and_changes_the_version() -> None:
    published = CALENDAR.with_year(NOTICE_2027)
    assert published.official_through == date(2027, 12, 31)
    assert published.day_kind(date(2027, 2, 14)) is DayKind.MAKE_UP
    assert published.day_name(date(2027, 2, 12)) == "春节"
    assert published.version != CALENDAR.version
    assert CALENDAR.official_through == date(2026, 12, 31), "the old value is unchanged"


def test_a_missing_year_keeps_all_years_after_it_provisional() -> None:
    notice = published_year(
        2028, {"notice": "通知", "off": [["2028-01-01", "2028-01-01", "元旦"]], "work": []}
    )
    assert CALENDAR.with_year(notice).official_through == date(2026, 12, 31)


def test_a_notice_may_speak_of_the_december_before_its_year() -> None:
    entry = {
        "notice": "通知",
        "off": [["2026-12-30", "2027-01-01", "元旦"]],
        "work": ["2026-12-27"],
    }
    published = CALENDAR.with_year(published_year(2027, entry))
    assert published.day_kind(date(2026, 12, 31)) is DayKind.HOLIDAY
    assert published.day_kind(date(2026, 12, 27)) is DayKind.MAKE_UP


@pytest.mark.parametrize(("off_in", "kind"), [(2025, DayKind.MAKE_UP), (2026, DayKind.HOLIDAY)])
def test_where_two_notices_speak_of_a_day_the_later_one_holds(off_in: int, kind: DayKind) -> None:
    off: dict[str, object] = {
        "notice": "通知",
        "off": [["2025-12-27", "2025-12-28", "元旦"]],
        "work": [],
    }
    work: dict[str, object] = {"notice": "通知", "off": [], "work": ["2025-12-27"]}
    work_in = 2026 if off_in == 2025 else 2025
    both = CALENDAR.with_year(published_year(off_in, off)).with_year(published_year(work_in, work))
    assert both.day_kind(date(2025, 12, 27)) is kind
    assert both.is_working_day(date(2025, 12, 27)) is (kind is DayKind.MAKE_UP)
    assert both.day_name(date(2025, 12, 27)) == ("元旦" if kind is DayKind.HOLIDAY else "")


def test_one_make_up_day_more_is_another_version() -> None:
    entry = {"notice": "通知", "off": [["2027-01-01", "2027-01-03", "元旦"]]}
    versions = {
        CALENDAR.with_year(published_year(2027, {**entry, "work": work})).version
        for work in ([], ["2027-01-09"], ["2027-01-10"])
    }
    assert len(versions) == 3


def test_equal_content_has_equal_version() -> None:
    def rebuilt() -> WorkingCalendar:
        return working_calendar(CALENDAR.published, CALENDAR.lunar_festivals)

    assert rebuilt().version == rebuilt().version == CALENDAR.version
    assert CALENDAR.with_year(CALENDAR.published[2026]).version == CALENDAR.version


def test_years_with_a_gap_are_refused() -> None:
    published = {year: CALENDAR.published[year] for year in (2024, 2026)}
    with pytest.raises(ValueError, match="不连续"):
        working_calendar(published, {})


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({}, "notice"),
        ({"notice": "  "}, "notice"),
        ({"notice": "通知", "work": []}, "off"),
        ({"notice": "通知", "off": [], "work": "2027-02-14"}, "work"),
        ({"notice": "通知", "off": [["2027-02-05", "春节"]], "work": []}, "首日, 末日"),
        ({"notice": "通知", "off": [["2027-02-05", "2027-02-05", ""]], "work": []}, "首日, 末日"),
        ({"notice": "通知", "off": [["2027-02-30", "2027-03-01", "春节"]], "work": []}, "2027-02-30"),
        ({"notice": "通知", "off": [[20270205, "2027-03-01", "春节"]], "work": []}, "20270205"),
        ({"notice": "通知", "off": [["2027-02-05", "2027-02-01", "春节"]], "work": []}, "早于首日"),
        ({"notice": "通知", "off": [["2028-02-05", "2028-02-06", "春节"]], "work": []}, "不属于"),
        ({"notice": "通知", "off": [], "work": ["2026-11-28"]}, "不属于"),
        ({"notice": "通知", "off": [], "work": ["2027-02-15"]}, "不是周末"),
        ({"notice": "通知", "off": [], "work": ["2027-02-14", "2027-02-14"]}, "重复"),
        ({"notice": "通知", "off": [["2027-02-14", "2027-02-14", "春节"]], "work": ["2027-02-14"]}, "既是"),
    ],
)
def test_a_faulty_notice_is_refused_with_a_sentence(entry: dict[str, object], told: str) -> None:
    with pytest.raises(HolidayNoticeError, match=told):
        published_year(2027, entry)


@pytest.mark.parametrize("year", [CALENDAR.first.year - 1, CALENDAR.last.year + 1])
def test_a_notice_of_an_impossible_year_is_refused(year: int) -> None:
    with pytest.raises(HolidayNoticeError, match=str(year)):
        published_year(year, {"notice": "通知", "off": [], "work": []})
