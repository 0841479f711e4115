"""The table of clocks: dates as the law computes them, one statement each, alerts that nothing can stop."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onevisit.law.clock_kinds import ClockKind
from onevisit.law.limits import Light, Limit, Pause, due_date
from onevisit.records import alerts, calendar, clock, clocks
from onevisit.records.clocks import ClockStart
from onevisit.records.models import Clock, ClockState, OutboxEvent
from tests.records.helpers import statements

pytestmark = pytest.mark.usefixtures("committed_database")
TWENTY = Limit.parse("20wd")


def start(
    kind: str = "promise", started_on: date | None = None, limit: Limit = TWENTY, case: int = 1
) -> Clock:
    """One running clock."""
    begun = ClockStart("case", case, kind, started_on or clock.today(), limit, owner_department_id=5)
    return clocks.start([begun])[0]


@pytest.mark.clause("RULE-10")
def test_the_vector_of_rule_10_lives_in_the_table() -> None:
    one = start(started_on=date(2026, 2, 10))
    clocks.pause([one], date(2026, 2, 12), None, "hearing")
    clocks.resume([one], date(2026, 3, 2))
    kept = Clock.objects.get()
    assert kept.due_on == date(2026, 3, 26)
    assert clocks.pauses_of(kept) == [Pause(date(2026, 2, 12), date(2026, 3, 2), "hearing")]
    assert not kept.provisional


def test_each_act_on_any_number_of_clocks_is_one_statement() -> None:
    day = clock.today()
    starts = [ClockStart("case", 1, kind, day, TWENTY) for kind in ("acceptance", "statutory", "promise")]
    calendar.current_calendar()
    with transaction.atomic(), statements() as issued:
        rows = clocks.start(starts)
        clocks.pause(rows, day, day + timedelta(days=3), "hearing")
        clocks.resume(rows, day + timedelta(days=1), "hearing")
        clocks.change_limit(rows[1:2], TWENTY.extended_by(10))
        clocks.stop(rows[:1], clock.now())
        clocks.cancel(rows, clock.now())
        clocks.stop([], clock.now())
    assert len(issued) == 6
    kept = clocks.of_subject("case", 1)
    assert [one.state for one in kept] == [ClockState.MET, ClockState.CANCELLED, ClockState.CANCELLED]
    assert [one.limit_count for one in kept] == [20, 30, 20]
    assert [one.due_on for one in kept] == [one.due_on for one in rows]


moves = st.lists(
    st.tuples(
        st.integers(0, 40), st.one_of(st.none(), st.integers(1, 20)), st.sampled_from(["hearing", "tender"])
    ),
    max_size=4,
)


@pytest.mark.clause("RULE-10")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(started=st.dates(date(2025, 1, 1), date(2026, 6, 1)), days=st.integers(0, 40), pauses=moves)
def test_the_row_always_says_what_the_law_computes(
    started: date, days: int, pauses: list[tuple[int, int | None, str]]
) -> None:
    limit = Limit.parse(f"{days}wd")
    one = start(started_on=started, limit=limit)
    for offset, length, kind in pauses:
        first = started + timedelta(days=offset)
        clocks.pause([one], first, first + timedelta(days=length) if length else None, kind)
        if not length:
            clocks.resume([one], first + timedelta(days=2), kind)
    kept = Clock.objects.get(pk=one.pk)
    expected = due_date(started, limit, clocks.pauses_of(kept), calendar.current_calendar())
    assert (kept.due_on, kept.provisional) == (expected.due, expected.provisional)
    assert started <= kept.warn_on <= kept.due_on


@pytest.mark.clause("RULE-10")
def test_a_pause_that_ended_by_itself_is_not_lengthened_by_a_late_resumption() -> None:
    one = start(started_on=date(2026, 2, 10))
    clocks.pause([one], date(2026, 2, 12), date(2026, 2, 14), "hearing")
    clocks.resume([one], date(2026, 3, 2), "hearing")
    assert clocks.pauses_of(one) == [Pause(date(2026, 2, 12), date(2026, 2, 14), "hearing")]
    clocks.resume([one], date(2026, 3, 2), "tender")
    assert len(one.pauses) == 1


def test_the_due_day_itself_is_in_time_and_the_day_after_is_a_breach() -> None:
    in_time, late, closed = (start(case=case) for case in (1, 2, 3))
    last_day = clock.start_of(in_time.due_on)
    clocks.stop([in_time], last_day + timedelta(hours=23))
    clocks.stop([late], last_day + timedelta(days=1))
    clocks.stop([closed], last_day + timedelta(hours=18), closing=(last_day + timedelta(hours=17)).time())
    states = [one.state for one in Clock.objects.order_by("subject_id")]
    assert states == [ClockState.MET, ClockState.BREACHED_MET, ClockState.BREACHED_MET]
    clocks.pause([late], late.due_on, None, "hearing")
    assert Clock.objects.get(pk=late.pk).state == ClockState.BREACHED_MET


def test_lights_follow_the_law() -> None:
    one = start()
    day = clock.today()
    assert clocks.light_of(one, day) is Light.NORMAL
    assert clocks.light_of(one, one.warn_on) is Light.DUE_SOON
    assert clocks.light_of(one, one.due_on + timedelta(days=1)) is Light.OVERDUE
    clocks.pause([one], day, None, "hearing")
    assert clocks.light_of(one, day) is Light.PAUSED
    assert one.state == ClockState.PAUSED


class Told:
    """A handler that remembers what it was told and fails where asked."""

    def __init__(self, broken: set[int] | None = None) -> None:
        self.alerts: list[tuple[int, str]] = []
        self.broken = broken or set()

    def __call__(self, one: Clock, alert: str) -> None:
        if one.subject_id in self.broken:
            connection.cursor().execute("SELECT 1 / 0")
        self.alerts.append((one.subject_id, alert))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """The handler of cases for one test."""
    handler = Told()
    monkeypatch.setitem(alerts._handlers, "case", handler)
    return handler


def test_each_alert_is_told_once_when_its_day_begins(told: Told) -> None:
    start(limit=Limit.parse("3wd"))
    assert alerts.watch() == alerts.WatchReport(0, ())
    clock.shift(working_days=2)
    assert alerts.watch().told == 1
    assert alerts.watch().told == 0
    clock.shift(working_days=1)
    assert alerts.watch().told == 0
    clock.shift(by=timedelta(days=1))
    assert alerts.watch().told == 1
    assert told.alerts == [(1, "due_soon"), (1, "overdue")]
    events = list(OutboxEvent.objects.order_by("id").values_list("kind", "subject_id"))
    assert events == [("clock.due_soon", 1), ("clock.overdue", 1)]
    assert Clock.objects.get().next_alert_at is None


def test_a_clock_unwatched_for_weeks_is_told_as_overdue_at_once(told: Told) -> None:
    start(limit=Limit.parse("3wd"))
    clock.shift(working_days=15)
    assert alerts.watch().told == 1
    assert told.alerts == [(1, "overdue")]


def test_stopped_and_paused_clocks_are_silent_and_a_pause_ends_by_itself(told: Told) -> None:
    stopped, paused = start(limit=Limit.parse("3wd"), case=1), start(limit=Limit.parse("3wd"), case=2)
    clocks.stop([stopped], clock.now())
    end = calendar.current_calendar().next_working_day(clock.today() + timedelta(days=20))
    clocks.pause([paused], clock.today(), end, "hearing")
    clock.shift(working_days=6)
    alerts.watch()
    assert told.alerts == []
    clock.shift(by=timedelta(days=(end - clock.today()).days))
    alerts.watch()
    assert Clock.objects.get(subject_id=2).state == ClockState.RUNNING
    clock.shift(working_days=4)
    alerts.watch()
    assert told.alerts == [(2, "overdue")]


def test_after_an_extension_the_warning_comes_again(told: Told) -> None:
    one = start(limit=Limit.parse("3wd"))
    clock.shift(working_days=2)
    alerts.watch()
    one.refresh_from_db()
    clocks.change_limit([one], Limit.parse("13wd"))
    clock.shift(working_days=10)
    alerts.watch()
    assert told.alerts == [(1, "due_soon"), (1, "due_soon")]


def test_a_broken_row_can_not_stop_the_others(told: Told) -> None:
    told.broken = {2}
    for case in (1, 2, 3):
        start(limit=Limit.parse("1wd"), case=case)
    clock.shift(working_days=3)
    report = alerts.watch()
    assert report.told == 2
    assert report.failed == (Clock.objects.get(subject_id=2).pk,)
    assert told.alerts == [(1, "overdue"), (3, "overdue")]
    assert alerts.watch().failed == ()
    told.broken = set()
    clock.shift(by=timedelta(hours=1, minutes=1))
    assert alerts.watch().told == 1
    assert Clock.objects.get(subject_id=2).alert_failures == 0


def test_two_watchers_tell_each_alert_once(told: Told) -> None:
    for case in range(20):
        start(limit=Limit.parse("1wd"), case=case)
    clock.shift(working_days=3)

    def watch() -> None:
        alerts.watch()
        connection.close()

    watchers = [threading.Thread(target=watch) for _ in range(3)]
    for watcher in watchers:
        watcher.start()
    for watcher in watchers:
        watcher.join()
    assert sorted(told.alerts) == [(case, "overdue") for case in range(20)]


def test_watching_reads_only_what_is_due() -> None:
    day = clock.today()
    clocks.start([ClockStart("case", case, "promise", day, TWENTY) for case in range(2000)])
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM records_clock WHERE next_alert_at <= %s ORDER BY next_alert_at LIMIT 1",
            [clock.now()],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "records_clock_alert" in plan


@pytest.mark.clause("HOUSE-25", "RULE-20")
def test_a_published_calendar_moves_expected_dates_and_keeps_firm_ones() -> None:
    expected = start(started_on=date(2026, 12, 25), limit=Limit.parse("10wd"), case=1)
    firm = start(started_on=date(2026, 12, 1), limit=Limit.parse("5wd"), case=2)
    supply = start(str(ClockKind.SUPPLY), started_on=date(2026, 12, 1), limit=Limit.parse("5wd"), case=3)
    assert expected.provisional
    assert not firm.provisional
    clocks.apply_calendar()
    calendar.publish(
        2027,
        {
            "notice": "国办发明电〔2026〕99号",
            "off": [["2026-12-02", "2026-12-03", "元旦"], ["2027-01-01", "2027-01-05", "元旦"]],
            "work": [],
        },
        date(2026, 11, 30),
    )
    impacts = {one.clock_id: one for one in clocks.apply_calendar()}
    assert impacts[expected.pk].due_after > impacts[expected.pk].due_before
    assert impacts[firm.pk].due_after == impacts[firm.pk].due_before == firm.due_on
    assert impacts[supply.pk].due_after > supply.due_on
    assert clocks.apply_calendar() == []
