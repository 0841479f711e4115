"""Each publication check refuses what it names, and nothing else is said about a good item."""

from __future__ import annotations

from typing import Any

import pytest

from onevisit.catalog.publication import publication_faults
from tests.catalog.sample_items import HOUSEHOLD, RESTAURANT, definition, with_changes


def changed_faults(name: str = RESTAURANT, **changes: Any) -> list[tuple[str, str]]:
    return [
        (fault.clause, str(fault)) for fault in publication_faults(with_changes(definition(name), **changes))
    ]


def only(found: list[tuple[str, str]], clause: str, words: str) -> None:
    assert len(found) == 1, found
    assert found[0][0] == clause
    assert words in found[0][1]


def dumped(name: str = RESTAURANT) -> dict[str, Any]:
    content = definition(name).model_dump(mode="json")
    assert isinstance(content, dict)
    return content


@pytest.mark.clause("JH-29")
def test_a_condition_without_basis_is_no_condition() -> None:
    conditions = dumped()["conditions"]
    conditions[1]["basis"] = []
    only(changed_faults(conditions=conditions), "JH-29", "没有法定依据，不得作为条件")


@pytest.mark.clause("JH-29")
def test_a_required_material_needs_a_basis_an_optional_one_does_not() -> None:
    materials = dumped()["materials"]
    materials[2]["basis"] = []
    only(changed_faults(materials=materials), "JH-29", "没有写明依据")
    materials[2]["necessity"] = "2"
    assert changed_faults(materials=materials) == []


@pytest.mark.clause("JH-29")
def test_an_item_needs_a_basis() -> None:
    only(changed_faults(basis=[]), "JH-29", "没有写明设定依据")


@pytest.mark.clause("JH-17")
@pytest.mark.parametrize(
    ("statutory", "promised", "allowed"),
    [
        ("10wd", "8wd", True),
        ("8wd", "8wd", True),
        ("8wd", "9wd", False),
        ("12d", "8wd", True),
        ("11d", "8wd", False),
    ],
)
def test_the_promise_lies_within_the_statutory_limit(statutory: str, promised: str, allowed: bool) -> None:
    steps = [{**step, "limit": "none"} for step in dumped()["steps"]]
    found = changed_faults(statutory_limit=statutory, promised_limit=promised, steps=steps)
    if allowed:
        assert found == []
    else:
        only(found, "JH-17", "长于法定时限")


@pytest.mark.clause("JH-17")
def test_a_missing_promise_is_told() -> None:
    only(changed_faults(promised_limit="none"), "JH-17", "没有作出承诺")


@pytest.mark.clause("JH-17a")
def test_formal_review_allows_no_promised_days() -> None:
    only(changed_faults(review="formal"), "JH-17a", "不得承诺若干工作日")


@pytest.mark.clause("JH-8.2")
def test_immediate_means_at_once_and_at_once_means_immediate() -> None:
    only(
        changed_faults(HOUSEHOLD, route="promised", steps=dumped()["steps"]),
        "JH-8.2",
        "即办件的承诺应当是当场",
    )
    only(changed_faults(route="immediate"), "JH-8.2", "承诺当场的应当是即办件")


@pytest.mark.clause("JH-10b")
def test_only_promised_items_are_discussed_collectively() -> None:
    only(changed_faults(HOUSEHOLD, collective_discussion={"approval": "演示"}), "JH-10b", "集体讨论")


@pytest.mark.clause("JH-17", "XK-45")
def test_a_special_procedure_needs_a_basis() -> None:
    procedures = dumped()["special_procedures"]
    procedures[0]["basis"] = []
    only(changed_faults(special_procedures=procedures), "JH-17", "“检测”没有写明依据")


@pytest.mark.clause("AS-3.1d")
def test_review_points_are_there_and_have_a_basis() -> None:
    materials = dumped()["materials"]
    materials[0]["review_points"][0]["basis"] = []
    only(changed_faults(materials=materials), "AS-3.1d", "没有依据")
    materials[0]["review_points"] = []
    only(changed_faults(materials=materials), "AS-3.1d", "没有审查要点")


@pytest.mark.clause("JH-8.3", "XK-30")
def test_a_form_comes_with_blank_and_sample() -> None:
    materials = dumped()["materials"]
    materials[0]["paper"] = None
    only(changed_faults(materials=materials), "XK-30", "要有空白表格和样表")


