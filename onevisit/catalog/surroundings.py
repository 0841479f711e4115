"""What the publish check of an item asks of the rest of the catalogue: bases, departments, halls, sharing."""

from __future__ import annotations

from functools import cache, cached_property

from django.db.models import QuerySet

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.models import BaseVersion, ItemVersion
from onevisit.organization.models import Department, Hall
from onevisit.records import clock

MOST_SHARING = 50


class Surroundings:
    """Asks the database when it is asked, the same thing once."""

    def __init__(self) -> None:
        self.department = cache(self._department)
        self.base = cache(base_in_force)

    @cached_property
    def halls(self) -> frozenset[str]:
        """The codes of all halls."""
        return frozenset(Hall.objects.values_list("code", flat=True))

    def shareable(self, definition: ItemDefinition) -> set[str]:
        """What of the item's materials another item in effect takes from sharing, or issues."""
        demanded = [material.name for material in definition.materials if not material.shared]
        if not demanded:
            return set()
        rows = _sharing().filter(shareable_names__overlap=demanded).exclude(item__code=definition.code)
        return {
            name for names in rows.values_list("shareable_names", flat=True)[:MOST_SHARING] for name in names
        }

    def _department(self, code: str) -> Department | None:
        return Department.objects.filter(code=code).first()


class WholeSurroundings(Surroundings):
    """The same for very many items: what can be shared is read once, in one statement."""

    def shareable(self, definition: ItemDefinition) -> set[str]:
        """What of the item's materials another item in effect takes from sharing, or issues."""
        demanded = {material.name for material in definition.materials if not material.shared}
        return {name for name in demanded if self._sharing_items.get(name, frozenset()) - {definition.code}}

    @cached_property
    def _sharing_items(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        rows = _sharing().exclude(shareable_names=[]).values_list("item__code", "shareable_names")
        for code, names in rows.iterator():
            for name in names:
                found.setdefault(name, set()).add(code)
        return found


def _sharing() -> QuerySet[ItemVersion]:
    now = clock.now()
    return (
        ItemVersion.objects.exclude(state=ItemVersion.State.DRAFT)
        .filter(valid_from__lte=now)
        .exclude(valid_to__lte=now)
    )


def base_in_force(code: str) -> BaseVersion | None:
    """The version of the base item that binds now, or None where the directory holds none."""
    return (
        BaseVersion.objects.filter(base__code=code, state=BaseVersion.State.PUBLISHED)
        .order_by("-number")
        .first()
    )
