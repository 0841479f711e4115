"""Which procedure stops which clock."""

from __future__ import annotations

import pytest

from onevisit.law.items import APPLICATION_TYPES, ItemType
from onevisit.law.procedures import SPECIAL_PROCEDURES, procedure_name, special_procedure

# 许可法 art. 45, as printed.
OF_THE_STATUTE = "听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审".replace("和", "、").split("、")
WITHOUT_BASIS = ("公示", "图审", "踏勘")
OTHER_TYPES = sorted(APPLICATION_TYPES - {ItemType.LICENCE})
BASIS = "某法第十条第二款"


def by_name(name: str) -> str:
    return next(key for key, procedure in SPECIAL_PROCEDURES.items() if procedure.name == name)


@pytest.mark.clause("RULE-11")
def test_rule_11_the_table_is_complete() -> None:
    names = {procedure.name for procedure in SPECIAL_PROCEDURES.values()}
    assert names == {*OF_THE_STATUTE, "评估", *WITHOUT_BASIS}


@pytest.mark.clause("XK-45")
@pytest.mark.parametrize("name", OF_THE_STATUTE)
def test_rule_11_the_eight_of_the_statute_stop_both_limits(name: str) -> None:
    procedure = special_procedure(by_name(name))
    assert procedure.stops_promise()
    assert all(procedure.stops_statutory(item_type) for item_type in APPLICATION_TYPES)
    assert "XK-45" in procedure.clauses


@pytest.mark.clause("JH-17")
def test_rule_11_assessment_stops_the_promise_and_limits_of_other_items_only() -> None:
    assessment = special_procedure("assessment")
    assert assessment.stops_promise()
    assert not assessment.stops_statutory(ItemType.LICENCE)
    assert assessment.stops_statutory(ItemType.LICENCE, cited_basis=BASIS)
    assert all(assessment.stops_statutory(item_type) for item_type in OTHER_TYPES)
    assert assessment.clauses == ("JH-17",)


@pytest.mark.clause("RULE-11")
@pytest.mark.parametrize("name", WITHOUT_BASIS)
def test_rule_11_publicity_drawing_review_and_site_visit_stop_nothing_without_a_cited_basis(
    name: str,
) -> None:
    procedure = special_procedure(by_name(name))
    assert not procedure.stops_promise()
    assert not any(procedure.stops_statutory(item_type) for item_type in APPLICATION_TYPES)
    assert procedure.stops_promise(cited_basis=BASIS)
    assert all(procedure.stops_statutory(one, cited_basis=BASIS) for one in APPLICATION_TYPES)


def test_names_of_procedures() -> None:
    assert procedure_name("expert_review") == "专家评审"
    assert procedure_name("等待上级批复") == "等待上级批复"
    with pytest.raises(KeyError):
        special_procedure("lunch")
