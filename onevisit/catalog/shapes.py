"""How the values of an item definition are typed in, told from the pydantic types alone.

The editor's forms and the sheets of the spreadsheet are both made from this, so that a new field of the item
format is in both at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, get_args, get_origin

from pydantic import AfterValidator, BaseModel

from onevisit.law.limits import Limit


@dataclass(frozen=True)
class Shape:
    """What an annotation asks for.

    ``kind``: line, long, lines (one entry a line), paragraphs (entries that hold lines), number, tick,
    choice, choices, limit, part, optional (a part that may be missing), rows (a list of parts).
    """

    kind: str
    of: Any = None
    nullable: bool = False


def shape_of(annotation: Any, metadata: Sequence[Any] = ()) -> Shape:
    """How the values of a type are typed in."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return shape_of(inner, [*metadata, *more])
    arguments = get_args(annotation)
    if get_origin(annotation) is tuple:
        return _shape_of_list(arguments[0])
    if type(None) in arguments:
        inner = next(one for one in arguments if one is not type(None))
        if inner is Limit:
            return Shape("limit", nullable=True)
        found = shape_of(inner, metadata)
        return Shape("optional" if found.kind == "part" else found.kind, found.of, nullable=True)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Shape("part", annotation)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Shape("choice", annotation)
    if annotation is bool:
        return Shape("tick")
    if annotation is int:
        return Shape("number")
    return Shape("long" if _takes_lines(metadata) else "line")


def _shape_of_list(entry: Any) -> Shape:
    inner = shape_of(entry)
    if inner.kind == "part":
        return Shape("rows", inner.of)
    if inner.kind == "choice":
        return Shape("choices", inner.of)
    return Shape("paragraphs" if inner.kind == "long" else "lines")


def _takes_lines(metadata: Sequence[Any]) -> bool:
    return any(
        isinstance(one, AfterValidator) and one.func.__qualname__.startswith("_lines.") for one in metadata
    )
