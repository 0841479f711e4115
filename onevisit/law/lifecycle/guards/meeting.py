"""Conditions on meetings about a case (JH-10b, XK-45)."""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


@enforces("JH-10b", "JH-8.2.2")
def discussion_is_listed(facts: CaseFacts) -> Refusal | None:
    """Only what stands on the list that the government approved is discussed collectively."""
    if facts.discussion_required:
        return None
    return Refusal(
        "discussion_not_listed",
        Sentence("本事项不在政府批准的集体讨论清单里，不能走集体讨论。"),
        clauses=("JH-10b", "AS-4.3"),
        next_step=Sentence("需要听取意见的，可以会商（论证）；由首席代表或者负责人决定。"),
    )


@enforces("XK-45", "JH-17")
def expert_review_running(facts: CaseFacts) -> Refusal | None:
    """Experts review within the special procedure that the applicant was told of in writing."""
    if "expert_review" in facts.running_procedures:
        return None
    return Refusal(
        "no_expert_review",
        Sentence("没有正在进行的专家评审。"),
        clauses=("XK-45",),
        next_step=Sentence("办事指南列明专家评审的，请先启动特别程序并告知申请人所需时间。"),
    )
