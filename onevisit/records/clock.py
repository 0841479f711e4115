"""The one clock. Every "now" of the program comes from here, so time of act and time of recording agree.

In a database marked demo or test the clock may be moved forward; everything moves together.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records import installation

SHANGHAI = ZoneInfo("Asia/Shanghai")


@enforces("HOUSE-4", "DZ-11")
def now() -> datetime:
    """This moment in Asia/Shanghai, shifted in a demo or test database."""
    return datetime.now(SHANGHAI) + installation.facts().clock_offset


def today() -> date:
    """The Asia/Shanghai day of this moment."""
    return now().date()


def start_of(day: date) -> datetime:
    """The first moment of an Asia/Shanghai day."""
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)


@enforces("HOUSE-4")
def shift(*, working_days: int = 0, by: timedelta = timedelta(0)) -> datetime:
    """Moves the clock of a demo or test database forward; returns the new now.

    ``working_days`` moves to the same time of day that many working days later, ``by`` adds to that.
    Raises Refusal in any other database, and for a move backwards: acts already recorded would lie in the
    future.
    """
    held = installation.facts()
    if not held.shiftable:
        raise Refusal(
            "clock_not_shiftable",
            Sentence("只有演示库或测试库可以调整时钟。"),
            clauses=("HOUSE-4",),
            next_step=Sentence("正式库的时间只按真实时间走。"),
        )
    before = now()
    target = before + by
    if working_days:
        # Imported here because the calendar's versions are read with the help of this module.
        from onevisit.records.calendar import current_calendar

        calendar = current_calendar()
        day = calendar.day_with_count(calendar.working_days_through(before.date()) + working_days)
        target += day - before.date()
    if target < before:
        raise Refusal(
            "clock_backwards",
            Sentence("时钟只能往前调。"),
            clauses=("HOUSE-4",),
            next_step=Sentence("要回到过去，请重建演示库。"),
        )
    installation.store_clock_offset(held.clock_offset + (target - before))
    from onevisit.records.partitions import ensure_partitions

    ensure_partitions(target.date())
    return now()
