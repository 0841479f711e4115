"""One row of the table of acts, and the sets of states and clocks that its rows share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from onevisit.law.clock_kinds import ClockKind
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.guards import Guard
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.powers import PowerKind


class Audience(StrEnum):
    """Who is told of an act by the platform."""

    APPLICANT = "applicant"
    DEPARTMENT = "department"
    WINDOW = "window"


@dataclass(frozen=True)
class Transition:
    """One row: an act, where it may happen, where it leads, by whose power, under which guards.

    ``to_state`` is None where the case stays in its state. ``clauses`` are the rules the row carries out.
    """

    action: Action
    from_states: frozenset[State]
    to_state: State | None
    power: PowerKind
    clauses: tuple[str, ...]
    guards: tuple[Guard, ...] = ()
    starts: tuple[ClockKind, ...] = ()
    stops: tuple[ClockKind, ...] = ()
    document: DocumentKind | None = None
    told: tuple[Audience, ...] = ()


INTAKE = frozenset({State.SUBMITTED, State.RECEIVED})
BEFORE_DECISION = frozenset({State.ACCEPTED, State.IN_REVIEW})
PENDING = INTAKE | BEFORE_DECISION | {State.CORRECTING}
INTAKE_CLOCKS = (ClockKind.REGISTRATION, ClockKind.ONE_TIME_NOTICE, ClockKind.ACCEPTANCE, ClockKind.SUPPLY)
DECISION_CLOCKS = (ClockKind.STATUTORY, ClockKind.PROMISE)
CLOCKS_OF_ACCEPTANCE = (*DECISION_CLOCKS, ClockKind.FIRST_REVIEW)
CLOCKS_OF_REVIEW = (ClockKind.FIRST_REVIEW, ClockKind.STEP, ClockKind.SUPERIOR_ANSWER)
RENEWAL_CLOCK = (ClockKind.RENEWAL,)
HEARING_CLOCKS = (
    ClockKind.HEARING_REQUEST,
    ClockKind.PARTY_HEARING_REQUEST,
    ClockKind.STATEMENT,
    ClockKind.PARTY_STATEMENT,
    ClockKind.HEARING,
    ClockKind.HEARING_NOTICE,
)
OWN_CASE = (guards.not_related,)
NOTICE_MAY_WAIT = BEFORE_DECISION | {
    State.CORRECTING,
    State.NOT_REQUIRED,
    State.NOT_ACCEPTED,
    State.TERMINATED,
    State.ANNULLED,
    State.RECEIVED,
    State.REPORTED_UP,
    State.DECIDED,
    State.RESULT_AT_WINDOW,
    State.IN_SLOT,
    State.POSTED,
    State.DELIVERED,
    State.WITHDRAWN,
    State.ARCHIVED,
}


def row(
    action: Action,
    from_states: Iterable[State],
    to_state: State | None,
    power: PowerKind,
    *,
    clauses: tuple[str, ...],
    guards: tuple[Guard, ...] = (),
    starts: tuple[ClockKind, ...] = (),
    stops: tuple[ClockKind, ...] = (),
    document: DocumentKind | None = None,
    told: tuple[Audience, ...] = (),
) -> Transition:
    """A row with what it does not name left empty."""
    return Transition(
        action, frozenset(from_states), to_state, power, clauses, guards, starts, stops, document, told
    )
