"""Reported-up cases: reviewed here first, decided above, delivered here (JH-8.2.3, XK-35)."""

from __future__ import annotations

from onevisit.law.clock_kinds import ClockKind
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.lifecycle.transition import OWN_CASE, Audience, Transition, row
from onevisit.law.powers import PowerKind

ROWS: tuple[Transition, ...] = (
    row(
        Action.REPORT_UP,
        {State.IN_REVIEW},
        State.REPORTED_UP,
        PowerKind.SIGN,
        clauses=("JH-8.2.3", "XK-35", "XK-43"),
        guards=(
            *OWN_CASE,
            guards.is_reported_up,
            guards.steps_done,
            guards.everybody_was_heard,
            guards.no_procedure_running,
            guards.nothing_promised_is_missing,
            guards.not_decided_above,
            guards.no_recusal_open,
        ),
        starts=(ClockKind.SUPERIOR_ANSWER,),
        stops=(ClockKind.FIRST_REVIEW,),
        document=DocumentKind.REPORT_UP,
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.RECORD_ANSWER_FROM_ABOVE,
        {State.REPORTED_UP},
        State.IN_REVIEW,
        PowerKind.REVIEW,
        clauses=("JH-8.2.3", "XK-35"),
        guards=OWN_CASE,
        starts=(ClockKind.STEP,),
        stops=(ClockKind.SUPERIOR_ANSWER,),
        told=(Audience.APPLICANT,),
    ),
)
