"""Results that nobody collects: reminded of by the platform, then by telephone (JH-25b, AS-4.4)."""

from __future__ import annotations

from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.lifecycle.transition import OWN_CASE, Audience, Transition, row
from onevisit.law.powers import PowerKind

WAITING = frozenset({State.RESULT_AT_WINDOW, State.DECIDED})

ROWS: tuple[Transition, ...] = (
    row(
        Action.REMIND_TO_COLLECT,
        WAITING,
        None,
        PowerKind.SYSTEM,
        clauses=("JH-25b", "AS-4.4"),
        guards=(guards.result_is_at_window,),
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.CALL_TO_COLLECT,
        WAITING,
        None,
        PowerKind.ISSUE,
        clauses=("JH-25b", "AS-4.4"),
        guards=(*OWN_CASE, guards.result_is_at_window),
    ),
)
