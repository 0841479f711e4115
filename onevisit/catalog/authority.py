"""Who keeps, approves and publishes which items: the same grants for a list and for one item."""

from __future__ import annotations

from django.db.models import Q

from onevisit.catalog.models import Item
from onevisit.law.powers import PowerKind
from onevisit.organization.authorization import NOTHING
from onevisit.organization.workers import Worker

ITEM_POWERS = (PowerKind.KEEP_ITEMS, PowerKind.APPROVE_ITEMS, PowerKind.PUBLISH_ITEMS)


def item_scope(worker: Worker, *powers: PowerKind) -> Q:
    """The filter on items over which ``worker`` holds one of the powers (all of them when none is named)."""
    departments: set[int] = set()
    for power in powers or ITEM_POWERS:
        for grant in worker.grants_for(power):
            if grant.department_ids is None:
                return Q()
            departments |= grant.department_ids
    return Q(department_id__in=sorted(departments)) if departments else NOTHING


def powers_over(worker: Worker, department_id: int) -> frozenset[PowerKind]:
    """The powers ``worker`` holds over the items of a department."""
    return frozenset(
        power
        for power in ITEM_POWERS
        for grant in worker.grants_for(power)
        if grant.department_ids is None or department_id in grant.department_ids
    )


def may_see(worker: Worker, item: Item) -> bool:
    """Whether the item stands on the worker's list."""
    return bool(powers_over(worker, item.department_id))


def keeps_the_directory(worker: Worker) -> bool:
    """Whether the worker keeps the base items: the agency's keepers do (AS-3.1a)."""
    return bool(worker.grants_for(PowerKind.PUBLISH_ITEMS))
