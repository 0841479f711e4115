"""No rule without its named test: the map is whole, true, and short of exceptions."""

from __future__ import annotations

from pathlib import Path

import pytest

from onevisit.law.clauses.scanning import citations_in_tests
from tests.rules import named

TESTS = Path(__file__).parent.parent
FORTY, TWENTY_FIVE = range(1, 41), range(1, 26)


@pytest.fixture(scope="module")
def marked() -> dict[str, set[str]]:
    """The clauses that each marked test proves, by the test's name from here."""
    found: dict[str, set[str]] = {}
    for one in citations_in_tests(TESTS):
        found.setdefault(one.name.removeprefix("tests/"), set()).add(one.clause_id)
    return found


def test_every_rule_has_a_named_test_or_says_why_not() -> None:
    assert sorted([*named.RULES, *named.RULES_LATER]) == list(FORTY)
    assert sorted([*named.INVARIANTS, *named.INVARIANTS_LATER]) == list(TWENTY_FIVE)
    assert set(named.PARTS_LATER) <= set(named.RULES)
    assert all([*named.RULES.values(), *named.INVARIANTS.values()])


@pytest.mark.parametrize("rule", named.RULES)
def test_a_named_test_bears_the_marker_of_its_rule(rule: int, marked: dict[str, set[str]]) -> None:
    for name in named.RULES[rule]:
        assert f"RULE-{rule}" in marked.get(name, ()), name


@pytest.mark.parametrize("invariant", named.INVARIANTS)
def test_a_test_named_for_an_invariant_exists(invariant: int) -> None:
    for name in named.INVARIANTS[invariant]:
        file, _, function = name.partition("::")
        assert f"\ndef {function}(" in (TESTS / file).read_text(encoding="utf-8"), name


@pytest.mark.parametrize("rule", named.RULES_LATER)
def test_an_exception_ends_with_the_first_test_of_its_rule(rule: int, marked: dict[str, set[str]]) -> None:
    proofs = [name for name, clauses in marked.items() if f"RULE-{rule}" in clauses]
    assert not proofs, f"rule {rule} is proved now: name it in RULES"
