"""Fees between the platform and a payment provider: billed, closed, and told of as paid.

The acts on the case only write rows; the provider is asked by jobs. Its signed messages perform the same act
as the clerk who enters a payment, and every one of them is kept with what became of it.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db.models import F, Q
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from onevisit.cases import engine
from onevisit.cases.models import FeeOrder, FeePayment, PaymentMessage
from onevisit.cases.performers import THE_PROVIDER
from onevisit.exchange.payments import BAD_SIGNATURE as BAD_SIGNATURE
from onevisit.exchange.payments import STALE as STALE
from onevisit.exchange.payments import Bill, PaymentProvider, PaymentsUnavailable, signature_fault
from onevisit.law.clauses import enforces
from onevisit.law.fees import FeeState, PaymentWay
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.records import clock

MOST_AT_ONCE = 200
NOTIFY_PATH, RETURN_PATH = "/payments/messages/", "/my/"
ACCEPTED, REPEATED, BUSY = "accepted", "repeated", "busy"
logger = logging.getLogger(__name__)


def attend(provider: PaymentProvider) -> None:
    """Bills what is owed and not billed yet, closes what nobody may pay any more. Harmless when repeated."""
    owed = Q(case__fee=FeeState.OWED, case__ended_at=None) | Q(case__fee=FeeState.DEFERRED)
    owed &= Q(replaced_at=None)
    waiting = FeeOrder.objects.filter(owed, pay_url="", online=True).select_related("case__version")
    for order in waiting.order_by("unanswered", "pk")[:MOST_AT_ONCE]:
        _asked(order, lambda one: _bill(one, provider))
    billed = FeeOrder.objects.exclude(pay_url="").filter(closed_at=None)
    for order in billed.exclude(owed).order_by("unanswered", "pk")[:MOST_AT_ONCE]:
        _asked(order, lambda one: _close(one, provider))


def _asked(order: FeeOrder, question: Callable[[FeeOrder], None]) -> None:
    try:
        question(order)
    except PaymentsUnavailable as fault:
        logger.warning("the provider did not answer about order %s: %s", order.pk, fault)
        FeeOrder.objects.filter(pk=order.pk).update(unanswered=F("unanswered") + 1)


def _bill(order: FeeOrder, provider: PaymentProvider) -> None:
    """Nothing but reference, names of the fees and amount leaves the house (HOUSE-14)."""
    address = provider.order(
        Bill(
            order.reference,
            "、".join(line.name for line in order.fee_lines)[:100],
            order.outstanding_fen,
            return_url=settings.PUBLIC_URL + RETURN_PATH,
            notify_url=settings.PUBLIC_URL + NOTIFY_PATH,
        )
    )
    FeeOrder.objects.filter(pk=order.pk).update(pay_url=address, unanswered=0)


def _close(order: FeeOrder, provider: PaymentProvider) -> None:
    provider.close(order.reference)
    FeeOrder.objects.filter(pk=order.pk).update(closed_at=clock.now(), unanswered=0)


class PaidMessage(BaseModel):
    """What the provider says of one payment."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    reference: str = Field(pattern="^[0-9a-f]{32}$")
    transaction: str = Field(pattern="^[A-Za-z0-9-]{4,64}$")
    amount_fen: int = Field(ge=1, le=10**12)
    receipt_number: str = Field(pattern="^[A-Za-z0-9-]{4,40}$")
    paid_at: AwareDatetime


@enforces("XK-59", "HOUSE-2")
def receive(timestamp: str, given: str, body: bytes) -> str:
    """Takes a message of the provider; answers ``accepted``, ``repeated``, or the code of its refusal.

    What is not signed by the provider leaves a line in the log and no row: a stranger fills no table.
    """
    now = clock.now()
    fault = signature_fault(settings.PAYMENT_SECRET, timestamp, given, body, now)
    if fault == BAD_SIGNATURE:
        logger.warning("a message about a payment is not signed by the provider")
        return fault
    try:
        message = PaidMessage.model_validate_json(body)
    except ValidationError:
        return _kept(None, None, "unreadable", body, now)
    order = FeeOrder.objects.filter(reference=message.reference).first()
    if fault:
        return _kept(message, order, fault, body, now)
    if order is None:
        return _kept(message, None, "wrong_order", body, now)
    return _kept(message, order, _applied(order, message), body, now)


def _applied(order: FeeOrder, message: PaidMessage) -> str:
    known = FeePayment.objects.filter(transaction=message.transaction).first()
    if known is not None:
        same = (known.order_id, known.amount_fen) == (order.pk, message.amount_fen)
        return REPEATED if same else "transaction_used"
    inputs = {"way": PaymentWay.ONLINE.value, **json.loads(message.model_dump_json())}
    key = hashlib.sha256(message.transaction.encode()).hexdigest()
    try:
        engine.perform(order.case_id, Action.RECORD_PAYMENT, THE_PROVIDER, key, inputs)
    except Refusal as refusal:
        return refusal.code
    return ACCEPTED


def _kept(message: PaidMessage | None, order: FeeOrder | None, code: str, body: bytes, now: datetime) -> str:
    PaymentMessage.objects.create(
        order=order,
        reference=message.reference if message else "",
        transaction=message.transaction if message else "",
        amount_fen=message.amount_fen if message else 0,
        outcome=code,
        body_sha256=hashlib.sha256(body).hexdigest(),
        received_at=now,
    )
    if code not in (ACCEPTED, REPEATED):
        logger.warning("a payment message about order %s was refused: %s", order and order.pk, code)
    return code
