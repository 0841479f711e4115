"""The one clock, the calendar in force and the mark of the installation."""

from __future__ import annotations

import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from onevisit.config.environment import CHECKOUT
from onevisit.law.calendar import standard_calendar
from onevisit.law.holiday_years import HolidayNoticeError
from onevisit.law.refusal import Refusal
from onevisit.records import calendar, clock, installation, partitions
from onevisit.records.models import Installation, InstallationMark
from tests.records.helpers import Chain, statements


@pytest.mark.clause("HOUSE-4", "DZ-11")
@pytest.mark.usefixtures("committed_database")
def test_now_is_shanghai_time() -> None:
    before = datetime.now(UTC)
    now = clock.now()
    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(hours=8)
    assert clock.today() == now.date()
    assert clock.start_of(date(2026, 11, 22)).isoformat() == "2026-11-22T00:00:00+08:00"


@pytest.mark.clause("HOUSE-4")
@pytest.mark.usefixtures("committed_database")
def test_a_shift_moves_acts_recordings_and_partitions_together() -> None:
    before = clock.now()
    clock.shift(by=timedelta(days=100, hours=3))
    assert timedelta(days=100, hours=3) <= clock.now() - before < timedelta(days=100, hours=3, minutes=1)
    Chain(1).act()
    with connection.cursor() as cursor:
        cursor.execute("SELECT recorded_at - acted_at, tableoid::regclass::text FROM records_ledgerrow")
        gap, partition = cursor.fetchone()
    assert gap < timedelta(minutes=1)
    assert partition == f"records_ledgerrow_{clock.today():%Y%m}"
    assert partitions.alarms() == []


@pytest.mark.clause("HOUSE-4")
@pytest.mark.usefixtures("committed_database")
def test_a_shift_by_working_days_passes_over_rest_days() -> None:
    before = clock.now()
    clock.shift(working_days=6)
    working = standard_calendar()
    through = working.working_days_through
    assert through(clock.today()) - through(before.date()) == 6
    assert working.is_working_day(clock.today())
    assert clock.now().time().replace(microsecond=0) >= before.time().replace(microsecond=0)


@pytest.mark.clause("HOUSE-4")
@pytest.mark.usefixtures("committed_database")
def test_the_clock_never_goes_back() -> None:
    with pytest.raises(Refusal, match="往前"):
        clock.shift(by=timedelta(seconds=-1))


@pytest.mark.clause("HOUSE-4")
@pytest.mark.usefixtures("unmarked_database")
@pytest.mark.parametrize("mark", [None, InstallationMark.PRODUCTION, InstallationMark.BENCH])
def test_outside_demo_and_test_the_clock_can_not_be_moved(mark: InstallationMark | None) -> None:
    if mark:
        installation.initialise(mark, "蛟河市")
    with pytest.raises(Refusal, match="演示库或测试库"):
        clock.shift(by=timedelta(days=1))
    with connection.cursor() as cursor:
        if mark:
            with pytest.raises(DatabaseError, match="unshifted"):
                cursor.execute("UPDATE records_installation SET clock_offset = interval '1 day'")
        with pytest.raises(DatabaseError, match="permission denied"):
            cursor.execute("UPDATE records_installation SET mark = 'demo'")
        with pytest.raises(DatabaseError, match="permission denied"):
            cursor.execute("DELETE FROM records_installation")


@pytest.mark.clause("HOUSE-4")
@pytest.mark.usefixtures("unmarked_database")
def test_a_database_is_marked_once() -> None:
    installation.initialise(InstallationMark.PRODUCTION, "蛟河市")
    installation.initialise(InstallationMark.PRODUCTION, "蛟河市")
    with pytest.raises(Refusal, match="正式"):
        installation.initialise(InstallationMark.DEMO, "蛟河市")
    assert not installation.facts().demo
    assert Installation.objects.get().mark == InstallationMark.PRODUCTION


@pytest.mark.clause("HOUSE-4")
@pytest.mark.usefixtures("unmarked_database")
def test_a_database_with_real_acts_never_becomes_a_demo() -> None:
    Chain(1).act()
    with pytest.raises(Refusal, match="另建"):
        installation.initialise(InstallationMark.DEMO, "蛟河市")
    installation.initialise(InstallationMark.PRODUCTION, "蛟河市")


@pytest.mark.usefixtures("unmarked_database")
def test_in_production_neither_time_nor_calendar_costs_a_command_a_statement() -> None:
    installation.initialise(InstallationMark.PRODUCTION, "蛟河市")
    with statements() as issued:
        for _ in range(20):
            clock.now()
            calendar.current_calendar()
    assert issued == []


@pytest.mark.clause("HOUSE-4")
def test_time_is_asked_of_the_clock_provider_only() -> None:
    calls = r"\bdatetime\.now\(|date\.today\(|timezone\.now\(|datetime\.utcnow\(|\btime\.time\("
    found = subprocess.run(
        ["grep", "-rnE", calls, "onevisit", "--include=*.py"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    rooms = [Path(line.split(":")[0]) for line in found.stdout.splitlines()]
    # What guards the door counts real minutes: a shifted demo clock must not open a locked account.
    known = {
        Path("onevisit/records/clock.py"),
        Path("onevisit/records/installation.py"),
        Path("onevisit/accounts/machine_time.py"),
        Path("onevisit/accounts/adapters.py"),
        Path("onevisit/accounts/demo.py"),
    }
    assert known <= set(rooms)
    above = {room for room in rooms if room not in known and room.parts[1] not in {"config", "bench"}}
    assert above == set()


NOTICE_2027: dict[str, object] = {
    "notice": "国办发明电〔2026〕99号",
    "off": [["2027-01-01", "2027-01-04", "元旦"]],
    "work": ["2027-01-09"],
}


@pytest.mark.usefixtures("committed_database")
def test_a_published_calendar_overrides_the_shipped_one_at_once_in_this_process() -> None:
    monday = date(2027, 1, 4)
    assert calendar.current_calendar().is_working_day(monday)
    calendar.publish(2027, NOTICE_2027, date(2026, 11, 20))
    assert not calendar.current_calendar().is_working_day(monday)
    assert calendar.current_calendar().is_working_day(date(2027, 1, 9))
    corrected = {**NOTICE_2027, "off": [["2027-01-01", "2027-01-03", "元旦"]]}
    calendar.publish(2027, corrected, date(2026, 11, 21))
    assert calendar.current_calendar().is_working_day(monday)


@pytest.mark.usefixtures("committed_database")
def test_other_processes_notice_a_published_calendar() -> None:
    calendar.current_calendar()
    held = calendar._held
    calendar.publish(2027, NOTICE_2027, date(2026, 11, 20))
    assert held is not None
    # As another process that still holds the old calendar: after five seconds it asks for the version.
    calendar._held = calendar._Held(held.place, held.version, held.calendar, held.checked_at - 5)
    assert not calendar.current_calendar().is_working_day(date(2027, 1, 4))


@pytest.mark.usefixtures("committed_database")
def test_a_notice_that_contradicts_itself_is_refused_whole() -> None:
    with pytest.raises(HolidayNoticeError):
        calendar.publish(2027, {**NOTICE_2027, "work": ["2027-01-02"]}, date(2026, 11, 20))
    assert calendar.current_calendar().version == standard_calendar().version
