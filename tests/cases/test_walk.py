"""Whatever the order of acts by any people at any time: the finished record keeps every rule."""

from __future__ import annotations

import pytest

from onevisit.law.lifecycle import State
from tests.cases import predicates
from tests.cases.record import life_of
from tests.cases.walking import Walk

pytestmark = pytest.mark.usefixtures("city")

SHORT, LONG = 30, 3000
RULES = tuple(f"RULE-{number}" for number in (2, 4, 5, 6, 7, 8, 9, 10, 12, 13, 21, 22, 28, 29, 30))


def judge(seed: int) -> None:
    """One walk, judged by the predicates."""
    walk = Walk(seed)
    case = walk.go()
    if case.state == State.DRAFT:
        return
    found = predicates.faults(life_of(case.pk))
    assert not found, "\n".join([*found, walk.told()])


@pytest.mark.clause(*RULES, "HOUSE-3", "JH-24c", "XK-32.4", "XK-34", "XK-38", "XK-42", "XK-45")
@pytest.mark.parametrize("seed", range(SHORT))
def test_whatever_anybody_does_the_record_keeps_every_rule(seed: int) -> None:
    judge(seed)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(SHORT, LONG))
def test_thousands_of_walks_keep_every_rule(seed: int) -> None:
    judge(seed)
