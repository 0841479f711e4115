"""Tables of the people room.

Everything that tells who somebody is or where he lives is encrypted; numbers are found by keyed hash, names
by keyed pairs of characters (个人信息保护法 art. 51). Nothing is kept that the identity number tells anyway
(birthday, sex) or that no item needs (art. 6).
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from onevisit.law import masking
from onevisit.law.commitments import BarKind
from onevisit.records.fields import EncryptedTextField, SealedModel


class ApplicantKind(models.TextChoices):
    """A natural person or an organisation."""

    PERSON = "person", "自然人"
    ORGANIZATION = "organization", "法人或其他组织"


class IdentityType(models.TextChoices):
    """The document or number that tells who an applicant is."""

    RESIDENT_NUMBER = "resident_number", "居民身份证"
    FOREIGN_PERMANENT = "foreign_permanent", "外国人永久居留身份证"
    RESIDENCE_PERMIT = "residence_permit", "港澳台居民居住证"
    MAINLAND_PASS = "mainland_pass", "来往内地（大陆）通行证"
    PASSPORT = "passport", "护照"
    CREDIT_CODE = "credit_code", "统一社会信用代码"


PERSON_IDENTITY_TYPES = tuple(kind for kind in IdentityType if kind is not IdentityType.CREDIT_CODE)


class Applicant(SealedModel):
    """Somebody who applies, or acts for one who does.

    `identity_checked_at` is the moment a window last saw the document itself; before that the name and number
    are only what somebody declared on the web.
    """

    kind = models.CharField(max_length=16, choices=ApplicantKind.choices)
    name = EncryptedTextField()
    name_bigrams = ArrayField(models.CharField(max_length=16), editable=False)
    identity_type = models.CharField(max_length=20, choices=IdentityType.choices)
    identity_number = EncryptedTextField()
    identity_hash = models.BinaryField(max_length=32, editable=False)
    phone = EncryptedTextField(null=True)
    phone_hash = models.BinaryField(max_length=32, null=True, editable=False, db_index=True)
    address = EncryptedTextField(null=True)
    legal_representative = EncryptedTextField(null=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="applicant"
    )
    identity_checked_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["identity_type", "identity_hash"], name="people_applicant_once"),
            models.CheckConstraint(
                condition=Q(kind="organization", identity_type="credit_code")
                | (Q(kind="person") & ~Q(identity_type="credit_code")),
                name="people_identity_fits_kind",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["name_bigrams"], name="people_applicant_name"),
        ]

    def __str__(self) -> str:
        return f"applicant {self.pk}"

    @property
    def is_person(self) -> bool:
        """Whether it is a natural person."""
        return self.kind == ApplicantKind.PERSON

    @property
    def masked_name(self) -> str:
        """张**; an organisation's name is public and stays whole."""
        return masking.mask_name(self.name) if self.is_person else self.name

    @property
    def masked_identity_number(self) -> str:
        """2202**********1234; an organisation's code is public and stays whole."""
        return masking.mask_number(self.identity_number) if self.is_person else self.identity_number

    @property
    def masked_phone(self) -> str:
        """138****3210; empty when there is none."""
        return masking.mask_phone(self.phone) if self.phone else ""

    @property
    def masked_address(self) -> str:
        """The address without what finds the door; empty when there is none."""
        return masking.mask_address(self.address) if self.address else ""


class Authorization(SealedModel):
    """A principal's authorisation for an agent (授权委托书), with document, scope and days.

    An empty `item_codes` covers every item; `acts` are what the agent may do. Both days count.
    """

    principal = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="authorizations_given")
    agent = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="authorizations_held")
    item_codes = ArrayField(models.CharField(max_length=40), default=list)
    acts = ArrayField(models.CharField(max_length=20))
    valid_from = models.DateField()
    valid_to = models.DateField()
    document_sha256 = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Act(models.TextChoices):
        """What an agent may do for his principal."""

        SUBMIT = "submit", "提交申请"
        SUPPLY = "supply", "补充材料、陈述申辩"
        WITHDRAW = "withdraw", "撤回申请"
        COLLECT = "collect", "领取结果、签收文书"

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=models.F("valid_from")), name="people_authorization_days"
            ),
            models.CheckConstraint(
                condition=~Q(principal=models.F("agent")), name="people_authorization_other"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agent", "principal", "valid_to"], name="people_authorization_agent"),
        ]

    def covers(self, act: str, item_code: str | None, day: date) -> bool:
        """Whether it allows this act on this item (None: on every item) on this Asia/Shanghai day."""
        in_force = self.revoked_at is None and self.valid_from <= day <= self.valid_to
        fits_item = not self.item_codes or item_code in self.item_codes
        return in_force and act in self.acts and fits_item


