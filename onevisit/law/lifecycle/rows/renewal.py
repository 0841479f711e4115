"""What expiry does to a timely application for renewal that nobody has answered (许可法 50, rule 17)."""

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
    PENDING,
    Audience,
    Transition,
    row,
)
from onevisit.law.powers import PowerKind

UNANSWERED = PENDING | {State.REPORTED_UP}

ROWS: tuple[Transition, ...] = (
    row(
        Action.DEEM_RENEWED,
        UNANSWERED,
        State.DECIDED,
        PowerKind.SYSTEM,
        clauses=("XK-50p2", "RULE-17"),
        guards=(guards.renewal_unanswered,),
        starts=(ClockKind.DELIVERY,),
        stops=(
            *INTAKE_CLOCKS,
            ClockKind.STATUTORY,
            *CLOCKS_OF_REVIEW,
            *HEARING_CLOCKS,
            ClockKind.RENEWAL,
        ),
        document=DocumentKind.DEEMED_RENEWAL,
        told=(Audience.APPLICANT, Audience.DEPARTMENT),
    ),
    row(
        Action.END_RENEWAL,
        UNANSWERED,
        State.TERMINATED,
        PowerKind.SYSTEM,
        clauses=("XK-70.4", "RULE-17"),
        guards=(guards.renewal_unanswered,),
        stops=(
            *INTAKE_CLOCKS,
            *DECISION_CLOCKS,
            *CLOCKS_OF_REVIEW,
            *HEARING_CLOCKS,
            ClockKind.GAP_SUPPLY,
            ClockKind.RENEWAL,
        ),
        told=(Audience.APPLICANT, Audience.DEPARTMENT),
    ),
)
