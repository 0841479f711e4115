"""A result in a slot of a self-service cabinet (JH-25b, AS-4.4; rules 12 and 30)."""

from __future__ import annotations

from onevisit.law.clock_kinds import ClockKind
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.lifecycle.transition import OWN_CASE, Audience, Transition, row
from onevisit.law.powers import PowerKind

TERMINAL = ("JH-25b", "AS-4.4")

ROWS: tuple[Transition, ...] = (
    row(
        Action.PUT_IN_SLOT,
        {State.RESULT_AT_WINDOW, State.DECIDED},
        State.IN_SLOT,
        PowerKind.ISSUE,
        clauses=(*TERMINAL, "RULE-12"),
        guards=(
            *OWN_CASE,
            guards.terminal_chosen,
            guards.result_is_at_window,
            guards.slot_is_empty,
            guards.result_ready,
            guards.fee_paid_before_delivery,
            guards.documents_in_order,
        ),
        stops=(ClockKind.DELIVERY, ClockKind.PROMISE),
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.DELIVER_AT_TERMINAL,
        {State.IN_SLOT},
        State.DELIVERED,
        PowerKind.SYSTEM,
        clauses=(*TERMINAL, "RULE-30"),
        document=DocumentKind.PROOF_OF_SERVICE,
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.RETURN_FROM_SLOT,
        {State.IN_SLOT},
        State.RESULT_AT_WINDOW,
        PowerKind.SYSTEM,
        clauses=TERMINAL,
        told=(Audience.APPLICANT, Audience.WINDOW),
    ),
    row(
        Action.TAKE_OUT_OF_SLOT,
        {State.IN_SLOT, State.RESULT_AT_WINDOW},
        State.RESULT_AT_WINDOW,
        PowerKind.ISSUE,
        clauses=TERMINAL,
        guards=(*OWN_CASE, guards.something_in_slot),
        told=(Audience.APPLICANT,),
    ),
)
