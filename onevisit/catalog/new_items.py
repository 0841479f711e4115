"""A new item: its code from organ, level and base code, and content that begins with its base (AS-3.1a)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from onevisit.catalog.base_definition import NINE_ELEMENTS
from onevisit.catalog.changes import Words, propose
from onevisit.catalog.definition import FORMAT
from onevisit.catalog.models import CatalogueChange, Item
from onevisit.catalog.surroundings import base_in_force
from onevisit.law.catalogue_changes import ChangeKind
from onevisit.law.items import ExerciseLevel
from onevisit.organization.models import Department
from onevisit.organization.workers import Worker


@dataclass(frozen=True)
class NewItem:
    """Which item it will be."""

    department: Department
    level: ExerciseLevel
    base_code: str
    name: str

    @property
    def code(self) -> str:
        """The 实施编码: credit code of the organ, level, base code."""
        return f"{self.department.credit_code}{self.level.value}{self.base_code}"


def register_item(worker: Worker, asked: NewItem, words: Words, key: str) -> CatalogueChange:
    """The item with the change that adds it. Raises Refusal when it is there already, or not his to add."""
    item, _made = Item.objects.get_or_create(code=asked.code, defaults={"department": asked.department})
    return propose(worker, item, ChangeKind.ADD, words, key, content=beginning(asked))


def beginning(asked: NewItem) -> dict[str, Any]:
    """The content of a new item before anybody wrote in it: what its code says, and its base."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "code": asked.code,
        "base_code": asked.base_code,
        "name": asked.name,
        "department": asked.department.code,
        "level": asked.level.value,
        "service_objects": [],
        "themes": {},
        "conditions": [],
        "scenarios": [],
        "materials": [],
        "form": [],
        "steps": [],
        "fees": [],
        "channels": [],
        "places": [],
        "faq": [],
    }
    base = base_in_force(asked.base_code)
    if base is not None:
        content.update({name: base.content[name] for name in NINE_ELEMENTS if name in base.content})
    return content
