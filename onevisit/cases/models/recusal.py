"""Recusal of a member of staff from one case: declared by himself or asked for (HOUSE-11)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from onevisit.cases.models.case import Case
from onevisit.organization.models import Staff
from onevisit.records.fields import EncryptedTextField, SealedModel


class Recusal(SealedModel):
    """Who stands back from which case and why. Reason and opinion may speak of kinship and are sealed.

    While it is open the person already does nothing (``Case.recused``); rejected, he acts again.
    """

    class State(models.TextChoices):
        OPEN = "open", "待决定"
        GRANTED = "granted", "回避"
        REJECTED = "rejected", "不回避"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recusals")
    person = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    declared = models.BooleanField(help_text="by the person himself, not asked for by the applicant")
    reason = EncryptedTextField()
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opinion = EncryptedTextField(default="")
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    successor = models.ForeignKey(
        Staff, null=True, on_delete=models.PROTECT, related_name="+", help_text="the handler named instead"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case", "person"], condition=Q(state="open"), name="one_open_recusal_of_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.person_id} {self.state}"
