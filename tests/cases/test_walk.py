"""Whatever the order of acts by any people at any time: the finished record keeps every rule."""

from __future__ import annotations

import pytest

from onevisit.law.lifecycle import State
from tests.cases import predicates
from tests.cases.fee_record import money_of
from tests.cases.predicates import fees
from tests.cases.record import life_of
from tests.cases.walking import Walk

pytestmark = pytest.mark.usefixtures("city")

SHORT, LONG = 30, 3000


def judge(seed: int) -> None:
    """One walk, judged by the predicates."""
    walk = Walk(seed)
    case = walk.go()
    if case.state == State.DRAFT and not case.sequence:
        return
    life = life_of(case.pk)
    found = [*predicates.faults(life), *fees.faults(life, money_of(case.pk))]
    assert not found, "\n".join([*found, walk.told()])


@pytest.mark.clause(
    "RULE-2",
    "RULE-4",
    "RULE-5",
    "RULE-6",
    "RULE-7",
    "RULE-8",
    "RULE-9",
    "RULE-10",
    "RULE-12",
    "RULE-13",
    "RULE-21",
    "RULE-22",
    "RULE-28",
    "RULE-29",
    "RULE-30",
)
@pytest.mark.clause("RULE-14", "RULE-15", "RULE-16", "XK-36", "XK-46", "XK-47p1", "XK-48.1", "XK-48.3")
@pytest.mark.clause("HOUSE-3", "JH-24c", "XK-32.4", "XK-34", "XK-38", "XK-42", "XK-45")
@pytest.mark.parametrize("seed", range(SHORT))
def test_whatever_anybody_does_the_record_keeps_every_rule(seed: int) -> None:
    judge(seed)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(SHORT, LONG))
def test_thousands_of_walks_keep_every_rule(seed: int) -> None:
    judge(seed)
