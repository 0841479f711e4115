"""Two people on one case, the same page sent twice: one effect, and whoever comes second is told.

Each has its negative control: with the lock or the claim taken away the race does happen, so the test would
see it.
"""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from onevisit.cases import engine, loading, tasks
from onevisit.cases.models import Case, Meeting
from onevisit.documents.models import Document
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import Action, State
from onevisit.law.refusal import Refusal
from onevisit.records import clock, idempotency
from onevisit.records.models import LedgerRow
from tests.cases import predicates, world
from tests.cases.at_once import Gate, Together, wait_until_blocked
from tests.cases.record import life_of

pytestmark = pytest.mark.usefixtures("shared_city")

DISCUSSION = {
    "held_at": "2026-01-05T09:00:00+08:00",
    "place": "三楼会议室",
    "chair": "秦思雨",
    "members": [
        {"name": "秦思雨", "organ": "市场监管局", "opinion": "同意。"},
        {"name": "朱俊杰", "organ": "市场监管局", "opinion": "同意。"},
    ],
    "conclusion": "经会商，同意办理。",
    "outcome": "agree",
    "all_signed": True,
}


def rows(case: Case, action: Action) -> int:
    """How often the ledger holds an act."""
    return LedgerRow.objects.filter(case_id=case.pk, action=action.value).count()


def in_review() -> Case:
    """A case under review, to which acts can be added."""
    case = world.accepted()
    world.do(case, Action.START_REVIEW, world.HANDLER)
    return case


def discuss(case: Case, key: str, **inputs: Any) -> dict[str, Any]:
    """An act that would be done twice if nothing kept it from being."""
    performer = world.staff(world.HANDLER)
    return engine.perform(case.pk, Action.RECORD_DELIBERATION, performer, key, {**DISCUSSION, **inputs})


def take_up(case: Case, username: str) -> dict[str, Any]:
    """One of two handlers takes the case up."""
    return engine.perform(case.pk, Action.START_REVIEW, world.staff(username), uuid.uuid4().hex)


@pytest.mark.clause("HOUSE-2")
def test_while_one_works_on_a_case_the_other_is_told_and_nothing_is_overwritten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = world.accepted()
    gate = Gate(monkeypatch)
    first = gate.hold(lambda: take_up(case, world.HANDLER))
    second = Together(lambda: take_up(case, world.SECOND_HANDLER), lock_timeout="100ms")
    with pytest.raises(Refusal) as told:
        second.join()
    assert told.value.code == "busy"
    gate.open()
    first.join()
    with pytest.raises(Refusal) as later:
        take_up(case, world.SECOND_HANDLER)
    assert later.value.code == "wrong_state"
    case.refresh_from_db()
    assert case.handler_id == world.worker(world.HANDLER).staff_id
    assert rows(case, Action.START_REVIEW) == 1
    assert not predicates.faults(life_of(case.pk))


@pytest.mark.clause("HOUSE-2")
def test_who_waited_for_the_other_finds_the_new_state(monkeypatch: pytest.MonkeyPatch) -> None:
    case = world.accepted()
    gate = Gate(monkeypatch)
    first = gate.hold(lambda: take_up(case, world.HANDLER))
    second = Together(lambda: take_up(case, world.SECOND_HANDLER))
    wait_until_blocked(second)
    gate.open()
    first.join()
    with pytest.raises(Refusal) as told:
        second.join()
    assert told.value.code == "wrong_state"
    assert rows(case, Action.START_REVIEW) == 1


def test_control_without_the_lock_both_take_the_case_up(monkeypatch: pytest.MonkeyPatch) -> None:
    case = world.accepted()
    monkeypatch.setattr(engine, "lock", loading.read)
    gate = Gate(monkeypatch)
    first = gate.hold(lambda: take_up(case, world.HANDLER))
    take_up(case, world.SECOND_HANDLER)
    gate.open()
    first.join()
    case.refresh_from_db()
    assert case.handler_id == world.worker(world.HANDLER).staff_id, "the second one was overwritten"
    assert rows(case, Action.START_REVIEW) == 2
    assert any(fault.startswith("chain") for fault in predicates.faults(life_of(case.pk)))


