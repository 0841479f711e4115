"""A member of staff as the rules see him on one day: post, powers, qualification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from onevisit.law.powers import DelegationInForce, Grant, HeldRole, PowerKind, Role, grants_of
from onevisit.organization.models import Delegation, Hall, RoleAssignment, Staff


@dataclass(frozen=True)
class Worker:
    """Who acts, with the grants of that day. Ids are database keys; ``day`` is an Asia/Shanghai date."""

    staff_id: int
    account_id: int
    name: str
    department_id: int
    department_name: str
    hall_id: int | None
    window_id: int | None
    identity_hash: bytes | None
    qualified: bool
    roles: frozenset[Role]
    grants: tuple[Grant, ...]
    delegations: tuple[DelegationInForce, ...]
    day: date

    def grants_for(self, power: PowerKind) -> tuple[Grant, ...]:
        """The grants that carry ``power``."""
        return tuple(grant for grant in self.grants if grant.power is power)

    def has(self, role: Role) -> bool:
        """Whether the role is held in any department."""
        return role in self.roles


def worker_of(account_id: int, day: date) -> Worker | None:
    """The worker behind an account on ``day``, or None for accounts that are not active staff.

    Three statements whatever the number of roles and delegations; one more for staff without any role.
    """
    assignments = list(
        RoleAssignment.objects.select_related("staff", "staff__department")
        .filter(staff__account_id=account_id, staff__active=True, valid_from__lte=day)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        .order_by("pk")
    )
    if assignments:
        return _worker(assignments[0].staff, assignments, day)
    staff = Staff.objects.select_related("department").filter(account_id=account_id, active=True).first()
    return None if staff is None else _worker(staff, [], day)


def _worker(staff: Staff, assignments: Sequence[RoleAssignment], day: date) -> Worker:
    below = _halls_below()
    roles = tuple(
        HeldRole(
            Role(assignment.role),
            assignment.department_id,
            frozenset() if assignment.hall_id is None else below.get(assignment.hall_id, frozenset()),
        )
        for assignment in assignments
    )
    delegations = delegations_in_force(day)
    return Worker(
        staff_id=staff.pk,
        account_id=staff.account_id,
        name=staff.name,
        department_id=staff.department_id,
        department_name=staff.department.name,
        hall_id=staff.hall_id,
        window_id=staff.window_id,
        identity_hash=bytes(staff.identity_hash) if staff.identity_hash else None,
        qualified=staff.certificate_valid_until is None or day <= staff.certificate_valid_until,
        roles=frozenset(held.role for held in roles),
        grants=grants_of(roles, delegations),
        delegations=delegations,
        day=day,
    )


def _halls_below() -> dict[int, frozenset[int]]:
    """For each hall, itself and all halls below it."""
    parents = dict(Hall.objects.values_list("pk", "parent_id"))
    below: dict[int, set[int]] = {pk: {pk} for pk in parents}
    for pk in parents:
        above = parents[pk]
        while above is not None:
            below[above].add(pk)
            above = parents[above]
    return {pk: frozenset(members) for pk, members in below.items()}


def delegations_in_force(day: date) -> tuple[DelegationInForce, ...]:
    """Every delegation document that decides on ``day`` (JH-13)."""
    documents = Delegation.objects.filter(valid_from__lte=day, revoked_at__isnull=True).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    )
    return tuple(
        DelegationInForce(
            document.delegator_id,
            document.delegate_id,
            frozenset(PowerKind(power) for power in document.powers),
            frozenset(document.item_codes),
        )
        for document in documents
    )
