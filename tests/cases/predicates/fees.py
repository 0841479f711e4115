"""The rules of fees told a second time, over the finished record of one case (许可法 58, 59)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.cases.predicates.life import Faults, Life

HANDING_OUT = ("collect", "deliver_electronically", "order_post", "deliver_by_post")
MONEY = ("assess_fee", "record_payment")


@dataclass(frozen=True)
class Money:
    """What the item charges and what the books say, in fen; ``standard`` is worked out by hand."""

    charges: bool
    before_decision: bool
    standard: int | None
    due: int | None
    paid: tuple[int, ...]
    refunded: tuple[int, ...]
    receipts: tuple[str, ...]
    settled: bool


def nothing_is_charged_without_a_published_fee(life: Life, money: Money) -> Faults:
    """XK-58: an item without a fee takes no money, and the amount is the published standard."""
    if not money.charges and life.named(*MONEY):
        yield "charged for what is free"
    for act in life.named("assess_fee"):
        if act.data["assessed_fen"] != money.standard:
            yield "assessed otherwise than by the published standard"


def nothing_is_handed_out_unpaid(life: Life, money: Money) -> Faults:
    """XK-59: what is granted is handed out once it is paid; with a fee before the decision, granted once."""
    granted = [paper for paper in life.papers if paper.kind == "grant"]
    if not money.charges or not granted:
        return
    for act in life.named(*HANDING_OUT):
        if not life.before(act, "record_payment", "approve_reduction"):
            yield f"{act.name} before the fee was paid"
    if money.before_decision:
        for act in life.named("sign_decision", "decide_at_once"):
            if not life.before(act, "record_payment", "approve_reduction"):
                yield "granted before the fee was paid"


def the_books_agree(life: Life, money: Money) -> Faults:
    """What was paid, less what was given back, is what was due; one receipt for each payment."""
    if money.settled and sum(money.paid) - sum(money.refunded) != money.due:
        yield "settled, and the sums differ"
    if not money.settled and money.paid and not money.refunded:
        yield "paid, and still owed"
    if len(set(money.receipts)) != len(money.paid):
        yield "a receipt was used twice"
    if sorted(act.data["paid_fen"] for act in life.named("record_payment")) != sorted(money.paid):
        yield "ledger and books differ"


def who_owes_was_told_in_writing(life: Life, money: Money) -> Faults:
    """One notice for each assessment, and the amount on it is the amount assessed."""
    notices = life.of_kind("payment_notice")
    assessed = life.named("assess_fee")
    if len(notices) != len(assessed):
        yield "assessed without a notice"
    for paper, act in zip(notices, assessed, strict=False):
        told = dict(paper.content["fields"])["应缴金额"]
        if told != f"{act.data['due_fen'] / 100:.2f} 元":
            yield f"the notice says {told}"


PREDICATES: tuple[Callable[[Life, Money], Faults], ...] = (
    nothing_is_charged_without_a_published_fee,
    nothing_is_handed_out_unpaid,
    the_books_agree,
    who_owes_was_told_in_writing,
)


def faults(life: Life, money: Money) -> list[str]:
    """Everything in the record that is against a rule of fees."""
    return [f"{predicate.__name__}: {fault}" for predicate in PREDICATES for fault in predicate(life, money)]