@pytest.mark.clause("HOUSE-2")
def test_the_same_key_sent_twice_at_once_has_one_effect_and_one_result(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = in_review()
    key = uuid.uuid4().hex
    gate = Gate(monkeypatch)
    first = gate.hold(lambda: discuss(case, key))
    second = Together(lambda: discuss(case, key))
    wait_until_blocked(second)
    gate.open()
    assert first.join() == second.join() == discuss(case, key)
    assert rows(case, Action.RECORD_DELIBERATION) == 1
    assert Meeting.objects.filter(case=case).count() == 1


@pytest.mark.clause("HOUSE-2")
def test_the_same_key_with_another_content_is_refused_and_the_first_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = in_review()
    key = uuid.uuid4().hex
    gate = Gate(monkeypatch)
    first = gate.hold(lambda: discuss(case, key))
    second = Together(lambda: discuss(case, key, conclusion="经讨论，不同意办理。"))
    wait_until_blocked(second)
    gate.open()
    first.join()
    with pytest.raises(Refusal) as told:
        second.join()
    assert told.value.code == "repeated_key"
    assert [one.conclusion for one in Meeting.objects.filter(case=case)] == [DISCUSSION["conclusion"]]
    other = in_review()
    with pytest.raises(Refusal) as elsewhere:
        discuss(other, key)
    assert elsewhere.value.code == "repeated_key"


def test_control_without_the_claim_the_same_key_has_two_effects(monkeypatch: pytest.MonkeyPatch) -> None:
    case = in_review()
    key = uuid.uuid4().hex
    monkeypatch.setattr(idempotency, "claim", lambda *_arguments: None)
    gate = Gate(monkeypatch)
    first = gate.hold(lambda: discuss(case, key))
    second = Together(lambda: discuss(case, key, conclusion="经讨论，不同意办理。"))
    wait_until_blocked(second)
    gate.open()
    first.join()
    second.join()
    assert rows(case, Action.RECORD_DELIBERATION) == 2


@pytest.mark.clause("RULE-7")
def test_a_page_a_command_and_the_worker_deem_a_case_accepted_only_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = world.received()
    clock.shift(working_days=6)
    gate = Gate(monkeypatch)
    page = gate.hold(lambda: engine.bring_up_to_date(case.pk))
    command = Together(lambda: take_up(case, world.HANDLER))
    wait_until_blocked(command)
    worker = Together(lambda: tasks.lapse(0))
    wait_until_blocked(worker)
    gate.open()
    for one in (page, command, worker):
        one.join()
    case.refresh_from_db()
    assert case.state == State.IN_REVIEW
    assert rows(case, Action.DEEM_ACCEPTED) == 1
    assert Document.objects.filter(case_id=case.pk, kind=DocumentKind.ACCEPTANCE).count() == 1
    assert not predicates.faults(life_of(case.pk))


@pytest.mark.clause("RULE-32")
def test_the_applicant_withdraws_while_the_signer_signs_and_only_one_comes_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = world.accepted()
    world.review(case)
    world.do(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant")
    gate = Gate(monkeypatch)

    def perform(action: Action, username: str) -> dict[str, Any]:
        return engine.perform(case.pk, action, world.staff(username), uuid.uuid4().hex)

    signing = gate.hold(lambda: perform(Action.SIGN_DECISION, world.SIGNER))
    withdrawing = Together(lambda: perform(Action.WITHDRAW, world.CLERK))
    wait_until_blocked(withdrawing)
    gate.open()
    signing.join()
    with pytest.raises(Refusal) as told:
        withdrawing.join()
    assert told.value.code == "wrong_state"
    case.refresh_from_db()
    assert case.state == State.DECIDED
    assert not predicates.faults(life_of(case.pk))
