"""Fees by the published standard: assessed from the item version, paid in full (许可法 58, 59; rule 26)."""

from __future__ import annotations

import uuid
from dataclasses import asdict

from pydantic import Field

from onevisit.cases import fee_papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.fees import assessed_lines
from onevisit.cases.models import FeeOrder, FeePayment
from onevisit.law.clauses import enforces
from onevisit.law.fees import AT_THE_WINDOW, FeeState, PaymentWay, total_fen
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


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
    )
    act.case.fee = FeeState.OWED
    act.data.update(fee_order=order.pk, assessed_fen=total, due_fen=total)
    act.papers.append(fee_papers.payment_notice(act, order))


class PaymentInputs(Inputs):
    """How it was paid at the window, and the number of the receipt handed over."""

    way: PaymentWay
    receipt_number: str = Field(min_length=4, max_length=40, pattern="^[A-Za-z0-9-]+$")


@handles(Action.RECORD_PAYMENT, PaymentInputs)
@enforces("XK-59")
def record_payment(act: Act) -> None:
    """All that is owed is paid at once, against one receipt."""
    order = FeeOrder.objects.get(case=act.case)
    if act.inputs.way not in AT_THE_WINDOW:
        raise Refusal(
            "not_at_window",
            Sentence("网上缴费由缴费平台的回执登记，不能由窗口填写。"),
            clauses=("XK-59",),
            next_step=Sentence("请选择现金或者刷卡。"),
        )
    take_payment(act, order, act.inputs.way, act.inputs.receipt_number)


def take_payment(act: Act, order: FeeOrder, way: PaymentWay, receipt_number: str) -> None:
    """Puts what is outstanding on record as paid."""
    if FeePayment.objects.filter(receipt_number=receipt_number).exists():
        raise Refusal(
            "receipt_used",
            Sentence("这个票据号已经用过。"),
            clauses=("XK-59",),
            next_step=Sentence("请核对票据号，您填写的内容都在。"),
        )
    payment = FeePayment.objects.create(
        order=order,
        way=way,
        amount_fen=order.outstanding_fen,
        receipt_number=receipt_number,
        paid_at=act.now,
        recorded_at=act.now,
        recorded_by_id=act.performer.staff_id,
    )
    order.paid_fen += payment.amount_fen
    order.settled_at = act.now
    order.save(update_fields=["paid_fen", "settled_at"])
    act.case.fee = FeeState.SETTLED
    act.data.update(fee_order=order.pk, payment=payment.pk, way=way.value, paid_fen=payment.amount_fen)
