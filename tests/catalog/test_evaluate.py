"""Answers decide which questions and materials apply; wrong answers are told at their field and kept."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevisit.catalog.evaluate import (
    check_answers,
    check_group,
    check_scenarios,
    demanded_materials,
    materials_for,
    visible_form,
    visible_questions,
)
from tests.catalog.sample_items import definition

RESTAURANT = definition()
CATERING = {"business_kind": "catering", "vending": "no", "by_agent": "self"}
GOOD = {
    **CATERING,
    "operator_name": "蛟河市松花湖畔饭店",
    "operator_code": "92220281MA0Y00016Y",
    "legal_representative": "王建国",
    "representative_number": "22028119850615002X",
    "residence": "吉林省蛟河市长安街道民主路 12 号",
    "phone": "13804420001",
    "premises_address": "吉林省蛟河市长安街道民主路 12 号",
    "premises_area": "86",
    "employees": "6",
    "warehouse": "no",
    "catering_projects": ["hot", "cold"],
    "network": "no",
    "safety_manager": "王建国",
}


def material_keys(answers: dict[str, str]) -> list[str]:
    return [material.key for material in materials_for(RESTAURANT, answers)]


@pytest.mark.clause("AS-3.3b")
def test_scenario_answers_narrow_the_materials() -> None:
    assert material_keys(CATERING) == ["application", "business_licence", "layout_plan", "safety_rules"]
    assert "vending_machines" in material_keys({**CATERING, "vending": "yes"})
    assert "power_of_attorney" in material_keys({**CATERING, "by_agent": "agent"})
    assert "contract" in material_keys({"business_kind": "canteen", "contractor": "yes", "by_agent": "self"})


def test_an_answer_to_a_question_no_longer_shown_does_not_count() -> None:
    stale = {"business_kind": "canteen", "vending": "yes", "contractor": "no", "by_agent": "self"}
    assert "vending_machines" not in material_keys(stale)


@pytest.mark.clause("JH-31", "JH-31b")
def test_what_sharing_supplies_is_not_demanded() -> None:
    demanded = [material.key for material in demanded_materials(RESTAURANT, CATERING)]
    assert "business_licence" not in demanded
    assert "application" in demanded


def test_a_complete_form_has_no_faults_and_keeps_only_visible_answers() -> None:
    checked = check_answers(RESTAURANT, {**GOOD, "sales_projects": ["bulk"], "unknown": "x"})
    assert checked.faults == {}
    assert checked.complete
    assert "sales_projects" not in checked.values
    assert "unknown" not in checked.values
    assert checked.values["catering_projects"] == ("hot", "cold")


@pytest.mark.parametrize(
    ("key", "typed", "expected"),
    [
        ("operator_name", "", "请填写“经营者名称”"),
        ("operator_name", "   ", "请填写“经营者名称”"),
        ("operator_name", "长" * 101, "最多 100 个字，现有 101 个字"),
        ("operator_name", "饭店😀", "含有表情或图形符号"),
        ("operator_name", "饭\0店", "看不见的控制字符（U+0000）"),
        ("operator_name", "饭店\n二行", "不能换行"),
        ("operator_name", ["一", "二"], "只能填一个答案"),
        ("operator_code", "92220281MA0Y000161", "校验位"),
        ("representative_number", "220281198506150021", "校验位"),
        ("phone", "12345", "手机号码应为 11 位"),
        ("premises_area", "很大", "应当是数字"),
        ("premises_area", "0", "不能小于 1"),
        ("premises_area", "9" * 30, "应当是数字"),
        ("premises_area", "nan", "应当是数字"),
        ("warehouse", "perhaps", "没有这个选项"),
        ("catering_projects", ["hot", "fly"], "没有这个选项"),
        ("catering_projects", [], "请选择“餐饮服务项目”"),
        ("opening_day", "2026-02-30", "不是有效的日期"),
        ("opening_day", "20261220", "不是有效的日期"),
        ("opening_day", "2026-W50-1", "不是有效的日期"),
        ("opening_day", "0001-01-01", "年份不对"),
    ],
)
def test_a_wrong_answer_is_told_at_its_field_and_kept(key: str, typed: object, expected: str) -> None:
    checked = check_answers(RESTAURANT, {**GOOD, key: typed})  # type: ignore[dict-item]
    assert list(checked.faults) == [key]
    assert expected in str(checked.faults[key])


def test_what_was_typed_wrongly_is_kept() -> None:
    assert check_answers(RESTAURANT, {**GOOD, "phone": "138"}).values["phone"] == "138"


def test_full_width_and_small_letters_are_put_right() -> None:
    typed = {
        **GOOD,
        "phone": "１３８ ０４４２-0001",
        "opening_day": "2026年12月1日",
        "representative_number": "22028119850615002x",
    }
    checked = check_answers(RESTAURANT, typed)
    assert checked.faults == {}
    assert checked.values["phone"] == "13804420001"
    assert checked.values["opening_day"] == "2026-12-01"
    assert checked.values["representative_number"] == "22028119850615002X"


def test_rare_characters_in_names_are_accepted() -> None:
    assert check_answers(RESTAURANT, {**GOOD, "legal_representative": "𠮷堃喆"}).faults == {}


def test_one_page_is_checked_alone() -> None:
    checked = check_group(RESTAURANT, "premises", CATERING)
    assert set(checked.faults) == {"premises_address", "premises_area", "employees", "warehouse"}
    with pytest.raises(KeyError):
        check_group(RESTAURANT, "nowhere", {})


def test_conditional_questions_come_and_go() -> None:
    keys = [question.key for _, questions in visible_form(RESTAURANT, CATERING) for question in questions]
    assert "catering_projects" in keys
    assert "sales_projects" not in keys
    with_store = visible_form(RESTAURANT, {**CATERING, "warehouse": "yes"})
    assert "warehouse_address" in [question.key for _, questions in with_store for question in questions]


def test_scenarios_ask_only_what_follows_from_earlier_answers() -> None:
    checked = check_scenarios(RESTAURANT, {"business_kind": "canteen"})
    assert set(checked.faults) == {"contractor", "by_agent"}


_ANSWER = st.one_of(st.text(max_size=30), st.lists(st.text(max_size=10), max_size=3))


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(GOOD)), _ANSWER, max_size=12))
def test_whatever_is_typed_gets_values_or_chinese_sentences(
    answers: dict[str, str | list[str]],
) -> None:
    checked = check_answers(RESTAURANT, answers)
    for sentence in checked.faults.values():
        assert any("\u4e00" <= letter <= "\u9fff" for letter in str(sentence))
    shown = {
        question.key
        for question in visible_questions((*RESTAURANT.scenarios, *RESTAURANT.questions()), answers)
    }
    assert set(checked.values) | set(checked.faults) <= shown
