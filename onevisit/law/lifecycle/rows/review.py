"""The review: steps, special procedures, extensions."""

from __future__ import annotations

from onevisit.law.clock_kinds import ClockKind
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.lifecycle.transition import BEFORE_DECISION, OWN_CASE, Audience, Transition, row
from onevisit.law.powers import PowerKind

ROWS: tuple[Transition, ...] = (
    row(
        Action.START_REVIEW,
        {State.ACCEPTED},
        State.IN_REVIEW,
        PowerKind.REVIEW,
        clauses=("AS-4.3", "JH-24"),
        guards=OWN_CASE,
        starts=(ClockKind.STEP,),
    ),
    row(
        Action.RECORD_STEP,
        {State.IN_REVIEW},
        None,
        PowerKind.REVIEW,
        clauses=("AS-4.3", "JH-24", "XK-34"),
        guards=(*OWN_CASE, guards.not_the_chair),
        starts=(ClockKind.STEP,),
        stops=(ClockKind.STEP,),
    ),
    row(
        Action.START_SPECIAL_PROCEDURE,
        BEFORE_DECISION,
        State.IN_REVIEW,
        PowerKind.REVIEW,
        clauses=("XK-45", "JH-17", "RULE-10", "RULE-11"),
        guards=(*OWN_CASE, guards.no_procedure_running),
        document=DocumentKind.SPECIAL_PROCEDURE,
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.END_SPECIAL_PROCEDURE,
        {State.IN_REVIEW},
        None,
        PowerKind.REVIEW,
        clauses=("XK-45", "RULE-10"),
        guards=(*OWN_CASE, guards.procedure_running, guards.not_a_hearing),
        starts=(ClockKind.STEP,),
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.LAPSE_SPECIAL_PROCEDURE,
        {State.IN_REVIEW},
        None,
        PowerKind.SYSTEM,
        clauses=("RULE-10",),
        guards=(guards.procedure_running,),
        starts=(ClockKind.STEP,),
        told=(Audience.DEPARTMENT,),
    ),
    row(
        Action.REQUEST_EXTENSION,
        BEFORE_DECISION,
        None,
        PowerKind.REVIEW,
        clauses=("XK-42", "AS-3.3c"),
        guards=(*OWN_CASE, guards.before_expiry_and_once),
        told=(Audience.DEPARTMENT,),
    ),
    row(
        Action.APPROVE_EXTENSION,
        BEFORE_DECISION,
        None,
        PowerKind.APPROVE_EXTENSION,
        clauses=("XK-42", "AS-3.3c", "RULE-13"),
        guards=(*OWN_CASE, guards.extension_requested),
        document=DocumentKind.EXTENSION,
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.REJECT_EXTENSION,
        BEFORE_DECISION,
        None,
        PowerKind.APPROVE_EXTENSION,
        clauses=("XK-42",),
        guards=(*OWN_CASE, guards.extension_requested),
    ),
)
