"""Recusal: who is related to a case stands back from it (HOUSE-11, by analogy with XK-48)."""

from __future__ import annotations

from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.lifecycle.transition import OWN_CASE, PENDING, Audience, Transition, row
from onevisit.law.powers import PowerKind

UNTIL_HANDED_OUT = PENDING | {State.REPORTED_UP, State.DECIDED, State.RESULT_AT_WINDOW}

ROWS: tuple[Transition, ...] = (
    row(
        Action.DECLARE_RECUSAL,
        UNTIL_HANDED_OUT,
        None,
        PowerKind.VIEW,
        clauses=("HOUSE-11", "XK-5"),
        guards=(guards.actor_holds,),
        told=(Audience.DEPARTMENT,),
    ),
    row(
        Action.REQUEST_RECUSAL,
        PENDING | {State.REPORTED_UP},
        None,
        PowerKind.APPLY,
        clauses=("HOUSE-11", "XK-5", "XK-48.3"),
        told=(Audience.DEPARTMENT,),
    ),
    row(
        Action.DECIDE_RECUSAL,
        UNTIL_HANDED_OUT,
        None,
        PowerKind.SIGN,
        clauses=("HOUSE-11", "XK-5", "XK-48.3"),
        guards=(*OWN_CASE, guards.recusal_open, guards.right_person_decides_recusal),
        told=(Audience.APPLICANT, Audience.DEPARTMENT),
    ),
)
