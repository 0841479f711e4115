"""Acceptance with gaps: what the applicant signed, and how it went on (容缺受理)."""

from __future__ import annotations

from django.db import models

from onevisit.cases.models.case import Case
from onevisit.records.fields import EncryptedTextField, SealedModel


class GapPromise(SealedModel):
    """The applicant's signed promise to supply what is missing, asked for of his own will.

    Signed on the web with the application, or at the window with the acceptance. ``signature`` is the hash of
    the picture, or the name typed instead.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="gap_promise")
    signature = EncryptedTextField()
    signed_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    supplied_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    return_reason = EncryptedTextField(default="")

    def __str__(self) -> str:
        return f"gap promise of case {self.case_id}"
