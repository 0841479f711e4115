"""What a question of an item asks for, and what fills it in advance."""

from __future__ import annotations

from enum import StrEnum


class QuestionKind(StrEnum):
    """What kind of answer a question takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    PHONE = "phone"
    RESIDENT_NUMBER = "resident_number"
    CREDIT_CODE = "credit_code"
    ADDRESS = "address"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _QUESTION_KIND_LABELS[self]


_QUESTION_KIND_NAMES = "单行文字 多行文字 数字 日期 单选 多选 电话 居民身份号码 统一社会信用代码 地址"
_QUESTION_KIND_LABELS = dict(zip(QuestionKind, _QUESTION_KIND_NAMES.split(), strict=True))


class Prefill(StrEnum):
    """What of the applicant's record fills a question in advance."""

    NAME = "applicant.name"
    IDENTITY_NUMBER = "applicant.identity_number"
    PHONE = "applicant.phone"
    ADDRESS = "applicant.address"
    LEGAL_REPRESENTATIVE = "applicant.legal_representative"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _PREFILL_LABELS[self]


_PREFILL_LABELS = dict(
    zip(
        Prefill,
        ("申请人姓名（名称）", "申请人证件号码", "申请人电话", "申请人地址", "法定代表人"),
        strict=True,
    )
)
