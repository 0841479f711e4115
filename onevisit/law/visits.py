"""How often the applicant had to come for a case: two figures, never one for the other (rule 38)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from onevisit.law.clauses import enforces
from onevisit.law.lifecycle.states import Action

IN_PERSON = frozenset(
    {
        Action.RECEIVE,
        Action.CORRECT_ON_THE_SPOT,
        Action.SUPPLY_CORRECTION,
        Action.MAKE_STATEMENT,
        Action.REQUEST_HEARING,
        Action.WAIVE_HEARING,
        Action.WITHDRAW_HEARING_REQUEST,
        Action.CHALLENGE_CHAIR,
        Action.WITHDRAW,
        Action.COLLECT,
    }
)
"""Acts that staff record with the applicant, or who comes for him, before them."""

RESULT = frozenset({Action.SIGN_DECISION, Action.DECIDE_AT_ONCE})


@dataclass(frozen=True)
class RecordedAct:
    """One act of the ledger: what, by staff or by the applicant himself, on which Asia/Shanghai day."""

    action: Action
    by_staff: bool
    day: date


@dataclass(frozen=True)
class Visits:
    """The trips of one case. ``by_rule`` is None where the rule does not count: corrections were needed."""

    by_rule: int | None
    in_all: int


@enforces("JH-42", "RULE-38")
def visits_of(acts: Iterable[RecordedAct]) -> Visits:
    """The trips recorded in a case, days on which somebody stood at a window; one day is one trip.

    The rule figure counts a complete application from its receipt to its result (蛟河规则第四十二条); the
    other counts every trip, corrections and collection too. Consultations before filing are in neither:
    they belong to no case yet.
    """
    days: set[date] = set()
    until_result: set[date] = set()
    complete, result = True, False
    for act in acts:
        complete = complete and act.action is not Action.REQUEST_CORRECTION
        if act.by_staff and act.action in IN_PERSON:
            days.add(act.day)
            if not result:
                until_result.add(act.day)
        result = result or act.action in RESULT
    return Visits(len(until_result) if complete else None, len(days))
