"""A time limit and a pause as values, and what of the pauses matters for one clock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from onevisit.law.calendar import ONE_DAY

_LIMIT_TEXT = re.compile(r"([0-9]{1,4})(wd|d)")


class LimitError(ValueError):
    """A limit or a pause that can't be; the text is a Chinese sentence."""


class Unit(StrEnum):
    """What a limit is counted in."""

    WORKING_DAY = "wd"
    CALENDAR_DAY = "d"


UNIT_NAMES = {Unit.WORKING_DAY: "工作日", Unit.CALENDAR_DAY: "自然日"}


@dataclass(frozen=True)
class Limit:
    """A number of working days or calendar days. Raises LimitError if the number is negative."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.count < 0:
            raise LimitError(f"时限不能是负数（{self.count}）。")

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Reads ``20wd`` (working days) or ``30d`` (calendar days). Raises LimitError."""
        match = _LIMIT_TEXT.fullmatch(text)
        if match is None:
            raise LimitError("时限应当写成 20wd（工作日）或 30d（自然日），数字最多四位。")
        return cls(int(match[1]), Unit(match[2]))

    def __str__(self) -> str:
        return f"{self.count}{self.unit.value}"

    def in_words(self) -> str:
        """``20个工作日`` or ``30个自然日``, as documents print it."""
        return f"{self.count}个{UNIT_NAMES[self.unit]}"

    def extended_by(self, count: int) -> Limit:
        """The limit with ``count`` more of its own days, as an extension grants them (rule 13)."""
        return replace(self, count=self.count + count)


@dataclass(frozen=True)
class Pause:
    """The clock stands still from ``first`` up to but without ``resumed``.

    Both are days that take effect for counting (see ``effective_day``): ``first`` is given back, ``resumed``
    counts. ``resumed`` None means open, without an announced end. ``kind`` says why, for the explanation:
    a key of ``law.procedures`` or words. Raises LimitError if the end lies before the beginning.
    """

    first: date
    resumed: date | None
    kind: str = ""

    def __post_init__(self) -> None:
        if self.resumed is not None and self.resumed < self.first:
            raise LimitError(f"暂停的恢复日 {self.resumed} 早于暂停日 {self.first}。")

    @property
    def until(self) -> date:
        """The day of resumption, or the last date there is for an open pause."""
        return date.max if self.resumed is None else self.resumed

    def covers(self, day: date) -> bool:
        """True if the clock stands still when ``day`` closes."""
        return self.first <= day < self.until

    def as_of(self, today: date) -> Pause:
        """An open pause taken as lasting to the close of ``today``; an announced one as it is."""
        return self if self.resumed else replace(self, resumed=max(self.first, today) + ONE_DAY)


def standing_pauses(start: date, pauses: Sequence[Pause]) -> list[Pause]:
    """The pauses as they matter for a clock started on ``start``: in order, merged, days after the start.

    Overlapping and touching pauses become one, so no day is given back twice; empty ones are dropped.
    """
    first_counted = start + ONE_DAY
    merged: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: (pause.first, pause.until)):
        first = max(pause.first, first_counted)
        if first >= pause.until:
            continue
        if merged and first <= merged[-1].until:
            longest = max(merged[-1].until, pause.until)
            merged[-1] = replace(merged[-1], resumed=None if longest == date.max else longest)
        else:
            merged.append(replace(pause, first=first))
    return merged
