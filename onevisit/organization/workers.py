"""A member of staff as the rules see him on one day: post, powers, qualification."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from onevisit.law.powers import DelegationInForce, Grant, HeldRole, PowerKind, Role, grants_of
from onevisit.organization.models import Delegation


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

    One statement, because every page and every act of staff begins with it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WORKER, {"account": account_id, "day": day})
        row = cursor.fetchone()
    return None if row is None else _worker(account_id, row, day)


_WORKER = """
SELECT staff.id, staff.name, staff.department_id, department.name, staff.hall_id, staff.window_id,
       staff.identity_hash, staff.certificate_valid_until,
       (SELECT jsonb_agg(jsonb_build_array(held.role, held.department_id, held.hall_id) ORDER BY held.id)
          FROM organization_roleassignment AS held
         WHERE held.staff_id = staff.id AND held.valid_from <= %(day)s
           AND (held.valid_to IS NULL OR held.valid_to >= %(day)s)),
       (SELECT jsonb_agg(jsonb_build_array(delegator_id, delegate_id, powers, item_codes) ORDER BY id)
          FROM organization_delegation
         WHERE valid_from <= %(day)s AND revoked_at IS NULL AND (valid_to IS NULL OR valid_to >= %(day)s)),
       (SELECT jsonb_agg(jsonb_build_array(id, parent_id)) FROM organization_hall)
  FROM organization_staff AS staff
  JOIN organization_department AS department ON department.id = staff.department_id
 WHERE staff.account_id = %(account)s AND staff.active
"""


def _worker(account_id: int, row: tuple[Any, ...], day: date) -> Worker:
    (staff_id, name, department_id, department_name, hall_id, window_id, identity_hash, valid_until) = row[:8]
    assignments, documents, halls = (json.loads(text or "[]") for text in row[8:])
    below = _halls_below(dict(halls))
    roles = tuple(
        HeldRole(Role(role), department, below.get(hall, frozenset()))
        for role, department, hall in assignments
    )
    delegations = tuple(
        DelegationInForce(delegator, delegate, frozenset(map(PowerKind, powers)), frozenset(item_codes))
        for delegator, delegate, powers, item_codes in documents
    )
    return Worker(
        staff_id=staff_id,
        account_id=account_id,
        name=name,
        department_id=department_id,
        department_name=department_name,
        hall_id=hall_id,
        window_id=window_id,
        identity_hash=bytes(identity_hash) if identity_hash else None,
        qualified=valid_until is None or day <= valid_until,
        roles=frozenset(held.role for held in roles),
        grants=grants_of(roles, delegations),
        delegations=delegations,
        day=day,
    )


def _halls_below(parents: dict[int, int | None]) -> dict[int, frozenset[int]]:
    """For each hall, itself and all halls below it; ``parents`` gives the hall above each."""
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
