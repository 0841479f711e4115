"""The editor's forms come from the item format: what is shown and sent back unchanged is the same item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import QueryDict
from pydantic import BaseModel

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.reading import read_definition
from onevisit.catalog.shapes import shape_of
from onevisit.demo.city_files import item_files
from onevisit.web.catalogue import structure
from onevisit.web.catalogue.rows import RowAct, done, row_act
from onevisit.web.catalogue.sections import EDITOR_SECTIONS, FIXED
from onevisit.web.catalogue.structure import MISSING, Node

ITEMS = {f"{city}/{name}": data for city in ("jiaohe", "anshan") for name, data in item_files(city).items()}


def sent_by_a_browser(nodes: list[Node]) -> Iterator[tuple[str, str]]:
    """What a browser sends of inputs that nobody touched."""
    for node in nodes:
        if node.kind == "optional" and node.present:
            yield f"{node.name}.given", "1"
        if node.kind == "rows":
            yield f"{node.name}.rows", node.value
        if node.kind in {"part", "optional", "rows"}:
            yield from sent_by_a_browser(node.children)
        elif node.kind == "tick":
            if node.value:
                yield node.name, "1"
        elif node.kind == "limit":
            yield f"{node.name}.count", node.value
            yield f"{node.name}.unit", next(key for key, _label, chosen in node.options if chosen)
        elif node.kind in {"choice", "choices"}:
            yield from ((node.name, key) for key, _label, chosen in node.options if chosen)
        else:
            yield node.name, node.value.replace("\n", "\r\n")


def posted(nodes: list[Node]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in sent_by_a_browser(nodes):
        data.appendlist(name, value)
    return data


def test_every_element_stands_in_exactly_one_section() -> None:
    listed = [element for section in EDITOR_SECTIONS for element in section.elements]
    assert sorted([*listed, *FIXED]) == sorted(ItemDefinition.model_fields)


@pytest.mark.clause("JH-29")
@pytest.mark.parametrize("name", sorted(ITEMS))
def test_an_item_shown_and_saved_untouched_is_the_same_item(name: str) -> None:
    definition = read_definition(ITEMS[name], name)
    content = definition.model_dump(mode="json")
    again = dict(content)
    for section in EDITOR_SECTIONS:
        for element in section.elements:
            info = ItemDefinition.model_fields[element]
            data = posted([structure.node((element,), info, content[element], {})])
            value = structure.read((element,), info, data)
            assert value is not MISSING, element
            again[element] = value
    assert ItemDefinition.model_validate(again) == definition


def test_what_is_wrong_is_kept_as_typed() -> None:
    info = ItemDefinition.model_fields["promised_limit"]
    shown = structure.node(("promised_limit",), info, "八wd", {("promised_limit",): ["写法不对"]})
    assert (shown.value, shown.faults) == ("八", ["写法不对"])
    assert structure.read(("promised_limit",), info, posted([shown])) == "八wd"
    visits = structure.node(("visits",), ItemDefinition.model_fields["visits"], {"count": "两次"}, {})
    assert structure.read(("visits",), ItemDefinition.model_fields["visits"], posted([visits])) == {
        "count": "两次",
        "reason": "",
    }


def content() -> dict[str, Any]:
    definition = read_definition(ITEMS["jiaohe/shipin-jingying-xinban.yaml"], "x")
    dumped = definition.model_dump(mode="json")
    assert isinstance(dumped, dict)
    return dumped


def test_rows_are_added_moved_and_removed() -> None:
    held = content()
    keys = [one["key"] for one in held["materials"]]
    assert done(held, ItemDefinition, RowAct("down", ("materials",), 0)) == "materials.1"
    assert [one["key"] for one in held["materials"]] == [keys[1], keys[0], *keys[2:]]
    assert done(held, ItemDefinition, RowAct("up", ("materials",), 0)) == "materials.0"
    assert done(held, ItemDefinition, RowAct("remove", ("materials",), 0)) == "materials"
    assert [one["key"] for one in held["materials"]] == [keys[0], *keys[2:]]
    points = len(held["materials"][0]["review_points"])
    where = done(held, ItemDefinition, RowAct("add", ("materials", "0", "review_points"), None))
    assert where == f"materials.0.review_points.{points}"
    assert set(held["materials"][0]["review_points"][points]) == {"key", "text"}


@pytest.mark.parametrize(
    "pressed",
    ["", "save", "add:", "up:materials", "up:materials.x", "jump:materials.0", "up:materials.²"],
)
def test_other_buttons_are_no_acts_on_rows(pressed: str) -> None:
    assert row_act(pressed) is None


@pytest.mark.parametrize(
    "act",
    [
        RowAct("remove", ("materials",), 99),
        RowAct("add", ("name",), None),
        RowAct("add", ("nothing", "0", "else"), None),
        RowAct("up", ("materials", "99", "review_points"), 0),
        RowAct("add", ("basis",), None),
    ],
)
def test_a_list_or_row_that_is_not_there_changes_nothing(act: RowAct) -> None:
    held = content()
    before = content()
    assert done(held, ItemDefinition, act) is None
    assert {key: held[key] for key in before} == before


def models() -> Iterator[type[BaseModel]]:
    waiting, seen = [ItemDefinition], set()
    while waiting:
        model: Any = waiting.pop()
        if model in seen:
            continue
        seen.add(model)
        yield model
        for info in model.model_fields.values():
            shape = shape_of(info.annotation, info.metadata)
            if shape.kind in {"part", "optional", "rows"}:
                waiting.append(shape.of)


def test_every_field_of_the_format_has_an_input_and_a_title() -> None:
    for model in models():
        for name, info in model.model_fields.items():
            assert info.title, f"{model.__name__}.{name}"
            shown = structure.node((name,), info, None, {})
            assert shown.label == info.title
