"""Contents of documents for the tests of this room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from onevisit.law.document_kinds import DocumentKind

COMMON: dict[str, Any] = {
    "case_number": "220281-20260304-000012-7",
    "addressee": "蛟河市老张饺子馆（张喆堃）",
    "item": "食品经营许可（餐饮服务）新办",
    "organ": "蛟河市市场监督管理局",
    "date": "2026-03-04",
    "paragraphs": [],
    "fields": [],
    "reasons": [],
    "legal_basis": [],
    "remedies": "",
    "signers": [],
}


@dataclass(frozen=True)
class Paper:
    """A document that an act makes."""

    kind: DocumentKind
    content: dict[str, Any]
    effective_on: date | None = None
    party_id: int | None = None


def refusal(**changes: Any) -> Paper:
    """A refusal with reasons, basis and remedies."""
    content = {
        **COMMON,
        "title": "不予行政许可决定书",
        "paragraphs": ["您申请的“食品经营许可”，经审查，决定不予行政许可。"],
        "reasons": ["经营场所距离开放式旱厕 18 米，不足 25 米。", "没有独立的餐具清洗消毒区域。"],
        "legal_basis": ["《中华人民共和国食品安全法》第三十三条第一款第一项"],
        "remedies": "如不服本决定，可以自收到本文书之日起六十日内向蛟河市人民政府申请行政复议。",
    }
    return Paper(DocumentKind.REFUSAL, {**content, **changes})


def acceptance(**changes: Any) -> Paper:
    """A notice of acceptance."""
    content = {
        **COMMON,
        "title": "受理通知书",
        "paragraphs": ["您的申请材料齐全、符合法定形式，决定予以受理。"],
        "fields": [["受理日期", "2026年3月4日"], ["承诺办结时限", "8个工作日"]],
    }
    return Paper(DocumentKind.ACCEPTANCE, {**content, **changes})


def receipt(rows: int = 3, **changes: Any) -> Paper:
    """A receipt with a list of so many materials."""
    content = {
        **COMMON,
        "title": "收件凭证",
        "organ": "蛟河市政务服务大厅",
        "fields": [["收件时间", "2026-03-04 10:21:07"]],
        "table": {
            "columns": ["序号", "材料名称", "份数"],
            "rows": [[str(row + 1), f"第{row + 1}份申请材料", "1"] for row in range(rows)],
        },
        "query": {"number": "220281-20260304-000012-7", "code": "H7KQ2M9XPA"},
    }
    return Paper(DocumentKind.RECEIPT, {**content, **changes})


def handover(**changes: Any) -> Paper:
    """A handover form with both signers."""
    content = {
        **COMMON,
        "title": "办理结果交接表",
        "table": {"columns": ["序号", "名称"], "rows": [["1", "准予行政许可决定书"]]},
        "signers": ["移交人：李明", "接收人：赵雪"],
    }
    return Paper(DocumentKind.HANDOVER, {**content, **changes})


def guidance_sheet(**changes: Any) -> Paper:
    """What somebody is told before filing."""
    content = {
        **COMMON,
        "case_number": "",
        "addressee": "",
        "title": "一次性告知单",
        "fields": [["法定办结时限", "20个工作日"], ["承诺办结时限", "8个工作日"]],
        "sections": [
            {"heading": "办理条件", "paragraphs": ["有固定的经营场所。"]},
            {"heading": "办理程序", "paragraphs": ["申请、受理、审查、决定、送达。"]},
        ],
        "table": {"columns": ["序号", "材料名称"], "rows": [["1", "申请书"]]},
    }
    return Paper(DocumentKind.GUIDANCE_SHEET, {**content, **changes})
