"""An item is received in the halls in which its department has stationed it."""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


@enforces("JH-10", "JH-10a", "JH-40.1")
def stationed_here(facts: CaseFacts) -> Refusal | None:
    """What is not stationed in the hall is not received there, unless it is exempt (JH-10c)."""
    if facts.stationing_fault is None:
        return None
    return Refusal(
        "not_stationed",
        facts.stationing_fault,
        clauses=("JH-10", "AS-2.2"),
        next_step=Sentence("请告诉申请人应当去哪里；登记有误的，请部门负责人在进驻登记册更正。"),
    )
