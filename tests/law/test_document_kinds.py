"""Titles, seals and required content of documents (rules 22, 28, 29; 许可法 32, 38, 39, 42, 45)."""

from __future__ import annotations

from typing import Any

import pytest

from onevisit.law.document_content import content_faults
from onevisit.law.document_kinds import (
    DocumentKind,
    SealKind,
    number_word,
    permitted_seals,
    seal_for,
    title,
)
from onevisit.law.items import ItemType
from onevisit.law.sentence import Sentence

COMPLETE: dict[str, Any] = {
    "title": "不予行政许可决定书",
    "case_number": "220281-20260304-000012-7",
    "addressee": "张喆堃",
    "item": "食品经营许可",
    "organ": "蛟河市市场监督管理局",
    "date": "2026-03-04",
    "paragraphs": ["经审查，决定如下。"],
    "fields": [
        ["收件时间", "2026-03-04 10:00:00"],
        ["受理日期", "2026年3月4日"],
        ["法定办结时限", "20个工作日"],
        ["承诺办结时限", "8个工作日"],
        ["办理条件", "有固定的经营场所"],
        ["办理程序", "申请、受理、审查、决定、送达"],
        ["所需时间", "10个工作日"],
        ["补齐期限", "3个工作日"],
        ["整改期限", "10个工作日"],
        ["陈述申辩", "五个工作日内"],
        ["不实承诺的法律责任", "撤销许可"],
        ["逾期后果", "终止办理"],
        ["延长至", "2026年4月20日"],
        ["送达文书", "准予行政许可决定书"],
        ["送达方式", "直接送达"],
        ["上报机关", "吉林省林业和草原局"],
        ["审查意见", "拟同意，请审批。"],
        ["核查时间", "2026-03-04 10:00"],
        ["会议时间", "2026-03-04 10:00"],
        ["会议地点", "三楼会议室"],
        ["主持人", "朱俊杰"],
        ["结论", "同意。"],
        ["核查地点", "长安街道振兴街 5 号"],
        ["核查情况", "与申请一致。"],
        ["委托的权限", "收件、受理"],
        ["公告", "市政府网站"],
        ["证照编号", "JY12202810000011"],
        ["陈述、申辩", "持证人没有异议"],
        ["补偿", "没有造成财产损失"],
        ["行政处罚决定书", "蛟市监罚〔2026〕3号"],
        ["延续后的有效期", "2026-03-05 至 2031-03-04"],
        ["陈述申辩的期限", "5个工作日"],
        ["陈述申辩的方式", "当面提出"],
        ["听证费用", "不收取"],
        ["听证时间", "2026年3月20日 09:30"],
        ["听证地点", "会议室"],
        ["听证主持人", "王强"],
        ["核定金额", "120.00 元"],
        ["应缴金额", "120.00 元"],
        ["缴款单号", "J220281-20260304-000012-7"],
        ["缴费方式", "网上或者窗口"],
        ["款项缴入", "国库"],
    ],
    "table": {"columns": ["序号", "名称"], "rows": [["1", "申请书"]]},
    "reasons": ["经营场所不符合要求。"],
    "legal_basis": ["《中华人民共和国行政许可法》第三十八条"],
    "remedies": "可以自收到本文书之日起六十日内申请行政复议。",
    "signers": ["移交人：李明", "接收人：赵雪"],
}


@pytest.mark.clause("RULE-22")
@pytest.mark.parametrize(
    ("kind", "item_type", "expected"),
    [
        (DocumentKind.REFUSAL, ItemType.LICENCE, "不予行政许可决定书"),
        (DocumentKind.REFUSAL, ItemType.CONFIRMATION, "不予登记（确认）决定书"),
        (DocumentKind.REFUSAL, ItemType.PUBLIC_SERVICE, "不予办理告知书"),
        (DocumentKind.REFUSAL, ItemType.OTHER_POWER, "不予办理告知书"),
        (DocumentKind.GRANT, ItemType.LICENCE, "准予行政许可决定书"),
        (DocumentKind.GRANT, ItemType.CONFIRMATION, "准予登记（确认）决定书"),
        (DocumentKind.NOT_REQUIRED, ItemType.LICENCE, "不受理告知书"),
        (DocumentKind.ACCEPTANCE_REFUSAL, ItemType.PUBLIC_SERVICE, "不予受理决定书"),
    ],
)
def test_title_follows_the_type_of_the_item(kind: DocumentKind, item_type: ItemType, expected: str) -> None:
    assert title(kind, item_type) == expected


@pytest.mark.clause("RULE-28")
@pytest.mark.clause("JH-32")
def test_each_kind_has_the_seal_of_the_rule() -> None:
    assert seal_for(DocumentKind.RECEIPT) is SealKind.RECEIPT_SEAL
    for kind in ("acceptance", "acceptance_refusal", "correction", "not_required", "gap_notice"):
        assert seal_for(DocumentKind(kind)) is SealKind.ACCEPTANCE_SEAL
    for kind in ("grant", "refusal", "special_procedure", "extension", "termination", "withdrawal"):
        assert seal_for(DocumentKind(kind)) is SealKind.APPROVAL_SEAL
    assert seal_for(DocumentKind.RESULT) is SealKind.OFFICIAL_SEAL
    for kind in ("handover", "proof_of_service"):
        assert seal_for(DocumentKind(kind)) is SealKind.SIGNATURES


