"""Reading packages: those in effect, one of them, those of an item."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from onevisit.catalog.models.packages import PackageVersion


def packages_in_effect(on: datetime) -> QuerySet[PackageVersion]:
    """The versions in effect at ``on``, with package and lead department, without the heavy content."""
    return (
        PackageVersion.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)
        .select_related("package__lead")
        .defer("content")
        .order_by("pk")
    )


def current_package(code: str, on: datetime) -> PackageVersion | None:
    """The version of the package ``code`` in effect at ``on``, or None when it isn't offered then."""
    return packages_in_effect(on).filter(package__code=code).first()


def packages_with(item_code: str, on: datetime) -> list[PackageVersion]:
    """The packages in effect that contain the item: its guide points to them. One statement."""
    return list(packages_in_effect(on).filter(member_codes__contains=[item_code]))
