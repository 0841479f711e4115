"""Which items are stationed in which hall, with which powers, and what is exempt (JH-8, JH-10)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from onevisit.law.stationing import ExemptionState
from onevisit.organization.models.structure import Department, Hall, Staff


class Stationing(models.Model):
    """An item in a hall: what its kind calls for and what the department gave (rule 26)."""

    item_code = models.CharField(max_length=36)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="stationings")
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="stationings")
    needed = models.JSONField(default=list, help_text="StationedPower values that the item calls for")
    given = models.JSONField(default=list, help_text="StationedPower values that the department gave")
    authorised_by = models.CharField(max_length=60, help_text="who of the department signed")
    document = models.CharField(max_length=120, help_text="the authorising paper")
    valid_from = models.DateField(help_text="Asia/Shanghai date, first day")
    valid_to = models.DateField(null=True, blank=True, help_text="Asia/Shanghai date, last day")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item_code", "hall"], name="stationed_once_in_a_hall"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="stationing_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_code}/{self.hall_id}"

    def in_force(self, day: date) -> bool:
        """Whether the item is stationed on ``day`` (Asia/Shanghai date)."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Exemption(models.Model):
    """A request that an item stay outside the hall: reviewed by the agency, decided by two leaders."""

    item_code = models.CharField(max_length=36)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="exemptions")
    basis = models.TextField(help_text="the law or regulation with the special rule")
    reasons = models.TextField()
    state = models.CharField(
        max_length=12,
        choices=[(state.value, state.label) for state in ExemptionState],
        default=ExemptionState.REQUESTED.value,
    )
    requested_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review = models.TextField(blank=True)
    leader_in_charge = models.CharField(max_length=60, blank=True, help_text="分管领导")
    chief_leader = models.CharField(max_length=60, blank=True, help_text="主要领导")
    decided_on = models.DateField(null=True, blank=True, help_text="Asia/Shanghai date")
    document = models.CharField(max_length=120, blank=True, help_text="the paper of the decision")
    valid_to = models.DateField(null=True, blank=True, help_text="Asia/Shanghai date, last day")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item_code"],
                condition=Q(state__in=["requested", "reviewed"]),
                name="one_open_exemption",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_code} {self.state}"
