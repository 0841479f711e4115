"""Items and their versions. A published version never changes; a running case stays on its own (JH-9)."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q

from onevisit.catalog.definition import ItemDefinition
from onevisit.law.items import CaseRoute, ItemType
from onevisit.organization.models import Department, Staff

DEFINITIONS_KEPT = 2000


class _EffectiveRange(Func):
    """``[valid_from, valid_to)`` as a range, for the constraint that forbids overlap."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Item(models.Model):
    """A service item of one organ (实施清单), known by its 实施编码."""

    code = models.CharField(max_length=36, unique=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="items")

    def __str__(self) -> str:
        return self.code


class ItemVersion(models.Model):
    """One version of an item: the frozen definition, and columns drawn from it for search and browsing.

    In effect from ``valid_from`` up to but without ``valid_to``; ranges of one item never overlap.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "已发布"
        RETIRED = "retired", "已停用"
        SUSPENDED = "suspended", "已暂停"

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_to = models.DateTimeField(null=True, blank=True)
    content = models.JSONField(help_text="the item definition, as the item file holds it")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the canonical content")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    change_note = models.TextField(
        blank=True, help_text="what changed against the version before, in Chinese"
    )
    end_note = models.TextField(blank=True, help_text="why the offer ended with this version, in Chinese")

    name = models.CharField(max_length=120)
    type = models.CharField(max_length=2, choices=[(kind.value, kind.label) for kind in ItemType])
    route = models.CharField(max_length=12, choices=[(route.value, route.label) for route in CaseRoute])
    summary = models.CharField(max_length=500)
    for_people = models.BooleanField()
    for_organizations = models.BooleanField()
    person_themes = ArrayField(models.CharField(max_length=120))
    organization_themes = ArrayField(models.CharField(max_length=120))
    search_words = ArrayField(models.CharField(max_length=120))
    search_bigrams = ArrayField(models.CharField(max_length=2))
    shareable_names = ArrayField(
        models.CharField(max_length=500),
        default=list,
        help_text="what need not be demanded: materials taken from sharing, and the certificate issued",
    )
    cited = ArrayField(
        models.CharField(max_length=100),
        default=list,
        help_text="the laws and articles it rests on, by law.legal_basis.Cited.keys",
    )
    pinyin_initials = models.TextField(help_text="initials of the name and of each everyday word, by spaces")
    sort_key = models.CharField(max_length=400, help_text="full pinyin of the name")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="item_version_number"),
            models.CheckConstraint(
                condition=Q(state="draft", valid_from__isnull=True)
                | Q(state__in=["published", "retired", "suspended"], valid_from__isnull=False),
                name="item_version_published_from",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="item_version_dates_in_order",
            ),
            ExclusionConstraint(
                name="item_version_ranges_apart",
                expressions=[
                    ("item", RangeOperators.EQUAL),
                    (_EffectiveRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                condition=~Q(state="draft"),
            ),
        ]
        indexes = [
            GinIndex(fields=["search_bigrams"], name="item_version_bigrams", condition=~Q(state="draft")),
            GinIndex(fields=["shareable_names"], name="item_version_shareable", condition=~Q(state="draft")),
            GinIndex(fields=["cited"], name="item_version_cited", condition=~Q(state="draft")),
            models.Index(fields=["sort_key", "id"], name="item_version_sorted", condition=~Q(state="draft")),
        ]

    def __str__(self) -> str:
        return f"{self.name}（第 {self.number} 版）"

    @property
    def definition(self) -> ItemDefinition:
        """The frozen definition. Parsed once per process for each version and content."""
        key = (self.pk, self.digest)
        known = _definitions.get(key)
        if known is None:
            known = ItemDefinition.model_validate(self.content)
            _definitions[key] = known
            while len(_definitions) > DEFINITIONS_KEPT:
                _definitions.popitem(last=False)
        return known


_definitions: OrderedDict[tuple[Any, str], ItemDefinition] = OrderedDict()
