"""Due dates of many limits at once, on NumPy arrays; equal to ``limits.due_date`` element by element.

A due date is two look-ups in prefix sums for each pause, so whole cities are recomputed when a calendar is
published. The work goes block by block: the intermediate arrays of one block stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from onevisit.law.calendar import OutsideCalendar, WorkingCalendar
from onevisit.law.limit_values import LimitError

Days: TypeAlias = NDArray[np.datetime64]
Integers: TypeAlias = NDArray[np.int64]

BLOCK = 16384
EPOCH_ORDINAL = 719_163  # the ordinal of 1970-01-01, day 0 of datetime64


class DueDates(NamedTuple):
    """Due dates as datetime64[D], and for each whether it lies beyond the last published year."""

    due: Days
    provisional: NDArray[np.bool_]


class PauseColumn(NamedTuple):
    """One pause for each limit, from ``first`` up to but without ``resumed``; NaT in both means none."""

    first: Days
    resumed: Days


class _Tables(NamedTuple):
    """Prefix sums and their inverse; ``counts[i]`` is W of day ``offset + i``, days counted from 1970."""

    offset: int
    counts: Integers
    working_days: Integers


def due_dates(
    starts: Days, counts: Integers, pauses: Sequence[PauseColumn], calendar: WorkingCalendar
) -> DueDates:
    """The due date of ``counts[i]`` working days from ``starts[i]`` with the i-th pause of each column.

    All arrays have one length; columns may hold their pauses in any order and overlapping. Dates are
    Asia/Shanghai dates of type datetime64[D]. Raises OutsideCalendar if any start or result lies outside the
    calendar, LimitError if a count is negative or a pause lacks an end or ends before it begins.
    """
    tables = _tables(calendar)
    size = len(starts)
    due = np.empty(size, dtype=np.int64)
    start_days = _day_numbers(starts)
    columns = [(_day_numbers(column.first), _day_numbers(column.resumed)) for column in pauses]
    for begin in range(0, size, BLOCK):
        block = slice(begin, begin + BLOCK)
        _check_pauses(columns, block)
        due[block] = _block_due(
            start_days[block],
            counts[block],
            [first[block] for first, _ in columns],
            [resumed[block] for _, resumed in columns],
            tables,
        )
    official_through = calendar.official_through.toordinal() - EPOCH_ORDINAL
    return DueDates(due.view("datetime64[D]"), due > official_through)


def _block_due(
    starts: Integers, counts: Integers, firsts: list[Integers], ends: list[Integers], tables: _Tables
) -> Integers:
    """The due days of one block: the loop of ``limits.due_date`` over columns instead of pauses.

    Sorting beginnings and ends independently keeps the set of paused days, so overlapping pauses of one
    limit need no merging: each begins where the one before it ended at the earliest.
    """
    start_index = starts - tables.offset
    if start_index.min() < 1 or start_index.max() >= len(tables.counts):
        raise OutsideCalendar("有起算日超出工作日历的范围。")
    if counts.min() < 0:
        raise LimitError("时限不能是负数。")
    reached = tables.counts[start_index] + counts
    _sort_columns(firsts)
    _sort_columns(ends)
    clock_runs_from = starts + 1
    for first, end in zip(firsts, ends, strict=True):
        pause_first = np.maximum(first, clock_runs_from)
        clock_runs_from = np.maximum(end, pause_first)
        before = _counted_before(pause_first, tables)
        given_back = _counted_before(clock_runs_from, tables)
        given_back -= before
        given_back *= reached > before
        reached += given_back
    if reached.max() > len(tables.working_days):
        raise OutsideCalendar("有到期日超出工作日历的范围。")
    reached -= 1
    due: Integers = tables.working_days.take(reached, mode="clip")
    np.copyto(due, starts, where=counts == 0)
    return due


def _counted_before(days: Integers, tables: _Tables) -> Integers:
    """W of the day before each day; days beyond the calendar count as its end."""
    result: Integers = tables.counts.take(days - (tables.offset + 1), mode="clip")
    return result


def _sort_columns(columns: list[Integers]) -> None:
    """Sorts the columns element by element, smallest values into the first; there are only a few."""
    for lower in range(len(columns)):
        for upper in range(lower + 1, len(columns)):
            one, other = columns[lower], columns[upper]
            columns[lower], columns[upper] = np.minimum(one, other), np.maximum(one, other)


def _check_pauses(columns: Sequence[tuple[Integers, Integers]], block: slice) -> None:
    none = np.iinfo(np.int64).min  # NaT
    for first, end in columns:
        if (end[block] < first[block]).any() or ((first[block] == none) & (end[block] != none)).any():
            raise LimitError("有暂停缺少首日或恢复日，或者恢复日早于首日。")


def _day_numbers(days: Days) -> Integers:
    """Days since 1970 as integers, without copying."""
    return np.ascontiguousarray(days, dtype="datetime64[D]").view(np.int64)


@lru_cache(maxsize=4)
def _tables(calendar: WorkingCalendar) -> _Tables:
    first = calendar.first.toordinal() - EPOCH_ORDINAL
    length = calendar.last.toordinal() - calendar.first.toordinal() + 1
    working_days = np.array(calendar.working_days, dtype=np.int64) - EPOCH_ORDINAL
    is_working = np.zeros(length + 1, dtype=np.int64)
    is_working[working_days - first + 1] = 1
    return _Tables(first - 1, np.cumsum(is_working), working_days)
