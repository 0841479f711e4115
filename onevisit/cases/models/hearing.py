"""Interested parties, the rights they and the applicant were told of, hearings (XK-36, XK-46 to XK-48)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from onevisit.cases.models.case import Case
from onevisit.cases.models.review import SpecialProcedureRun
from onevisit.law.hearings import Answer, HeardRight, HearingKind, HearingStage
from onevisit.organization.models import Staff
from onevisit.records.fields import EncryptedJSONField, EncryptedTextField, SealedModel


class InterestedParty(SealedModel):
    """Somebody whose great interests the licence directly concerns (利害关系人, XK-36)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    name = EncryptedTextField()
    contact = EncryptedTextField(default="")
    address = EncryptedTextField(default="")
    interest = EncryptedTextField(help_text="which interest of his the licence concerns")
    named_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"interested party {self.pk}"


class ToldRight(SealedModel):
    """One right told to the applicant (``party`` null) or to an interested party, and his answer."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="told_rights")
    right = models.CharField(max_length=10, choices=[(one.value, one.label) for one in HeardRight])
    party = models.ForeignKey(
        InterestedParty, null=True, on_delete=models.PROTECT, related_name="told_rights"
    )
    matter = EncryptedTextField(help_text="what the notice says is at stake")
    days = models.PositiveSmallIntegerField(help_text="working days told for the answer")
    told_at = models.DateTimeField(help_text="when the notice was written")
    served_on = models.DateField(null=True, help_text="Asia/Shanghai day of service; the period runs from it")
    ends_on = models.DateField(null=True, help_text="last day to answer")
    answer = models.CharField(
        max_length=10, blank=True, choices=[(one.value, one.label) for one in Answer if one]
    )
    answered_on = models.DateField(null=True)
    words = EncryptedTextField(default="", help_text="the statement, or why a hearing is asked for")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case", "right"], condition=Q(party__isnull=True), name="right_told_applicant_once"
            ),
            models.UniqueConstraint(fields=["party", "right"], name="right_told_party_once"),
        ]

    def __str__(self) -> str:
        return f"{self.right} of case {self.case_id}"


class Hearing(SealedModel):
    """A hearing: ordered ex officio or asked for, called for a day, held and put on record."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hearings")
    kind = models.CharField(max_length=12, choices=[(one.value, one.label) for one in HearingKind])
    stage = models.CharField(max_length=10, choices=[(one.value, one.label) for one in HearingStage if one])
    by_law = models.BooleanField(default=False, help_text="ordered by a law, not for the public interest")
    ground = EncryptedTextField(default="", help_text="the law that orders it or the public interest")
    opened_at = models.DateTimeField(help_text="when it was ordered or first asked for")
    round = models.PositiveSmallIntegerField(default=0, help_text="how often it was called for a day")
    starts_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=200, blank=True)
    chair = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    announced = models.BooleanField(default=False, help_text="announced to the public (XK-46, XK-48.1)")
    run = models.ForeignKey(SpecialProcedureRun, null=True, on_delete=models.PROTECT, related_name="+")
    appeared = models.BooleanField(null=True, help_text="whether anybody who asked for it appeared")
    record = EncryptedJSONField(default=dict)
    recorded_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(stage__in=[one.value for one in HearingStage if one.is_open]),
                name="one_open_hearing",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["starts_at", "id"],
                condition=Q(announced=True, stage=HearingStage.NOTICED.value),
                name="announced_hearings",
            )
        ]

    def __str__(self) -> str:
        return f"hearing of case {self.case_id}"


class HearingInvitation(models.Model):
    """The notice of one calling of a hearing to the applicant (``party`` null) or to an interested party."""

    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="invitations")
    round = models.PositiveSmallIntegerField()
    party = models.ForeignKey(InterestedParty, null=True, on_delete=models.PROTECT, related_name="+")
    served_on = models.DateField(null=True, help_text="Asia/Shanghai day of service")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["hearing", "round"], condition=Q(party__isnull=True), name="applicant_invited_once"
            ),
            models.UniqueConstraint(fields=["hearing", "round", "party"], name="party_invited_once"),
        ]

    def __str__(self) -> str:
        return f"invitation {self.round} to hearing {self.hearing_id}"


class ChairChallenge(SealedModel):
    """A challenge of the chair by the applicant (``party`` null) or an interested party (XK-48.3)."""

    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="challenges")
    chair = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(InterestedParty, null=True, on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField()
    made_at = models.DateTimeField()
    upheld = models.BooleanField(null=True)
    answer = EncryptedTextField(default="")
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["hearing"], condition=Q(upheld__isnull=True), name="one_open_challenge"
            )
        ]

    def __str__(self) -> str:
        return f"challenge in hearing {self.hearing_id}"
