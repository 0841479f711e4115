"""The page about the item format names every field there is."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.field_types import Part

PARTS = ("onevisit.catalog.parts", "onevisit.catalog.commitments")
DOCUMENT = Path(__file__).parents[2] / "docs" / "item-format.md"


def parts_of(model: type[BaseModel]) -> set[type[BaseModel]]:
    """The model and every part of the item format."""
    found = {model}
    for candidate in Part.__subclasses__():
        if candidate.__module__ in PARTS or candidate.__name__ == "Themes":
            found.add(candidate)
    return found


def test_every_field_of_every_part_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for model in parts_of(ItemDefinition):
        heading = f"\n## {model.__name__}\n"
        assert heading in text, model.__name__
        section = text.split(heading)[1].split("\n## ")[0]
        for name, field in model.model_fields.items():
            assert f"| `{name}` | {field.title} |" in section, f"{model.__name__}.{name}"
