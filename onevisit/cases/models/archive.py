"""The archive file of a case."""

from __future__ import annotations

from django.db import models

from onevisit.cases.models.case import Case
from onevisit.law.retention import Retention
from onevisit.records.fields import EncryptedTextField, SealedModel


class ArchiveFile(SealedModel):
    """What the archive keeps of an ended case, frozen by the act that archived it (在线政务服务规定第十二条).

    The files themselves stay where they are, named by their content; the manifest lists them with their
    hashes, and the hash of the manifest stands in the ledger.
    """

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="archive_file")
    retention = models.CharField(max_length=20, choices=[(one.value, one.label) for one in Retention])
    kept_until = models.DateField(null=True, help_text="last day of keeping, Asia/Shanghai; null: for ever")
    archived_at = models.DateTimeField()
    case_sheet = EncryptedTextField(help_text="canonical JSON: applicant, answers, course of the case")
    manifest = EncryptedTextField(help_text="canonical JSON: every file with size and SHA-256")
    manifest_hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"archive file of case {self.case_id}"
