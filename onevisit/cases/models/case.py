"""The case itself: one application and its whole life."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from onevisit.catalog.models import Item, ItemVersion
from onevisit.law.commitments import OPEN_STAGES
from onevisit.law.fees import FeeState
from onevisit.law.items import CaseRoute, Channel, DeliveryWay
from onevisit.law.licences.states import LicenceMatter
from onevisit.law.lifecycle import State
from onevisit.law.profiles import CityProfile
from onevisit.licences.models import Licence
from onevisit.organization.models import Department, Hall, Staff, Window
from onevisit.people.models import Applicant
from onevisit.records.fields import EncryptedJSONField, EncryptedTextField, SealedModel

OPEN_STATES = [
    state.value for state in State if not state.ended and state not in (State.DRAFT, State.PRE_REVIEW)
]

TO_ARCHIVE_STATES = [state.value for state in State if state.ended and state is not State.ARCHIVED]

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

    joint = models.ForeignKey(
        "cases.JointCase",
        null=True,
        on_delete=models.PROTECT,
        related_name="cases",
        db_index=False,
        help_text="the joint case of which this is a member (rule 19)",
    )
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

    pre_review = models.CharField(
        max_length=10, blank=True, help_text="waiting, passed, returned, taken_back; empty: never asked for"
    )
    acceptance_delegated = models.BooleanField(default=False, help_text="as it stood at receipt (JH-13)")
    decision_delegated = models.BooleanField(default=False)
    correction_stage = models.CharField(max_length=10, blank=True, help_text="given, then supplied")
    gap_stage = models.CharField(
        max_length=10, blank=True, help_text="asked with the application, then open, then supplied"
    )
    declaration_stage = models.CharField(
        max_length=10,
        blank=True,
        help_text="signed, then to_check, correcting, false, proposed, heard; at last checked or annulled",
    )
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
    visit_appointed = models.BooleanField(default=False)
    answer_from_above = models.CharField(
        max_length=10, blank=True, help_text="granted, refused or question: the last answer of the superior"
    )
    licence = models.ForeignKey(
        Licence,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="what the application is about, where it is not about a new licence",
    )
    matter = models.CharField(
        max_length=20,
        choices=[(matter.value, matter.label) for matter in LicenceMatter],
        default=LicenceMatter.ISSUE.value,
    )
    licence_expires_on = models.DateField(
        null=True, help_text="last day of the licence whose timely renewal is asked for (rule 17)"
    )
    recused = ArrayField(
        models.IntegerField(),
        default=list,
        help_text="staff who stand back from the case, for good or until it is decided (HOUSE-11)",
    )
    recusal_open = models.BooleanField(default=False, help_text="a recusal waits for its decision")
    discussion_recorded = models.BooleanField(default=False)
    extension_requested = models.BooleanField(default=False)
    extension_granted = models.BooleanField(default=False)
    fee = models.CharField(
        max_length=10,
        choices=[(one.value, one.label) for one in FeeState],
        blank=True,
        help_text="how far its fees are; empty before a fee was assessed (XK-59)",
    )
    reduction_open = models.BooleanField(
        default=False, help_text="a request to pay less, or later, waits for its decision"
    )
    heard = models.BooleanField(
        default=False, help_text="there are interested parties, rights told or a hearing (XK-36, XK-46–48)"
    )

    created_at = models.DateTimeField()
    saved_at = models.DateTimeField(help_text="last autosave of the draft")
    received_at = models.DateTimeField(null=True, help_text="to the second; never shifted (rule 2)")
    accepted_on = models.DateField(null=True, help_text="effective day of acceptance, Asia/Shanghai")
    accepted_at = models.DateTimeField(null=True, help_text="moment of the act of acceptance")
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    last_act_at = models.DateTimeField(null=True)

    waits_since = models.DateTimeField(null=True, help_text="result at the window, applicant told")
    reminders = models.PositiveSmallIntegerField(default=0, help_text="times reminded to collect")

    slot = models.CharField(max_length=20, blank=True, default="", help_text="slot in which it lies now")
    slot_until = models.DateField(null=True, help_text="last day in the slot, Asia/Shanghai")

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
            models.Index(fields=["joint"], condition=Q(joint__isnull=False), name="members_of_joint"),
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
            models.Index(
                fields=["hall", "due_on", "id"],
                condition=Q(state=State.PRE_REVIEW.value),
                name="to_pre_review_in_hall",
            ),
            models.Index(
                fields=["department", "due_on", "id"],
                condition=Q(state=State.PRE_REVIEW.value),
                name="to_pre_review_in_organ",
            ),
            models.Index(
                fields=["hall", "-id"],
                condition=Q(state=State.DRAFT.value, pre_review="passed"),
                name="pre_review_passed_in_hall",
            ),
            # The lists of the windows (`window_lists`): short beside the history of a hall.
            # The first has no moment in it, so that saving a draft touches no index.
            models.Index(
                fields=["hall"],
                condition=Q(state=State.DRAFT.value, channel__in=AT_A_WINDOW, joint__isnull=True),
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
            models.Index(
                fields=["department", "id"],
                condition=Q(state__in=TO_ARCHIVE_STATES),
                name="cases_to_archive",
            ),
            models.Index(
                fields=["department", "-id"],
                condition=Q(state=State.ARCHIVED.value),
                name="archived_cases",
            ),
            models.Index(
                fields=["waits_since", "id"],
                condition=Q(waits_since__isnull=False),
                name="results_waiting",
            ),
            models.Index(
                fields=["department", "due_on", "id"],
                condition=Q(declaration_stage__in=OPEN_STAGES),
                name="declarations_to_check",
            ),
            models.Index(
                fields=["department", "due_on", "id"],
                condition=Q(reduction_open=True),
                name="fee_reductions_to_decide",
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
