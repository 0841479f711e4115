"""Delegation documents: what a department lets the windows do in its name (JH-13, XK-24)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from onevisit.law.powers import PowerKind
from onevisit.organization.models.structure import Department, Staff


class Delegation(models.Model):
    """A signed document by which a department lets the windows act for it (JH-13, XK-24)."""

    class DelegateNature(models.TextChoices):
        ADMINISTRATIVE_ORGAN = "administrative_organ", "行政机关"
        PUBLIC_INSTITUTION = "public_institution", "事业单位"

    number = models.CharField(max_length=60, unique=True)
    delegator = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="delegations_given")
    delegate = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="delegations_held")
    delegate_nature = models.CharField(max_length=30, choices=DelegateNature)
    basis = models.TextField()
    announced_on = models.DateField()
    announcement = models.CharField(max_length=200)
    item_codes = models.JSONField(help_text="codes of the delegated items")
    powers = models.JSONField(help_text="list of PowerKind values")
    valid_from = models.DateField(help_text="Asia/Shanghai date, first day in force")
    valid_to = models.DateField(null=True, blank=True, help_text="Asia/Shanghai date, last day in force")
    registered_at = models.DateTimeField(null=True, blank=True)
    registered_by = models.ForeignKey(
        Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_because = models.CharField(max_length=200, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True, help_text="the signed paper, stored file")
    scan_type = models.CharField(max_length=40, blank=True, help_text="media type of the scan")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="delegation_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.number

    def in_force(self, day: date) -> bool:
        """Whether the delegation decides on ``day`` (Asia/Shanghai date)."""
        return (
            self.revoked_at is None
            and self.valid_from <= day
            and (self.valid_to is None or day <= self.valid_to)
        )

    def gives(self, power: PowerKind, item_code: str) -> bool:
        """Whether the document names both the item and the power."""
        return power.value in self.powers and item_code in self.item_codes
