"""What a case has to pay by the published standard, and what was paid (许可法 58, 59).

Amounts are whole fen. No row here names a person beside the member of staff who acted.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from onevisit.cases.models.case import Case
from onevisit.law.fee_reductions import ReductionGround, ReductionKind
from onevisit.law.fees import FeeLine, PaymentWay
from onevisit.organization.models import Hall, Staff
from onevisit.records.fields import EncryptedTextField, SealedModel


class FeeOrder(models.Model):
    """One payment order (缴款单): the fees of a case as they were assessed, line by line.

    ``number`` is the 缴款单号 on the notice, ``reference`` names the order to a payment provider and says
    nothing of the case. Settled when ``paid_fen - refunded_fen`` equals ``due_fen``. An amount that was told
    is never changed before it is paid: another order takes the place of the first (``replaced_at``).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="fee_orders")
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40, unique=True)
    reference = models.CharField(max_length=32, unique=True)
    lines = models.JSONField(help_text="name, standard, unit, unit_fen, quantity_milli of each fee")
    assessed_fen = models.BigIntegerField()
    due_fen = models.BigIntegerField(help_text="what is to be paid: assessed, less what was waived")
    paid_fen = models.BigIntegerField(default=0)
    refunded_fen = models.BigIntegerField(default=0)
    assessed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    assessed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    deferred_until = models.DateField(null=True, help_text="last day of a deferral, Asia/Shanghai")
    replaced_at = models.DateTimeField(null=True, help_text="another order took its place")
    online = models.BooleanField(default=False, help_text="all its fees may be paid online")
    pay_url = models.CharField(
        max_length=300, blank=True, help_text="the provider's page for it, once billed"
    )
    closed_at = models.DateTimeField(null=True, help_text="when the provider was told to take no more money")
    unanswered = models.PositiveIntegerField(default=0, help_text="questions in a row without an answer")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], condition=Q(pay_url="", online=True), name="fee_orders_to_bill"),
            models.Index(
                fields=["id"], condition=Q(closed_at=None) & ~Q(pay_url=""), name="fee_orders_to_close"
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(replaced_at=None), name="one_fee_order_in_force"
            ),
            models.CheckConstraint(
                condition=Q(due_fen__gte=0, due_fen__lte=F("assessed_fen")), name="due_within_the_standard"
            ),
            models.CheckConstraint(
                condition=Q(refunded_fen__gte=0, refunded_fen__lte=F("paid_fen")),
                name="refunded_within_the_paid",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def fee_lines(self) -> tuple[FeeLine, ...]:
        """The lines as they were assessed."""
        return tuple(FeeLine(**line) for line in self.lines)

    @property
    def outstanding_fen(self) -> int:
        """What is still to be paid; negative for what was paid too much."""
        return self.due_fen - (self.paid_fen - self.refunded_fen)


class FeePayment(models.Model):
    """Money received for an order: at a window against a receipt, or through the payment provider."""

    order = models.ForeignKey(FeeOrder, on_delete=models.PROTECT, related_name="payments")
    way = models.CharField(max_length=10, choices=[(one.value, one.label) for one in PaymentWay])
    amount_fen = models.BigIntegerField()
    receipt_number = models.CharField(max_length=40, unique=True, help_text="number of the 财政票据")
    transaction = models.CharField(max_length=64, blank=True, help_text="the provider's number of it")
    paid_at = models.DateTimeField(help_text="the provider's moment, or that of the entry at the window")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["transaction"], condition=~Q(transaction=""), name="one_payment_of_a_transaction"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="payment_is_money"),
        ]

    def __str__(self) -> str:
        return self.receipt_number


class FeeReduction(SealedModel):
    """What somebody asked for who is to pay less, or later, and what was decided (减免缓缴).

    ``ground`` and ``basis`` say by which rule; ``reason`` may speak of hardship and is sealed, as is the
    opinion. ``asked_by`` is the clerk who wrote it down, None where the applicant asked online.
    """

    class State(models.TextChoices):
        OPEN = "open", "待决定"
        APPROVED = "approved", "准予"
        REJECTED = "rejected", "不予"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="fee_reductions")
    order = models.ForeignKey(FeeOrder, on_delete=models.PROTECT, related_name="reductions")
    kind = models.CharField(max_length=10, choices=[(one.value, one.label) for one in ReductionKind])
    ground = models.CharField(max_length=10, choices=[(one.value, one.label) for one in ReductionGround])
    basis = models.TextField(help_text="the published rule, or the document cited")
    reason = EncryptedTextField()
    asked_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_kind = models.CharField(
        max_length=10, blank=True, choices=[(one.value, one.label) for one in ReductionKind]
    )
    reduced_fen = models.BigIntegerField(default=0, help_text="how much less is to be paid")
    deferred_until = models.DateField(null=True)
    opinion = EncryptedTextField(default="")
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="open"), name="one_open_reduction_of_a_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.state}"


class PaymentMessage(models.Model):
    """A signed message of the payment provider, and what became of it; refused ones are kept as well."""

    order = models.ForeignKey(FeeOrder, null=True, on_delete=models.PROTECT, related_name="messages")
    reference = models.CharField(max_length=32, blank=True)
    transaction = models.CharField(max_length=64, blank=True)
    amount_fen = models.BigIntegerField()
    outcome = models.CharField(max_length=40, help_text="accepted, repeated, or the code of the refusal")
    body_sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.transaction} {self.outcome}"
