"""A result on its way by post, and what the courier says of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from onevisit.cases.models.case import Case
from onevisit.law.parcels import ParcelState
from onevisit.organization.models import Hall, Staff
from onevisit.records.fields import EncryptedTextField, SealedModel


class Parcel(SealedModel):
    """One parcel with the result of a case (JH-25b). ``reference`` is ours and names it to the courier once.

    ``by_hand`` parcels were taken to a courier whose system is not connected: nobody is asked for their
    course. ``ended_at`` is set when the parcel no longer travels: signed for, returned, cancelled, replaced.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parcels")
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=32, unique=True)
    by_hand = models.BooleanField(default=False)
    tracking_number = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=20, choices=[(one.value, one.label) for one in ParcelState])
    recipient = EncryptedTextField()
    phone = EncryptedTextField()
    address = EncryptedTextField()
    note = EncryptedTextField(default="", help_text="why it came back, was lost, was made again")
    ordered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    posted_at = models.DateTimeField(
        null=True, help_text="handed to the courier: ends the ten days (rule 12)"
    )
    served_at = models.DateTimeField(null=True, help_text="signed for: remedies run from here (rule 30)")
    ended_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True, help_text="when the courier was last asked and answered")
    unanswered = models.PositiveIntegerField(default=0, help_text="questions in a row without an answer")
    cancel_at_courier = models.BooleanField(default=False, help_text="an order still to be taken back")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="one_parcel_under_way"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["hall", "-id"], name="parcels_of_hall"),
            models.Index(fields=["asked_at"], condition=Q(ended_at__isnull=True), name="parcels_to_ask"),
            models.Index(fields=["id"], condition=Q(cancel_at_courier=True), name="parcels_to_cancel"),
        ]

    def __str__(self) -> str:
        return self.tracking_number or self.reference


class ParcelEvent(models.Model):
    """One thing the courier says of a parcel: ``code`` is its state there, ``at`` the courier's moment."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="events")
    position = models.PositiveIntegerField(help_text="place in the courier's list")
    code = models.CharField(max_length=20, choices=[(one.value, one.label) for one in ParcelState])
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["parcel", "position"], name="parcel_event_once")
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id} {self.code}"
