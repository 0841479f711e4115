"""Conditions on what the law does by itself when a licence expires."""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


@enforces("XK-50p2", "RULE-17")
def renewal_unanswered(facts: CaseFacts) -> Refusal | None:
    """Silence renews only what somebody asked in time to have renewed."""
    if facts.renewal_unanswered:
        return None
    return Refusal(
        "no_renewal",
        Sentence("这个办件没有等待答复的延续申请。"),
        clauses=("XK-50p2",),
    )
