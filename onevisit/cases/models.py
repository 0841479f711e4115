"""The case and what belongs to it. Only ``cases.actions`` write here."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from onevisit.catalog.models import Item, ItemVersion
from onevisit.documents.models import Document
from onevisit.law.items import CaseRoute, Channel, DeliveryWay
from onevisit.law.lifecycle import State
from onevisit.law.profiles import CityProfile
from onevisit.organization.models import Department, Hall, Staff, Window
from onevisit.people.models import Applicant
from onevisit.records.fields import EncryptedJSONField, EncryptedTextField, SealedModel

OPEN_STATES = [
    state.value for state in State if not state.ended and state not in (State.DRAFT, State.PRE_REVIEW)
]

AT_A_WINDOW = (Channel.WINDOW.value, Channel.SUB_HALL.value)


class Outcome(models.TextChoices):
    """What was decided."""

    GRANT = "grant", "准予"
    REFUSE = "refuse", "不予"


class Case(SealedModel):
    """One application and its whole life. The scope of a power stands on the row itself."""

    number = models.CharField(max_length=40, unique=True, null=True, help_text="null while a draft")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="cases")
    version = models.ForeignKey(
        ItemVersion, on_delete=models.PROTECT, related_name="cases", help_text="pinned at the draft (JH-9)"
    )
    item_code = models.CharField(max_length=40)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="cases")
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="cases")
    window = models.ForeignKey(Window, null=True, on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=20, choices=[(route.value, route.label) for route in CaseRoute])
    channel = models.CharField(max_length=20, choices=[(way.value, way.label) for way in Channel])
    state = models.CharField(max_length=20, choices=[(state.value, state.label) for state in State])
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    applicant = models.ForeignKey(Applicant, null=True, on_delete=models.PROTECT, related_name="cases")
    agent = models.ForeignKey(Applicant, null=True, on_delete=models.PROTECT, related_name="cases_as_agent")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="cases"
    )
    answers = EncryptedJSONField(default=dict)
    scenario = models.JSONField(default=dict, help_text="answers to the scenario questions; never personal")
    delivery_way = models.CharField(
        max_length=20, choices=[(w.value, w.label) for w in DeliveryWay], blank=True
    )
    electronic_service_agreed = models.BooleanField(default=False)
    service_address = EncryptedTextField(default="")

    acceptance_delegated = models.BooleanField(default=False, help_text="as it stood at receipt (JH-13)")
    decision_delegated = models.BooleanField(default=False)
    correction_stage = models.CharField(max_length=10, blank=True, help_text="given, then supplied")
    notices_to_serve = models.PositiveSmallIntegerField(
        default=0, help_text="notices written and not served yet (rule 30)"
    )
    running_procedure = models.CharField(max_length=30, blank=True)
    procedure_ends_on = models.DateField(
        null=True, help_text="announced end: the first day that counts again"
    )
    refusal_proposal = EncryptedJSONField(default=dict)
    refusal_proposed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    handler = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    decision_draft = EncryptedJSONField(default=dict)
    drafted_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at_window = models.BooleanField(default=False)
    certificate_made = models.BooleanField(default=False)
    handover_offered_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    discussion_recorded = models.BooleanField(default=False)
    extension_requested = models.BooleanField(default=False)
    extension_granted = models.BooleanField(default=False)

    created_at = models.DateTimeField()
    saved_at = models.DateTimeField(help_text="last autosave of the draft")
    received_at = models.DateTimeField(null=True, help_text="to the second; never shifted (rule 2)")
    accepted_on = models.DateField(null=True, help_text="effective day of acceptance, Asia/Shanghai")
    accepted_at = models.DateTimeField(null=True, help_text="moment of the act of acceptance")
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    last_act_at = models.DateTimeField(null=True)

    due_on = models.DateField(null=True, help_text="earliest due day of the organ's running clocks")
    due_provisional = models.BooleanField(default=False)
    warn_on = models.DateField(null=True)
    due_kind = models.CharField(max_length=20, blank=True)
    paused = models.BooleanField(default=False)
    lapse_on = models.DateField(null=True, help_text="first day on which the law changes the case by itself")

    revision = models.PositiveIntegerField(default=0, help_text="grows with every change; guards stale forms")
    sequence = models.PositiveIntegerField(default=0, help_text="last ledger row")
    head_hash = models.BinaryField(max_length=32, null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["department", "due_on", "id"],
                condition=Q(state__in=OPEN_STATES),
                name="open_by_department",
            ),
            models.Index(
                fields=["hall", "due_on", "id"], condition=Q(state__in=OPEN_STATES), name="open_by_hall"
            ),
            models.Index(
                fields=["department", "id"], condition=Q(notices_to_serve__gt=0), name="notices_of_department"
            ),
            models.Index(fields=["hall", "id"], condition=Q(notices_to_serve__gt=0), name="notices_of_hall"),
            # The lists of the windows (`window_lists`): short beside the history of a hall.
            # The first has no moment in it, so that saving a draft touches no index.
            models.Index(
                fields=["hall"],
                condition=Q(state=State.DRAFT.value, channel__in=AT_A_WINDOW),
                name="parked_drafts",
            ),
            models.Index(
                fields=["hall", "due_on", "id"],
                condition=Q(state=State.SUBMITTED.value),
                name="to_register_in_hall",
            ),
            models.Index(
                fields=["window", "last_act_at"],
                condition=Q(window__isnull=False),
                name="acted_on_at_window",
            ),
            models.Index(
                fields=["hall", "id"],
                condition=Q(state=State.DECIDED.value, handover_offered_by__isnull=False),
                name="results_to_take_over",
            ),
            models.Index(
                fields=["hall", "id"],
                condition=Q(state=State.RESULT_AT_WINDOW.value)
                | Q(state=State.DECIDED.value, decided_at_window=True),
                name="results_to_hand_out",
            ),
            models.Index(fields=["lapse_on"], condition=Q(lapse_on__isnull=False), name="cases_to_lapse"),
            models.Index(fields=["account", "-id"], name="cases_of_account"),
            models.Index(fields=["applicant", "-id"], name="cases_of_applicant"),
        ]

    def __str__(self) -> str:
        return self.number or f"draft {self.pk}"

    @property
    def city(self) -> CityProfile:
        """The city whose rule book binds the case."""
        return self.hall.region.city


class CaseMaterial(models.Model):
    """One material of the case: what was handed in and how it was checked."""

    class Supply(models.TextChoices):
        MISSING = "missing", "未提交"
        SUPPLIED = "supplied", "已提交"
        SHARED = "shared", "共享获取"
        LATER = "later", "容缺后补"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="materials")
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    required = models.BooleanField()
    supply = models.CharField(max_length=10, choices=Supply, default=Supply.MISSING)
    checked = models.BooleanField(default=False)
    original_seen = models.BooleanField(default=False)
    originals = models.PositiveSmallIntegerField(default=0)
    copies = models.PositiveSmallIntegerField(default=0)
    ticks = models.JSONField(default=list, help_text="keys of the review points ticked")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "key"], name="material_once_in_case")
        ]

    def __str__(self) -> str:
        return self.name


class MaterialFile(SealedModel):
    """A stored file that belongs to a material; the content is addressed by its hash."""

    material = models.ForeignKey(CaseMaterial, on_delete=models.CASCADE, related_name="files")
    sha256 = models.CharField(max_length=64)
    name = EncryptedTextField()
    size = models.PositiveIntegerField()
    content_type = models.CharField(max_length=40)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.sha256[:12]


class CaseStep(SealedModel):
    """One review step of the case, as the item version orders it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    passed = models.BooleanField(null=True)
    opinion = EncryptedTextField(default="")
    ticks = models.JSONField(default=list)
    officers = models.JSONField(default=list, help_text="staff ids of the officers on site (XK-34)")
    done_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "key"], name="step_once_in_case")
        ]

    def __str__(self) -> str:
        return self.name


