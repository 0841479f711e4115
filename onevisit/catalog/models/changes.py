"""Changes on their way from proposal to effect, the log of what was done to them, and reviews of items."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from onevisit.catalog.models.items import Item, ItemVersion
from onevisit.law.catalogue_changes import OPEN_STAGES, ChangeAct, ChangeKind, ChangeStage
from onevisit.law.item_reviews import ReviewOutcome
from onevisit.organization.models import Staff


class CatalogueChange(models.Model):
    """One change of one item (JH-9), the public notice of it once it is published.

    ``content`` is the new version as it is being written, which may still be faulty; ``faults`` counts what
    stands against publishing it. ``makers`` are the ids of the staff who proposed, wrote or submitted it.
    An item has at most one open change.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.label) for kind in ChangeKind])
    stage = models.CharField(max_length=12, choices=[(stage.value, stage.label) for stage in ChangeStage])
    revision = models.PositiveIntegerField(default=1)
    started_from = models.ForeignKey(
        ItemVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.ForeignKey(
        ItemVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="changes"
    )
    content = models.JSONField(null=True, blank=True)
    faults = models.PositiveIntegerField(default=0)
    successors = models.ManyToManyField(Item, related_name="succeeds", blank=True)
    reason = models.CharField(max_length=500, help_text="why, in Chinese, as the public notice prints it")
    basis = models.CharField(max_length=200, blank=True, help_text="the rule that asks for the change")
    retroactive_basis = models.CharField(
        max_length=200, blank=True, help_text="the rule by which it reaches cases already received"
    )
    returned_because = models.CharField(max_length=500, blank=True)
    makers = ArrayField(models.BigIntegerField(), default=list)
    proposed_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    effective_from = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                name="catalogue_change_one_open",
                condition=Q(stage__in=[stage.value for stage in OPEN_STAGES]),
            ),
            models.CheckConstraint(
                condition=~Q(stage="published") | Q(effective_from__isnull=False),
                name="catalogue_change_published_from",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-effective_from", "-id"],
                name="catalogue_change_notice",
                condition=Q(stage="published"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.kind}"


class CatalogueLogRow(models.Model):
    """One step on an item, done or refused. Inserts only; the database refuses anything else."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="log")
    change = models.ForeignKey(
        CatalogueChange, null=True, blank=True, on_delete=models.PROTECT, related_name="log"
    )
    act = models.CharField(max_length=12, choices=[(act.value, act.label) for act in ChangeAct])
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    allowed = models.BooleanField()
    code = models.CharField(max_length=40, blank=True, help_text="why it was refused")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["item", "-id"], name="catalogue_log_of_item")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.act}"


class ReviewedPart(models.TextChoices):
    """The five that a department keeps up to date (JH-8.3)."""

    LIST = "list", "事项清单"
    GUIDE = "guide", "办事指南"
    MANUAL = "manual", "业务手册"
    SAMPLES = "samples", "示范文本"
    REVIEW_POINTS = "review_points", "审查要点"


class ItemReview(models.Model):
    """Somebody looked a part of an item over that day: still right, or to be changed, as noted (JH-8.3)."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="reviews")
    part = models.CharField(max_length=16, choices=ReviewedPart)
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(
        max_length=12,
        choices=[(outcome.value, outcome.label) for outcome in ReviewOutcome],
        default=ReviewOutcome.CONFIRMED.value,
    )
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["item", "part", "-at"], name="item_review_latest")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.part}"
