"""After a decision on a declaration of commitment: check, rectification, hearing, annulment (告知承诺)."""

from __future__ import annotations

from onevisit.law.clock_kinds import ClockKind
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.lifecycle.transition import OWN_CASE, Audience, Transition, row
from onevisit.law.powers import PowerKind

DECIDED = frozenset({State.DECIDED, State.RESULT_AT_WINDOW, State.DELIVERED, State.ARCHIVED})

ROWS: tuple[Transition, ...] = (
    row(
        Action.CHECK_DECLARATION,
        DECIDED,
        None,
        PowerKind.REVIEW,
        clauses=("YS-40", "RULE-33"),
        guards=(*OWN_CASE, guards.declaration_to_check),
        starts=(ClockKind.RECTIFICATION,),
        stops=(ClockKind.COMMITMENT_CHECK,),
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.RECORD_RECTIFICATION,
        DECIDED,
        None,
        PowerKind.REVIEW,
        clauses=("YS-40", "RULE-33"),
        guards=(*OWN_CASE, guards.rectification_open),
        stops=(ClockKind.RECTIFICATION,),
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.PROPOSE_ANNULMENT,
        DECIDED,
        None,
        PowerKind.REVIEW,
        clauses=("XK-69p2", "XK-7"),
        guards=(*OWN_CASE, guards.declaration_false),
        starts=(ClockKind.ANNULMENT_STATEMENT,),
        document=DocumentKind.ANNULMENT_NOTICE,
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.RECORD_STATEMENT,
        DECIDED,
        None,
        PowerKind.REVIEW,
        clauses=("XK-7",),
        guards=(*OWN_CASE, guards.statement_awaited),
        stops=(ClockKind.ANNULMENT_STATEMENT,),
    ),
    row(
        Action.ANNUL_FOR_FALSE_DECLARATION,
        DECIDED,
        State.ANNULLED,
        PowerKind.SIGN,
        clauses=("XK-69p2", "XK-7", "RULE-32"),
        guards=(
            *OWN_CASE,
            guards.applicant_was_heard,
            guards.signer_did_not_propose,
            guards.actor_is_qualified,
        ),
        stops=(ClockKind.PROMISE, ClockKind.DELIVERY),
        document=DocumentKind.COMMITMENT_ANNULMENT,
        told=(Audience.APPLICANT, Audience.DEPARTMENT),
    ),
    row(
        Action.DROP_ANNULMENT,
        DECIDED,
        None,
        PowerKind.SIGN,
        clauses=("XK-69p3", "XK-7"),
        guards=(*OWN_CASE, guards.applicant_was_heard, guards.signer_did_not_propose),
        told=(Audience.APPLICANT, Audience.DEPARTMENT),
    ),
)
