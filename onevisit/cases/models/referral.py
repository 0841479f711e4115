"""Referrals for instruction (请示): a named department, a limit, a written answer (rule 36)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from onevisit.cases.models.case import Case
from onevisit.organization.models import Department, Staff
from onevisit.records.fields import EncryptedTextField, SealedModel


class Referral(SealedModel):
    """One question of a clerk where the law is unclear or several departments are concerned.

    Question and answer may speak of a person and are sealed; what goes into the question base is written anew
    without him.
    """

    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="referrals")
    item_code = models.CharField(max_length=40, blank=True)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="referrals", help_text="who has to answer"
    )
    owner = models.ForeignKey(
        Staff, on_delete=models.PROTECT, related_name="+", help_text="who in the department answers for it"
    )
    question = EncryptedTextField()
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    asked_from = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    told_how = models.CharField(max_length=100, help_text="how the applicant was told")
    due_on = models.DateField(help_text="last day of the limit, as its clock has it")
    answer = EncryptedTextField(default="")
    answered_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    general_question = models.TextField(blank=True, help_text="for the question base, about nobody")
    general_answer = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["department", "due_on"],
                condition=Q(answered_at__isnull=True),
                name="referrals_to_answer",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
