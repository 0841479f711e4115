"""Sending a result by post: ordered, posted, signed for, returned, lost (JH-25b, AS-3.4.5; rules 12, 30)."""

from __future__ import annotations

from onevisit.law.clock_kinds import ClockKind
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.lifecycle.transition import (
    BEFORE_DECISION,
    INTAKE,
    OWN_CASE,
    Audience,
    Transition,
    row,
)
from onevisit.law.powers import PowerKind

TO_BE_SENT = (
    *OWN_CASE,
    guards.post_chosen,
    guards.result_is_at_window,
    guards.slot_is_empty,
    guards.result_ready,
    guards.fee_paid_before_delivery,
    guards.documents_in_order,
)
POST = ("JH-25b", "AS-3.4.5")

ROWS: tuple[Transition, ...] = (
    row(
        Action.ORDER_POST,
        {State.RESULT_AT_WINDOW, State.DECIDED},
        None,
        PowerKind.ISSUE,
        clauses=POST,
        guards=(*TO_BE_SENT, guards.parcel_not_ordered),
    ),
    row(
        Action.DELIVER_BY_POST,
        {State.RESULT_AT_WINDOW, State.DECIDED},
        State.POSTED,
        PowerKind.ISSUE,
        clauses=(*POST, "XK-44", "RULE-12"),
        guards=TO_BE_SENT,
        stops=(ClockKind.DELIVERY, ClockKind.PROMISE),
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.CONFIRM_POST_SERVICE,
        {State.POSTED},
        State.DELIVERED,
        PowerKind.ISSUE,
        clauses=(*POST, "RULE-30"),
        guards=OWN_CASE,
        document=DocumentKind.PROOF_OF_SERVICE,
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.RECORD_RETURN,
        {State.POSTED},
        State.RESULT_AT_WINDOW,
        PowerKind.ISSUE,
        clauses=(*POST, "RULE-30"),
        guards=OWN_CASE,
        told=(Audience.APPLICANT, Audience.WINDOW),
    ),
    row(
        Action.DECLARE_LOST,
        {State.POSTED},
        None,
        PowerKind.ISSUE,
        clauses=POST,
        guards=(*OWN_CASE, guards.parcel_not_lost),
        told=(Audience.APPLICANT, Audience.WINDOW),
    ),
    row(
        Action.REPLACE_LOST,
        {State.POSTED},
        State.RESULT_AT_WINDOW,
        PowerKind.ISSUE,
        clauses=POST,
        guards=(*OWN_CASE, guards.parcel_lost),
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.CHANGE_DELIVERY,
        {*INTAKE, *BEFORE_DECISION}
        | {State.CORRECTING, State.REPORTED_UP, State.DECIDED, State.RESULT_AT_WINDOW, State.IN_SLOT},
        None,
        PowerKind.APPLY,
        clauses=("JH-25b", "AS-4.4", "RULE-30"),
        guards=OWN_CASE,
        stops=(ClockKind.DELIVERY,),
        told=(Audience.WINDOW,),
    ),
)
