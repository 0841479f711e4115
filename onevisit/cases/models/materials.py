"""The materials of a case and their files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from onevisit.cases.models.case import Case
from onevisit.records.fields import EncryptedTextField, SealedModel


class CaseMaterial(models.Model):
    """One material of the case: what was handed in and how it was checked."""

    class Supply(models.TextChoices):
        MISSING = "missing", "未提交"
        SUPPLIED = "supplied", "已提交"
        SHARED = "shared", "共享获取"
        LATER = "later", "容缺后补"
        COMMITTED = "committed", "告知承诺"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="materials")
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    required = models.BooleanField()
    supply = models.CharField(max_length=10, choices=Supply, default=Supply.MISSING)
    promised = models.BooleanField(default=False, help_text="accepted with this gap, to be supplied later")
    checked = models.BooleanField(default=False)
    original_seen = models.BooleanField(default=False)
    originals = models.PositiveSmallIntegerField(default=0)
    copies = models.PositiveSmallIntegerField(default=0)
    ticks = models.JSONField(default=list, help_text="keys of the review points ticked")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "key"], name="material_once_in_case")
        ]

    def __str__(self) -> str:
        return self.name


class MaterialFile(SealedModel):
    """A stored file that belongs to a material; the content is addressed by its hash."""

    material = models.ForeignKey(CaseMaterial, on_delete=models.CASCADE, related_name="files")
    sha256 = models.CharField(max_length=64)
    name = EncryptedTextField()
    size = models.PositiveIntegerField()
    content_type = models.CharField(max_length=40)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.sha256[:12]
