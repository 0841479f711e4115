"""Base items: nine elements for every level; an item may promise better, never ask for more (AS-3.1a)."""

from __future__ import annotations

from typing import Any

import pytest

from onevisit.catalog import bases
from onevisit.catalog.base_definition import base_faults, base_of
from onevisit.catalog.models import BaseItem, BaseVersion
from onevisit.law.catalogue_changes import ChangeAct
from onevisit.law.refusal import Refusal
from tests.cases.world import worker
from tests.catalog.changing import AGENCY, AGENCY_TOO, KEEPER, do, proposed, written
from tests.catalog.sample_items import definition, with_changes

CODE = definition().code
BASE = definition().base_code


def differing(**changes: Any) -> list[str]:
    return [
        fault.element for fault in base_faults(with_changes(definition(), **changes), base_of(definition()))
    ]


def dumped(name: str) -> Any:
    return definition().model_dump(mode="json")[name]


@pytest.mark.clause("AS-3.1a")
def test_an_item_may_promise_better_and_ask_for_less() -> None:
    assert differing() == []
    assert differing(promised_limit="1wd", visits={"count": 0, "reason": ""}) == []
    assert differing(materials=dumped("materials")[:-1]) == []


@pytest.mark.clause("AS-3.1a")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "另一个名字"),
        ("type", "07"),
        ("basis", ["《演示条例》第一条"]),
        ("service_objects", ["1"]),
        ("statutory_limit", "15wd"),
        ("intermediary_services", [{"name": "评估", "basis": ["《演示条例》第二条"]}]),
    ],
)
def test_the_common_elements_may_not_differ(name: str, value: object) -> None:
    assert differing(**{name: value}) == [name]


@pytest.mark.clause("AS-3.1a")
def test_no_condition_and_no_material_is_added_or_renamed() -> None:
    conditions, materials = dumped("conditions"), dumped("materials")
    assert differing(conditions=conditions[:-1]) == ["conditions"]
    more = [*materials, {**materials[-1], "key": "one_more", "review_points": []}]
    assert differing(materials=more) == ["materials"]
    renamed = [{**materials[0], "name": "别的名称"}, *materials[1:]]
    assert differing(materials=renamed) == ["materials"]


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("AS-3.1a", "RULE-21")
def test_a_new_base_version_is_put_into_force_by_somebody_else_and_then_binds() -> None:
    draft = bases.write_draft(worker(AGENCY), BASE, 0, {"statutory_limit": "15wd"}, "法律修改了时限")
    with pytest.raises(Refusal) as caught:
        bases.put_base_into_force(worker(AGENCY), BASE)
    assert caught.value.code == "own_change"
    assert [one.version.item.code for one in bases.differing_items(BASE, draft.definition)] == [CODE]
    before = proposed(CODE)
    assert before.faults == 0
    bases.put_base_into_force(worker(AGENCY_TOO), BASE)
    refused = written(before, {"manual": "补写"})
    assert refused.faults == 1
    with pytest.raises(Refusal, match="与目录清单不一致"):
        do(before, ChangeAct.SUBMIT, KEEPER)
    do(before, ChangeAct.DROP, KEEPER, reason="按新目录重来")
    again = proposed(CODE)
    assert again.content is not None and again.content["statutory_limit"] == "15wd"
    assert again.faults == 0


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("AS-3.1a")
def test_only_the_agency_keeps_the_directory_and_faulty_drafts_do_not_bind() -> None:
    with pytest.raises(Refusal) as caught:
        bases.write_draft(worker(KEEPER), BASE, 0, {"name": "改名"}, "理由写在这里")
    assert caught.value.code == "no_power"
    bases.write_draft(worker(AGENCY), BASE, 0, {"statutory_limit": "很久wd"}, "理由写在这里")
    with pytest.raises(Refusal) as caught:
        bases.write_draft(worker(AGENCY_TOO), BASE, 0, {"name": "改名"}, "理由写在这里")
    assert caught.value.code == "changed_meanwhile"
    with pytest.raises(Refusal) as caught:
        bases.put_base_into_force(worker(AGENCY_TOO), BASE)
    assert caught.value.code == "not_publishable"
    assert BaseVersion.objects.filter(base__code=BASE, state="published").count() == 1
    assert BaseItem.objects.filter(code=BASE).exists()
