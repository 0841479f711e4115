"""The fees of a case: what the published standard comes to, and how far they are paid."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from onevisit.cases.models import Case, FeeOrder, FeeReduction
from onevisit.catalog.definition import ItemDefinition
from onevisit.law.clauses import enforces
from onevisit.law.fees import FeeDue, FeeLine, FeeState, quantity_milli
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


def fee_state_of(case: Case, definition: ItemDefinition) -> FeeState:
    """How far the fees are; read from the case row."""
    if not definition.fees:
        return FeeState.FREE
    return FeeState(case.fee) if case.fee else FeeState.UNASSESSED


def fee_due_of(definition: ItemDefinition) -> FeeDue:
    """Before what the fees of the item must be paid."""
    return definition.fees[0].due if definition.fees else FeeDue.BEFORE_DELIVERY


@enforces("XK-58", "XK-59")
def assessed_lines(case: Case, definition: ItemDefinition) -> tuple[FeeLine, ...]:
    """The fees by the standard of the item version under which the case was filed, and by its answers.

    Raises Refusal where the standard or a quantity is missing.
    """
    answers = {**case.scenario, **case.answers}
    lines = []
    for fee in definition.fees:
        if fee.amount_fen is None:
            raise Refusal(
                "no_amount",
                Sentence("“%(fee)s”没有公布金额，不能收费。", fee=fee.name),
                clauses=("XK-59",),
                who_could=Sentence("请事项管理员补充收费标准后发布新版本。"),
            )
        line = FeeLine(fee.name, fee.standard, fee.unit, fee.amount_fen)
        if fee.quantity_answer is not None:
            quantity = quantity_milli(str(answers.get(fee.quantity_answer, "")))
            if quantity is None:
                label = definition.question(fee.quantity_answer).label
                raise Refusal(
                    "no_quantity",
                    Sentence("申请表没有写明“%(question)s”，不能核定收费。", question=label),
                    clauses=("XK-59",),
                    next_step=Sentence("请补填申请表。"),
                )
            line = FeeLine(fee.name, fee.standard, fee.unit, fee.amount_fen, quantity)
        lines.append(line)
    return tuple(lines)


def order_of(case: Case) -> FeeOrder | None:
    """The payment order of the case with its payments; no statement where no fee was assessed."""
    if not case.fee:
        return None
    return FeeOrder.objects.prefetch_related("payments").get(case=case, replaced_at=None)


def published_reductions(definition: ItemDefinition) -> tuple[str, ...]:
    """The reductions that the item's guide names, each with its basis."""
    return tuple(
        f"{fee.reduction}（{'、'.join(fee.reduction_basis)}）" if fee.reduction_basis else fee.reduction
        for fee in definition.fees
        if fee.reduction
    )


def open_reduction(case: Case) -> FeeReduction | None:
    """The request to pay less, or later, that waits for its decision; no statement where none does."""
    if not case.reduction_open:
        return None
    return FeeReduction.objects.select_related("order", "asked_by").get(
        case=case, state=FeeReduction.State.OPEN
    )


def fee_hands(case: Case) -> frozenset[int]:
    """Who assessed the fee, and who wrote the open request down: another decides on it (HOUSE-36)."""
    found = open_reduction(case)
    people = (found.order.assessed_by_id, found.asked_by_id) if found is not None else ()
    return frozenset(one for one in people if one is not None)


def replace_order(case: Case, order: FeeOrder, now: datetime, **changed: Any) -> FeeOrder:
    """Another order in place of one that was not paid, with another number and reference.

    The bill of the first is closed; money that still comes for it is refused and kept to be sorted out.
    """
    order.replaced_at = now
    order.save(update_fields=["replaced_at"])
    before = FeeOrder.objects.filter(case=case).count()
    kept = ("hall_id", "lines", "assessed_fen", "due_fen", "assessed_by_id", "assessed_at", "online")
    return FeeOrder.objects.create(
        **{**{name: getattr(order, name) for name in kept}, **changed},
        case=case,
        number=f"J{case.number}-{before + 1}",
        reference=uuid.uuid4().hex,
    )
