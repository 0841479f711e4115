"""Fees by the published standard: assessed, notified, paid at the window, and nothing handed out before."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from onevisit.cases.models import Case, FeeOrder, FeePayment
from onevisit.documents.models import Document
from onevisit.law.fees import FeeLine, fen_in_yuan, quantity_milli, total_fen
from onevisit.law.lifecycle import Action, State
from onevisit.law.refusal import Refusal
from onevisit.organization.models import Stationing
from tests.cases import fee_world, world
from tests.cases.fee_record import money_of
from tests.cases.predicates import fees
from tests.cases.record import life_of

pytestmark = pytest.mark.usefixtures("city")


def refused(case: Case, action: Action, by: str, **inputs: object) -> str:
    """The code with which an act is refused."""
    with pytest.raises(Refusal) as told:
        world.do(case, action, by, **inputs)
    return told.value.code


@pytest.mark.clause("XK-59")
@pytest.mark.parametrize(
    ("answer", "milli"),
    [("12.5", 12_500), ("1", 1000), ("0.0004", None), ("0", None), ("-2", None), ("x", None), ("inf", None)],
)
def test_a_quantity_is_read_exactly(answer: str, milli: int | None) -> None:
    assert quantity_milli(answer) == milli


@pytest.mark.clause("XK-59")
def test_amounts_are_whole_fen_and_never_more_than_the_standard() -> None:
    line = FeeLine("费", "每平方米 0.99 元", "平方米", 99, 3_333)
    assert line.amount_fen == 329  # 3.2996… yuan
    assert total_fen([line, replace(line, quantity_milli=1000)]) == 428
    assert [fen_in_yuan(fen) for fen in (0, 5, 150_000, -1)] == ["0.00", "0.05", "1500.00", "-0.01"]


@pytest.mark.clause("XK-58", "XK-59", "JH-8.2.6")
def test_a_fee_is_assessed_from_the_standard_notified_and_paid_before_the_result_is_handed_out() -> None:
    case = fee_world.at_window()
    assert (
        refused(
            case, Action.COLLECT, world.ISSUER, receiver="李敏", identity_checked=True, signature="c" * 64
        )
        == "fee_unassessed"
    )
    world.do(case, Action.ASSESS_FEE, world.CLERK)
    order = FeeOrder.objects.get(case=case)
    assert (order.assessed_fen, order.due_fen, order.outstanding_fen) == (150_000,) * 3
    assert (
        refused(
            case, Action.COLLECT, world.ISSUER, receiver="李敏", identity_checked=True, signature="c" * 64
        )
        == "fee_unpaid"
    )
    notice = Document.objects.get(case_id=case.pk, kind="payment_notice")
    content = json.loads(notice.content)
    assert "缴〔" in notice.number
    assert content["table"]["rows"] == [
        ["城市道路挖掘修复费", case.version.definition.fees[0].standard, "12.5 平方米", "1500.00"]
    ]
    assert content["legal_basis"] == ["《城市道路管理条例》第三十七条"]
    fee_world.pay(case, "card", "SPJ0001")
    fee_world.collect(case)
    assert case.state == State.DELIVERED
    payment = FeePayment.objects.get(order=order)
    assert (payment.amount_fen, payment.way, payment.receipt_number) == (150_000, "card", "SPJ0001")
    assert fee_world.judged(case) == []


@pytest.mark.clause("XK-59")
def test_nobody_pays_twice_and_no_receipt_serves_twice() -> None:
    first, second = fee_world.assessed(), fee_world.assessed()
    fee_world.pay(first, "cash", "SPJ0002")
    assert refused(first, Action.RECORD_PAYMENT, world.ISSUER, way="cash", receipt_number="SPJ0003") == (
        "fee_settled"
    )
    assert refused(second, Action.RECORD_PAYMENT, world.ISSUER, way="cash", receipt_number="SPJ0002") == (
        "receipt_used"
    )
    assert refused(first, Action.ASSESS_FEE, world.CLERK) == "fee_assessed"
    assert refused(second, Action.RECORD_PAYMENT, world.ISSUER, way="online", receipt_number="SPJ0004") == (
        "not_at_window"
    )
    assert FeePayment.objects.filter(order__case__in=[first, second]).count() == 1


@pytest.mark.clause("XK-58")
def test_what_is_free_takes_no_money() -> None:
    case = world.decided()
    assert refused(case, Action.ASSESS_FEE, world.CLERK) == "free_of_charge"
    assert refused(case, Action.RECORD_PAYMENT, world.CLERK, way="cash", receipt_number="SPJ0005") == (
        "free_of_charge"
    )


@pytest.mark.clause("XK-59")
def test_a_fee_on_the_result_is_not_taken_before_it_is_granted_and_never_for_a_refusal() -> None:
    case = fee_world.reviewed()
    assert refused(case, Action.ASSESS_FEE, world.CLERK) == "fee_not_due"
    grounds = {"reasons": ["挖掘位置在新建道路。"], "legal_basis": ["《城市道路管理条例》第三十三条第二款"]}
    world.do(case, Action.DRAFT_DECISION, fee_world.HANDLER, outcome="refuse", **grounds)
    world.do(case, Action.SIGN_DECISION, fee_world.SIGNER)
    assert refused(case, Action.ASSESS_FEE, world.CLERK) == "fee_not_due"
    world.do(case, Action.OFFER_HANDOVER, fee_world.HANDLER, signature="a" * 64)
    world.do(case, Action.TAKE_OVER, world.ISSUER, signature="b" * 64)
    fee_world.collect(case)
    assert case.state == State.DELIVERED
    assert fee_world.judged(case) == []


@pytest.mark.clause("RULE-26", "JH-8.2.6")
def test_the_section_charges_only_with_the_power_of_its_department() -> None:
    case = fee_world.at_window()
    for row in Stationing.objects.filter(item_code=case.item_code):
        row.given = [one for one in row.given if one != "fees"]
        row.save()
    assert refused(case, Action.ASSESS_FEE, world.CLERK) == "fee_power_missing"


@pytest.mark.clause("XK-59")
def test_only_who_holds_the_power_to_charge_does() -> None:
    case = fee_world.assessed()
    for name in (fee_world.SIGNER, world.OUTSIDER, "manager", "supervisor"):
        assert refused(case, Action.RECORD_PAYMENT, name, way="cash", receipt_number="SPJ0006") == "no_power"


def test_the_predicates_see_what_they_are_for() -> None:
    case = fee_world.assessed()
    fee_world.pay(case)
    fee_world.collect(case)
    life, money = life_of(case.pk), money_of(case.pk)
    unpaid = replace(life, acts=tuple(act for act in life.acts if act.name != "record_payment"))
    for wrong in (
        fees.faults(unpaid, money),
        fees.faults(life, replace(money, standard=1)),
        fees.faults(life, replace(money, paid=(*money.paid, 5))),
        fees.faults(life, replace(money, charges=False)),
        fees.faults(replace(life, papers=()), money),
    ):
        assert wrong
