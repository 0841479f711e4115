"""A joint case (联办件, 一件事): the frame of several ordinary cases, one for each organ (rule 19, JH-18)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from onevisit.catalog.models import PackageVersion
from onevisit.law.items import Channel
from onevisit.law.profiles import CityProfile
from onevisit.organization.models import Department, Hall, Staff, Window
from onevisit.people.models import Applicant
from onevisit.records.fields import EncryptedJSONField, SealedModel


class JointCase(models.Model):
    """The frame: who applies for what, where, who leads. Answers and materials stand in the members."""

    number = models.CharField(max_length=40, unique=True, null=True, help_text="null while a draft")
    version = models.ForeignKey(PackageVersion, on_delete=models.PROTECT, related_name="joint_cases")
    item_code = models.CharField(max_length=90, help_text="code of the package: scope of the coordination")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="joint_cases", help_text="lead department (JH-18)"
    )
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="joint_cases")
    window = models.ForeignKey(Window, null=True, on_delete=models.PROTECT, related_name="+")
    recused = ArrayField(
        models.IntegerField(), default=list, help_text="staff who stand back from one of its cases (HOUSE-11)"
    )
    channel = models.CharField(max_length=20, choices=[(way.value, way.label) for way in Channel])
    applicant = models.ForeignKey(Applicant, null=True, on_delete=models.PROTECT, related_name="joint_cases")
    agent = models.ForeignKey(Applicant, null=True, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="joint_cases"
    )
    scenario = models.JSONField(default=dict, help_text="answers to the package's questions; never personal")
    created_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, help_text="when all members without predecessor were filed")
    closed_at = models.DateTimeField(null=True, help_text="when the last member ended")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "-id"], name="joint_cases_of_account"),
            models.Index(
                fields=["department", "id"],
                condition=Q(received_at__isnull=False, closed_at__isnull=True),
                name="open_joint_cases_of_lead",
            ),
            models.Index(
                fields=["hall", "id"],
                condition=Q(received_at__isnull=False, closed_at__isnull=True),
                name="open_joint_cases_of_hall",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"joint draft {self.pk}"

    @property
    def acceptance_delegated(self) -> bool:
        """Coordinating is never delegated; the members' own powers stand on their cases."""
        return False

    @property
    def decision_delegated(self) -> bool:
        """As ``acceptance_delegated``."""
        return False

    @property
    def lead(self) -> Department:
        """The lead department."""
        return self.department

    @property
    def city(self) -> CityProfile:
        """The city whose rule book binds the case."""
        return self.hall.region.city


class JointMember(SealedModel):
    """One member: its case, whom it waits for, what its organ wants corrected.

    ``round`` counts filings: 1 for those filed with the package, later ones for those that had to wait; each
    round has at most one merged correction notice. A dropped member was never filed and left the package.
    """

    joint = models.ForeignKey(JointCase, on_delete=models.CASCADE, related_name="members")
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="membership")
    after = models.JSONField(default=list, help_text="keys of the members whose grant it needs")
    round = models.PositiveSmallIntegerField(default=0, help_text="0 while it is not filed")
    dropped_at = models.DateTimeField(null=True)
    open_questions = models.JSONField(
        default=list,
        help_text="what is still open now that the predecessors are granted: question keys, material:<key>",
    )
    attached = models.JSONField(default=list, help_text="[{material, case}]: results of predecessors")
    points = EncryptedJSONField(default=list, help_text="[{subject, demand}] for the merged notice")
    reported_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["joint", "key"], name="member_once_in_joint_case")
        ]
        ordering: ClassVar[list[str]] = ["position"]

    def __str__(self) -> str:
        return self.key


class JointNotice(models.Model):
    """The one merged correction notice of a round of filing (rule 19); the document hangs on one member.

    One that lost its effect before it was served is called off, and another may take its place (rule 7).
    """

    joint = models.ForeignKey(JointCase, on_delete=models.PROTECT, related_name="notices")
    round = models.PositiveSmallIntegerField()
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="+", help_text="whose papers hold the document"
    )
    issued_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["joint", "round"],
                condition=Q(called_off_at__isnull=True),
                name="one_notice_each_round",
            )
        ]

    def __str__(self) -> str:
        return f"notice {self.round} of joint case {self.joint_id}"
