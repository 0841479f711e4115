"""Conditions on sending a result by post."""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


@enforces("JH-25b", "AS-3.4.5")
def post_chosen(facts: CaseFacts) -> Refusal | None:
    """Posting is the applicant's free choice."""
    if facts.post_chosen:
        return None
    return Refusal("post_not_chosen", Sentence("申请人没有选择邮寄。"), clauses=("JH-25b", "AS-3.4.5"))


@enforces("JH-25b")
def parcel_not_ordered(facts: CaseFacts) -> Refusal | None:
    """A result travels in one parcel at a time."""
    if not facts.parcel:
        return None
    return Refusal(
        "parcel_under_way",
        Sentence("这份结果已经预约寄件。"),
        clauses=("JH-25b", "AS-3.4.5"),
        next_step=Sentence("请打印面单交寄；地址有变的，先变更领取方式。"),
    )


@enforces("JH-25b")
def parcel_not_lost(facts: CaseFacts) -> Refusal | None:
    """A parcel is lost once."""
    if facts.parcel != "lost":
        return None
    return Refusal(
        "parcel_is_lost",
        Sentence("快件已经登记为丢失。"),
        clauses=("JH-25b", "AS-3.4.5"),
        next_step=Sentence("请补制后重新寄送。"),
    )


@enforces("JH-25b")
def parcel_lost(facts: CaseFacts) -> Refusal | None:
    """A result is made again only when its parcel is lost."""
    if facts.parcel == "lost":
        return None
    return Refusal(
        "parcel_not_lost",
        Sentence("快件没有登记为丢失，不能补制。"),
        clauses=("JH-25b", "AS-3.4.5"),
        next_step=Sentence("请先向快递公司查询，确认丢失的先登记快件丢失。"),
    )
