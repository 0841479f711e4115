"""Fees by the published standard: assessed from the item version, paid in full (许可法 58, 59; rule 26)."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import datetime

from pydantic import AwareDatetime, Field

from onevisit.cases import fee_papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.fees import assessed_lines
from onevisit.cases.models import FeeOrder, FeePayment
from onevisit.cases.performers import THE_PROVIDER
from onevisit.law.clauses import enforces
from onevisit.law.fees import AT_THE_WINDOW, FeeState, PaymentWay, total_fen
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records import jobs

ATTEND = "onevisit.cases.attend_payments"


@handles(Action.ASSESS_FEE)
@enforces("XK-58", "XK-59", "JH-8.2.6")
def assess_fee(act: Act) -> None:
    """The amount follows from the standard of the item version: nobody types it."""
    lines = assessed_lines(act.case, act.definition)
    total = total_fen(lines)
    order = FeeOrder.objects.create(
        case=act.case,
        hall_id=act.case.hall_id,
        number=f"J{act.case.number}",
        reference=uuid.uuid4().hex,
        lines=[asdict(line) for line in lines],
        assessed_fen=total,
        due_fen=total,
        assessed_by_id=act.staff_id,
        assessed_at=act.now,
        online=all(fee.payable_online for fee in act.definition.fees),
    )
    jobs.defer(ATTEND)
    act.case.fee = FeeState.OWED
    act.data.update(fee_order=order.pk, assessed_fen=total, due_fen=total)
    act.papers.append(fee_papers.payment_notice(act, order))


class PaymentInputs(Inputs):
    """How it was paid, and the number of the receipt handed over.

    The last four come with the provider's message: which order, how much, under which number, when.
    """

    way: PaymentWay
    receipt_number: str = Field(min_length=4, max_length=40, pattern="^[A-Za-z0-9-]+$")
    reference: str = Field(default="", max_length=32)
    transaction: str = Field(default="", max_length=64)
    amount_fen: int | None = None
    paid_at: AwareDatetime | None = None


@handles(Action.RECORD_PAYMENT, PaymentInputs)
@enforces("XK-59")
def record_payment(act: Act) -> None:
    """All that is owed is paid at once, against one receipt."""
    order = FeeOrder.objects.get(case=act.case, replaced_at=None)
    if act.performer == THE_PROVIDER:
        _require_this_bill(act, order)
        act.data["by"] = "provider"
    else:
        _require_window_way(act)
    _require_new_receipt(act)
    payment = FeePayment.objects.create(
        order=order,
        way=act.inputs.way,
        amount_fen=order.outstanding_fen,
        receipt_number=act.inputs.receipt_number,
        transaction=act.inputs.transaction,
        paid_at=_paid_at(act, order),
        recorded_at=act.now,
        recorded_by_id=act.performer.staff_id,
    )
    order.paid_fen += payment.amount_fen
    order.settled_at = act.now
    order.save(update_fields=["paid_fen", "settled_at"])
    act.case.fee = FeeState.SETTLED
    act.data.update(fee_order=order.pk, payment=payment.pk, way=payment.way, paid_fen=payment.amount_fen)
    if order.pay_url:
        jobs.defer(ATTEND)


def _paid_at(act: Act, order: FeeOrder) -> datetime:
    """The provider's moment, kept between assessment and now: clocks never quite agree."""
    told = act.inputs.paid_at
    return act.now if told is None else min(max(told, order.assessed_at), act.now)


def _require_this_bill(act: Act, order: FeeOrder) -> None:
    given = act.inputs
    if given.reference != order.reference or given.way is not PaymentWay.ONLINE or not given.transaction:
        raise Refusal("wrong_order", Sentence("不是这张缴款单的缴费。"), clauses=("XK-59",))
    if given.amount_fen != order.outstanding_fen:
        raise Refusal("wrong_amount", Sentence("缴费金额与应缴金额不一致。"), clauses=("XK-59",))


def _require_window_way(act: Act) -> None:
    if act.inputs.way in AT_THE_WINDOW and not act.inputs.transaction:
        return
    raise Refusal(
        "not_at_window",
        Sentence("网上缴费由缴费平台的回执登记，不能由窗口填写。"),
        clauses=("XK-59",),
        next_step=Sentence("请选择现金或者刷卡。"),
    )


def _require_new_receipt(act: Act) -> None:
    if FeePayment.objects.filter(receipt_number=act.inputs.receipt_number).exists():
        raise Refusal(
            "receipt_used",
            Sentence("这个票据号已经用过。"),
            clauses=("XK-59",),
            next_step=Sentence("请核对票据号，您填写的内容都在。"),
        )
