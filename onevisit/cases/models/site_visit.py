"""A visit to the place: appointed, then on record (核查笔录; JH-8.2.5, XK-34)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from onevisit.cases.models.case import Case
from onevisit.organization.models import Staff
from onevisit.records.fields import EncryptedTextField, SealedModel


class SiteVisit(SealedModel):
    """One visit. An appointment that was replaced stays on record as moved."""

    class State(models.TextChoices):
        APPOINTED = "appointed", "已安排"
        MOVED = "moved", "已改期"
        DONE = "done", "已核查"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="site_visits")
    step = models.CharField(max_length=60, help_text="key of the step it carries out")
    state = models.CharField(max_length=10, choices=State, default=State.APPOINTED)
    at = models.DateTimeField(help_text="appointed time")
    place = EncryptedTextField()
    note = EncryptedTextField(default="")
    officers = models.JSONField(help_text="staff ids of the officers who go, at least two (XK-34)")
    announced = models.JSONField(help_text="name, certificate and its last day of each, as told beforehand")
    appointed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    findings = EncryptedTextField(default="")
    present = EncryptedTextField(default="", help_text="who was there for the applicant")
    refusal = EncryptedTextField(default="", help_text="why who was there did not sign")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="appointed"), name="one_visit_appointed"
            )
        ]

    def __str__(self) -> str:
        return f"visit of case {self.case_id}"
