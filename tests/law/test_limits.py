"""Due dates: the vectors, the property tests against a life lived day by day, and each rule by name."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevisit.law.calendar import OutsideCalendar, standard_calendar
from onevisit.law.limits import (
    DueDate,
    Light,
    Limit,
    LimitError,
    Pause,
    Unit,
    announced_resumption,
    days_left,
    due_date,
    effective_day,
    is_late,
    last_moment,
    latest_day_before,
    light,
    repeats_too_soon,
)
from tests.law.day_by_day import pauses_around, starts, walk_back, walk_calendar_days, walk_working_days

CALENDAR = standard_calendar()
CLOSING = time(17, 0)
OFFICIAL_STARTS = starts(date(2004, 1, 1), date(2025, 12, 31))
PROVISIONAL_STARTS = starts(date(2026, 6, 1), date(2049, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


def working_days(count: int) -> Limit:
    return Limit(count, Unit.WORKING_DAY)


def calendar_days(count: int) -> Limit:
    return Limit(count, Unit.CALENDAR_DAY)


def pause(text: str, kind: str = "") -> Pause:
    first, _, resumed = text.partition("..")
    return Pause(day(first), day(resumed) if resumed else None, kind)


def due(start: str, limit: Limit, *pauses: str) -> date:
    return due_date(day(start), limit, [pause(text) for text in pauses], CALENDAR).due


@pytest.mark.clause("XK-82")
@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2026-02-10", 5, "2026-02-24"),
        ("2026-02-10", 20, "2026-03-16"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-23", 10, "2026-10-14"),
        ("2025-09-26", 5, "2025-10-10"),
        ("2026-11-20", 20, "2026-12-18"),
    ],
)
def test_working_days_are_counted_by_the_official_calendar(start: str, count: int, expected: str) -> None:
    assert due_date(day(start), working_days(count), [], CALENDAR) == DueDate(
        day(expected), provisional=False
    )


@pytest.mark.clause("RULE-10")
def test_rule_10_the_vector_with_a_pause() -> None:
    assert due("2026-02-10", working_days(20), "2026-02-12..2026-03-02") == day("2026-03-26")


@pytest.mark.clause("RULE-10")
@settings(deadline=None, max_examples=400)
@given(st.data())
def test_rule_10_a_working_day_counts_if_the_clock_runs_when_it_closes(data: st.DataObject) -> None:
    start, count = data.draw(OFFICIAL_STARTS), data.draw(st.integers(0, 45))
    pauses = data.draw(pauses_around(start))
    expected = walk_working_days(start, count, pauses, chinese_calendar.is_workday)
    assert due_date(start, working_days(count), pauses, CALENDAR).due == expected


@pytest.mark.clause("RULE-10")
@settings(deadline=None, max_examples=400)
@given(st.data())
def test_rule_10_calendar_days_are_lengthened_by_paused_days_and_end_on_a_working_day(
    data: st.DataObject,
) -> None:
    start, count = data.draw(OFFICIAL_STARTS), data.draw(st.integers(0, 60))
    pauses = data.draw(pauses_around(start))
    expected = walk_calendar_days(start, count, pauses, chinese_calendar.is_workday)
    assert due_date(start, calendar_days(count), pauses, CALENDAR).due == expected


@pytest.mark.clause("RULE-20")
@settings(deadline=None, max_examples=150)
@given(st.data())
def test_rule_20_a_due_date_beyond_the_published_years_is_provisional(data: st.DataObject) -> None:
    start, count = data.draw(PROVISIONAL_STARTS), data.draw(st.integers(0, 60))
    pauses = data.draw(pauses_around(start))
    result = due_date(start, working_days(count), pauses, CALENDAR)
    assert result.due == walk_working_days(start, count, pauses, CALENDAR.is_working_day)
    assert result.provisional == (result.due > date(2026, 12, 31))


@pytest.mark.clause("RULE-20")
def test_rule_20_the_last_official_day_is_not_provisional_and_the_next_one_is() -> None:
    assert not due_date(day("2026-12-30"), working_days(1), [], CALENDAR).provisional
    assert due_date(day("2026-12-30"), working_days(2), [], CALENDAR) == DueDate(day("2027-01-04"), True)


@pytest.mark.clause("RULE-10")
def test_rule_10_the_starting_day_never_counts() -> None:
    assert due("2026-03-09", working_days(1)) == day("2026-03-10")
    assert due("2026-03-14", working_days(1)) == day("2026-03-16"), "started on a Saturday"
    assert due("2026-03-09", working_days(1), "2026-03-09..2026-03-10") == day("2026-03-10"), (
        "paused that day"
    )


@pytest.mark.clause("RULE-10")
def test_rule_10_pausing_and_resuming_on_one_day_changes_nothing() -> None:
    assert due("2026-03-09", working_days(5), "2026-03-11..2026-03-11") == due("2026-03-09", working_days(5))


@pytest.mark.clause("RULE-10")
def test_rule_10_the_day_of_the_pause_is_given_back_and_the_day_of_resuming_counts() -> None:
    assert due("2026-03-09", working_days(5), "2026-03-11..2026-03-12") == day("2026-03-17")


@pytest.mark.clause("RULE-10")
def test_rule_10_overlapping_pauses_give_a_day_back_only_once() -> None:
    twice = due("2026-03-09", working_days(10), "2026-03-11..2026-03-17", "2026-03-12..2026-03-16")
    assert twice == due("2026-03-09", working_days(10), "2026-03-11..2026-03-17")
    assert twice == due("2026-03-09", working_days(10), "2026-03-12..2026-03-17", "2026-03-11..2026-03-13")


@pytest.mark.clause("RULE-10")
def test_rule_10_a_pause_after_the_due_day_changes_nothing_even_an_open_one() -> None:
    for late in ("2026-03-17..2026-04-20", "2026-03-17", "2026-03-17..9999-12-31"):
        result = due_date(day("2026-03-09"), working_days(5), [pause(late)], CALENDAR)
        assert result == DueDate(day("2026-03-16"), provisional=False)


@pytest.mark.clause("RULE-10")
def test_rule_10_a_pause_that_begins_on_the_due_day_gives_it_back() -> None:
    assert due("2026-03-09", working_days(5), "2026-03-16..2026-03-18") == day("2026-03-18")


@pytest.mark.clause("RULE-10")
def test_rule_10_a_pause_in_effect_may_bring_a_later_one_before_the_due_day() -> None:
    first, second = "2026-03-12..2026-03-16", "2026-03-17..2026-03-19"
    assert due("2026-03-09", working_days(5), second) == day("2026-03-16")
    assert due("2026-03-09", working_days(5), second, first) == day("2026-03-20")


@pytest.mark.clause("RULE-10")
def test_rule_10_a_calendar_day_limit_does_not_end_on_a_paused_day() -> None:
    assert due("2026-03-11", calendar_days(3), "2026-03-15..2026-03-18") == day("2026-03-18")
    assert due("2026-03-11", calendar_days(3)) == day("2026-03-16"), "the last day is a Saturday"


@pytest.mark.clause("RULE-10")
def test_rule_10_an_open_pause_gives_the_earliest_day_possible_marked_provisional() -> None:
    open_pause = due_date(day("2026-03-09"), working_days(5), [pause("2026-03-11")], CALENDAR)
    assert open_pause == DueDate(day("2026-03-16"), provisional=True)
    on_the_last_day = due_date(day("2026-03-09"), working_days(5), [pause("2026-03-16")], CALENDAR)
    assert on_the_last_day == open_pause
    today = day("2026-03-18")
    as_it_stands = due_date(day("2026-03-09"), working_days(5), [pause("2026-03-11").as_of(today)], CALENDAR)
    assert as_it_stands == DueDate(day("2026-03-24"), provisional=False)
    both = due_date(
        day("2026-03-09"), working_days(5), [pause("2026-03-10..2026-03-12"), pause("2026-03-11")], CALENDAR
    )
    assert both.provisional


@pytest.mark.parametrize("unit", Unit)
def test_a_limit_of_nothing_ends_where_it_starts_even_on_a_rest_day(unit: Unit) -> None:
    assert due("2026-03-14", Limit(0, unit), "2026-03-01..2026-04-01") == day("2026-03-14")


@pytest.mark.parametrize("start", ["2003-12-31", "2051-01-01"])
@pytest.mark.parametrize("limit", [working_days(0), working_days(5), calendar_days(5)])
def test_a_start_outside_the_calendar_is_an_error(start: str, limit: Limit) -> None:
    with pytest.raises(OutsideCalendar, match=start):
        due(start, limit)


@pytest.mark.parametrize("limit", [working_days(9999), calendar_days(9999)])
def test_a_due_date_outside_the_calendar_is_an_error(limit: Limit) -> None:
    with pytest.raises(OutsideCalendar):
        due("2040-01-01", limit)
    with pytest.raises(OutsideCalendar):
        due("2026-01-05", Limit(5, limit.unit), "2026-01-06..9999-12-31")


@pytest.mark.clause("RULE-10")
@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 3, 12, 9, 0, tzinfo=UTC), "2026-03-12"),
        (datetime(2026, 3, 12, 9, 0, 1, tzinfo=UTC), "2026-03-13"),
        (datetime(2026, 3, 12, 16, 0, tzinfo=UTC), "2026-03-13"),
    ],
)
def test_rule_10_after_closing_a_pause_takes_effect_on_the_next_day(moment: datetime, expected: str) -> None:
    assert effective_day(moment, CLOSING) == day(expected)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        effective_day(datetime(2026, 3, 12, 9, 0), CLOSING)  # noqa: DTZ001 - the fault under test


def test_the_last_day_ends_at_the_closing_time_in_shanghai() -> None:
    closing_moment = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
    assert last_moment(day("2026-03-16"), CLOSING) == closing_moment
    assert not is_late(closing_moment, day("2026-03-16"), CLOSING)
    assert is_late(closing_moment + timedelta(seconds=1), day("2026-03-16"), CLOSING)


@pytest.mark.clause("RULE-10")
def test_rule_10_a_pause_is_announced_in_whole_working_days_and_ends_by_itself() -> None:
    resumed = announced_resumption(day("2026-02-12"), 8, CALENDAR)
    assert resumed == day("2026-03-01"), "12–14 and 24–28 February are eight working days"
    with pytest.raises(LimitError, match="至少 1 个工作日"):
        announced_resumption(day("2026-02-12"), 0, CALENDAR)


@pytest.mark.clause("RULE-10")
@pytest.mark.parametrize(
    ("later", "kind", "too_soon"),
    [
        ("2026-03-16..2026-03-20", "testing", True),
        ("2026-03-18..2026-03-20", "testing", True),
        ("2026-03-19..2026-03-20", "testing", False),
        ("2026-03-18..2026-03-20", "hearing", False),
        ("2026-03-02..2026-03-03", "testing", False),
    ],
)
def test_rule_10_the_same_kind_again_within_two_working_days_is_an_irregularity(
    later: str, kind: str, too_soon: bool
) -> None:
    earlier = pause("2026-03-10..2026-03-16", "testing")
    assert repeats_too_soon(earlier, pause(later, kind), CALENDAR) is too_soon


def test_an_open_pause_can_not_be_repeated() -> None:
    assert not repeats_too_soon(pause("2026-03-10"), pause("2026-03-11..2026-03-12"), CALENDAR)


@pytest.mark.clause("RULE-15")
@settings(deadline=None, max_examples=200)
@given(starts(date(2005, 1, 1), date(2026, 12, 31)), st.integers(0, 40))
def test_rule_15_the_full_number_of_days_lies_between(event: date, count: int) -> None:
    latest = latest_day_before(event, working_days(count), CALENDAR)
    assert latest == walk_back(event, count, chinese_calendar.is_workday)
    assert latest_day_before(event, calendar_days(count), CALENDAR) == walk_back(event, count, lambda _: True)


@pytest.mark.clause("RULE-15")
def test_rule_15_hearing_notice_and_renewal() -> None:
    assert latest_day_before(day("2026-03-20"), working_days(7), CALENDAR) == day("2026-03-10")
    assert latest_day_before(day("2026-03-02"), working_days(7), CALENDAR) == day("2026-02-12")
    assert latest_day_before(day("2026-12-31"), calendar_days(30), CALENDAR) == day("2026-11-30")


@pytest.mark.clause("RULE-15")
@pytest.mark.parametrize("limit", [working_days(7), calendar_days(30)])
def test_rule_15_a_day_before_the_calendar_is_an_error(limit: Limit) -> None:
    with pytest.raises(OutsideCalendar):
        latest_day_before(day("2004-01-05"), limit, CALENDAR)


@pytest.mark.clause("RULE-13")
def test_rule_13_an_extension_adds_days_of_the_same_kind_and_pauses_still_count() -> None:
    extended = working_days(20).extended_by(10)
    assert extended == working_days(30)
    assert due("2026-02-10", extended, "2026-02-12..2026-03-02") == day("2026-04-10")


@pytest.mark.parametrize(
    ("text", "words"), [("20wd", "20个工作日"), ("30d", "30个自然日"), ("0wd", "0个工作日")]
)
def test_limits_are_read_and_written(text: str, words: str) -> None:
    limit = Limit.parse(text)
    assert str(limit) == text
    assert limit.in_words() == words


@pytest.mark.parametrize(
    "text", ["", "20", "wd", "-5wd", "5 wd", "5WD", "２0wd", "5.5d", "99999d", "5wd\n", "٣d"]
)
def test_an_unreadable_limit_is_refused(text: str) -> None:
    with pytest.raises(LimitError, match="20wd"):
        Limit.parse(text)


def test_impossible_values_are_refused() -> None:
    with pytest.raises(LimitError, match="负数"):
        working_days(-1)
    with pytest.raises(LimitError, match="早于"):
        pause("2026-03-02..2026-03-01")


@pytest.mark.parametrize(
    ("today", "left", "words"),
    [
        ("2026-03-11", 3, "3月16日（周一），还剩 3 个工作日"),
        ("2026-03-13", 1, "3月16日（周一），还剩 1 个工作日"),
        ("2026-03-14", 1, "3月16日（周一），还剩 1 个工作日"),
        ("2026-03-16", 0, "3月16日（周一），今天到期"),
        ("2026-03-17", -1, "3月16日（周一），已超期 1 个工作日"),
        ("2026-03-18", -2, "3月16日（周一），已超期 2 个工作日"),
        ("2027-01-04", None, "2026年3月16日（周一），已超期"),
    ],
)
def test_days_left_in_words(today: str, left: int | None, words: str) -> None:
    result = DueDate(day("2026-03-16"), provisional=False)
    assert result.in_words(day(today), CALENDAR).startswith(words)
    if left is not None:
        assert days_left(result.due, day(today), CALENDAR) == left


def test_a_breach_counts_from_its_first_day_on_a_rest_day_too() -> None:
    assert days_left(day("2026-03-13"), day("2026-03-14"), CALENDAR) == -1
    assert days_left(day("2026-03-13"), day("2026-03-16"), CALENDAR) == -1
    assert days_left(day("2026-03-13"), day("2026-03-17"), CALENDAR) == -2


@pytest.mark.clause("RULE-20")
def test_rule_20_a_date_that_may_move_is_marked_as_expected() -> None:
    provisional = DueDate(day("2027-01-05"), provisional=True)
    assert provisional.in_words(day("2026-12-30"), CALENDAR) == "预计2027年1月5日（周二），还剩 3 个工作日"
    announced = DueDate(day("2026-03-26"), provisional=False)
    assert announced.in_words(day("2026-02-13"), CALENDAR, paused=True) == "已暂停，预计3月26日（周四）到期"


@pytest.mark.clause("RULE-10")
def test_rule_10_a_breach_never_disappears_behind_a_pause() -> None:
    overdue = DueDate(day("2026-03-16"), provisional=False)
    assert overdue.in_words(day("2026-03-18"), CALENDAR, paused=True) == "3月16日（周一），已超期 2 个工作日"
    assert light(working_days(5), overdue.due, day("2026-03-18"), True, CALENDAR) is Light.OVERDUE


@pytest.mark.parametrize(
    ("count", "today", "paused", "expected"),
    [
        (20, "2026-03-12", False, Light.NORMAL),
        (20, "2026-03-13", False, Light.DUE_SOON),
        (20, "2026-03-16", False, Light.DUE_SOON),
        (20, "2026-03-17", False, Light.OVERDUE),
        (20, "2026-03-13", True, Light.PAUSED),
        (1, "2026-03-13", False, Light.NORMAL),
        (1, "2026-03-16", False, Light.DUE_SOON),
    ],
)
def test_lights(count: int, today: str, paused: bool, expected: Light) -> None:
    assert light(working_days(count), day("2026-03-16"), day(today), paused, CALENDAR) is expected


def test_lights_have_words() -> None:
    assert [one.label for one in Light] == ["正常", "临期", "超期", "暂停"]
