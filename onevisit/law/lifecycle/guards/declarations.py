"""Conditions on what follows a decision on a declaration of commitment (告知承诺)."""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.commitments import OPEN_STAGES
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


def declaration_to_check(facts: CaseFacts) -> Refusal | None:
    """A declaration is checked once, after the decision that rests on it."""
    if facts.declaration_stage == "to_check":
        return None
    return Refusal(
        "nothing_to_check", Sentence("没有等待核查的承诺。"), clauses=("YS-40",), next_step=_refresh()
    )


def rectification_open(facts: CaseFacts) -> Refusal | None:
    """A rectification was ordered and its outcome is not on record yet."""
    if facts.declaration_stage == "correcting":
        return None
    return Refusal(
        "no_rectification", Sentence("没有等待登记的整改。"), clauses=("YS-40",), next_step=_refresh()
    )


@enforces("XK-69p2")
def declaration_false(facts: CaseFacts) -> Refusal | None:
    """Only a declaration found false, or not put right in time, leads to annulment."""
    if facts.declaration_stage == "false":
        return None
    return Refusal(
        "declaration_not_false",
        Sentence("不能提出撤销：核查没有认定承诺不实，或者已经提出过。"),
        clauses=("XK-69p2",),
        next_step=_refresh(),
    )


@enforces("XK-7")
def statement_awaited(facts: CaseFacts) -> Refusal | None:
    """The holder is asked what he has to say before anything is annulled."""
    if facts.declaration_stage == "proposed":
        return None
    return Refusal(
        "no_statement_awaited", Sentence("没有等待登记的陈述申辩。"), clauses=("XK-7",), next_step=_refresh()
    )


@enforces("XK-7", "XK-69p2")
def applicant_was_heard(facts: CaseFacts) -> Refusal | None:
    """Nothing is annulled before the opportunity of statement and defence is on record."""
    if facts.declaration_stage == "heard":
        return None
    return Refusal(
        "not_heard",
        Sentence("还不能决定是否撤销：要先告知当事人，听取并登记陈述申辩。"),
        clauses=("XK-7",),
        who_could=Sentence("由承办人提出撤销并登记陈述申辩。"),
    )


@enforces("RULE-21")
def signer_did_not_propose(facts: CaseFacts) -> Refusal | None:
    """Who proposed the annulment does not sign it."""
    if facts.annulment_proposed_by is None or facts.annulment_proposed_by != facts.actor_id:
        return None
    return Refusal(
        "proposer_signs",
        Sentence("提出撤销的人不能签发撤销决定。"),
        clauses=("JH-24", "AS-3.2b"),
        who_could=Sentence("由首席代表或者负责人签发。"),
    )


def no_declaration_open(facts: CaseFacts) -> Refusal | None:
    """A case whose declaration is still to be checked or dealt with is not put away."""
    if facts.declaration_stage not in OPEN_STAGES:
        return None
    return Refusal(
        "declaration_open",
        Sentence("还不能归档：告知承诺还没有核查完毕。"),
        clauses=("YS-40",),
        next_step=Sentence("请先登记核查结果。"),
    )


def _refresh() -> Sentence:
    return Sentence("请刷新查看最新进展。")
