"""Two versions of an item side by side, every element, in words that people read.

Rows of a list are matched by their key, or by their name where they have none, so that a moved row is not
told as one removed and one added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, get_args

from pydantic import BaseModel

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.field_types import limit_in_words
from onevisit.law.limits import Limit

_NAMING_FIELDS = ("key", "value", "name", "label", "question", "hall", "title", "days", "text")


@dataclass(frozen=True)
class Change:
    """One place that differs: where inside the element, and its words before and after (empty: not there)."""

    where: str
    before: str
    after: str


@dataclass(frozen=True)
class ElementChange:
    """The differences in one element of the item."""

    element: str
    title: str
    changes: tuple[Change, ...]


def compare(old: BaseModel, new: BaseModel) -> list[ElementChange]:
    """Every element that differs between two definitions of one kind, in the order of the item file."""
    found = []
    for name, field in type(new).model_fields.items():
        before, after = getattr(old, name), getattr(new, name)
        changes = tuple(_changes("", before, after, limit=_is_limit(type(new), name)))
        if changes:
            found.append(ElementChange(name, field.title or name, changes))
    return found


def _is_limit(owner: type[BaseModel], name: str) -> bool:
    """Whether the field holds a time limit, so that None means "no rule sets one"."""
    return Limit in get_args(owner.model_fields[name].annotation)


def _changes(where: str, before: Any, after: Any, *, limit: bool = False) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, BaseModel) and isinstance(after, BaseModel):
        for name, field in type(after).model_fields.items():
            inside = _inside(where, field.title or name)
            is_limit = _is_limit(type(after), name)
            yield from _changes(inside, getattr(before, name), getattr(after, name), limit=is_limit)
    elif _is_rows(before) or _is_rows(after):
        yield from _row_changes(where, before, after)
    else:
        yield Change(where, in_words(before, limit=limit), in_words(after, limit=limit))


def _is_rows(value: Any) -> bool:
    return isinstance(value, tuple) and any(isinstance(one, BaseModel) for one in value)


def _row_changes(where: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
    old = {_identity(row): row for row in before}
    new = {_identity(row): row for row in after}
    for identity, row in old.items():
        if identity not in new:
            yield Change(_inside(where, name_of(row)), in_words(row), "")
    for identity, row in new.items():
        known = old.get(identity)
        if known is None:
            yield Change(_inside(where, name_of(row)), "", in_words(row))
        else:
            yield from _changes(_inside(where, name_of(row)), known, row)
    kept_before = [identity for identity in old if identity in new]
    kept_after = [identity for identity in new if identity in old]
    if kept_before != kept_after:
        yield Change(
            _inside(where, "顺序"),
            "、".join(name_of(old[one]) for one in kept_before),
            "、".join(name_of(new[one]) for one in kept_after),
        )


def _identity(row: BaseModel) -> str:
    for name in _NAMING_FIELDS:
        if name in type(row).model_fields:
            return str(getattr(row, name))
    return repr(row)


def name_of(row: BaseModel) -> str:
    """What a row is called: its name rather than its code."""
    for name in (*_NAMING_FIELDS[2:], "key"):
        if name in type(row).model_fields and getattr(row, name):
            return str(getattr(row, name))
    return ""


def _inside(where: str, name: str) -> str:
    return f"{where} › {name}" if where else name


def in_words(value: Any, *, limit: bool = False) -> str:
    """A value of an item in Chinese words; empty where there is nothing."""
    if limit or isinstance(value, Limit):
        return limit_in_words(value)
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Enum):
        return str(getattr(value, "label", value.value))
    if isinstance(value, tuple):
        return "；".join(in_words(one) for one in value)
    if isinstance(value, BaseModel):
        told = (
            (field.title or name, in_words(getattr(value, name), limit=_is_limit(type(value), name)))
            for name, field in type(value).model_fields.items()
        )
        return "，".join(f"{title}：{words}" for title, words in told if words)
    return str(value)


def compare_versions(old: ItemDefinition, new: ItemDefinition) -> list[ElementChange]:
    """The differences between two versions of an item, its file format left out."""
    return [one for one in compare(old, new) if one.element != "format"]
