"""Official documents as they are kept: frozen content first, the rendered and signed file after."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.db import models
from django.db.models import Q

from onevisit.law.document_kinds import DocumentKind, SealKind
from onevisit.law.service import ServiceMethod
from onevisit.organization.models import Department, Hall, Post, Staff
from onevisit.records.fields import EncryptedTextField, SealedModel


class Seal(models.Model):
    """A numbered seal, its keeper and where it may work (JH-32, JH-33)."""

    number = models.CharField(max_length=40, unique=True, help_text="such as 蛟收001, 蛟受-市监-01")
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in SealKind])
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="seals", help_text="whose act it certifies"
    )
    kept_by = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="seals_kept",
        help_text="keeper by law or delegation",
    )
    hall = models.ForeignKey(
        Hall,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text="special seals work in this hall only",
    )
    face_text = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    certificate = models.TextField(blank=True, help_text="PEM of the signing certificate")
    keeper = models.ForeignKey(
        Staff,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="who signed for it",
    )
    imprint_sha256 = models.CharField(max_length=64, blank=True, help_text="scan of the imprint, stored file")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="lost or revoked; refused from then on")

    def __str__(self) -> str:
        return self.number

    @property
    def kind_label(self) -> str:
        """The public name of the kind of seal."""
        return SealKind(self.kind).label

    @property
    def certificate_fingerprint(self) -> str:
        """SHA-256 of the certificate as viewers show it; empty where there is none."""
        if not self.certificate:
            return ""
        found = x509.load_pem_x509_certificate(self.certificate.encode("ascii"))
        return found.fingerprint(hashes.SHA256()).hex()


class StandingSealOrder(models.Model):
    """A keeper's registered order that the platform may set a seal on one document kind (rule 29)."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="standing_orders")
    document_kind = models.CharField(
        max_length=30, choices=[(kind.value, kind.value) for kind in DocumentKind]
    )
    ordered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    basis = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.seal_id} {self.document_kind}"


class Document(SealedModel):
    """One official document. What stands here is frozen by the act that made it; a worker only renders it."""

    class State(models.TextChoices):
        QUEUED = "queued", "待生成"
        WAITING_GLYPH = "waiting_glyph", "待字库"
        WAITING_SEAL = "waiting_seal", "待用印"
        READY = "ready", "已生成"
        FAILED = "failed", "生成失败"
        REVOKED = "revoked", "已撤销"

    kind = models.CharField(max_length=30, choices=[(kind.value, kind.value) for kind in DocumentKind])
    case_id = models.BigIntegerField(
        null=True, blank=True, db_index=True, help_text="null for a guidance sheet"
    )
    party_id = models.BigIntegerField(
        null=True, blank=True, help_text="interested party it is addressed to; null for the applicant's own"
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="documents")
    hall = models.ForeignKey(Hall, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, blank=True, help_text="文号; gap-free within its series")
    title = models.CharField(max_length=120)
    content = EncryptedTextField(help_text="frozen canonical JSON")
    content_hash = models.BinaryField(
        max_length=32, help_text="SHA-256 of the content; the number is not in it"
    )
    template_version = models.CharField(max_length=20)
    issued_on = models.DateField(help_text="true day of issue, Asia/Shanghai")
    effective_on = models.DateField(null=True, blank=True, help_text="when it differs from the day of issue")
    verification_code = models.CharField(max_length=32, unique=True)
    seal = models.ForeignKey(Seal, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")
    sealed_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sealed_at_post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=20, choices=State, default=State.QUEUED)
    state_note = models.CharField(max_length=200, blank=True, help_text="what is missing and what helps")
    file_sha256 = models.CharField(max_length=64, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    pending_use: SealUse | None = None
    """The seal use to be logged with this document; it gets its number right before commit."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="document_number_once")
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(state__in=["queued", "failed", "waiting_glyph"]),
                name="documents_to_produce",
            )
        ]

    def __str__(self) -> str:
        return self.number or self.title


class SealUse(models.Model):
    """One use of a seal: document, operator, place. Numbers run without gaps per seal."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="uses")
    number = models.BigIntegerField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="seal_uses")
    operator = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    standing_order = models.ForeignKey(StandingSealOrder, null=True, blank=True, on_delete=models.PROTECT)
    hall = models.ForeignKey(Hall, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal", "number"], name="seal_use_number_once")]

    def __str__(self) -> str:
        return f"{self.seal_id}-{self.number}"


class Service(models.Model):
    """How and when a document reached its addressee (送达, rule 30); remedies run from ``served_at``."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="services")
    method = models.CharField(max_length=20, choices=[(way.value, way.label) for way in ServiceMethod])
    served_at = models.DateTimeField(null=True, blank=True)
    served_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    receiver_commitment = models.CharField(max_length=64, blank=True)
    signature_sha256 = models.CharField(
        max_length=64, blank=True, help_text="signature on screen, stored file"
    )

    def __str__(self) -> str:
        return f"{self.document_id} {self.method}"


class SealMove(models.Model):
    """A seal on its way from one keeper to another, signed by both (JH-32)."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="moves")
    from_department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    to_department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    given_signature = models.CharField(max_length=100, help_text="stored picture, or the name typed instead")
    taken_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    taken_signature = models.CharField(max_length=100, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seal"],
                condition=Q(taken_at__isnull=True, cancelled_at__isnull=True),
                name="one_seal_move_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.seal_id} {self.from_department_id}-{self.to_department_id}"


class SealEvent(models.Model):
    """What happened to a seal. Rows are only added; the database refuses every change."""

    class Kind(models.TextChoices):
        MOVED = "moved", "移交"
        LOST = "lost", "挂失"
        REVOKED = "revoked", "作废"
        IMPRINT = "imprint", "登记印模"
        REGISTERED = "registered", "登记"
        ORDERED = "ordered", "登记长期用印授权"

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    kept_by = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.seal_id} {self.kind}"


class SealProposal(models.Model):
    """A new seal, or a standing order to use one, on its way: proposed by one, confirmed by another (JH-32).

    ``seal`` is the seal of an order; for a new seal it is set when that was confirmed.
    """

    class Stage(models.TextChoices):
        PROPOSED = "proposed", "待复核"
        CONFIRMED = "confirmed", "已登记"
        RETURNED = "returned", "已退回"

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", help_text="whose people propose and confirm"
    )
    seal = models.ForeignKey(Seal, null=True, on_delete=models.PROTECT, related_name="proposals")
    number = models.CharField(max_length=40, help_text="of the seal")
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in SealKind])
    hall = models.ForeignKey(Hall, null=True, on_delete=models.PROTECT, related_name="+")
    document_kind = models.CharField(
        max_length=30,
        blank=True,
        choices=[(kind.value, kind.value) for kind in DocumentKind],
        help_text="of a standing order; empty for a new seal",
    )
    basis = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.PROPOSED)
    proposed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    returned_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number", "document_kind"],
                condition=Q(stage="proposed"),
                name="one_seal_proposal_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("proposed_by")),
                name="seal_proposal_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.document_kind}"

    @property
    def kind_label(self) -> str:
        """The public name of the kind of seal."""
        return SealKind(self.kind).label

    @property
    def document_label(self) -> str:
        """The name of the kind of document of a standing order; empty for a new seal."""
        return DocumentKind(self.document_kind).label if self.document_kind else ""
