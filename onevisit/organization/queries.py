"""Reading who serves where, for public pages."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from onevisit.organization.models import Delegation, Department, Hall


def halls() -> list[Hall]:
    """All halls with their region, city halls first, then sub-halls and service points. One statement."""
    order = {kind: place for place, kind in enumerate(Hall.Kind.values)}
    found = Hall.objects.select_related("region").order_by("code")
    return sorted(found, key=lambda hall: order[hall.kind])


def department_named(code: str) -> Department | None:
    """The department with this organ code, or None. One statement."""
    return Department.objects.filter(code=code).first()


def hall_named(code: str) -> Hall | None:
    """The hall with this code, or None. One statement."""
    return Hall.objects.filter(code=code).first()


def announced_delegations(today: date) -> list[Delegation]:
    """Delegation documents that decide today or will, by department. One statement."""
    found = Delegation.objects.select_related("delegator", "delegate").filter(revoked_at__isnull=True)
    still = found.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    return list(still.order_by("delegator__code", "valid_from", "pk"))
