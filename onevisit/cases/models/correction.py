"""The one correction notice of a case."""

from __future__ import annotations

from django.db import models

from onevisit.cases.models.case import Case
from onevisit.documents.models import Document
from onevisit.records.fields import EncryptedTextField, SealedModel


class Correction(models.Model):
    """The one correction notice of a case (rules 5, 7, 8)."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="correction")
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    served_at = models.DateTimeField(null=True)
    supplied_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"correction of case {self.case_id}"


class CorrectionPoint(SealedModel):
    """One point of the notice: a material, a form question or a condition, what is wrong, on what basis."""

    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="points")
    subject = models.CharField(max_length=80, help_text="material:<key>, question:<key> or condition:<key>")
    label = models.CharField(max_length=200)
    demand = EncryptedTextField()
    basis = models.CharField(max_length=300)
    answered = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.subject
