"""The random walk where others have to be heard: begun under review, with an interested party named."""

from __future__ import annotations

import pytest

from onevisit.cases.models import Case
from onevisit.catalog.models import ItemVersion
from tests.cases import hearing_world, predicates
from tests.cases.record import life_of
from tests.cases.walking import Walk

pytestmark = pytest.mark.usefixtures("city")

SHORT, LONG = 20, 1000


class HearingWalk(Walk):
    """A walk over a licence under review, in half of them with every step done."""

    def _draft(self, version: ItemVersion) -> Case:
        served, steps = self.random.random() < 0.7, self.random.random() < 0.5
        case = hearing_world.reviewed(served=served, steps=steps)
        if self.random.random() < 0.8:
            hearing_world.name_party(case)
        return case


def judge(seed: int) -> set[str]:
    """One walk, judged by the predicates; answers what was done in it."""
    walk = HearingWalk(seed)
    life = life_of(walk.go().pk)
    found = predicates.faults(life)
    assert not found, "\n".join([*found, walk.told()])
    return {act.name for act in life.acts}


@pytest.mark.clause(
    "RULE-14", "RULE-15", "RULE-16", "XK-36", "XK-46", "XK-47p1", "XK-48.1", "XK-48.3", "XK-48p2"
)
@pytest.mark.parametrize("seed", range(SHORT))
def test_whoever_is_to_be_heard_is_heard_before_the_decision(seed: int) -> None:
    judge(seed)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(SHORT, LONG))
def test_hundreds_of_walks_with_hearings_keep_every_rule(seed: int) -> None:
    judge(seed)
