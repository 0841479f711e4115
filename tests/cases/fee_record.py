"""Reads the books of a case for the predicates of fees."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from onevisit.cases.models import Case, FeeOrder, FeePayment
from tests.cases.predicates.fees import Money


def money_of(case_id: int) -> Money:
    """The books of a case, and what its guide says, worked out apart from the program."""
    case = Case.objects.select_related("version").get(pk=case_id)
    fees = case.version.definition.fees
    order = FeeOrder.objects.filter(case=case, replaced_at=None).first()
    payments = list(FeePayment.objects.filter(order__case=case))
    return Money(
        charges=bool(fees),
        before_decision=any(fee.due.value == "before_decision" for fee in fees),
        standard=_by_hand(case) if order else None,
        due=order.due_fen if order else None,
        paid=tuple(one.amount_fen for one in payments),
        refunded=(),
        receipts=tuple(one.receipt_number for one in payments),
        settled=case.fee == "settled",
    )


def _by_hand(case: Case) -> int:
    answers = {**case.scenario, **case.answers}
    total = 0
    for fee in case.version.definition.fees:
        assert fee.amount_fen is not None
        count = Decimal(answers[fee.quantity_answer]) if fee.quantity_answer else Decimal(1)
        exact = fee.amount_fen * count.quantize(Decimal("0.001"), ROUND_DOWN)
        total += int(exact.quantize(Decimal(1), ROUND_DOWN))
    return total
