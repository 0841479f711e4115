"""Conditions on going to the place (JH-8.2.5, XK-34)."""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


@enforces("JH-24", "JH-8.2.5")
def visit_comes_next(facts: CaseFacts) -> Refusal | None:
    """A visit is made where the item has one, when its turn has come."""
    if facts.visit_is_next:
        return None
    return Refusal(
        "no_visit_now",
        Sentence("现在不是现场核查的环节。"),
        clauses=("JH-24", "AS-4.3"),
        next_step=Sentence("各环节按办理流程依次完成。"),
    )


@enforces("JH-8.2.5", "XK-34p3")
def visit_appointed(facts: CaseFacts) -> Refusal | None:
    """The applicant knows beforehand who comes and when."""
    if facts.visit_appointed:
        return None
    return Refusal(
        "visit_not_appointed",
        Sentence("还没有安排现场核查。"),
        clauses=("JH-8.2.5", "XK-34p3"),
        next_step=Sentence("请先安排时间、地点和两名以上核查人员，并告知申请人。"),
    )
