"""The handover of a result."""

from __future__ import annotations

from django.db import models

from onevisit.cases.models.case import Case
from onevisit.organization.models import Staff


class Handover(models.Model):
    """The handover of a result from department to issuing window, signed on both sides (JH-25a)."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="handover")
    contents = models.JSONField(help_text="titles and numbers of what is handed over")
    offered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    offered_signature_sha256 = models.CharField(max_length=64, blank=True)
    taken_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    taken_signature_sha256 = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"handover of case {self.case_id}"
