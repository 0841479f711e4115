"""Item files for tests: one good file of the demo city, and ways to change it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.reading import read_definition
from onevisit.demo.city_files import city_folder

RESTAURANT = "shipin-jingying-xinban.yaml"
HOUSEHOLD = "getihu-sheli.yaml"


def item_path(name: str) -> Path:
    """The path of an item file of the demo city."""
    return city_folder("jiaohe") / "items" / name


def item_text(name: str = RESTAURANT) -> str:
    """The text of an item file."""
    return item_path(name).read_text(encoding="utf-8")


def definition(name: str = RESTAURANT) -> ItemDefinition:
    """The definition in an item file."""
    return read_definition(item_path(name).read_bytes(), name)


def changed(text: str, before: str, after: str) -> bytes:
    """The text with one place changed; fails when the place is not there."""
    assert text.count(before) >= 1, before
    return text.replace(before, after, 1).encode()


def with_changes(start: ItemDefinition, **changes: Any) -> ItemDefinition:
    """A definition with some fields replaced by values as a file would hold them."""
    return ItemDefinition.model_validate({**start.model_dump(mode="json"), **changes})
