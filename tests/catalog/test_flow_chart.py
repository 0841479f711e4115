"""The flow chart says what the definition says, and is well-formed, scriptless SVG."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from onevisit.catalog.flow_chart import flow_chart, flow_chart_svg
from onevisit.demo.city_files import item_files
from tests.catalog.sample_items import definition, with_changes

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.clause("AS-3.1c")
@pytest.mark.parametrize("name", sorted(item_files("jiaohe")))
def test_every_step_procedure_and_result_is_in_the_chart(name: str) -> None:
    item = definition(name)
    words = "\n".join(flow_chart(item).lines())
    for step in item.steps:
        assert step.name in words
    for entry in item.special_procedures:
        assert f"{entry.procedure.name}（预计 {entry.days} 个工作日，不计入时限）" in words
    assert item.result.name in words
    assert "一次性告知补正" in words


@pytest.mark.clause("AS-3.1c")
def test_the_chart_follows_a_changed_definition() -> None:
    item = definition()
    steps = item.model_dump(mode="json")["steps"]
    steps[0]["name"] = "联合会审"
    changed = flow_chart_svg(with_changes(item, steps=steps))
    assert "联合会审" in changed
    assert "材料审查" not in changed


@pytest.mark.parametrize("name", sorted(item_files("jiaohe")))
def test_the_drawing_is_accessible_and_needs_no_style_or_script(name: str) -> None:
    root = ElementTree.fromstring(flow_chart_svg(definition(name)))
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title") is not None
    assert root.find(f"{SVG}desc") is not None
    for element in root.iter():
        assert "style" not in element.attrib
        assert not any(attribute.startswith("on") for attribute in element.attrib)
        assert element.tag != f"{SVG}script"


def test_an_arrow_leads_from_each_node_of_the_main_line_to_the_next() -> None:
    chart = flow_chart(definition())
    pairs = {(edge.source, edge.target) for edge in chart.edges}
    for before, after in zip(chart.main, chart.main[1:], strict=False):
        assert (before.key, after.key) in pairs


def test_words_are_escaped() -> None:
    item = definition()
    steps = item.model_dump(mode="json")["steps"]
    steps[0]["name"] = "<script>审查&"
    svg = flow_chart_svg(with_changes(item, steps=steps))
    assert "<script>" not in svg
    ElementTree.fromstring(svg)
