"""What becomes of a receipt: its outcomes are closed (rule 5)."""

from __future__ import annotations

from onevisit.law.clock_kinds import ClockKind
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.lifecycle.transition import (
    CLOCKS_OF_ACCEPTANCE,
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
        Action.CORRECT_ON_THE_SPOT,
        INTAKE,
        None,
        PowerKind.RECEIVE,
        clauses=("XK-32.3",),
        guards=OWN_CASE,
    ),
    row(
        Action.REQUEST_CORRECTION,
        INTAKE,
        State.CORRECTING,
        PowerKind.ACCEPT,
        clauses=("XK-32.4", "AS-3.3b", "JH-22", "JH-23a"),
        guards=(*OWN_CASE, guards.corrects_alone, guards.no_correction_given_before),
        starts=(ClockKind.SUPPLY,),
        stops=(ClockKind.REGISTRATION, ClockKind.ONE_TIME_NOTICE, ClockKind.ACCEPTANCE),
        document=DocumentKind.CORRECTION,
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.SUPPLY_CORRECTION,
        {State.CORRECTING},
        State.RECEIVED,
        PowerKind.APPLY,
        clauses=("XK-32.5", "RULE-7"),
        starts=(ClockKind.ONE_TIME_NOTICE, ClockKind.ACCEPTANCE),
        stops=(ClockKind.SUPPLY, ClockKind.ONE_TIME_NOTICE, ClockKind.ACCEPTANCE),
        told=(Audience.DEPARTMENT, Audience.WINDOW),
    ),
    row(
        Action.REMIND_OF_POINT,
        {State.RECEIVED},
        State.CORRECTING,
        PowerKind.ACCEPT,
        clauses=("RULE-8",),
        guards=(*OWN_CASE, guards.correction_was_given, guards.not_reminded_before),
        starts=(ClockKind.SUPPLY,),
        stops=(ClockKind.ONE_TIME_NOTICE, ClockKind.ACCEPTANCE),
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.ACCEPT,
        INTAKE,
        State.ACCEPTED,
        PowerKind.ACCEPT,
        clauses=("XK-32.5", "AS-4.2", "JH-23a", "JH-23b"),
        guards=(*OWN_CASE, guards.scenario_answered, guards.materials_settled),
        starts=CLOCKS_OF_ACCEPTANCE,
        stops=INTAKE_CLOCKS,
        document=DocumentKind.ACCEPTANCE,
        told=(Audience.APPLICANT, Audience.DEPARTMENT),
    ),
    row(
        Action.DEEM_ACCEPTED,
        INTAKE | {State.CORRECTING},
        State.ACCEPTED,
        PowerKind.SYSTEM,
        clauses=("XK-32.4", "RULE-7"),
        starts=CLOCKS_OF_ACCEPTANCE,
        stops=INTAKE_CLOCKS,
        document=DocumentKind.ACCEPTANCE,
        told=(Audience.APPLICANT, Audience.DEPARTMENT),
    ),
    row(
        Action.ANSWER_NOT_REQUIRED,
        INTAKE,
        State.NOT_REQUIRED,
        PowerKind.ACCEPT,
        clauses=("XK-32.1",),
        guards=(*OWN_CASE, guards.no_recusal_open),
        stops=INTAKE_CLOCKS + RENEWAL_CLOCK,
        document=DocumentKind.NOT_REQUIRED,
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.PROPOSE_REFUSAL_OF_ACCEPTANCE,
        INTAKE,
        None,
        PowerKind.ACCEPT,
        clauses=("RULE-5",),
        guards=(*OWN_CASE, guards.corrections_not_all_supplied),
    ),
    row(
        Action.REFUSE_ACCEPTANCE,
        INTAKE,
        State.NOT_ACCEPTED,
        PowerKind.ACCEPT,
        clauses=("XK-32.2", "JH-23a", "JH-23b", "RULE-5"),
        guards=(
            *OWN_CASE,
            guards.no_recusal_open,
            guards.corrections_not_all_supplied,
            guards.second_person_confirms,
        ),
        stops=INTAKE_CLOCKS + RENEWAL_CLOCK,
        document=DocumentKind.ACCEPTANCE_REFUSAL,
        told=(Audience.APPLICANT,),
    ),
)
