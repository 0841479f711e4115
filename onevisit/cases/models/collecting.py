"""Calls to applicants whose results nobody collects."""

from __future__ import annotations

from django.db import models

from onevisit.cases.models.case import Case
from onevisit.organization.models import Staff
from onevisit.records.fields import EncryptedTextField, SealedModel


class CollectionCall(SealedModel):
    """One telephone call because of a result that waits: whether somebody was reached, and what was said."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="collection_calls")
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    reached = models.BooleanField()
    note = EncryptedTextField(default="")

    def __str__(self) -> str:
        return f"call about case {self.case_id}"
