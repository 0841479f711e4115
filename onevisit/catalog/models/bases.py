"""Base items (目录清单): what every level has in common, in versions of their own (AS-3.1a)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from onevisit.catalog.base_definition import BaseDefinition
from onevisit.organization.models import Staff


class BaseItem(models.Model):
    """A base item, known by its 基本编码; implementation items of all levels share it."""

    code = models.CharField(max_length=12, unique=True)

    def __str__(self) -> str:
        return self.code


class BaseVersion(models.Model):
    """One version of the nine elements. In force is the newest published one; a draft is being written.

    The draft's ``content`` may still be faulty.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "已发布"

    base = models.ForeignKey(BaseItem, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=120)
    content = models.JSONField()
    reason = models.CharField(max_length=500, blank=True)
    written_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_by = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["base", "number"], name="base_version_number"),
            models.UniqueConstraint(
                fields=["base"], name="base_version_one_draft", condition=Q(state="draft")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（第 {self.number} 版）"

    @property
    def definition(self) -> BaseDefinition:
        """The nine elements. Raises pydantic's ValidationError for a draft that is still faulty."""
        return BaseDefinition.model_validate(self.content)
