"""The text of one cell: how a value of an item is written there, and how it is read back.

A text that a spreadsheet would take for a formula is written behind an apostrophe. Codes are written as the
words people know and are read as either.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from onevisit.catalog.field_types import IMMEDIATE
from onevisit.catalog.sheets.layout import Column, parts_of
from onevisit.law.limit_values import UNIT_NAMES, Limit, Unit

YES, NO = "是", "否"
ON_THE_SPOT, NO_LIMIT = "当场办结", "没有规定"
EMPTY = "（空）"
"""An empty text, where an empty cell would mean another default."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MOST_IN_A_CELL = 32_767
MISSING = object()

_TICKS = {YES: "true", NO: "false", "true": "true", "false": "false", "1": "true", "0": "false"}
_COUNTED = re.compile(r"([0-9]{1,4})\s*(?:个)?\s*(工作日|自然日|日|天|wd|d)")
_UNITS = {name: unit.value for unit, name in UNIT_NAMES.items()} | {
    "日": Unit.CALENDAR_DAY.value,
    "天": Unit.CALENDAR_DAY.value,
    "wd": Unit.WORKING_DAY.value,
    "d": Unit.CALENDAR_DAY.value,
}
_SPREADSHEET_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_BETWEEN_CHOICES = re.compile(r"[、，,；;]")
_UNESCAPED_BAR = re.compile(r"((?:\\.|[^|\\])*)(?:\||$)")


class CellError(ValueError):
    """A cell that can't be read; the text is a Chinese sentence."""


def escaped(text: str) -> str:
    """The text so that no spreadsheet computes it."""
    formula = text.startswith(FORMULA_STARTS)
    return (
        f"'{text}" if formula or (text[:1] == "'" and text[1:].startswith((*FORMULA_STARTS, "'"))) else text
    )


def unescaped(text: str) -> str:
    """The text that ``escaped`` was given."""
    return text[1:] if text[:1] == "'" and text[1:].startswith((*FORMULA_STARTS, "'")) else text


def written(column: Column, value: Any) -> str | int | None:
    """What stands in the cell for a value as ``model_dump(mode="json")`` gives it; None for an empty cell."""
    kind = column.shape.kind
    if value is None:
        return None
    if kind == "number":
        return int(value)
    if kind == "tick":
        return YES if value else NO
    if kind == "limit":
        return _limit_words(str(value))
    if kind == "choice":
        return escaped(column.shape.of(value).label)
    if kind == "choices":
        text = "\n".join(column.shape.of(one).label for one in value)
    elif kind == "cell_parts":
        text = "\n".join(_part_line(column, part) for part in value)
    else:
        text = "\n".join(value) if kind == "lines" else str(value)
    if not text and kind in {"line", "long"} and not column.required and column.info.default:
        return EMPTY
    return escaped(text) or None


def _limit_words(text: str) -> str:
    if text == "none":
        return NO_LIMIT
    limit = IMMEDIATE if text == "immediate" else Limit.parse(text)
    return ON_THE_SPOT if limit == IMMEDIATE else limit.in_words()


def _part_line(column: Column, part: dict[str, Any]) -> str:
    layout = parts_of(column)
    entries: list[str] = []
    for name in layout.fields:
        value = part[name]
        entries.extend(value if isinstance(value, list) else [value])
    while len(entries) > 1 and not entries[-1]:
        entries.pop()
    return "|".join(re.sub(r"([\\|])", r"\\\1", entry) for entry in entries)


def cell_text(value: Any) -> str:
    """The text of a cell as the file holds it. Raises CellError."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
    if isinstance(value, datetime | date | time):
        raise CellError("单元格是日期格式，请改成文本格式后重新填写")
    if not isinstance(value, str) or value.lstrip().startswith("="):
        raise CellError("单元格是公式，请改成公式算出的文字")
    text = value.replace("\r\n", "\n").strip()
    if text in _SPREADSHEET_ERRORS:
        raise CellError(f"单元格里是公式错误“{text}”，请改成正确的文字")
    return unescaped(text)


def read(column: Column, text: str) -> Any:
    """The value of a cell as an item file holds it; MISSING where the default stands. Raises CellError."""
    if not text:
        return MISSING
    kind = column.shape.kind
    if kind == "tick":
        return _among(_TICKS, text.casefold(), (YES, NO))
    if kind == "choice":
        return _choice(column.shape.of, text)
    if kind == "choices":
        return [one for line in _lines(text) for one in _choices(column.shape.of, line)]
    if kind == "limit":
        return _limit(text)
    if kind == "cell_parts":
        return [_part(column, line) for line in _lines(text)]
    if kind == "lines":
        return _lines(text)
    return "" if text == EMPTY else text


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _among(known: dict[str, str], text: str, shown: Sequence[str]) -> str:
    if text not in known:
        raise CellError(f"“{text[:40]}”不在允许的值里，可以写：{'、'.join(shown)}")
    return known[text]


def _choice(kind: Any, text: str) -> str:
    return _among(_known(kind), text, [member.label for member in kind])


def _choices(kind: Any, line: str) -> list[str]:
    known = _known(kind)
    entries = [line] if line in known else [one.strip() for one in _BETWEEN_CHOICES.split(line)]
    return [_choice(kind, entry) for entry in entries if entry]


def _known(kind: type[Enum]) -> dict[str, str]:
    by_label = {member.label: str(member.value) for member in kind}  # type: ignore[attr-defined]
    return {str(member.value): str(member.value) for member in kind} | by_label


def _limit(text: str) -> str:
    if text in {NO_LIMIT, "无", "none"}:
        return "none"
    if text in {ON_THE_SPOT, "当场", "即办", "immediate"}:
        return "immediate"
    counted = _COUNTED.fullmatch(text)
    if counted is None:
        raise CellError(
            f"“{text[:20]}”不是时限，请写成 20个工作日、30个自然日、{ON_THE_SPOT}或{NO_LIMIT}的样子"
        )
    return f"{int(counted[1])}{_UNITS[counted[2]]}"


def _part(column: Column, line: str) -> dict[str, Any]:
    layout = parts_of(column)
    entries = [re.sub(r"\\(.)", r"\1", one).strip() for one in _UNESCAPED_BAR.findall(line)]
    entries = entries[:-1] if len(entries) > 1 and not entries[-1] and not line.endswith("|") else entries
    if layout.several:
        head, rest = layout.fields[:-1], layout.fields[-1]
        if len(entries) <= len(head):
            raise CellError(f"“{line[:40]}”缺少内容，请写成 {layout.example} 的样子")
        return {**dict(zip(head, entries, strict=False)), rest: entries[len(head) :]}
    if len(entries) > len(layout.fields):
        raise CellError(f"“{line[:40]}”多了竖线，请写成 {layout.example} 的样子；文字里的竖线写成 \\|")
    return dict(zip(layout.fields, entries, strict=False))