class Correction(models.Model):
    """The one correction notice of a case (rules 5, 7, 8)."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="correction")
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    served_at = models.DateTimeField(null=True)
    supplied_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"correction of case {self.case_id}"


class CorrectionPoint(SealedModel):
    """One point of the notice: a material, a form question or a condition, what is wrong, on what basis."""

    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="points")
    subject = models.CharField(max_length=80, help_text="material:<key>, question:<key> or condition:<key>")
    label = models.CharField(max_length=200)
    demand = EncryptedTextField()
    basis = models.CharField(max_length=300)
    answered = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.subject


class SpecialProcedureRun(SealedModel):
    """A special procedure of a case: notice, announced working days, the days it took (rules 10, 11)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="procedures")
    key = models.CharField(max_length=30)
    reason = EncryptedTextField()
    basis = models.CharField(max_length=300)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    announced_days = models.PositiveSmallIntegerField(help_text="whole working days")
    paused_from = models.DateField(
        null=True, help_text="first day given back, Asia/Shanghai; null until the notice is served (rule 10)"
    )
    announced_end = models.DateField(
        null=True, help_text="day on which counting resumes unless announced again"
    )
    resumed_on = models.DateField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = EncryptedTextField(default="")
    started_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    stops_statutory = models.BooleanField()
    stops_promise = models.BooleanField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="one_procedure_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.key


class Extension(SealedModel):
    """A request to extend the limits and its answer (rule 13)."""

    class Decision(models.TextChoices):
        REQUESTED = "requested", "待批准"
        GRANTED = "granted", "已批准"
        REJECTED = "rejected", "未批准"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    days = models.PositiveSmallIntegerField(help_text="working days")
    reason = EncryptedTextField()
    state = models.CharField(max_length=10, choices=Decision, default=Decision.REQUESTED)
    requested_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="granted"), name="one_extension_granted"
            )
        ]

    def __str__(self) -> str:
        return f"{self.days} working days"


class Handover(models.Model):
    """The handover of a result from department to issuing window, signed on both sides (JH-25a)."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="handover")
    contents = models.JSONField(help_text="titles and numbers of what is handed over")
    offered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    offered_signature_sha256 = models.CharField(max_length=64, blank=True)
    taken_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    taken_signature_sha256 = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"handover of case {self.case_id}"


class Irregularity(models.Model):
    """Something that went against a rule, found by the engine itself."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="irregularities")
    clause = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    found_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "kind", "found_at"], name="irregularity_once")
        ]

    def __str__(self) -> str:
        return self.kind
