"""HOUSE-11: who is related to a case stands back from it; it is decided who goes on."""

from __future__ import annotations

import pytest

from onevisit.cases import queries, recusals
from onevisit.cases.models import Case, Recusal
from onevisit.law.lifecycle import Action
from onevisit.law.powers import PowerKind
from onevisit.law.refusal import Refusal
from onevisit.organization.models import RoleAssignment, Staff
from onevisit.records import ledger
from tests.cases import predicates, world
from tests.cases.edges import refused
from tests.cases.record import life_of

pytestmark = pytest.mark.usefixtures("city")

REASON = "申请人是我的表弟"
STEP = {"step": "x", "passed": True, "opinion": "符合要求"}
HEAD = "market-head"


def pk_of(username: str) -> int:
    return Staff.objects.values_list("pk", flat=True).get(account__username=username)


def in_review() -> Case:
    case = world.accepted()
    world.do(case, Action.START_REVIEW, world.HANDLER)
    return case


def offered(case: Case, username: str) -> set[Action]:
    loaded = queries.case_for(world.worker(username), case.pk)
    return {one.action for one in queries.offers(loaded, world.staff(username)) if one.refusal is None}


def listed(case: Case, username: str, power: PowerKind) -> bool:
    rows = queries.worklist(world.worker(username), power, size=500).rows
    return case.pk in {row.case.pk for row in rows}


def faults(case: Case) -> list[str]:
    return predicates.faults(life_of(case.pk))


@pytest.mark.clause("HOUSE-11")
def test_who_stands_back_does_nothing_more_and_another_goes_on() -> None:
    case = in_review()
    assert listed(case, world.HANDLER, PowerKind.REVIEW)
    world.do(case, Action.DECLARE_RECUSAL, world.HANDLER, reason=REASON)
    assert not offered(case, world.HANDLER)
    assert not listed(case, world.HANDLER, PowerKind.REVIEW), "a list shows what can be acted on"
    assert refused(case, Action.RECORD_STEP, world.HANDLER, **STEP).code == "recusal"
    assert refused(case, Action.DECIDE_RECUSAL, world.SIGNER, granted=True, opinion="属实").code == (
        "no_successor"
    )
    himself = {"granted": True, "opinion": "属实", "successor": pk_of(world.HANDLER)}
    assert refused(case, Action.DECIDE_RECUSAL, world.SIGNER, **himself).code == "no_successor"
    successor = pk_of(world.SECOND_HANDLER)
    world.do(case, Action.DECIDE_RECUSAL, world.SIGNER, granted=True, opinion="属实", successor=successor)
    assert case.handler_id == successor and not case.recusal_open
    assert refused(case, Action.RECORD_STEP, world.HANDLER, **STEP).code == "recusal"
    assert Action.RECORD_STEP in offered(case, world.SECOND_HANDLER)
    rows = [row for row in ledger.rows_of(case.pk, case.created_at) if "recusal" in row.action]
    assert [row.data["person"] for row in rows] == [pk_of(world.HANDLER)] * 2
    assert all(REASON not in row.canonical for row in rows), "the ledger holds ids and codes"
    assert not faults(case)


