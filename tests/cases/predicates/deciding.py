"""Deciding and handing over (rules 21 and 31)."""

from __future__ import annotations

from tests.cases.predicates.life import Faults, Life, Predicates


def rule_21(life: Life) -> Faults:
    """The handler drafts, another signs; both names stand in the ledger; two officers on site (XK-34)."""
    for act in life.named("sign_decision"):
        drafts = [one for one in life.named("draft_decision") if one.sequence < act.sequence]
        if not drafts or drafts[-1].actor_id != act.data.get("handler"):
            yield "the decision was not drafted by the handler named"
        if act.data.get("signer") != act.actor_id:
            yield "another signer is named than who signed"
        if not life.immediate and act.data.get("handler") == act.actor_id:
            yield "the handler signed his own draft"
    for act in life.named("record_step", "record_visit"):
        if act.data.get("step") in life.site_visits and len(set(act.data.get("officers", ()))) < 2:
            yield "fewer than two officers on site"


def result(life: Life) -> Faults:
    """JH-25a, RULE-31: who hands over is not who takes over; nothing is delivered before it exists."""
    for act in life.named("take_over"):
        offers = [one for one in life.named("offer_handover") if one.sequence < act.sequence]
        if not offers or offers[-1].actor_id == act.actor_id:
            yield "handed over and taken over by one person, or never handed over"
    if life.named("sign_decision") and life.named("decide_at_once"):
        yield "decided twice"
    granted = life.of_kind("grant")
    if life.named("collect", "deliver_electronically", "deliver_by_post", "confirm_post_service"):
        if not granted and not life.of_kind("refusal"):
            yield "delivered without a decision"
        if granted and life.needs_certificate and not life.of_kind("result"):
            yield "delivered without the certificate"


PREDICATES: Predicates = (rule_21, result)
