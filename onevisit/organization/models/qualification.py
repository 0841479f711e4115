"""For which items somebody was trained (rule 27, JH-8.4, JH-8.6)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from onevisit.organization.models.structure import Staff


class Training(models.Model):
    """A training that lets a person decide cases of one item."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="trainings")
    item_code = models.CharField(max_length=36)
    trained_on = models.DateField(help_text="Asia/Shanghai date")
    valid_until = models.DateField(null=True, blank=True, help_text="Asia/Shanghai date, last day")
    course = models.CharField(max_length=120, help_text="what and by whom")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "item_code", "trained_on"], name="training_once"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("trained_on")),
                name="training_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.item_code}"
