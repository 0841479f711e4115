"""What ``onevisit due`` does: works out a due date from its arguments and explains it day by day.

    onevisit due 2026-02-10 --limit 20wd --pause 2026-02-12..2026-03-02 [--pause …] [--json]

A pure function of its arguments and the shipped calendar; no database, no clock.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TextIO

from onevisit.law.calendar import OutsideCalendar, WorkingCalendar, standard_calendar
from onevisit.law.date_words import weekday_name
from onevisit.law.limits import (
    DueDate,
    ExplainedDay,
    Limit,
    LimitError,
    Pause,
    due_date,
    explain,
)

WRONG_ARGUMENTS = 2

_DATE_TEXT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class DueArgumentError(ValueError):
    """An argument can't be used; the text is one Chinese sentence that names it."""


@dataclass(frozen=True)
class DueQuestion:
    """What was asked: start, limit, pauses, and whether the answer is wanted as JSON."""

    start: date
    limit: Limit
    pauses: tuple[Pause, ...]
    as_json: bool


def run(arguments: Sequence[str], out: TextIO, err: TextIO) -> int:
    """Answers one call. Returns 0, or 2 after writing one sentence that names the argument to ``err``."""
    if "-h" in arguments or "--help" in arguments:
        out.write(_parser().format_help())
        return 0
    try:
        question = _read(arguments)
        out.write(_answer(question, standard_calendar()))
    except DueArgumentError as fault:
        err.write(f"{fault}\n")
        return WRONG_ARGUMENTS
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="onevisit due",
        description="算出到期日，并逐日说明每一天是否计入。",
        add_help=False,
        allow_abbrev=False,
        exit_on_error=False,
    )
    parser.add_argument("start", nargs="*", metavar="START", help="起算日，当日不计入，如 2026-02-10")
    parser.add_argument("--limit", metavar="LIMIT", help="时限：20wd 为 20 个工作日，30d 为 30 个自然日")
    parser.add_argument(
        "--pause",
        action="append",
        default=[],
        metavar="PAUSED..RESUMED",
        help="暂停日..恢复日，如 2026-02-12..2026-03-02；可以写多次",
    )
    parser.add_argument("--json", action="store_true", dest="as_json", help="输出 JSON")
    parser.add_argument("-h", "--help", action="store_true", help="显示本说明")
    return parser


def _read(arguments: Sequence[str]) -> DueQuestion:
    try:
        given, unknown = _parser().parse_known_args(list(arguments))
    except argparse.ArgumentError as fault:
        raise DueArgumentError(f"参数 {fault.argument_name} 的写法不对，请检查它后面的值。") from fault
    if unknown:
        raise DueArgumentError(f"不认识参数 {_shown(unknown[0])}。")
    if not given.start:
        raise DueArgumentError("缺少参数 START（起算日），如 2026-02-10。")
    if len(given.start) > 1:
        raise DueArgumentError(f"参数 START（起算日）只能有一个，多出了 {_shown(given.start[1])}。")
    if given.limit is None:
        raise DueArgumentError("缺少参数 --limit（时限），如 --limit 20wd。")
    return DueQuestion(
        start=_day("START（起算日）", given.start[0]),
        limit=_limit(given.limit),
        pauses=tuple(_pause(text) for text in given.pause),
        as_json=given.as_json,
    )


def _limit(text: str) -> Limit:
    try:
        return Limit.parse(text)
    except LimitError as fault:
        raise DueArgumentError(f"参数 --limit 不能是 {_shown(text)}：{fault}") from fault


def _pause(text: str) -> Pause:
    first, separator, resumed = text.partition("..")
    if not separator:
        raise DueArgumentError(
            f"参数 --pause 不能是 {_shown(text)}：应当写成 暂停日..恢复日，如 2026-02-12..2026-03-02。"
        )
    try:
        return Pause(_day("--pause", first), _day("--pause", resumed))
    except LimitError as fault:
        raise DueArgumentError(f"参数 --pause 不能是 {_shown(text)}：{fault}") from fault


def _day(argument: str, text: str) -> date:
    fault = f"参数 {argument} 里的 {_shown(text)} 不是日期，应当写成 2026-02-10 这样。"
    if _DATE_TEXT.fullmatch(text) is None:
        raise DueArgumentError(fault)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DueArgumentError(fault) from error


def _shown(text: str) -> str:
    """What was typed, made safe to print: short, without control characters or broken bytes."""
    printable = "".join(character if character.isprintable() else "�" for character in text)
    return f"“{printable[:40]}…”" if len(printable) > 40 else f"“{printable}”"


def _answer(question: DueQuestion, calendar: WorkingCalendar) -> str:
    try:
        calendar.require(question.start)
    except OutsideCalendar as fault:
        raise DueArgumentError(f"参数 START（起算日）不能用：{fault}") from fault
    try:
        due = due_date(question.start, question.limit, question.pauses, calendar)
        days = explain(question.start, question.limit, question.pauses, calendar)
    except OutsideCalendar as fault:
        arguments = "--limit 和 --pause" if question.pauses else "--limit"
        raise DueArgumentError(f"参数 {arguments} 算出的到期日不能用：{fault}") from fault
    return _as_json(due, days) if question.as_json else _as_text(question, due, days)


def _as_json(due: DueDate, days: Sequence[ExplainedDay]) -> str:
    answer = {
        "due": due.due.isoformat(),
        "provisional": due.provisional,
        "days": [
            {"date": day.date.isoformat(), "counted": day.counted, "reason": day.reason.value} for day in days
        ],
    }
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"


def _as_text(question: DueQuestion, due: DueDate, days: Sequence[ExplainedDay]) -> str:
    """The due date first, then a line for each day with its running number if it counts."""
    mark = "预计到期日" if due.provisional else "到期日"
    lines = [
        f"{mark}：{_with_weekday(due.due)}",
        f"自 {_with_weekday(question.start)} 起 {question.limit.in_words()}",
    ]
    if due.provisional:
        lines.append("该年的放假安排尚未公布，公布后可能变动。")
    lines.append("")
    number, digits = 0, len(str(question.limit.count))
    for day in days:
        number += day.counted
        place = f"第 {number:>{digits}} 日" if day.counted else " " * (digits + 6)
        note = f"（{day.note}）" if day.note else ""
        lines.append(f"{_with_weekday(day.date)}  {place}  {day.reason.label}{note}")
    return "\n".join(lines) + "\n"


def _with_weekday(day: date) -> str:
    return f"{day.isoformat()} {weekday_name(day)}"