@pytest.mark.clause("HOUSE-11", "XK-48.3")
def test_an_applicant_asks_and_nothing_is_decided_meanwhile() -> None:
    case = world.accepted()
    world.review(case)
    world.do(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant")
    owner, person = world.owner_of_person(case), pk_of(world.HANDLER)
    world.do(case, Action.REQUEST_RECUSAL, owner, person=person, reason="他是我竞争对手的哥哥")
    assert refused(case, Action.SIGN_DECISION, world.SIGNER).code == "recusal_undecided"
    world.do(case, Action.DECIDE_RECUSAL, world.SIGNER, granted=False, opinion="经查没有亲属关系")
    assert not case.recused and case.drafted_by_id == person, "he acts again, his draft stands"
    again = refused(case, Action.REQUEST_RECUSAL, owner, person=person, reason="再申请一次")
    assert again.code == "not_challengeable"
    world.do(case, Action.SIGN_DECISION, world.SIGNER)
    assert not faults(case)


@pytest.mark.clause("HOUSE-11")
def test_the_draft_of_who_stands_back_is_not_signed() -> None:
    case = world.accepted()
    world.review(case)
    world.do(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant")
    world.do(case, Action.DECLARE_RECUSAL, world.HANDLER, reason=REASON)
    successor = pk_of(world.SECOND_HANDLER)
    world.do(case, Action.DECIDE_RECUSAL, world.SIGNER, granted=True, opinion="属实", successor=successor)
    assert refused(case, Action.SIGN_DECISION, world.SIGNER).code == "no_draft"
    world.do(case, Action.DRAFT_DECISION, world.SECOND_HANDLER, outcome="grant")
    world.do(case, Action.SIGN_DECISION, world.SIGNER)
    assert not faults(case)


@pytest.mark.clause("HOUSE-11")
def test_a_chief_representative_is_decided_on_by_the_head_and_never_by_himself() -> None:
    case = in_review()
    world.do(case, Action.DECLARE_RECUSAL, world.SIGNER, reason=REASON)
    decision = {"granted": True, "opinion": "属实"}
    assert refused(case, Action.DECIDE_RECUSAL, world.SIGNER, **decision).code == "recusal"
    second = Staff.objects.get(account__username=world.SECOND_HANDLER)
    RoleAssignment.objects.create(
        staff=second, role="signer", department_id=case.department_id, valid_from=case.created_at.date()
    )
    assert refused(case, Action.DECIDE_RECUSAL, world.SECOND_HANDLER, **decision).code == (
        "head_decides_recusal"
    )
    world.do(case, Action.DECIDE_RECUSAL, HEAD, **decision)
    assert case.recused == [pk_of(world.SIGNER)] and case.handler_id == pk_of(world.HANDLER)
    assert not faults(case)


@pytest.mark.clause("HOUSE-11")
def test_at_a_window_the_word_is_enough_and_a_colleague_goes_on() -> None:
    case = world.received()
    world.do(case, Action.DECLARE_RECUSAL, world.CLERK, reason=REASON)
    assert not case.recusal_open and case.recused == [pk_of(world.CLERK)]
    assert Recusal.objects.get(case=case).state == Recusal.State.GRANTED
    assert refused(case, Action.ACCEPT, world.staff(world.CLERK)).code == "recusal"
    assert Action.DECLARE_RECUSAL in offered(case, world.SECOND_CLERK)


@pytest.mark.clause("HOUSE-11")
def test_the_last_who_could_decide_is_not_challenged_in_the_house() -> None:
    """Nobody could decide on it, and the case would stand still for ever."""
    case = in_review()
    world.do(case, Action.DECLARE_RECUSAL, world.SIGNER, reason=REASON)
    world.do(case, Action.DECIDE_RECUSAL, HEAD, granted=True, opinion="属实")
    owner = world.owner_of_person(case)
    found = refused(case, Action.REQUEST_RECUSAL, owner, person=pk_of(HEAD), reason="有利害关系")
    assert found.code == "nobody_to_decide"
    world.do(case, Action.DECLARE_RECUSAL, HEAD, reason=REASON)
    assert not case.recusal_open, "who must stand back always can"


def test_only_who_holds_the_case_stands_back_and_only_its_people_are_challenged() -> None:
    case = in_review()
    for stranger in (world.OUTSIDER, "supervisor"):
        assert refused(case, Action.DECLARE_RECUSAL, world.staff(stranger), reason=REASON).code == "no_power"
    owner = world.owner_of_person(case)
    found = refused(case, Action.REQUEST_RECUSAL, owner, person=pk_of(world.OUTSIDER), reason="有利害关系")
    assert found.code == "not_challengeable"
    assert pk_of(world.OUTSIDER) not in recusals.next_handlers(case, 0).values_list("pk", flat=True)


@pytest.mark.clause("HOUSE-11")
def test_a_related_handler_is_not_named_instead() -> None:
    case = in_review()
    second = Staff.objects.get(account__username=world.SECOND_HANDLER)
    assert case.applicant is not None
    assert recusals.next_handlers(case, pk_of(world.HANDLER)).filter(pk=second.pk).exists()
    second.identity_hash = case.applicant.identity_hash
    second.save()
    assert not recusals.next_handlers(case, pk_of(world.HANDLER)).filter(pk=second.pk).exists()


def test_a_reason_is_needed() -> None:
    case = in_review()
    with pytest.raises(Refusal, match="理由没有填写"):
        world.do(case, Action.DECLARE_RECUSAL, world.HANDLER, reason=" ")
