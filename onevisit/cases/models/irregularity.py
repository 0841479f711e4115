"""What the engine found to be against a rule."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from onevisit.cases.models.case import Case


class Irregularity(models.Model):
    """Something that went against a rule, found by the engine itself."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="irregularities")
    clause = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    found_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "kind", "found_at"], name="irregularity_once")
        ]

    def __str__(self) -> str:
        return self.kind
