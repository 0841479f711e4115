"""Fees by the published standard: assessed, paid (许可法 58, 59; rule 26)."""

from __future__ import annotations

from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.lifecycle.transition import (
    BEFORE_DECISION,
    INTAKE,
    NOTICE_MAY_WAIT,
    OWN_CASE,
    Audience,
    Transition,
    row,
)
from onevisit.law.powers import PowerKind

CHARGED_IN = INTAKE | BEFORE_DECISION | {State.REPORTED_UP, State.DECIDED, State.RESULT_AT_WINDOW}
OWED_IN = CHARGED_IN | {State.CORRECTING, State.IN_SLOT, State.POSTED, State.DELIVERED}
"""A deferred fee is still owed when the result is on its way or handed out."""

ROWS: tuple[Transition, ...] = (
    row(
        Action.ASSESS_FEE,
        CHARGED_IN,
        None,
        PowerKind.CHARGE,
        clauses=("XK-58", "XK-59", "JH-8.2.6"),
        guards=(
            *OWN_CASE,
            guards.item_has_fees,
            guards.fee_not_assessed,
            guards.fee_is_due_now,
            guards.fee_power_given,
        ),
        document=DocumentKind.PAYMENT_NOTICE,
        told=(Audience.APPLICANT, Audience.WINDOW),
    ),
    row(
        Action.RECORD_PAYMENT,
        OWED_IN,
        None,
        PowerKind.CHARGE,
        clauses=("XK-59", "JH-8.2.6"),
        guards=(*OWN_CASE, guards.item_has_fees, guards.fee_is_owed),
        told=(Audience.APPLICANT, Audience.WINDOW),
    ),
    row(
        Action.REQUEST_REDUCTION,
        OWED_IN,
        None,
        PowerKind.APPLY,
        clauses=("XK-59",),
        guards=(guards.item_has_fees, guards.fee_may_be_reduced, guards.no_reduction_open),
        told=(Audience.DEPARTMENT,),
    ),
    row(
        Action.APPROVE_REDUCTION,
        NOTICE_MAY_WAIT - {State.ARCHIVED},
        None,
        PowerKind.SIGN,
        clauses=("XK-59", "HOUSE-36"),
        guards=(*OWN_CASE, guards.reduction_open, guards.another_decides_reduction),
        document=DocumentKind.FEE_REDUCTION,
        told=(Audience.APPLICANT, Audience.WINDOW),
    ),
    row(
        Action.REJECT_REDUCTION,
        NOTICE_MAY_WAIT - {State.ARCHIVED},
        None,
        PowerKind.SIGN,
        clauses=("XK-59", "HOUSE-36"),
        guards=(*OWN_CASE, guards.reduction_open, guards.another_decides_reduction),
        document=DocumentKind.FEE_REDUCTION_REFUSAL,
        told=(Audience.APPLICANT, Audience.WINDOW),
    ),
)
