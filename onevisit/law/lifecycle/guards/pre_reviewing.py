"""Conditions on the pre-review, which nobody has to ask for (JH-20, rule 4)."""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


@enforces("JH-20b")
def not_passed_before(facts: CaseFacts) -> Refusal | None:
    """What has passed is not looked at in advance again: what follows is filing."""
    if facts.pre_review != "passed":
        return None
    return Refusal(
        "passed_before",
        Sentence("预审已经通过，不需要再次申请预审。"),
        clauses=("JH-20b", "AS-3.3b"),
        next_step=Sentence("请直接提交申请，或者带身份证件和纸质材料到窗口报件。"),
    )


@enforces("GX-47")
def pre_review_on_record(facts: CaseFacts) -> Refusal | None:
    """A draft that nobody has seen is deleted; one that was in pre-review ends on record."""
    if facts.pre_review:
        return None
    return Refusal(
        "never_shown",
        Sentence("这份草稿还没有提交过，可以直接删除。"),
        clauses=("GX-47",),
        next_step=Sentence("请在草稿页面删除。"),
    )
