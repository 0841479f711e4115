"""What pages show of the fees of a case: to the desk, to the issuing window, to the applicant."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from onevisit.cases.fees import fee_due_of, fee_state_of, order_of
from onevisit.cases.models import Case, FeeReduction
from onevisit.law.fees import FeeLine, FeeState


def yuan(fen: int) -> Decimal:
    """Fen as yuan, for the ``money`` filter."""
    return Decimal(fen) / 100


def fees_of(case: Case) -> dict[str, Any] | None:
    """The fees of a case with order and payments; None for an item without fees. At most three statements."""
    definition = case.version.definition
    state = fee_state_of(case, definition)
    if state is FeeState.FREE:
        return None
    order = order_of(case)
    return {
        "state": state.value,
        "state_words": _(state.label),
        "due_words": _(fee_due_of(definition).label),
        "open": state is FeeState.DEFERRED
        or (state not in (FeeState.SETTLED, FeeState.WAIVED) and case.ended_at is None),
        "reductions": list(FeeReduction.objects.filter(case=case).order_by("pk")) if order else [],
        "order": order,
        "lines": line_rows(order.fee_lines) if order else [],
        "due": yuan(order.due_fen) if order else None,
        "assessed": yuan(order.assessed_fen) if order else None,
        "outstanding": yuan(order.outstanding_fen) if order else None,
        "payments": [{"payment": one, "amount": yuan(one.amount_fen)} for one in order.payments.all()]
        if order
        else [],
    }


def line_rows(lines: Iterable[FeeLine]) -> list[dict[str, Any]]:
    """The lines with their amounts in yuan."""
    return [{"line": line, "amount": yuan(line.amount_fen)} for line in lines]
