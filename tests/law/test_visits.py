"""Trips: the rule figure and the whole one, from the acts that staff recorded with somebody before them."""

from __future__ import annotations

from datetime import date

import pytest

from onevisit.law.lifecycle import Action
from onevisit.law.visits import RecordedAct, Visits, visits_of

MONDAY, TUESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)


def acts(*given: tuple[Action, bool, date]) -> list[RecordedAct]:
    """Acts in their order: what, whether staff recorded it, on which day."""
    return [RecordedAct(action, by_staff, day) for action, by_staff, day in given]


@pytest.mark.clause("JH-42", "RULE-38")
def test_rule_38_collection_counts_for_the_person_but_not_for_the_rule() -> None:
    life = acts(
        (Action.RECEIVE, True, MONDAY),
        (Action.ACCEPT, True, MONDAY),
        (Action.SIGN_DECISION, True, TUESDAY),
        (Action.COLLECT, True, FRIDAY),
    )
    assert visits_of(life) == Visits(by_rule=1, in_all=2)


@pytest.mark.clause("JH-42", "RULE-38")
def test_rule_38_what_is_done_on_the_web_is_no_trip() -> None:
    life = acts(
        (Action.FILE, False, MONDAY),
        (Action.REGISTER, True, MONDAY),
        (Action.SIGN_DECISION, True, TUESDAY),
        (Action.DELIVER_ELECTRONICALLY, True, TUESDAY),
    )
    assert visits_of(life) == Visits(by_rule=0, in_all=0)


@pytest.mark.clause("RULE-38")
def test_rule_38_a_corrected_application_has_no_rule_figure_and_every_trip_counts() -> None:
    life = acts(
        (Action.RECEIVE, True, MONDAY),
        (Action.REQUEST_CORRECTION, True, MONDAY),
        (Action.SUPPLY_CORRECTION, True, TUESDAY),
        (Action.SIGN_DECISION, True, FRIDAY),
        (Action.COLLECT, True, FRIDAY),
    )
    assert visits_of(life) == Visits(by_rule=None, in_all=3)


@pytest.mark.clause("JH-42")
def test_decided_and_handed_out_on_one_day_is_one_trip() -> None:
    life = acts(
        (Action.RECEIVE, True, MONDAY),
        (Action.DECIDE_AT_ONCE, True, MONDAY),
        (Action.COLLECT, True, MONDAY),
    )
    assert visits_of(life) == Visits(by_rule=1, in_all=1)
