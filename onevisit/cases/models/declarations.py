"""A declaration of commitment and what became of it after the decision (告知承诺)."""

from __future__ import annotations

from django.db import models

from onevisit.cases.models.case import Case
from onevisit.law.commitments import CheckMethod, Finding
from onevisit.organization.models import Staff
from onevisit.records.fields import EncryptedJSONField, EncryptedTextField, SealedModel


class Declaration(SealedModel):
    """What the applicant declared of his own will, and its check.

    ``signature`` is the hash of the picture, or the name typed instead; ``points`` are the keys ticked.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="declaration")
    signature = EncryptedTextField()
    signed_at = models.DateTimeField()
    points = models.JSONField(default=list)
    method = models.CharField(
        max_length=12, blank=True, choices=[(one.value, one.label) for one in CheckMethod]
    )
    finding = models.CharField(max_length=12, blank=True, choices=[(one.value, one.label) for one in Finding])
    found = EncryptedTextField(default="")
    officers = models.JSONField(default=list, help_text="staff ids of the officers on site (XK-34)")
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    rectified = EncryptedTextField(default="")
    proposal = EncryptedJSONField(default=dict)
    proposed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    statement = EncryptedTextField(default="")
    statement_made = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"declaration in case {self.case_id}"
