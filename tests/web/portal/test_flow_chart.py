"""The flow chart says what the definition says, and is well-formed, scriptless SVG."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from onevisit.catalog.definition import ItemDefinition
from onevisit.demo.city_files import item_files
from onevisit.web.portal.flow_chart import CLOSING_MARKS, flow_chart, wrapped
from onevisit.web.portal.process import BranchKind, stages
from tests.catalog.sample_items import HOUSEHOLD, definition, with_changes

SVG = "{http://www.w3.org/2000/svg}"


def drawn(item: ItemDefinition) -> str:
    return str(flow_chart(stages(item, "市场监管局"), name="办理流程图"))


@pytest.mark.clause("AS-3.1c")
@pytest.mark.parametrize("name", sorted(item_files("jiaohe")))
def test_every_step_procedure_and_result_is_in_the_process(name: str) -> None:
    item = definition(name)
    shown = stages(item, "市场监管局")
    titles = [stage.title for stage in shown]
    for step in item.steps:
        assert step.name in titles
    branches = [branch for stage in shown for branch in stage.branches]
    beside = [branch.title for branch in branches if branch.kind is BranchKind.BESIDE]
    assert beside == [planned.procedure.name for planned in item.special_procedures]
    assert "一次性告知补正" in [branch.title for branch in branches if branch.kind is BranchKind.RETURNS]
    assert item.result.name in shown[-1].note


@pytest.mark.clause("AS-3.1c")
def test_the_chart_follows_a_changed_definition() -> None:
    item = definition()
    steps = item.model_dump(mode="json")["steps"]
    steps[0]["name"] = "联合会审"
    changed = drawn(with_changes(item, steps=steps))
    assert "联合会审" in changed
    assert "材料审查" not in changed


@pytest.mark.parametrize("name", sorted(item_files("jiaohe")))
def test_the_drawing_is_accessible_and_needs_no_style_or_script(name: str) -> None:
    source = drawn(definition(name)).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    root = ElementTree.fromstring(source)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title") is not None
    assert "1. 提出申请" in (root.findtext(f"{SVG}desc") or "")
    for element in root.iter():
        assert "style" not in element.attrib
        assert not any(attribute.startswith("on") for attribute in element.attrib)
        assert element.tag != f"{SVG}script"


@pytest.mark.parametrize("name", sorted(item_files("jiaohe")))
def test_boxes_of_one_column_do_not_overlap(name: str) -> None:
    source = drawn(definition(name)).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    columns: dict[str, list[tuple[float, float]]] = {}
    for box in ElementTree.fromstring(source).iter(f"{SVG}rect"):
        top = float(box.attrib["y"])
        columns.setdefault(box.attrib["x"], []).append((top, top + float(box.attrib["height"])))
    for boxes in columns.values():
        for (_, bottom), (top, _) in pairwise(boxes):
            assert bottom < top


def test_words_are_escaped() -> None:
    item = definition()
    steps = item.model_dump(mode="json")["steps"]
    steps[0]["name"] = "<script>审查&"
    assert "<script>" not in drawn(with_changes(item, steps=steps))


def test_an_item_decided_at_once_has_no_stage_of_its_own_for_acceptance() -> None:
    titles = [stage.title for stage in stages(definition(HOUSEHOLD), "市场监管局")]
    assert titles[:2] == ["提出申请", "收件受理"]


def test_latin_words_stay_whole() -> None:
    assert wrapped("Outside the powers of this organ", 10) == ["Outside the powers", "of this organ"]


def test_no_line_begins_with_a_closing_mark() -> None:
    lines = wrapped("网上、大厅窗口，自助终端；信函。传真，电子邮件", 5)
    assert "".join(lines) == "网上、大厅窗口，自助终端；信函。传真，电子邮件"
    assert not any(line[0] in CLOSING_MARKS for line in lines)
