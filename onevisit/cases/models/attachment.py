"""Files of a case that are no material of the applicant: scans of answers, photos on site, envelopes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from onevisit.cases.models.case import Case
from onevisit.organization.models import Staff
from onevisit.records.fields import EncryptedTextField, SealedModel


class CaseAttachment(SealedModel):
    """One stored file, and the record of the case to which it belongs (``about``)."""

    class Kind(models.TextChoices):
        ANSWER_FROM_ABOVE = "answer_from_above", "上级答复扫描件"
        MEETING_RECORD = "meeting_record", "会议记录签字件"
        SITE_PHOTO = "site_photo", "现场照片"
        ENVELOPE = "envelope", "信封或者传真首页"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=20, choices=Kind)
    about = models.BigIntegerField(null=True, help_text="id of the report, meeting or visit")
    sha256 = models.CharField(max_length=64)
    name = EncryptedTextField()
    size = models.PositiveIntegerField()
    content_type = models.CharField(max_length=40)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case", "kind"], name="attachments_of_case")
        ]

    def __str__(self) -> str:
        return self.sha256[:12]
