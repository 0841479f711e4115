"""A case sent up to the superior organ, and what came back (JH-8.2.3, XK-35)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from onevisit.cases.models.case import Case
from onevisit.organization.models import Staff
from onevisit.records.fields import EncryptedTextField, SealedModel


class UpwardReport(SealedModel):
    """One sending: to whom, what, by whose signature; and its answer, once there is one."""

    class Way(models.TextChoices):
        NETWORK = "network", "通过业务系统或者政务网"
        POST = "post", "邮寄"
        IN_PERSON = "in_person", "专人送达"

    class Answer(models.TextChoices):
        GRANTED = "granted", "同意（准予）"
        REFUSED = "refused", "不同意（不予）"
        QUESTION = "question", "要求补充说明"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="upward_reports")
    organ = models.CharField(max_length=100, help_text="the superior organ, as the item names it")
    sent_at = models.DateTimeField()
    way = models.CharField(max_length=12, choices=Way)
    tracking_number = models.CharField(max_length=40, blank=True)
    opinion = EncryptedTextField()
    contents = models.JSONField(help_text="names of what was sent")
    signed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_on = models.DateField(null=True, help_text="date of the answer, as it stands on it")
    answer_number = models.CharField(max_length=60, blank=True)
    answer_text = EncryptedTextField(default="")
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(answer=""), name="one_report_waits_for_its_answer"
            )
        ]

    def __str__(self) -> str:
        return f"case {self.case_id} to {self.organ}"
