"""Meetings about a case: collective discussion, deliberation, expert review (JH-7.6, JH-10b, XK-45)."""

from __future__ import annotations

from django.db import models

from onevisit.cases.models.case import Case
from onevisit.organization.models import Staff
from onevisit.records.fields import EncryptedJSONField, EncryptedTextField, SealedModel


class Meeting(SealedModel):
    """One meeting and its record. ``members`` holds names, organs, opinions and declared conflicts."""

    class Kind(models.TextChoices):
        COLLECTIVE_DISCUSSION = "collective_discussion", "集体讨论"
        DELIBERATION = "deliberation", "会商（论证）"
        EXPERT_REVIEW = "expert_review", "专家评审"

    class Outcome(models.TextChoices):
        AGREE = "agree", "同意"
        DISAGREE = "disagree", "不同意"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=24, choices=Kind)
    held_at = models.DateTimeField()
    place = EncryptedTextField()
    chair = EncryptedTextField()
    members = EncryptedJSONField(default=list)
    conclusion = EncryptedTextField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    recorded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} on case {self.case_id}"
