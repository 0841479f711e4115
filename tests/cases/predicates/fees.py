"""The rules of fees told a second time, over the finished record of one case (许可法 58, 59)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.cases.predicates.life import Act, Faults, Life

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


def _free_to_go(life: Life, act: Act) -> bool:
    """Paid, or decided that it need not be, or not yet."""
    let = life.before(act, "approve_reduction")
    return bool(life.before(act, "record_payment")) or any(
        one.data["decided"] in ("waive", "defer") for one in let
    )


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
        if not _free_to_go(life, act):
            yield f"{act.name} before the fee was paid"
    if money.before_decision:
        for act in life.named("sign_decision", "decide_at_once"):
            if not _free_to_go(life, act):
                yield "granted before the fee was paid"


def the_books_agree(life: Life, money: Money) -> Faults:
    """What was paid, less what was given back, is what was due; one receipt for each payment."""
    kept = sum(money.paid) - sum(money.refunded)
    if money.settled and money.due is not None and kept < money.due:
        yield "settled, and less was paid than is due"
    if money.due is not None and kept > money.due:
        paid = life.named("record_payment")
        if not [one for one in life.named("approve_reduction") if one.sequence > paid[-1].sequence]:
            yield "more was taken than is due"
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


def who_pays_less_had_it_decided_by_another(life: Life, money: Money) -> Faults:
    """HOUSE-36: less is due only after a request, by the word of somebody who neither assessed nor asked."""
    for act in life.named("approve_reduction", "reject_reduction"):
        asked = life.before(act, "request_reduction")
        earlier = life.before(act, "approve_reduction", "reject_reduction")
        if len(asked) != len(earlier) + 1:
            yield "decided without a request"
            continue
        hands = (asked[-1], *life.before(act, "assess_fee"))
        if ("staff", act.actor_id) in {(one.actor_kind, one.actor_id) for one in hands}:
            yield "decided by who asked or assessed"
    less = sum(act.data["reduced_fen"] for act in life.named("approve_reduction"))
    assessed = life.named("assess_fee")
    if assessed and money.due is not None and assessed[-1].data["assessed_fen"] - less != money.due:
        yield "the books are less by another sum than was decided"
    papers = len(life.of_kind("fee_reduction")) + len(life.of_kind("fee_reduction_refusal"))
    if papers != len(life.named("approve_reduction", "reject_reduction")):
        yield "decided without a paper"


PREDICATES: tuple[Callable[[Life, Money], Faults], ...] = (
    nothing_is_charged_without_a_published_fee,
    nothing_is_handed_out_unpaid,
    the_books_agree,
    who_owes_was_told_in_writing,
    who_pays_less_had_it_decided_by_another,
)


def faults(life: Life, money: Money) -> list[str]:
    """Everything in the record that is against a rule of fees."""
    return [f"{predicate.__name__}: {fault}" for predicate in PREDICATES for fault in predicate(life, money)]
