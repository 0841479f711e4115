"""What leaves the catalogue: the items that are offered, each in the version that counts."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.models import Item, ItemVersion
from onevisit.records import clock

AT_ONCE = 200


def versions_in_effect(scope: Q | None = None, *, department: str = "") -> QuerySet[ItemVersion]:
    """The version in effect of each item that ``scope`` (a filter on items) lets through, by code."""
    now = clock.now()
    found = ItemVersion.objects.filter(state=ItemVersion.State.PUBLISHED, valid_from__lte=now).exclude(
        valid_to__lte=now
    )
    if scope is not None:
        found = found.filter(item__in=Item.objects.filter(scope))
    if department:
        found = found.filter(item__department__code=department)
    return found.order_by("item__code")


def definitions_in_effect(scope: Q | None = None, *, department: str = "") -> Iterator[ItemDefinition]:
    """The definitions of these versions, read piece by piece."""
    for version in versions_in_effect(scope, department=department).iterator(AT_ONCE):
        yield ItemDefinition.model_validate(version.content)
