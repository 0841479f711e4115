"""Filing, receiving, registering."""

from __future__ import annotations

from onevisit.law.clock_kinds import ClockKind
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.lifecycle.transition import OWN_CASE, Audience, Transition, row
from onevisit.law.powers import PowerKind

ROWS: tuple[Transition, ...] = (
    row(
        Action.FILE,
        {State.DRAFT},
        State.SUBMITTED,
        PowerKind.APPLY,
        clauses=("RULE-4", "DZ-11", "XK-29"),
        guards=(guards.filed_with_its_package,),
        starts=(ClockKind.REGISTRATION, ClockKind.ONE_TIME_NOTICE, ClockKind.RENEWAL),
        document=DocumentKind.RECEIPT,
        told=(Audience.APPLICANT, Audience.WINDOW),
    ),
    row(
        Action.RECEIVE,
        {State.DRAFT},
        State.RECEIVED,
        PowerKind.RECEIVE,
        clauses=("JH-23b", "AS-4.2", "JH-10a"),
        guards=(*OWN_CASE, guards.filed_with_its_package, guards.stationed_here),
        starts=(ClockKind.ONE_TIME_NOTICE, ClockKind.ACCEPTANCE, ClockKind.RENEWAL),
        document=DocumentKind.RECEIPT,
        told=(Audience.APPLICANT, Audience.DEPARTMENT),
    ),
    row(
        Action.REGISTER,
        {State.SUBMITTED},
        State.RECEIVED,
        PowerKind.RECEIVE,
        clauses=("RULE-4", "JH-23c"),
        guards=OWN_CASE,
        starts=(ClockKind.ACCEPTANCE,),
        stops=(ClockKind.REGISTRATION,),
        told=(Audience.DEPARTMENT,),
    ),
)
