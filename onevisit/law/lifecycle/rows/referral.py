"""Asking a department for instruction about a case (rule 36): the case goes on, its ledger knows."""

from __future__ import annotations

from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.lifecycle.transition import OWN_CASE, PENDING, Transition, row
from onevisit.law.powers import PowerKind

ROWS: tuple[Transition, ...] = (
    row(
        Action.REFER,
        PENDING | {State.REPORTED_UP, State.DECIDED, State.RESULT_AT_WINDOW, State.POSTED},
        None,
        PowerKind.VIEW,
        clauses=("RULE-36", "AS-3.3b"),
        guards=(*OWN_CASE, guards.actor_holds),
    ),
)
