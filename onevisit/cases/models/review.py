"""The review of a case: steps, special procedures, extensions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from onevisit.cases.models.case import Case
from onevisit.documents.models import Document
from onevisit.organization.models import Staff
from onevisit.records.fields import EncryptedTextField, SealedModel


class CaseStep(SealedModel):
    """One review step of the case, as the item version orders it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    passed = models.BooleanField(null=True)
    opinion = EncryptedTextField(default="")
    ticks = models.JSONField(default=list)
    officers = models.JSONField(default=list, help_text="staff ids of the officers on site (XK-34)")
    done_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "key"], name="step_once_in_case")
        ]

    def __str__(self) -> str:
        return self.name


class SpecialProcedureRun(SealedModel):
    """A special procedure of a case: notice, announced working days, the days it took (rules 10, 11)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="procedures")
    key = models.CharField(max_length=30)
    reason = EncryptedTextField()
    basis = models.CharField(max_length=300)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    announced_days = models.PositiveSmallIntegerField(help_text="whole working days")
    paused_from = models.DateField(
        null=True, help_text="first day given back, Asia/Shanghai; null until the notice is served (rule 10)"
    )
    announced_end = models.DateField(
        null=True, help_text="day on which counting resumes unless announced again"
    )
    resumed_on = models.DateField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = EncryptedTextField(default="")
    started_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    stops_statutory = models.BooleanField()
    stops_promise = models.BooleanField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="one_procedure_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.key


class Extension(SealedModel):
    """A request to extend the limits and its answer (rule 13)."""

    class Decision(models.TextChoices):
        REQUESTED = "requested", "待批准"
        GRANTED = "granted", "已批准"
        REJECTED = "rejected", "未批准"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    days = models.PositiveSmallIntegerField(help_text="working days")
    reason = EncryptedTextField()
    state = models.CharField(max_length=10, choices=Decision, default=Decision.REQUESTED)
    requested_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="granted"), name="one_extension_granted"
            )
        ]

    def __str__(self) -> str:
        return f"{self.days} working days"