@pytest.mark.clause("RULE-28")
@pytest.mark.clause("XK-39")
def test_a_certificate_takes_the_approval_seal_only_where_the_item_cites_a_basis() -> None:
    assert permitted_seals(DocumentKind.RESULT) == {SealKind.OFFICIAL_SEAL}
    with_basis = permitted_seals(DocumentKind.RESULT, approval_seal_suffices=True)
    assert with_basis == {SealKind.OFFICIAL_SEAL, SealKind.APPROVAL_SEAL}


@pytest.mark.clause("RULE-28")
@pytest.mark.clause("JH-33")
def test_an_item_may_ask_for_the_official_seal_on_its_decisions() -> None:
    assert SealKind.OFFICIAL_SEAL in permitted_seals(DocumentKind.GRANT)
    assert permitted_seals(DocumentKind.GRANT, official_seal_required=True) == {SealKind.OFFICIAL_SEAL}


@pytest.mark.clause("RULE-29")
def test_only_a_receipt_made_by_the_web_bears_the_platform_signature() -> None:
    for kind in DocumentKind:
        platform = SealKind.PLATFORM_SIGNATURE in permitted_seals(kind, made_by_platform=True)
        assert platform == (kind is DocumentKind.RECEIPT)
        assert SealKind.PLATFORM_SIGNATURE not in permitted_seals(kind)


def test_number_words_keep_the_series_of_kinds_apart() -> None:
    words = [number_word(kind) for kind in DocumentKind if number_word(kind)]
    assert len(words) == len(set(words))
    assert number_word(DocumentKind.RECEIPT) == ""


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_complete_content_has_no_fault(kind: DocumentKind) -> None:
    assert content_faults(kind, COMPLETE) == []


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_empty_content_is_refused_for_every_kind(kind: DocumentKind) -> None:
    faults = content_faults(kind, {})
    assert len(faults) >= 4
    assert all(str(fault).endswith("。") for fault in faults)


@pytest.mark.clause("XK-38")
@pytest.mark.clause("JH-23b")
@pytest.mark.parametrize("kind", ["refusal", "acceptance_refusal", "not_required", "termination"])
@pytest.mark.parametrize("missing", ["reasons", "legal_basis", "remedies"])
def test_a_refusal_needs_reasons_basis_and_remedies(kind: str, missing: str) -> None:
    for empty in ("", [], ["  "], None):
        assert len(content_faults(DocumentKind(kind), {**COMPLETE, missing: empty})) == 1


@pytest.mark.clause("XK-32.4")
def test_a_correction_notice_lists_its_points() -> None:
    content = {**COMPLETE, "table": {"columns": ["序号", "内容"], "rows": []}}
    assert content_faults(DocumentKind.CORRECTION, content) == [Sentence("没有逐项列出需要补正的内容。")]


@pytest.mark.clause("XK-32.2")
def test_the_right_organ_is_named_when_the_application_went_to_the_wrong_one() -> None:
    wrong = {**COMPLETE, "ground": "wrong_organ"}
    assert len(content_faults(DocumentKind.ACCEPTANCE_REFUSAL, wrong)) == 1
    named = {**wrong, "competent_organ": "蛟河市住房和城乡建设局"}
    assert content_faults(DocumentKind.ACCEPTANCE_REFUSAL, named) == []


@pytest.mark.clause("RULE-7")
def test_acceptance_may_take_effect_before_its_issue_but_not_after() -> None:
    assert content_faults(DocumentKind.ACCEPTANCE, {**COMPLETE, "effective_on": "2026-03-02"}) == []
    assert len(content_faults(DocumentKind.ACCEPTANCE, {**COMPLETE, "effective_on": "2026-03-05"})) == 1


@pytest.mark.clause("XK-45")
@pytest.mark.parametrize(
    ("kind", "label"), [("special_procedure", "所需时间"), ("extension", "延长至"), ("receipt", "收件时间")]
)
def test_facts_that_the_law_asks_for_must_be_stated(kind: str, label: str) -> None:
    fields = [field for field in COMPLETE["fields"] if field[0] != label]
    assert len(content_faults(DocumentKind(kind), {**COMPLETE, "fields": fields})) == 1


@pytest.mark.clause("AS-3.3b")
@pytest.mark.parametrize("word", ["条件", "程序", "法定", "承诺"])
def test_telling_before_is_complete(word: str) -> None:
    fields = [field for field in COMPLETE["fields"] if word not in field[0]]
    assert len(content_faults(DocumentKind.GUIDANCE_SHEET, {**COMPLETE, "fields": fields})) == 1


@pytest.mark.clause("JH-25a")
def test_a_handover_form_is_signed_on_both_sides() -> None:
    assert len(content_faults(DocumentKind.HANDOVER, {**COMPLETE, "signers": ["移交人：李明"]})) == 1
