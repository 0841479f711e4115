"""What the supervising department has seen of the bureau's decisions (审管衔接, rule 25)."""

from __future__ import annotations

from django.db import models

from onevisit.cases.models.case import Case
from onevisit.organization.models import Department, Staff


class SupervisionReceipt(models.Model):
    """The supervising department has taken note of one decision."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="supervision_receipts")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    acknowledged_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "department"], name="decision_acknowledged_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.department_id}"
