"""The kinds of value that an item file may hold, with their Chinese faults."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from onevisit.law.limits import Limit, Unit
from onevisit.law.text import text_fault

IMMEDIATE = Limit(0, Unit.WORKING_DAY)

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CITATION = re.compile(r"《[^《》]{2,80}》.{1,80}", re.DOTALL)
_PHONE = re.compile(r"0\d{2,3}-\d{7,8}(-\d{1,5})?|1[3-9]\d{9}|12345|123\d\d")
_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")


class Part(BaseModel):
    """A part of an item file: immutable, without unknown fields, text trimmed."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _line(maximum: int) -> Any:
    def check(text: str) -> str:
        fault = text_fault(text, maximum)
        if fault:
            raise ValueError(str(fault))
        return text

    return AfterValidator(check)


def _lines(maximum: int) -> Any:
    def check(text: str) -> str:
        fault = text_fault(text, maximum, lines=True)
        if fault:
            raise ValueError(str(fault))
        return text

    return AfterValidator(check)


def _matching(pattern: re.Pattern[str], message: str) -> Any:
    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(message)
        return text

    return AfterValidator(check)


Key = Annotated[
    str,
    _matching(_KEY, "只能用小写英文字母、数字和下划线，以字母开头，最多 40 个字符"),
]
Name = Annotated[str, Field(min_length=1), _line(120)]
Sentence = Annotated[str, Field(min_length=1), _line(500)]
Text = Annotated[str, Field(min_length=1), _lines(4000)]
OptionalSentence = Annotated[str, _line(500)]
OptionalText = Annotated[str, _lines(4000)]
Citation = Annotated[
    str,
    _line(200),
    _matching(_CITATION, "请写明法律名称和条款，例如“《中华人民共和国食品安全法》第三十五条”"),
]
Phone = Annotated[str, _matching(_PHONE, "请写带区号的电话，例如 0432-67250000，或 12345 一类的短号")]
Hours = Annotated[str, _matching(_HOURS, "请写成 08:30-12:00 的样子")]


_LIMIT_HINT = "请写成 20wd（工作日）、30d（自然日）、immediate（当场）或 none（没有规定）"


def _read_limit(value: object) -> object:
    if value is None or isinstance(value, Limit):
        return value
    if not isinstance(value, str):
        raise ValueError(_LIMIT_HINT)
    text = value.strip()
    if text == "none":
        return None
    if text == "immediate":
        return IMMEDIATE
    try:
        return Limit.parse(text)
    except ValueError as error:
        raise ValueError(f"“{text[:20]}”不是时限，{_LIMIT_HINT}") from error


def _write_limit(limit: Limit | None) -> str:
    if limit is None:
        return "none"
    return "immediate" if limit == IMMEDIATE else str(limit)


ItemLimit = Annotated[
    Limit | None,
    BeforeValidator(_read_limit),
    PlainSerializer(_write_limit, return_type=str),
]
"""A time limit of an item: zero working days for "on the spot"; None where no rule sets one."""


def limit_in_words(limit: Limit | None) -> str:
    """The Chinese words of an item's limit, as the guide prints them."""
    if limit is None:
        return "法律、法规没有规定"
    return "当场办结" if limit == IMMEDIATE else limit.in_words()
