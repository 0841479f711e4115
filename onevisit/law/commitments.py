"""Declarations of commitment (告知承诺): how they are checked afterwards, and what is found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


class CheckMethod(StrEnum):
    """How the organ checks a declaration after its decision (国办发〔2020〕42号)."""

    WRITTEN = "written"
    NETWORK = "network"
    ON_SITE = "on_site"
    PUBLICITY = "publicity"
    EXEMPT = "exempt"

    @property
    def label(self) -> str:
        """The public Chinese name."""
        return CHECK_METHOD_NAMES[self]


CHECK_METHOD_NAMES = {
    CheckMethod.WRITTEN: "书面核查",
    CheckMethod.NETWORK: "网络核查",
    CheckMethod.ON_SITE: "现场核查",
    CheckMethod.PUBLICITY: "公示核查",
    CheckMethod.EXEMPT: "免予核查",
}


class Finding(StrEnum):
    """What a check found: as declared, to be put right within a time, or false."""

    TRUE = "true"
    TO_CORRECT = "to_correct"
    FALSE = "false"

    @property
    def label(self) -> str:
        """The words of the finding."""
        return FINDING_NAMES[self]


FINDING_NAMES = {
    Finding.TRUE: "与承诺一致",
    Finding.TO_CORRECT: "不符合承诺，限期整改",
    Finding.FALSE: "承诺不实",
}


class BarKind(StrEnum):
    """Why somebody may not promise anything, until it is repaired or over (国办发〔2020〕42号)."""

    FALSE_PROMISE = "false_promise"
    SERIOUS_DISHONESTY = "serious_dishonesty"

    @property
    def label(self) -> str:
        """The words of the register."""
        return BAR_KIND_NAMES[self]


BAR_KIND_NAMES = {
    BarKind.FALSE_PROMISE: "作出不实承诺",
    BarKind.SERIOUS_DISHONESTY: "有较严重不良信用记录",
}

LONGEST_BAR_YEARS = 3
"""No broken promise bars longer than the statute itself keeps a deceiver from a licence (许可法 79)."""


class ExclusionGround(StrEnum):
    """Why an item is not open to a declaration: who the applicant is, or what he applies for."""

    FALSE_PROMISE = "false_promise"
    SERIOUS_DISHONESTY = "serious_dishonesty"
    CIRCUMSTANCE = "circumstance"

    @property
    def label(self) -> str:
        """The public Chinese name."""
        return EXCLUSION_NAMES[self]


EXCLUSION_NAMES = {
    ExclusionGround.FALSE_PROMISE: "曾作出不实承诺，还没有修复",
    ExclusionGround.SERIOUS_DISHONESTY: "有较严重不良信用记录，还没有修复",
    ExclusionGround.CIRCUMSTANCE: "风险较高的情形",
}
ABOUT_THE_HOLDER = (ExclusionGround.FALSE_PROMISE, ExclusionGround.SERIOUS_DISHONESTY)
"""The grounds that the rule itself names: every item has to tell them, and they hold for every item."""


@enforces("YS-40", "RULE-33")
def promise_refusal(bars: Collection[BarKind], circumstances: Sequence[str] = ()) -> Refusal | None:
    """Why this applicant may not promise in this matter, or None.

    ``bars`` are the kinds of bars in force against him; ``circumstances`` the high-risk circumstances, as
    the item words them, that his answers show.
    """
    if bars:
        return Refusal(
            "credit_barred",
            Sentence("申请人有尚未修复的失信记录，不适用容缺受理和告知承诺。"),
            clauses=("RULE-33",),
            next_step=Sentence(
                "请按一般程序办理，材料备齐后提交。申请人登录“我的信用”可以看到期限、申请信用修复。"
            ),
        )
    if circumstances:
        return Refusal(
            "commitment_excluded",
            Sentence("这次申请的情形不适用告知承诺：%(why)s。", why=circumstances[0].rstrip("。")),
            clauses=("YS-40",),
            next_step=Sentence("请按一般程序办理，材料备齐后提交；您填写的内容都在。"),
        )
    return None


OPEN_STAGES = ("to_check", "correcting", "false", "proposed", "heard")
"""Stages of a declaration in which the organ still has something to do after the decision."""
