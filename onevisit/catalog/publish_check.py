"""The whole publish check of an item: what its content says against itself, its base, and the catalogue.

``check_content`` takes content as it is being written and gives every finding by element and place, so that a
page shows it where it is put right; ``faults_against_publishing`` is what ``publish`` asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from onevisit.catalog.base_definition import base_faults
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.publication import PublicationFault, check_shareable, publication_faults
from onevisit.catalog.reading import placed_faults
from onevisit.catalog.surroundings import Surroundings
from onevisit.law.clauses import enforces

WHOLE = ""
_STARTS = (
    ("材料", "materials"),
    ("申请材料", "materials"),
    ("审查要点", "materials"),
    ("受理条件", "conditions"),
    ("办理环节", "steps"),
    ("证照栏目", "result"),
    ("情形问题", "scenarios"),
    ("问题", "form"),
    ("申请表分组", "form"),
    ("实施编码", "code"),
)
"""Sentences about references between elements, by the words they begin with."""


@dataclass(frozen=True)
class Finding:
    """One thing that stands against publishing. ``element`` is empty when it is about the whole;
    ``path`` leads to the field inside the element, where one is known."""

    element: str
    path: tuple[str | int, ...]
    where: str
    message: str
    clause: str = ""

    def __str__(self) -> str:
        return f"{self.where}：{self.message}" if self.where else self.message


def check_content(
    content: Mapping[str, Any], around: Surroundings | None = None
) -> tuple[ItemDefinition | None, list[Finding]]:
    """The definition, where the content makes one, and everything against publishing it."""
    try:
        definition = ItemDefinition.model_validate(dict(content))
    except ValidationError as error:
        return None, list(_unreadable(error))
    return definition, check_definition(definition, around or Surroundings())


def check_definition(definition: ItemDefinition, around: Surroundings) -> list[Finding]:
    """Everything against publishing a definition that can be read."""
    return [
        *map(_finding, faults_against_publishing(definition, around)),
        *_outside(definition, around),
    ]


def _finding(fault: PublicationFault) -> Finding:
    return Finding(fault.element, (), fault.field, fault.message, fault.clause)


def _unreadable(error: ValidationError) -> Iterator[Finding]:
    for place, fault in placed_faults(error, ItemDefinition):
        if place:
            yield Finding(str(place[0]), tuple(place[1:]), fault.field, fault.message)
            continue
        for sentence in fault.message.split("；"):
            element = next((key for start, key in _STARTS if sentence.startswith(start)), WHOLE)
            yield Finding(element, (), "", sentence)


@enforces("JH-29", "JH-17", "JH-31", "AS-3.1a")
def faults_against_publishing(
    definition: ItemDefinition, around: Surroundings | None = None
) -> tuple[PublicationFault, ...]:
    """The checks of the item alone, against its base, and against what the city can share."""
    around = around or Surroundings()
    base = around.base(definition.base_code)
    return (
        *publication_faults(definition),
        *(base_faults(definition, base.definition) if base is not None else ()),
        *check_shareable(definition, around.shareable(definition)),
    )


def _outside(definition: ItemDefinition, around: Surroundings) -> Iterator[Finding]:
    department = around.department(definition.department)
    if department is None:
        yield Finding("department", (), "实施主体编码", f"没有编码为“{definition.department}”的部门", "")
    elif not definition.code.startswith(department.credit_code):
        yield Finding("code", (), "实施编码", f"前 18 位应当是{department.name}的统一社会信用代码", "")
    for position, place in enumerate(definition.places):
        if place.hall not in around.halls:
            yield Finding("places", (position, "hall"), "办理地点", f"没有代码为“{place.hall}”的大厅", "")
