"""The exits, and the archive."""

from __future__ import annotations

from onevisit.law.clock_kinds import ClockKind
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.lifecycle.transition import (
    CLOCKS_OF_REVIEW,
    DECISION_CLOCKS,
    HEARING_CLOCKS,
    INTAKE_CLOCKS,
    OWN_CASE,
    PENDING,
    RENEWAL_CLOCK,
    Audience,
    Transition,
    row,
)
from onevisit.law.powers import PowerKind

ROWS: tuple[Transition, ...] = (
    row(
        Action.WITHDRAW,
        PENDING | {State.REPORTED_UP},
        State.WITHDRAWN,
        PowerKind.APPLY,
        clauses=("RULE-32",),
        stops=(
            *INTAKE_CLOCKS,
            *DECISION_CLOCKS,
            *CLOCKS_OF_REVIEW,
            *HEARING_CLOCKS,
            ClockKind.GAP_SUPPLY,
            ClockKind.RENEWAL,
        ),
        document=DocumentKind.WITHDRAWAL,
        told=(Audience.APPLICANT, Audience.DEPARTMENT),
    ),
    row(
        Action.TERMINATE,
        {State.CORRECTING},
        State.TERMINATED,
        PowerKind.ACCEPT,
        clauses=("RULE-8",),
        guards=(*OWN_CASE, guards.termination_has_basis),
        stops=INTAKE_CLOCKS + RENEWAL_CLOCK,
        document=DocumentKind.TERMINATION,
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.ARCHIVE,
        {
            State.DELIVERED,
            State.NOT_REQUIRED,
            State.NOT_ACCEPTED,
            State.WITHDRAWN,
            State.TERMINATED,
            State.ANNULLED,
        },
        State.ARCHIVED,
        PowerKind.ARCHIVE,
        clauses=("ZX-12", "HOUSE-30"),
        guards=(
            *OWN_CASE,
            guards.every_document_is_there,
            guards.no_notice_waits,
            guards.no_declaration_open,
            guards.no_fee_matter_open,
        ),
    ),
)
