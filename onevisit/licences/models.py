"""Licences as they are kept: the record, its history that only grows, decisions on it, uses granted of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from onevisit.catalog.models import ItemVersion
from onevisit.documents.models import Document
from onevisit.law.licences.acts import GROUNDS, LicenceAct
from onevisit.law.licences.states import LicenceMatter, LicenceState, TrustGrade, state_on
from onevisit.law.profiles import CityProfile
from onevisit.law.service import ServiceMethod
from onevisit.organization.models import Department, Hall, Staff
from onevisit.people.models import Applicant
from onevisit.records import clock
from onevisit.records.fields import EncryptedJSONField, EncryptedTextField, SealedModel
from onevisit.records.models import time_ordered_uuid

STORED_STATES = [state for state in LicenceState if state is not LicenceState.EXPIRED]


class Licence(SealedModel):
    """One licence or certificate. Department, hall and item code are its scope, as on a case.

    Renewed, changed, corrected or replaced, it is followed by a new row with the same number and the next
    ``edition``; the holder's name and the entries stay as they were printed.
    """

    number = models.CharField(max_length=60)
    edition = models.PositiveSmallIntegerField(default=1)
    follows = models.OneToOneField(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="followed_by",
        help_text="the edition before",
    )
    kind = models.CharField(max_length=200, help_text="name of the certificate, such as 食品经营许可证")
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    item_code = models.CharField(max_length=40)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="licences")
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="licences")
    holder_name = EncryptedTextField()
    holder_hash = models.BinaryField(max_length=32, help_text="keyed hash of the holder's identity number")
    entries = EncryptedJSONField(default=list, help_text="lines of the certificate: label, value")
    case_id = models.BigIntegerField(null=True, db_index=True, help_text="null where no case here led to it")
    document = models.OneToOneField(Document, null=True, on_delete=models.PROTECT, related_name="licence")
    issued_on = models.DateField()
    valid_from = models.DateField(help_text="first day in force, Asia/Shanghai")
    valid_to = models.DateField(null=True, help_text="last day in force, Asia/Shanghai; null without end")
    grade = models.CharField(max_length=1, choices=[(one.value, one.label) for one in TrustGrade])
    matter = models.CharField(
        max_length=20,
        choices=[(one.value, one.label) for one in LicenceMatter],
        default=LicenceMatter.ISSUE.value,
        help_text="what led to this edition",
    )
    state = models.CharField(
        max_length=20, choices=[(state.value, state.label) for state in STORED_STATES], default="valid"
    )
    events_kept = models.PositiveIntegerField(default=0, help_text="number of the last entry of its history")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["department", "number", "edition"], name="licence_number_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="licence_days_in_order",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["holder", "-id"], name="licences_of_holder"),
            models.Index(fields=["department", "-id"], name="licences_of_department"),
            models.Index(fields=["hall", "-id"], name="licences_of_hall"),
            models.Index(
                fields=["department", "valid_to", "id"],
                condition=Q(state="valid", valid_to__isnull=False),
                name="licences_to_expire",
            ),
        ]

    received_at = None
    acceptance_delegated = False
    recused: tuple[int, ...] = ()
    decision_delegated = False
    """What a scope asks of a case; no power over a licence is ever delegated to the windows."""

    def __str__(self) -> str:
        return f"{self.number} ({self.edition})"

    @property
    def current_state(self) -> LicenceState:
        """How it stands today; expiry follows from the last day."""
        return state_on(LicenceState(self.state), self.valid_to, clock.today())

    @property
    def city(self) -> CityProfile:
        """The city whose rule book binds the licence."""
        return self.hall.region.city


class LicenceEvent(models.Model):
    """What happened to a licence after its issue. Rows are only added; the database refuses every change.

    The issue itself stands on the licence, and in the ledger of its case.
    """

    class Kind(models.TextChoices):
        RENEWED = "renewed", "准予延续"
        DEEMED_RENEWED = "deemed_renewed", "视为准予延续"
        SUPERSEDED = "superseded", "由新证取代"
        SUSPENDED = "suspend", "暂停使用"
        RESUMED = "resume", "恢复使用"
        ANNULLED = "annul", "撤销"
        WITHDRAWN = "withdraw", "撤回"
        REVOKED = "revoke", "吊销"
        DEREGISTERED = "deregister", "注销"

    id = models.UUIDField(primary_key=True, default=time_ordered_uuid, editable=False)
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField()
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField(default="")
    legal_basis = models.JSONField(default=list)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    state_after = models.CharField(max_length=20)
    valid_to_after = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["licence", "sequence"], name="licence_event_once")
        ]

    def __str__(self) -> str:
        return f"{self.licence_id}-{self.sequence} {self.kind}"


class LicenceDecision(SealedModel):
    """An act on a licence on its way: proposed, signed by another person, served (rules 21, 30, 32)."""

    class Stage(models.TextChoices):
        PROPOSED = "proposed", "待签发"
        RETURNED = "returned", "已退回"
        SIGNED = "signed", "已签发，待送达"
        IN_EFFECT = "in_effect", "已生效"

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="decisions")
    act = models.CharField(max_length=20, choices=[(act.value, act.label) for act in LicenceAct])
    ground = models.CharField(
        max_length=30, choices=[(one.value, rule.label) for one, rule in GROUNDS.items()]
    )
    reasons = EncryptedJSONField(default=list)
    legal_basis = models.JSONField(default=list)
    holder_heard = EncryptedTextField(default="", help_text="how the holder was heard and what came of it")
    owed = EncryptedTextField(default="", help_text="compensation owed to the holder, or why none is")
    penalty_number = models.CharField(max_length=80, blank=True)
    public_interest_weighed = models.BooleanField(default=False)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.PROPOSED)
    proposed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    signed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    returned_because = EncryptedTextField(default="")
    document = models.OneToOneField(Document, null=True, on_delete=models.PROTECT, related_name="+")
    service_method = models.CharField(
        max_length=20, blank=True, choices=[(way.value, way.label) for way in ServiceMethod]
    )
    served_at = models.DateTimeField(null=True)
    in_effect_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["licence"],
                condition=Q(stage__in=["proposed", "signed"]),
                name="one_decision_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=models.F("proposed_by")),
                name="licence_decision_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.licence_id}"


class GrantedUse(SealedModel):
    """The holder lets another office look at one licence, once, on one day, for a purpose (授权用证)."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="uses")
    code = EncryptedTextField(help_text="shown to the holder only")
    code_hash = models.BinaryField(max_length=32, unique=True, help_text="keyed hash by which it is found")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    purpose = EncryptedTextField()
    day = models.DateField(help_text="the one Asia/Shanghai day on which the code works")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(used_by__isnull=True, used_at__isnull=True)
                | Q(used_by__isnull=False, used_at__isnull=False, taken_back_at__isnull=True),
                name="granted_use_once_or_taken_back",
            )
        ]

    def __str__(self) -> str:
        return f"use of licence {self.licence_id}"

    @property
    def is_open(self) -> bool:
        """Whether the code can still be used, today or on its day."""
        return self.used_at is None and self.taken_back_at is None and clock.today() <= self.day

    @property
    def spaced_code(self) -> str:
        """The code in two halves, as it is read out."""
        return f"{self.code[:4]}-{self.code[4:]}"
