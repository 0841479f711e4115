"""The judges are judged: each predicate passes a lawful record and fails one that was doctored."""

from __future__ import annotations

import pytest

from tests.cases import predicates
from tests.cases.doctored import DOCTORED
from tests.cases.doctored.hearings import heard
from tests.cases.doctored.lawful import lawful
from tests.cases.predicates import hearings

BY_NAME = {one.__name__: one for one in predicates.PREDICATES}


def test_a_lawful_life_has_no_fault() -> None:
    assert predicates.faults(lawful()) == []


def test_a_lawful_hearing_has_no_fault() -> None:
    assert [fault for one in hearings.PREDICATES for fault in one(heard())] == []


def test_every_predicate_has_its_own_name_and_is_tried_on_a_doctored_record() -> None:
    assert len(BY_NAME) == len(predicates.PREDICATES)
    assert set(DOCTORED) == set(BY_NAME)


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name, lives in DOCTORED.items() for number in range(len(lives))]
)
def test_a_doctored_record_is_found_out(name: str, number: int) -> None:
    assert list(BY_NAME[name](DOCTORED[name][number]()))
