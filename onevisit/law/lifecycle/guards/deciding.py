"""Conditions on deciding: who may, and on what ground."""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.items import CaseRoute, ReviewKind
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


@enforces("JH-17a", "RULE-9", "XK-34")
def can_be_decided_at_once(facts: CaseFacts) -> Refusal | None:
    """Only immediate items and items of formal review are decided on the spot, and what a law lets be so
    decided on a declaration of commitment.
    """
    if facts.declared_for_immediate_decision:
        return None
    if facts.route is CaseRoute.IMMEDIATE or facts.review_kind is ReviewKind.FORMAL:
        return None
    return Refusal(
        "not_immediate",
        Sentence("不能当场办结：本事项需要对实质内容审查。"),
        clauses=("XK-34p2", "JH-17a"),
        next_step=Sentence("请按承诺件流程办理。"),
    )


@enforces("RULE-21")
def decision_drafted(facts: CaseFacts) -> Refusal | None:
    """The signer signs what the handler drafted."""
    if facts.decision_drafted:
        return None
    return Refusal(
        "no_draft",
        Sentence("还没有拟定的决定可以签发。"),
        clauses=("JH-24", "AS-4.3"),
        who_could=Sentence("由承办人先拟定。"),
    )


@enforces("RULE-21")
def signer_is_not_handler(facts: CaseFacts) -> Refusal | None:
    """Handler drafts, signer decides: two people, immediate items excepted."""
    if facts.route is CaseRoute.IMMEDIATE or facts.actor_id is None:
        return None
    if facts.actor_id not in (facts.drafted_by, facts.handler_id):
        return None
    return Refusal(
        "handler_signs",
        Sentence("承办人不能签发自己拟定的决定。"),
        clauses=("JH-24", "AS-3.2b"),
        who_could=Sentence("由首席代表或者负责人签发。"),
    )


@enforces("RULE-27", "JH-8.4")
def actor_is_qualified(facts: CaseFacts) -> Refusal | None:
    """Whoever decides serves, has a certificate in force and was trained for the item."""
    if facts.qualification_fault is None:
        return None
    return Refusal(
        "not_qualified",
        facts.qualification_fault,
        clauses=("JH-8.4",),
        who_could=Sentence("请由有资格的人员办理；登记有误的，请部门负责人在人员登记册更正。"),
    )


def not_related(facts: CaseFacts) -> Refusal | None:
    """Nobody handles his own or a related case (HOUSE-11)."""
    if not facts.actor_is_related:
        return None
    return Refusal(
        "recusal",
        Sentence("您与本办件有利害关系，应当回避。"),
        clauses=("HOUSE-11",),
        who_could=Sentence("请由其他人员办理。"),
    )
