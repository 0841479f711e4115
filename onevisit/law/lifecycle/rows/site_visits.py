"""Going to the place: appointed, seen by two officers, on record with signatures (JH-8.2.5, XK-34)."""

from __future__ import annotations

from onevisit.law.clock_kinds import ClockKind
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.lifecycle.transition import OWN_CASE, Audience, Transition, row
from onevisit.law.powers import PowerKind

ROWS: tuple[Transition, ...] = (
    row(
        Action.APPOINT_VISIT,
        {State.IN_REVIEW},
        None,
        PowerKind.REVIEW,
        clauses=("JH-8.2.5", "XK-34p3"),
        guards=(*OWN_CASE, guards.visit_comes_next),
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.RECORD_VISIT,
        {State.IN_REVIEW},
        None,
        PowerKind.REVIEW,
        clauses=("XK-34p3", "JH-8.2.5", "RULE-21"),
        guards=(*OWN_CASE, guards.visit_appointed),
        starts=(ClockKind.STEP,),
        stops=(ClockKind.STEP,),
        document=DocumentKind.SITE_RECORD,
    ),
)
