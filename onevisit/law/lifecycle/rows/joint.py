"""What happens to a case as a member of a joint case (rule 19, JH-18)."""

from __future__ import annotations

from onevisit.law.clock_kinds import ClockKind
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.lifecycle.transition import INTAKE, OWN_CASE, Audience, Transition, row
from onevisit.law.powers import PowerKind

ROWS: tuple[Transition, ...] = (
    row(
        Action.FILE_AFTER,
        {State.DRAFT},
        State.SUBMITTED,
        PowerKind.SYSTEM,
        clauses=("JH-18", "RULE-19", "RULE-4"),
        guards=(guards.in_a_package,),
        starts=(ClockKind.REGISTRATION, ClockKind.ONE_TIME_NOTICE, ClockKind.RENEWAL),
        document=DocumentKind.RECEIPT,
        told=(Audience.APPLICANT, Audience.WINDOW),
    ),
    row(
        Action.REPORT_POINTS,
        INTAKE,
        None,
        PowerKind.ACCEPT,
        clauses=("JH-18", "XK-32.4"),
        guards=(*OWN_CASE, guards.in_a_package, guards.no_correction_given_before),
        told=(Audience.WINDOW,),
    ),
    row(
        Action.CORRECT_TOGETHER,
        INTAKE,
        State.CORRECTING,
        PowerKind.COORDINATE,
        clauses=("JH-18", "RULE-19", "XK-32.4", "AS-3.3b"),
        guards=(
            *OWN_CASE,
            guards.in_a_package,
            guards.no_correction_given_before,
            guards.points_were_reported,
        ),
        starts=(ClockKind.SUPPLY,),
        stops=(ClockKind.REGISTRATION, ClockKind.ONE_TIME_NOTICE, ClockKind.ACCEPTANCE),
        document=DocumentKind.CORRECTION,
    ),
    row(
        Action.NOTE_SERVICE,
        {State.CORRECTING},
        None,
        PowerKind.SYSTEM,
        clauses=("JH-18", "RULE-30", "RULE-7"),
        guards=(guards.in_a_package,),
        starts=(ClockKind.SUPPLY,),
        stops=(ClockKind.ONE_TIME_NOTICE, ClockKind.ACCEPTANCE),
    ),
    row(
        Action.CALL_OFF_NOTICE,
        {State.CORRECTING},
        State.RECEIVED,
        PowerKind.SYSTEM,
        clauses=("JH-18", "RULE-19", "RULE-7"),
        guards=(guards.in_a_package,),
        told=(Audience.DEPARTMENT, Audience.WINDOW),
    ),
)