@pytest.mark.clause("AS-4.3")
def test_a_promised_item_is_reviewed_and_signed_by_somebody_else() -> None:
    steps = dumped()["steps"]
    only(changed_faults(steps=[step for step in steps if step["kind"] != "sign"]), "AS-4.3", "不能自己签发")
    only(changed_faults(steps=[step for step in steps if step["kind"] != "review"]), "AS-4.3", "缺少审查环节")


@pytest.mark.clause("JH-17")
def test_steps_fit_into_the_promise() -> None:
    steps = dumped()["steps"]
    steps[0]["limit"] = "3wd"
    only(changed_faults(steps=steps), "JH-17", "各环节共 9 日")


@pytest.mark.clause("AS-3.1b")
def test_a_result_named_as_a_certificate_is_one_and_shows_its_lines() -> None:
    result = dumped()["result"]
    only(changed_faults(result={**result, "kind": "2"}), "AS-3.1b", "类型应当选证照")
    only(changed_faults(result={**result, "fields": []}), "AS-3.1b", "没有样本")
    only(changed_faults(result={**result, "name": ""}), "AS-3.1b", "没有写结果名称")
    only(changed_faults(result={"kind": "4", "name": "批文"}), "AS-3.1b", "类型却是“无”")


@pytest.mark.clause("XK-58", "XK-59")
def test_a_fee_needs_a_basis_an_amount_and_online_payment() -> None:
    fee = {"name": "工本费", "standard": "每证 10 元", "amount_fen": 1000, "payable_online": True}
    only(changed_faults(fees=[fee]), "XK-58", "不得收费")
    paid = {**fee, "basis": ["《演示收费条例》第一条"], "payable_online": False}
    only(changed_faults(fees=[paid]), "JH-31", "没有开通网上缴费")
    lawful = {**fee, "basis": ["《演示收费条例》第一条"]}
    only(changed_faults(fees=[{**lawful, "amount_fen": None}]), "XK-59", "没有写明金额")
    later = {**lawful, "name": "检验费", "due": "before_decision"}
    only(changed_faults(fees=[lawful, later]), "XK-59", "同一个环节")
    assert changed_faults(fees=[lawful]) == []


@pytest.mark.clause("JH-42", "JH-31")
def test_visits_are_at_most_one_with_a_reason_and_none_when_online() -> None:
    online = {
        "complete": False,
        "not_complete_because": {"reason": "要核对人脸", "basis": ["《演示条例》第一条"]},
    }
    visit = {"count": 1, "reason": "要核对人脸"}
    assert changed_faults(visits=visit, online=online) == []
    only(changed_faults(visits={"count": 2, "reason": "x"}, online=online), "JH-42", "最多跑一次")
    only(changed_faults(visits={"count": 1}, online=online), "JH-31", "写明原因")
    only(changed_faults(visits=visit), "JH-31", "不得要求必须到现场")
    only(changed_faults(channels=["window"]), "JH-31", "要有网上渠道")
    only(changed_faults(delivery={"ways": ["window"]}), "JH-25b", "要能邮寄或者电子送达")


@pytest.mark.clause("RULE-39")
def test_what_is_not_fully_online_names_the_law() -> None:
    only(changed_faults(online={"complete": False}), "RULE-39", "写明法定原因")
    reason = {"complete": False, "not_complete_because": {"reason": "要核对原件"}}
    only(changed_faults(online=reason), "RULE-39", "没有依据")


@pytest.mark.clause("AS-3.1b")
def test_consultation_and_complaint_telephones_differ() -> None:
    same = {"consultation": ["0432-67250031"], "complaint": ["0432-67250031"]}
    only(changed_faults(telephones=same), "AS-3.1b", "不能相同")


@pytest.mark.clause("AS-3.1b", "JH-3")
def test_themes_agree_with_service_objects_and_penalties_are_not_offered() -> None:
    only(changed_faults(themes={"organization": ["准营准办"]}), "AS-3.1b", "自然人主题")
    only(changed_faults(service_objects=["1"]), "AS-3.1b", "法人主题")
    only(changed_faults(type="02"), "JH-3", "不是依申请办理的事项")
    only(changed_faults(faq=[]), "AS-3.1b", "至少要有一个常见问题")
