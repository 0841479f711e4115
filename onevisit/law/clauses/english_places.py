"""Where a clause stands, said in English: 第二十三条第二款 is art. 23(2)."""

from __future__ import annotations

import re

_ARTICLE = re.compile(r"第([^条]+)条")
_WITHIN = re.compile(r"第([^款项目]+)[款项目]")
_PART = re.compile(r"([一二三四五六七八九十]+)、[^（\d]*(?:（([一二三四五六七八九十]+)）)?(\d+)?")
_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")}


def english_place(place: str) -> str:
    """The printed place of a clause in English figures: paragraphs, items and sub-items in brackets."""
    article = _ARTICLE.match(place)
    if article:
        within = "".join(f"({_number(figure)})" for figure in _WITHIN.findall(place[article.end() :]))
        return f"art. {_number(article[1])}{within}"
    part = _PART.fullmatch(place)
    if part is None:
        raise ValueError(f"{place!r} is not a printed place")
    section = f"({_number(part[2])})" if part[2] else ""
    point = f", no. {part[3]}" if part[3] else ""
    return f"part {_number(part[1])}{section}{point}"


def _number(text: str) -> int:
    """A number up to 999, in figures or written out: 一百零三."""
    if text.isdecimal():
        return int(text)
    hundreds, _, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    return (
        100 * _DIGITS.get(hundreds, 0)
        + 10 * (_DIGITS.get(tens, 1) if ten else 0)
        + _DIGITS.get(ones.lstrip("零"), 0)
    )
