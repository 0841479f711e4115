"""Fees (许可法 58, 59): when they are due, how they are paid, and what a published standard comes to.

All amounts are whole fen (分), all quantities whole thousandths of a unit: no fraction is ever lost unseen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from onevisit.law.clauses import enforces

THOUSANDTHS = 1000
LARGEST_QUANTITY = 10**9


class FeeDue(StrEnum):
    """Before what the fees of an item must be paid, as its guide says."""

    BEFORE_DECISION = "before_decision"
    BEFORE_DELIVERY = "before_delivery"

    @property
    def label(self) -> str:
        """The Chinese words of the guide."""
        return _DUE_LABELS[self]


_DUE_LABELS = {FeeDue.BEFORE_DECISION: "作出决定前缴纳", FeeDue.BEFORE_DELIVERY: "领取结果前缴纳"}


class FeeState(StrEnum):
    """How far the fees of a case are; kept on the case so that no guard needs a statement.

    Deferred: owed as before, but nothing waits for it until the day that was set.
    """

    FREE = ""
    UNASSESSED = "unassessed"
    OWED = "owed"
    DEFERRED = "deferred"
    SETTLED = "settled"
    WAIVED = "waived"

    @property
    def label(self) -> str:
        """The Chinese word that applicant and clerk read."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    FeeState.FREE: "不收费",
    FeeState.UNASSESSED: "待核定收费",
    FeeState.OWED: "待缴费",
    FeeState.DEFERRED: "准予缓缴",
    FeeState.SETTLED: "已缴清",
    FeeState.WAIVED: "已免缴",
}
PAYABLE = (FeeState.OWED, FeeState.DEFERRED)
"""What may still be paid; of these only what is owed keeps a result back."""


class PaymentWay(StrEnum):
    """How a fee was paid. The first two are entered at a window, the last comes from the provider."""

    CASH = "cash"
    CARD = "card"
    ONLINE = "online"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return _WAY_LABELS[self]


_WAY_LABELS = {PaymentWay.CASH: "窗口现金", PaymentWay.CARD: "窗口刷卡（POS）", PaymentWay.ONLINE: "网上缴费"}
AT_THE_WINDOW = (PaymentWay.CASH, PaymentWay.CARD)


@dataclass(frozen=True)
class FeeLine:
    """One fee by its published standard: so many fen for each unit, so many thousandths of a unit."""

    name: str
    standard: str
    unit: str
    unit_fen: int
    quantity_milli: int = THOUSANDTHS

    @property
    def amount_fen(self) -> int:
        """What the line comes to, in fen; less than a fen is left to who pays."""
        return self.unit_fen * self.quantity_milli // THOUSANDTHS

    @property
    def quantity_words(self) -> str:
        """``12.5 平方米``; empty where the fee is charged once."""
        whole, rest = divmod(self.quantity_milli, THOUSANDTHS)
        number = f"{whole}.{rest:03}".rstrip("0").rstrip(".")
        return f"{number} {self.unit}" if self.unit else ""


def quantity_milli(answer: str) -> int | None:
    """The answer to a question about a number in thousandths, cut off below them; None for no quantity."""
    try:
        number = Decimal(answer)
    except InvalidOperation:
        return None
    if not number.is_finite() or not 0 < number <= LARGEST_QUANTITY:
        return None
    return int(number * THOUSANDTHS) or None


@enforces("XK-59")
def total_fen(lines: Iterable[FeeLine]) -> int:
    """What the standard comes to; the only way an amount to be paid is ever found."""
    return sum(line.amount_fen for line in lines)


def fen_in_yuan(fen: int) -> str:
    """``1234.50`` for 123450 fen, exact."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}{yuan}.{rest:02}"
