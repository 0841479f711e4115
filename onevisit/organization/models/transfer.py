"""Powers moved from a department to the approval bureau (划转, rule 25; XK-25)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from onevisit.organization.models.structure import Department, Staff


class Transfer(models.Model):
    """One item's power moved by a document: the bureau's item, the department it came from, from which day.

    The code of an item begins with its organ, so the bureau has an item of its own; ``former_item_code`` is
    the department's, which takes no new case from the first day on. Cases under way stay with their organ.
    """

    item_code = models.CharField(max_length=36, unique=True, help_text="the item of the bureau")
    former_item_code = models.CharField(
        max_length=36, blank=True, help_text="the item of the department, where it was kept here"
    )
    from_department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="powers_given_up", help_text="supervises since"
    )
    to_department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="powers_taken_over")
    document = models.CharField(max_length=120, help_text="the approving paper of the government")
    effective_on = models.DateField(help_text="Asia/Shanghai date, first day with the bureau")
    registered_by = models.ForeignKey(
        Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_department=F("to_department")), name="transfer_between_two"
            )
        ]

    def __str__(self) -> str:
        return self.item_code
