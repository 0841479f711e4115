"""Conditions on results in self-service cabinets."""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence

TERMINAL = ("JH-25b", "AS-4.4")


@enforces("JH-25b", "AS-4.4")
def terminal_chosen(facts: CaseFacts) -> Refusal | None:
    """The cabinet is the applicant's free choice."""
    if facts.terminal_chosen:
        return None
    return Refusal("terminal_not_chosen", Sentence("申请人没有选择自助终端领取。"), clauses=TERMINAL)


@enforces("JH-25b")
def slot_is_empty(facts: CaseFacts) -> Refusal | None:
    """What still lies in a slot can't be handed out, sent, or put in another."""
    if not facts.in_slot:
        return None
    return Refusal(
        "still_in_slot",
        Sentence("结果还在自助柜 %(slot)s 格。", slot=facts.in_slot),
        clauses=TERMINAL,
        next_step=Sentence("请先从自助柜取出。"),
    )


@enforces("JH-25b")
def something_in_slot(facts: CaseFacts) -> Refusal | None:
    """Only what lies in a slot is taken out."""
    if facts.in_slot:
        return None
    return Refusal("nothing_in_slot", Sentence("结果不在自助柜里。"), clauses=TERMINAL)