class CreditBar(SealedModel):
    """Why somebody may not promise anything for a time: a broken promise, or serious dishonesty on record.

    It ends by itself after ``barred_until``, the last day, or earlier when it is repaired. ``department_id``
    and ``case_id`` tell where it comes from.
    """

    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="credit_bars")
    kind = models.CharField(
        max_length=20,
        choices=[(one.value, one.label) for one in BarKind],
        default=BarKind.FALSE_PROMISE.value,
    )
    reason = EncryptedTextField()
    basis = models.CharField(max_length=300)
    barred_from = models.DateField()
    barred_until = models.DateField()
    department_id = models.BigIntegerField(db_index=True)
    case_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()
    repaired_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(barred_until__gte=F("barred_from")), name="people_bar_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"credit bar {self.pk}"

    def in_force(self, day: date) -> bool:
        """Whether it bars on this Asia/Shanghai day."""
        return self.repaired_on is None and self.barred_from <= day <= self.barred_until


class CreditRepair(SealedModel):
    """A request to repair a bar before it ends (信用修复): what one officer proposes, another decides.

    ``asked_by`` is the account that asked on the web, None where the department entered what it was handed.
    ``granted`` is None while it is open.
    """

    bar = models.ForeignKey(CreditBar, on_delete=models.PROTECT, related_name="repairs")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    statement = EncryptedTextField()
    proposes_repair = models.BooleanField(null=True)
    opinion = EncryptedTextField(default="")
    proposed_at = models.DateTimeField(null=True)
    proposed_by_id = models.BigIntegerField(null=True)
    granted = models.BooleanField(null=True)
    decision = EncryptedTextField(default="")
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["bar"], condition=Q(granted__isnull=True), name="people_one_open_repair"
            ),
            models.CheckConstraint(
                condition=Q(decided_by_id__isnull=True) | ~Q(decided_by_id=F("proposed_by_id")),
                name="people_repair_by_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return f"repair of credit bar {self.bar_id}"


class Consent(SealedModel):
    """What somebody agreed to, in which version of the text, until withdrawn (arts. 14, 15, 17, 29)."""

    class Kind(models.TextChoices):
        """What the consent is about."""

        PRIVACY_NOTICE = "privacy-notice", "隐私说明"
        ELECTRONIC_SERVICE = "electronic-service", "电子送达"
        SENSITIVE_DATA = "sensitive-data", "处理敏感个人信息（单独同意）"

    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=24, choices=Kind.choices)
    version = models.CharField(max_length=20)
    subject = models.CharField(max_length=80, default="")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["applicant", "kind", "-given_at"], name="people_consent_latest"),
        ]


class ServiceAddress(SealedModel):
    """A confirmed address for service (送达地址确认, rule 30); a newer confirmation replaces it.

    With consent to electronic service, documents are served at `electronic_address` by `electronic_way`; the
    postal address stays for what can't be served so.
    """

    class ElectronicWay(models.TextChoices):
        """Where electronic documents arrive."""

        SITE = "site", "本平台"
        SMS = "sms", "短信"
        MAIL = "mail", "邮件"

    applicant = models.ForeignKey(Applicant, on_delete=models.PROTECT, related_name="service_addresses")
    recipient = EncryptedTextField()
    phone = EncryptedTextField()
    postal_address = EncryptedTextField(null=True)
    electronic_way = models.CharField(max_length=8, choices=ElectronicWay.choices, null=True)
    electronic_address = EncryptedTextField(null=True)
    consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT)
    confirmed_at = models.DateTimeField()
    confirmed_by_id = models.BigIntegerField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["applicant"],
                condition=Q(replaced_at__isnull=True),
                name="people_service_address_current",
            ),
            models.CheckConstraint(
                condition=Q(electronic_way__isnull=True) | Q(consent__isnull=False),
                name="people_electronic_service_agreed",
            ),
            models.CheckConstraint(
                condition=Q(postal_address__isnull=False) | Q(electronic_way__isnull=False),
                name="people_service_address_somewhere",
            ),
        ]

    @property
    def is_electronic(self) -> bool:
        """Whether documents are served electronically."""
        return self.electronic_way is not None
