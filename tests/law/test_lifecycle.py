"""The transition table: no dead ends, nothing unreachable, no act without clause; what the guards refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevisit.law.clauses import clause
from onevisit.law.items import CaseRoute, ReviewKind
from onevisit.law.lifecycle import ENDED, TRANSITIONS, Action, CaseFacts, State, check, transition_for
from onevisit.law.powers import DelegationInForce, HeldRole, PowerKind, Role, grants_of
from onevisit.law.profiles import JIAOHE

FACTS = CaseFacts(
    city=JIAOHE,
    state=State.RECEIVED,
    route=CaseRoute.PROMISED,
    review_kind=ReviewKind.SUBSTANTIVE,
    is_licence=True,
    today=date(2026, 11, 20),
    actor_id=7,
)


def targets(state: State) -> set[State]:
    """The states that one act leads to from ``state``."""
    return {row.to_state for row in TRANSITIONS if state in row.from_states and row.to_state is not None}


@pytest.mark.clause("JH-24", "AS-4.3", "JH-16")
def test_every_act_has_one_row_a_clause_and_a_power() -> None:
    assert sorted(row.action for row in TRANSITIONS) == sorted(Action)
    for row in TRANSITIONS:
        assert row.from_states, row.action
        assert row.clauses, row.action
        for identifier in row.clauses:
            clause(identifier)


def test_every_state_is_reached_from_a_draft() -> None:
    reached, frontier = {State.DRAFT}, [State.DRAFT]
    while frontier:
        for state in targets(frontier.pop()):
            if state not in reached:
                reached.add(state)
                frontier.append(state)
    assert reached == set(State)


def test_no_state_but_the_archive_is_a_dead_end() -> None:
    """Only an annulment still leaves the archive."""
    leaving = {
        state
        for row in TRANSITIONS
        for state in row.from_states
        if row.to_state not in (None, state, State.ANNULLED)
    }
    assert set(State) - leaving == {State.ARCHIVED}


def test_every_open_state_can_reach_an_end_without_the_applicant() -> None:
    """An organ can always finish what it began; only correcting waits for the applicant or a cited rule."""
    organ_rows = [row for row in TRANSITIONS if row.power is not PowerKind.APPLY]
    for state in set(State) - ENDED - {State.DRAFT, State.PRE_REVIEW}:
        reached, frontier = {state}, [state]
        while frontier:
            here = frontier.pop()
            for row in organ_rows:
                if here in row.from_states and row.to_state is not None and row.to_state not in reached:
                    reached.add(row.to_state)
                    frontier.append(row.to_state)
        assert reached & ENDED, state


@pytest.mark.clause("AS-4.2", "JH-23a")
def test_rule_1_receiving_is_not_accepting() -> None:
    assert transition_for(Action.RECEIVE).to_state is State.RECEIVED
    assert transition_for(Action.ACCEPT).to_state is State.ACCEPTED
    assert transition_for(Action.RECEIVE).document != transition_for(Action.ACCEPT).document


@pytest.mark.clause("RULE-5")
def test_rule_5_outcomes_of_receipt_are_closed() -> None:
    by_people_and_silence = [row for row in TRANSITIONS if row.action is not Action.END_RENEWAL]
    outcomes = {row.to_state for row in by_people_and_silence if State.RECEIVED in row.from_states} - {None}
    assert outcomes == {
        State.CORRECTING,
        State.ACCEPTED,
        State.NOT_REQUIRED,
        State.NOT_ACCEPTED,
        State.DECIDED,
        State.WITHDRAWN,
    }


@pytest.mark.clause("XK-32.4", "AS-3.3b")
def test_a_second_correction_is_refused_and_says_what_can_be_done() -> None:
    refusal = check(
        Action.REQUEST_CORRECTION, replace(FACTS, correction_given=True, correction_supplied=True)
    )
    assert refusal is not None
    assert refusal.code == "second_correction"
    assert "行政许可法" in str(refusal)
    assert check(Action.REQUEST_CORRECTION, FACTS) is None


@pytest.mark.clause("XK-32.5", "RULE-7")
def test_rule_7_after_the_corrections_are_in_acceptance_cannot_be_refused() -> None:
    supplied = replace(FACTS, correction_given=True, correction_supplied=True)
    refusal = check(Action.REFUSE_ACCEPTANCE, supplied)
    assert refusal is not None
    assert refusal.code == "corrections_supplied"
    assert check(Action.REFUSE_ACCEPTANCE, replace(supplied, unanswered_points=("营业执照",))) is None


@pytest.mark.clause("RULE-5")
def test_rule_5_a_window_refusal_needs_a_second_person() -> None:
    by_window = replace(FACTS, second_person_needed=True)
    assert check(Action.REFUSE_ACCEPTANCE, by_window).code == "second_person_needed"  # type: ignore[union-attr]
    same = replace(by_window, refusal_proposed_by=7)
    assert check(Action.REFUSE_ACCEPTANCE, same).code == "same_person"  # type: ignore[union-attr]
    assert check(Action.REFUSE_ACCEPTANCE, replace(by_window, refusal_proposed_by=8)) is None


@pytest.mark.clause("JH-17a", "RULE-9")
def test_rule_9_formal_review_may_be_decided_at_once_substantive_not() -> None:
    assert check(Action.DECIDE_AT_ONCE, FACTS).code == "not_immediate"  # type: ignore[union-attr]
    assert check(Action.DECIDE_AT_ONCE, replace(FACTS, review_kind=ReviewKind.FORMAL)) is None
    assert check(Action.DECIDE_AT_ONCE, replace(FACTS, route=CaseRoute.IMMEDIATE)) is None


@pytest.mark.clause("RULE-21")
def test_rule_21_the_handler_does_not_sign_his_own_draft() -> None:
    drafted = replace(FACTS, state=State.IN_REVIEW, decision_drafted=True, drafted_by=7, handler_id=7)
    assert check(Action.SIGN_DECISION, drafted).code == "handler_signs"  # type: ignore[union-attr]
    assert check(Action.SIGN_DECISION, replace(drafted, actor_id=9)) is None
    assert check(Action.SIGN_DECISION, replace(drafted, route=CaseRoute.IMMEDIATE)) is None


@pytest.mark.clause("XK-42", "RULE-13")
def test_rule_13_one_extension_and_only_before_expiry() -> None:
    accepted = replace(FACTS, state=State.IN_REVIEW, statutory_due=date(2026, 11, 20))
    assert check(Action.REQUEST_EXTENSION, accepted) is None
    late = replace(accepted, today=date(2026, 11, 23))
    assert check(Action.REQUEST_EXTENSION, late).code == "limit_passed"  # type: ignore[union-attr]
    again = replace(accepted, extension_granted=True)
    assert check(Action.REQUEST_EXTENSION, again).code == "extended_before"  # type: ignore[union-attr]


@pytest.mark.clause("JH-10b")
def test_a_complex_case_waits_for_its_collective_discussion() -> None:
    complex_case = replace(FACTS, state=State.IN_REVIEW, discussion_required=True)
    assert check(Action.DRAFT_DECISION, complex_case).code == "discussion_missing"  # type: ignore[union-attr]
    assert check(Action.DRAFT_DECISION, replace(complex_case, discussion_recorded=True)) is None


@pytest.mark.clause("JH-8.2.3", "XK-35")
def test_only_reported_up_items_go_up() -> None:
    reviewed = replace(FACTS, state=State.IN_REVIEW)
    assert check(Action.REPORT_UP, reviewed).code == "not_reported_up"  # type: ignore[union-attr]
    assert check(Action.REPORT_UP, replace(reviewed, route=CaseRoute.REPORTED_UP)) is None


@pytest.mark.clause("RULE-8")
def test_rule_8_silence_ends_a_case_only_by_a_cited_rule() -> None:
    silent = replace(FACTS, state=State.CORRECTING, correction_given=True, supply_overdue=True)
    assert check(Action.TERMINATE, silent).code == "no_basis_to_end"  # type: ignore[union-attr]
    cited = replace(silent, termination_basis="《城市市容和环境卫生管理条例》第十一条")
    assert check(Action.TERMINATE, cited) is None


@pytest.mark.clause("JH-25a")
def test_handover_needs_two_people() -> None:
    offered = replace(FACTS, state=State.DECIDED, handover_offered_by=7)
    assert check(Action.TAKE_OVER, offered).code == "same_person"  # type: ignore[union-attr]
    assert check(Action.TAKE_OVER, replace(offered, actor_id=8)) is None


@given(st.sampled_from(Action), st.sampled_from(State), st.booleans())
def test_recusal_stands_before_every_act_of_staff(action: Action, state: State, related: bool) -> None:
    row = transition_for(action)
    facts = replace(FACTS, state=state, actor_is_related=related)
    refusal = check(action, facts)
    if state not in row.from_states:
        assert refusal is not None and refusal.code == "wrong_state"
    elif action is Action.DECLARE_RECUSAL:
        assert refusal is not None and refusal.code == "no_power", "who is related may say so"
    elif related and row.power not in (PowerKind.APPLY, PowerKind.SYSTEM):
        assert refusal is not None and refusal.code == "recusal"


DELEGATION = DelegationInForce(
    delegator_id=2,
    delegate_id=1,
    powers=frozenset({PowerKind.RECEIVE, PowerKind.ACCEPT}),
    item_codes=frozenset({"delegated"}),
)


@pytest.mark.clause("JH-13")
def test_a_delegation_gives_the_window_and_takes_from_the_department() -> None:
    window = grants_of([HeldRole(Role.WINDOW_CLERK, 1, frozenset({10}))], [DELEGATION])
    department = grants_of([HeldRole(Role.HANDLER, 2, frozenset())], [DELEGATION])

    def may_accept(grants: tuple, item: str) -> bool:  # type: ignore[type-arg]
        return any(g.power is PowerKind.ACCEPT and g.covers(2, 10, item) for g in grants)

    assert may_accept(window, "delegated")
    assert not may_accept(window, "kept")
    assert not may_accept(department, "delegated")
    assert may_accept(department, "kept")


@pytest.mark.clause("JH-13")
def test_without_a_delegation_in_force_the_window_only_receives() -> None:
    window = grants_of([HeldRole(Role.WINDOW_CLERK, 1, frozenset({10}))], [])
    held = {PowerKind.VIEW, PowerKind.RECEIVE, PowerKind.SERVE, PowerKind.CHARGE, PowerKind.COORDINATE}
    assert {grant.power for grant in window} == held
    assert not any(grant.covers(2, 11, "kept") for grant in window)
