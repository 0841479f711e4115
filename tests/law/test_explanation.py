"""The explanation of a due date: day by day, with a reason for each, adding up to the limit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevisit.law.calendar import DayKind, standard_calendar
from onevisit.law.limits import (
    DayReason,
    ExplainedDay,
    Limit,
    Pause,
    Unit,
    due_date,
    explain,
    explain_backward,
    latest_day_before,
)
from tests.law.day_by_day import clock_runs, pauses_around, starts

CALENDAR = standard_calendar()
COUNTING_REASONS = {DayReason.COUNTED, DayReason.MAKE_UP_DAY}
STARTS = starts(date(2004, 1, 1), date(2048, 12, 31))


def told(days: list[ExplainedDay]) -> list[str]:
    """The explanation in short lines."""
    return [f"{day.date:%m-%d} {day.reason.value} {day.note}".strip() for day in days]


@pytest.mark.clause("RULE-10")
@settings(deadline=None, max_examples=300)
@given(st.data())
def test_rule_10_the_explanation_adds_up_to_the_limit_and_ends_on_the_due_day(data: st.DataObject) -> None:
    start = data.draw(STARTS)
    limit = Limit(data.draw(st.integers(0, 45)), data.draw(st.sampled_from(Unit)))
    pauses = data.draw(pauses_around(start))
    days = explain(start, limit, pauses, CALENDAR)
    assert sum(day.counted for day in days) == limit.count
    assert days[-1].date == due_date(start, limit, pauses, CALENDAR).due
    for index, day in enumerate(days):
        assert day.date == start + timedelta(days=index)
        assert day.counted == (day.reason in COUNTING_REASONS)


@pytest.mark.clause("RULE-10")
@settings(deadline=None, max_examples=200)
@given(st.data())
def test_rule_10_every_reason_is_true(data: st.DataObject) -> None:
    start = data.draw(STARTS)
    pauses = data.draw(pauses_around(start))
    for day in explain(start, Limit(20, Unit.WORKING_DAY), pauses, CALENDAR)[1:]:
        kind = CALENDAR.day_kind(day.date)
        if kind in (DayKind.REST_DAY, DayKind.HOLIDAY):
            expected = DayReason.REST_DAY
        elif not clock_runs(day.date, pauses):
            expected = DayReason.PAUSED
        else:
            expected = DayReason.MAKE_UP_DAY if kind is DayKind.MAKE_UP else DayReason.COUNTED
        assert day.reason is expected, day


def test_working_days_are_explained_with_holidays_and_the_kind_of_pause() -> None:
    pauses = [Pause(date(2026, 2, 12), date(2026, 2, 14), "testing")]
    assert told(explain(date(2026, 2, 10), Limit(3, Unit.WORKING_DAY), pauses, CALENDAR)) == [
        "02-10 starting_day",
        "02-11 counted",
        "02-12 paused 检测",
        "02-13 paused 检测",
        "02-14 make_up_day",
        *[f"02-{number} rest_day 春节" for number in range(15, 24)],
        "02-24 counted",
    ]


def test_pauses_at_the_same_time_are_all_named() -> None:
    pauses = [
        Pause(date(2026, 3, 10), date(2026, 3, 12), "testing"),
        Pause(date(2026, 3, 11), date(2026, 3, 13), "等待上级批复"),
    ]
    days = told(explain(date(2026, 3, 9), Limit(1, Unit.WORKING_DAY), pauses, CALENDAR))
    assert days[1:] == [
        "03-10 paused 检测",
        "03-11 paused 检测、等待上级批复",
        "03-12 paused 等待上级批复",
        "03-13 counted",
    ]


def test_calendar_days_count_whatever_they_are_and_the_end_is_postponed_to_a_working_day() -> None:
    assert told(explain(date(2026, 4, 30), Limit(2, Unit.CALENDAR_DAY), [], CALENDAR)) == [
        "04-30 starting_day",
        "05-01 counted 劳动节",
        "05-02 counted 劳动节",
        "05-03 rest_day 劳动节",
        "05-04 rest_day 劳动节",
        "05-05 rest_day 劳动节",
        "05-06 postponed",
    ]


@pytest.mark.clause("RULE-10")
def test_rule_10_an_open_pause_ends_the_explanation_and_tells_what_is_left() -> None:
    pauses = [Pause(date(2026, 3, 12), None, "hearing")]
    assert told(explain(date(2026, 3, 9), Limit(5, Unit.WORKING_DAY), pauses, CALENDAR)) == [
        "03-09 starting_day",
        "03-10 counted",
        "03-11 counted",
        "03-12 paused 听证，恢复日未定，恢复后还有 3 日",
    ]


def test_a_limit_of_nothing_is_its_starting_day() -> None:
    assert told(explain(date(2026, 3, 14), Limit(0, Unit.WORKING_DAY), [], CALENDAR)) == [
        "03-14 starting_day"
    ]


@pytest.mark.clause("RULE-15")
@settings(deadline=None, max_examples=150)
@given(STARTS, st.integers(0, 30), st.sampled_from(Unit))
def test_rule_15_backward_limits_are_explained_like_forward_ones(event: date, count: int, unit: Unit) -> None:
    event += timedelta(days=90)
    limit = Limit(count, unit)
    days = explain_backward(event, limit, CALENDAR)
    assert days[0].date == latest_day_before(event, limit, CALENDAR)
    assert days[-1].date == event
    assert [days[0].reason, days[-1].reason] == [DayReason.LATEST_DAY, DayReason.EVENT_DAY]
    assert [day.date for day in days] == [days[0].date + timedelta(days=index) for index in range(len(days))]
    assert sum(day.counted for day in days) == count
    for day in days[1:-1]:
        assert day.counted == (unit is Unit.CALENDAR_DAY or CALENDAR.is_working_day(day.date))


def test_every_reason_has_chinese_words() -> None:
    assert all(reason.label for reason in DayReason)
