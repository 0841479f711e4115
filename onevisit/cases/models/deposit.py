"""A result in a slot of a self-service cabinet: who put it in, until when, how it left."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from onevisit.cases.models.case import Case
from onevisit.organization.models import Cabinet, Staff


class Deposit(models.Model):
    """One result in one slot (JH-25b). The code that opens it is derived from the key and never stored.

    ``ended_at`` closes it to the applicant; ``emptied_at`` is when the slot was empty again, which is later
    where a result that nobody collected still lies there.
    """

    class Outcome(models.TextChoices):
        COLLECTED = "collected", "已领取"
        EXPIRED = "expired", "逾期未领"
        TAKEN_OUT = "taken_out", "窗口取出"
        OTHER_WAY = "other_way", "改用其他方式"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deposits")
    cabinet = models.ForeignKey(Cabinet, on_delete=models.PROTECT, related_name="+")
    slot = models.PositiveSmallIntegerField()
    put_in_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    put_in_at = models.DateTimeField()
    last_day = models.DateField(help_text="Asia/Shanghai date")
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    ended_at = models.DateTimeField(null=True)
    emptied_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["cabinet", "slot"], condition=Q(emptied_at__isnull=True), name="one_result_in_a_slot"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(emptied_at__isnull=True), name="one_slot_for_a_result"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cabinet_id}/{self.slot}"
