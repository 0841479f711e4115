"""Conditions on recusal, and on deciding while one is open."""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


def actor_holds(facts: CaseFacts) -> Refusal | None:
    """Only who could act on the case stands back from it, or asks for instruction about it."""
    if facts.actor_holds:
        return None
    return Refusal(
        "no_power",
        Sentence("您没有办理这一步的权限：您不办理这个办件。"),
        clauses=("JH-41.4", "AS-4.3"),
        who_could=Sentence("可以办理的是经办本办件的人员。"),
    )


def recusal_open(facts: CaseFacts) -> Refusal | None:
    """There is a recusal to decide."""
    if facts.recusal_open:
        return None
    return Refusal("no_recusal", Sentence("没有待决定的回避。"), clauses=("HOUSE-11",))


@enforces("HOUSE-11")
def no_recusal_open(facts: CaseFacts) -> Refusal | None:
    """Nothing is decided in the matter before it is decided who must stand back from it."""
    if not facts.recusal_open:
        return None
    return Refusal(
        "recusal_undecided",
        Sentence("有回避还没有决定，不能先作出决定。"),
        clauses=("HOUSE-11", "XK-48.3"),
        who_could=Sentence("由首席代表或者负责人先决定是否回避。"),
    )


@enforces("HOUSE-11")
def right_person_decides_recusal(facts: CaseFacts) -> Refusal | None:
    """Who signs in the department does not decide on the recusal of an equal: the head does."""
    if not facts.head_must_decide_recusal or facts.actor_is_head:
        return None
    return Refusal(
        "head_decides_recusal",
        Sentence("首席代表的回避由部门负责人决定。"),
        clauses=("HOUSE-11",),
        who_could=Sentence("请部门负责人决定。"),
    )
