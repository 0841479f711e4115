"""Waiver, reduction and deferral of a fee: asked for with a basis, decided by another, written down."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from onevisit.cases.facts import facts_of
from onevisit.cases.models import Case, FeeOrder, FeeReduction
from onevisit.cases.performers import THE_LAW
from onevisit.documents.models import Document
from onevisit.law.fee_reductions import ReductionKind, due_after, require_deferral_day
from onevisit.law.fees import FeeState
from onevisit.law.lifecycle import Action, State, transition_for
from onevisit.law.lifecycle.guards import no_fee_matter_open
from onevisit.law.refusal import Refusal
from onevisit.organization.models import Staff
from onevisit.records import clock
from tests.cases import fee_world, world
from tests.cases.fee_record import money_of
from tests.cases.predicates import fees
from tests.cases.record import life_of

pytestmark = pytest.mark.usefixtures("city")
ASKED = {"kind": "waive", "ground": "published", "reason": "低保家庭，有低保证"}
COLLECTED = {"receiver": "李敏", "identity_checked": True, "signature": "c" * 64}


def refused(case: Case, action: Action, by: str, **inputs: object) -> str:
    """The code with which an act is refused."""
    with pytest.raises(Refusal) as told:
        world.do(case, action, by, **inputs)
    return told.value.code


def asked(**changed: Any) -> Case:
    """Assessed, at the window, and the applicant asked there to pay less."""
    case = fee_world.assessed()
    world.do(case, Action.REQUEST_REDUCTION, world.CLERK, **{**ASKED, **changed})
    return case


def approve(case: Case, by: str = fee_world.SIGNER, **given: Any) -> None:
    world.do(case, Action.APPROVE_REDUCTION, by, **{"opinion": "经查属实", **given})


def order_of(case: Case) -> FeeOrder:
    return FeeOrder.objects.get(case=case, replaced_at=None)


@pytest.mark.clause("XK-59")
def test_what_each_kind_comes_to() -> None:
    assert due_after(ReductionKind.WAIVE, 500, 0) == 0
    assert due_after(ReductionKind.REDUCE, 500, 499) == 1
    assert due_after(ReductionKind.DEFER, 500, 400) == 500
    for nothing_or_all in (0, 500, 501):
        with pytest.raises(Refusal):
            due_after(ReductionKind.REDUCE, 500, nothing_or_all)
    today = date(2026, 3, 2)
    require_deferral_day(ReductionKind.DEFER, date(2026, 3, 3), today)
    require_deferral_day(ReductionKind.WAIVE, None, today)
    for day in (None, today):
        with pytest.raises(Refusal):
            require_deferral_day(ReductionKind.DEFER, day, today)


@pytest.mark.clause("XK-59", "HOUSE-36")
def test_a_waiver_lets_the_result_go_without_money_and_says_why() -> None:
    case = asked()
    assert refused(case, Action.COLLECT, world.ISSUER, **COLLECTED) == "fee_unpaid"
    approve(case, kind="waive")
    assert (case.fee, case.reduction_open) == (FeeState.WAIVED, False)
    assert order_of(case).outstanding_fen == 0 and order_of(case).assessed_fen == 150_000
    assert (
        refused(case, Action.RECORD_PAYMENT, world.ISSUER, way="cash", receipt_number="JM0001")
        == "fee_waived"
    )
    paper = json.loads(Document.objects.get(case_id=case.pk, kind="fee_reduction").content)
    assert ["应缴金额", "0.00 元"] in paper["fields"] and paper["reasons"] == ["经查属实"]
    assert "减征、免征" in paper["legal_basis"][0] and paper["remedies"]
    fee_world.collect(case)
    assert case.state == State.DELIVERED
    assert fee_world.judged(case) == []


@pytest.mark.clause("XK-59", "HOUSE-36")
def test_a_reduction_takes_another_order_and_the_first_can_not_be_paid_any_more() -> None:
    case = asked(kind="reduce", ground="cited", basis="财税〔2019〕13号第三条")
    first = order_of(case)
    assert refused(case, Action.APPROVE_REDUCTION, fee_world.SIGNER, kind="reduce", opinion="属实") == (
        "reduction_out_of_range"
    )
    approve(case, kind="reduce", reduced_fen=75_000)
    second = order_of(case)
    assert (second.due_fen, second.number) == (
        75_000,
        f"J{case.number}-2",
    ) and second.reference != first.reference
    assert case.fee == FeeState.OWED
    fee_world.pay(case)
    assert (case.fee, order_of(case).paid_fen) == (FeeState.SETTLED, 75_000)
    fee_world.collect(case)
    assert fee_world.judged(case) == []


@pytest.mark.clause("XK-59", "HOUSE-36")
def test_a_deferral_hands_the_result_out_and_is_paid_afterwards() -> None:
    case = asked(kind="defer")
    until = clock.today() + timedelta(days=90)
    assert (
        refused(
            case, Action.APPROVE_REDUCTION, fee_world.SIGNER, kind="defer", opinion="属实", until="2020-01-01"
        )
        == "no_deferral_day"
    )
    approve(case, kind="defer", until=until.isoformat())
    assert (case.fee, order_of(case).deferred_until) == (FeeState.DEFERRED, until)
    fee_world.collect(case)
    assert case.state == State.DELIVERED
    fee_world.pay(case)
    assert case.fee == FeeState.SETTLED
    assert fee_world.judged(case) == []


@pytest.mark.clause("XK-38", "HOUSE-36")
def test_a_refusal_says_why_and_where_to_turn_and_the_fee_stays() -> None:
    case = asked()
    given = {"reasons": ["没有低保证明。"], "legal_basis": ["《城市道路管理条例》第三十七条"]}
    world.do(case, Action.REJECT_REDUCTION, fee_world.SIGNER, **given)
    assert (case.fee, case.reduction_open, order_of(case).due_fen) == (FeeState.OWED, False, 150_000)
    paper = json.loads(Document.objects.get(case_id=case.pk, kind="fee_reduction_refusal").content)
    assert paper["reasons"] == given["reasons"] and paper["remedies"]
    assert refused(case, Action.COLLECT, world.ISSUER, **COLLECTED) == "fee_unpaid"
    world.do(case, Action.REQUEST_REDUCTION, world.CLERK, **ASKED)
    assert fee_world.judged(case) == []


@pytest.mark.clause("HOUSE-36")
def test_nobody_decides_who_assessed_or_wrote_the_request_down() -> None:
    case = asked()
    for name in (world.CLERK, fee_world.HANDLER, world.ISSUER, world.OUTSIDER):
        assert refused(case, Action.APPROVE_REDUCTION, name, kind="waive", opinion="属实") == "no_power"
    signer = Staff.objects.get(account__username=fee_world.SIGNER)
    FeeOrder.objects.filter(case=case).update(assessed_by=signer)
    assert (
        refused(case, Action.APPROVE_REDUCTION, fee_world.SIGNER, kind="waive", opinion="属实")
        == "same_person"
    )
    FeeReduction.objects.filter(case=case).update(asked_by=signer)
    rejected = {"reasons": ["没有证明。"], "legal_basis": ["《城市道路管理条例》第三十七条"]}
    assert refused(case, Action.REJECT_REDUCTION, fee_world.SIGNER, **rejected) == "same_person"


@pytest.mark.clause("XK-59")
def test_what_is_asked_needs_a_fee_a_basis_and_comes_one_after_the_other() -> None:
    case = fee_world.at_window()
    assert refused(case, Action.REQUEST_REDUCTION, world.CLERK, **ASKED) == "fee_not_assessed"
    world.do(case, Action.ASSESS_FEE, world.CLERK)
    assert refused(case, Action.REQUEST_REDUCTION, world.CLERK, **{**ASKED, "ground": "cited"}) == "no_basis"
    assert (
        refused(case, Action.APPROVE_REDUCTION, fee_world.SIGNER, kind="waive", opinion="属实")
        == "no_reduction"
    )
    for wrong in ("\x00", "😀" * 2000, 5):
        assert (
            refused(case, Action.REQUEST_REDUCTION, world.CLERK, **{**ASKED, "reason": wrong}) == "bad_input"
        )
    world.do(case, Action.REQUEST_REDUCTION, world.CLERK, **{**ASKED, "reason": "堃喆昇祎玥翀𠮷家有困难"})
    assert FeeReduction.objects.get(case=case).reason == "堃喆昇祎玥翀𠮷家有困难"
    assert refused(case, Action.REQUEST_REDUCTION, world.CLERK, **ASKED) == "reduction_undecided"
    free = world.decided()
    assert refused(free, Action.REQUEST_REDUCTION, world.CLERK, **ASKED) == "free_of_charge"


@pytest.mark.clause("XK-59", "HOUSE-30")
def test_a_case_is_not_archived_while_its_money_is_open() -> None:
    case = asked(kind="defer")
    approve(case, kind="defer", until=(clock.today() + timedelta(days=9)).isoformat())
    fee_world.collect(case)
    case = Case.objects.select_related("version", "department", "hall__region").get(pk=case.pk)
    facts = facts_of(case, THE_LAW, clock.today(), transition_for(Action.ARCHIVE))
    assert no_fee_matter_open(facts) is not None
    assert no_fee_matter_open(replace(facts, fee=FeeState.SETTLED)) is None
    assert no_fee_matter_open(replace(facts, fee=FeeState.SETTLED, reduction_open=True)) is not None


@pytest.mark.clause("HOUSE-36")
def test_the_predicates_see_a_reduction_that_is_not_right() -> None:
    case = asked()
    approve(case, kind="reduce", reduced_fen=50_000)
    life, money = life_of(case.pk), money_of(case.pk)
    assert fees.faults(life, money) == []
    assessor = next(one for one in life.acts if one.name == "assess_fee")
    unasked = tuple(one for one in life.acts if one.name != "request_reduction")
    alone = tuple(
        replace(one, actor_id=assessor.actor_id) if one.name == "approve_reduction" else one
        for one in life.acts
    )
    for wrong in (
        fees.faults(replace(life, acts=unasked), money),
        fees.faults(replace(life, acts=alone), money),
        fees.faults(life, replace(money, due=150_000)),
        fees.faults(replace(life, papers=()), money),
    ):
        assert wrong
