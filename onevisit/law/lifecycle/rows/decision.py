"""The decision."""

from __future__ import annotations

from onevisit.law.clock_kinds import ClockKind
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.lifecycle.transition import (
    BEFORE_DECISION,
    CLOCKS_OF_REVIEW,
    DECISION_CLOCKS,
    INTAKE,
    INTAKE_CLOCKS,
    OWN_CASE,
    RENEWAL_CLOCK,
    Audience,
    Transition,
    row,
)
from onevisit.law.powers import PowerKind

ROWS: tuple[Transition, ...] = (
    row(
        Action.DECIDE_AT_ONCE,
        INTAKE | BEFORE_DECISION,
        State.DECIDED,
        PowerKind.DECIDE_AT_ONCE,
        clauses=("JH-22", "JH-17a", "XK-34"),
        guards=(
            *OWN_CASE,
            guards.can_be_decided_at_once,
            guards.scenario_answered,
            guards.materials_settled,
            guards.certificate_can_be_filled,
            guards.no_procedure_running,
            guards.everybody_was_heard,
            guards.fee_paid_before_decision,
            guards.no_recusal_open,
            guards.actor_is_qualified,
        ),
        starts=(ClockKind.DELIVERY, ClockKind.COMMITMENT_CHECK),
        stops=INTAKE_CLOCKS + DECISION_CLOCKS + CLOCKS_OF_REVIEW + RENEWAL_CLOCK,
        document=DocumentKind.GRANT,
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.DRAFT_DECISION,
        {State.IN_REVIEW},
        None,
        PowerKind.REVIEW,
        clauses=("RULE-21", "AS-4.3"),
        guards=(
            *OWN_CASE,
            guards.not_the_chair,
            guards.steps_done,
            guards.everybody_was_heard,
            guards.no_procedure_running,
            guards.discussion_recorded,
            guards.decided_above,
        ),
        told=(Audience.DEPARTMENT,),
    ),
    row(
        Action.RETURN_DRAFT,
        {State.IN_REVIEW},
        None,
        PowerKind.SIGN,
        clauses=("RULE-21",),
        guards=(*OWN_CASE, guards.decision_drafted),
        told=(Audience.DEPARTMENT,),
    ),
    row(
        Action.SIGN_DECISION,
        {State.IN_REVIEW},
        State.DECIDED,
        PowerKind.SIGN,
        clauses=("RULE-21", "XK-37", "XK-38", "AS-4.3"),
        guards=(
            *OWN_CASE,
            guards.decision_drafted,
            guards.signer_is_not_handler,
            guards.everybody_was_heard,
            guards.no_procedure_running,
            guards.nothing_promised_is_missing,
            guards.fee_paid_before_decision,
            guards.no_recusal_open,
            guards.actor_is_qualified,
        ),
        starts=(ClockKind.DELIVERY, ClockKind.COMMITMENT_CHECK),
        stops=(ClockKind.STATUTORY, *CLOCKS_OF_REVIEW, ClockKind.RENEWAL),
        document=DocumentKind.GRANT,
        told=(Audience.APPLICANT,),
    ),
)
