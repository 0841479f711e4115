"""The pre-review of a draft: asked for by the applicant, answered by whoever will accept (JH-20)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from onevisit.cases.models.case import Case
from onevisit.organization.models import Staff
from onevisit.records.fields import EncryptedTextField, SealedModel


class PreReview(SealedModel):
    """One round. ``seen`` keeps a commitment per material, question and condition, as they stood then."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "待预审"
        PASSED = "passed", "预审通过"
        RETURNED = "returned", "预审退回修改"
        TAKEN_BACK = "taken_back", "申请人已收回"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pre_reviews")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    note = EncryptedTextField(default="")
    seen = models.JSONField(default=dict, help_text="commitments by subject, never the contents")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(outcome="waiting"), name="one_pre_review_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"pre-review of case {self.case_id}"


class PreReviewPoint(SealedModel):
    """One point of a return: a material, a question or a condition, what is wrong, on what basis."""

    pre_review = models.ForeignKey(PreReview, on_delete=models.PROTECT, related_name="points")
    subject = models.CharField(max_length=80, help_text="material:<key>, question:<key> or condition:<key>")
    label = models.CharField(max_length=200)
    demand = EncryptedTextField()
    basis = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.subject
