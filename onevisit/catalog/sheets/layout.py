"""The sheets of the spreadsheet and their columns, made from the types of an item definition.

One sheet holds the items, a row each; every list of parts has a sheet of its own whose rows name the item
by its 实施编码, and where they belong to a material, a step or a group of the form, that by its 代码.
Short lists (conditions of ``when``, options, opening hours, lines of a form) are written inside one cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from onevisit.catalog.definition import FORMAT, ItemDefinition
from onevisit.catalog.parts import Condition, OpeningHours, Option, PaperField
from onevisit.catalog.shapes import Shape, shape_of

CODE_HEADING = "实施编码"
PARENT_FIELD = "key"
BETWEEN = " › "


@dataclass(frozen=True)
class CellPart:
    """A part written as one line of a cell: its fields in order; the last may hold several entries."""

    fields: tuple[str, ...]
    several: bool
    example: str


CELL_PARTS: dict[type[BaseModel], CellPart] = {
    Condition: CellPart(("question", "any_of"), True, "问题代码|选项代码|选项代码"),
    Option: CellPart(("value", "label", "help"), False, "选项代码|选项名称|选项说明"),
    OpeningHours: CellPart(("days", "hours"), True, "星期一至星期五|08:30-12:00|13:30-17:00"),
    PaperField: CellPart(("label", "example"), False, "栏目|示例"),
}


@dataclass(frozen=True)
class Column:
    """One column: where its value stands inside the row's part, its heading, and how it is typed in."""

    path: tuple[str, ...]
    heading: str
    shape: Shape
    info: FieldInfo

    @property
    def required(self) -> bool:
        """Whether an empty cell is a fault of its own; fields of a part that may be missing are not."""
        return self.info.is_required()


@dataclass(frozen=True)
class Sheet:
    """One sheet: ``path`` leads to its list inside the part of a row of ``parent``, which the items' lacks.

    A sheet of texts (paragraphs) has one column and no ``model``.
    """

    title: str
    path: tuple[str, ...]
    model: type[BaseModel] | None
    parent: Sheet | None
    columns: tuple[Column, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The headings before the columns: which item, and which part of it, a row belongs to."""
        if self.parent is None:
            return ()
        above = self.parent
        return (CODE_HEADING,) if above.parent is None else (CODE_HEADING, f"{above.title}代码")

    @property
    def headings(self) -> tuple[str, ...]:
        """All headings in order."""
        return (*self.keys, *(column.heading for column in self.columns))


@cache
def sheets() -> tuple[Sheet, ...]:
    """All sheets, the items' first, each after the one it belongs to."""
    items = Sheet("事项", (), ItemDefinition, None, tuple(_columns(ItemDefinition)))
    return (items, *_below(items))


def _below(above: Sheet) -> Iterator[Sheet]:
    assert above.model is not None
    for path, titles, shape in _lists(above.model):
        title = "-".join((*(() if above.parent is None else (above.title,)), *titles))
        if shape.kind == "paragraphs":
            info = _field(above.model, path)
            yield Sheet(title, path, None, above, (Column((), "内容", Shape("long"), info),))
            continue
        made = Sheet(title, path, shape.of, above, tuple(_columns(shape.of)))
        yield made
        yield from _below(made)


def _field(model: type[BaseModel], path: tuple[str, ...]) -> FieldInfo:
    info = model.model_fields[path[0]]
    return info if len(path) == 1 else _field(shape_of(info.annotation, info.metadata).of, path[1:])


def _lists(
    model: type[BaseModel], path: tuple[str, ...] = (), titles: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], Shape]]:
    for name, info, shape in _fields(model):
        here, named = (*path, name), (*titles, info.title or name)
        if shape.kind == "paragraphs" or (shape.kind == "rows" and shape.of not in CELL_PARTS):
            yield here, named, shape
        elif shape.kind in {"part", "optional"}:
            yield from _lists(shape.of, here, named)


def _columns(model: type[BaseModel], path: tuple[str, ...] = (), heading: str = "") -> Iterator[Column]:
    for name, info, shape in _fields(model):
        here, named = (*path, name), f"{heading}{info.title or name}"
        if shape.kind in {"part", "optional"}:
            yield from _columns(shape.of, here, f"{named}{BETWEEN}")
        elif shape.kind == "rows" and shape.of in CELL_PARTS:
            yield Column(here, named, Shape("cell_parts", shape.of), info)
        elif shape.kind not in {"rows", "paragraphs"}:
            yield Column(here, named, shape, info)


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo, Shape]]:
    for name, info in model.model_fields.items():
        if model is ItemDefinition and name == "format":
            continue
        yield name, info, shape_of(info.annotation, info.metadata)


def parts_of(column: Column) -> CellPart:
    """How a short list is written in a cell of this column."""
    return CELL_PARTS[column.shape.of]


def beginning() -> dict[str, Any]:
    """The content that every row of an item begins with."""
    return {"format": FORMAT}
