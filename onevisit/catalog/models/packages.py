"""Packages of items (一件事) and their versions; a joint case stays on the version it was begun on (JH-9)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from onevisit.catalog.package_definition import PackageDefinition
from onevisit.organization.models import Department


class Package(models.Model):
    """A package of a city, known by its code; ``lead`` is the lead department of the newest version."""

    code = models.CharField(max_length=90, unique=True)
    lead = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="packages_led")

    def __str__(self) -> str:
        return self.code


class PackageVersion(models.Model):
    """One version of a package, in effect from ``valid_from`` up to but without ``valid_to``."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "已发布"

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    valid_from = models.DateTimeField(null=True)
    valid_to = models.DateTimeField(null=True)
    content = models.JSONField(help_text="the package definition, as the package file holds it")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the canonical content")
    created_at = models.DateTimeField()
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=500)
    member_codes = ArrayField(models.CharField(max_length=36), help_text="实施编码 of the members")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["package", "number"], name="package_version_number"),
            models.UniqueConstraint(
                fields=["package"],
                condition=Q(state="published", valid_to__isnull=True),
                name="package_version_in_effect_once",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", valid_from__isnull=True)
                | Q(state="published", valid_from__isnull=False),
                name="package_version_published_from",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（第 {self.number} 版）"

    @property
    def definition(self) -> PackageDefinition:
        """The frozen definition, parsed once per process for each version and content."""
        known = _parsed.get((self.pk, self.digest))
        if known is None:
            known = PackageDefinition.model_validate(self.content)
            _parsed[self.pk, self.digest] = known
        return known


_parsed: dict[tuple[int, str], PackageDefinition] = {}
