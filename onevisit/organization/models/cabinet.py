"""Self-service cabinets in a hall, from which applicants collect results themselves."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from onevisit.organization.models.structure import Hall


class Cabinet(models.Model):
    """A cabinet with numbered slots and its screen, which signs in with a token of its own (JH-25b).

    Only the keyed hash of the token is kept; without one the screen is shut.
    """

    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="cabinets")
    code = models.CharField(max_length=4, help_text="letter or number painted on it")
    place = models.CharField(max_length=60, help_text="where it stands, as applicants are told")
    slots = models.PositiveSmallIntegerField()
    token_hash = models.BinaryField(max_length=32, null=True, unique=True)
    token_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["hall", "code"], name="cabinet_code_in_hall")
        ]

    def __str__(self) -> str:
        return self.code

    def slot_name(self, slot: int) -> str:
        """A slot as it is painted: A-07."""
        return f"{self.code}-{slot:02d}"
