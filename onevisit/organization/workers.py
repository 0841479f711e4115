"""A member of staff as the rules see him now: posts, stand-ins, powers, qualification."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from onevisit.law.posts import PostHolders, on_duty
from onevisit.law.powers import DelegationInForce, Grant, HeldRole, PowerKind, Role, grants_of
from onevisit.law.qualification import Qualification, ServiceStatus
from onevisit.organization.models import Delegation, Department
from onevisit.records import clock


@dataclass(frozen=True)
class Worker:
    """Who acts, with the grants of this moment. Ids are database keys; ``day`` is an Asia/Shanghai date.

    ``acts_for`` are the people whose posts he holds while they are away; ``away`` tells that he is himself
    registered as absent and holds no power.
    """

    staff_id: int
    account_id: int
    name: str
    department_id: int
    department_name: str
    hall_id: int | None
    window_id: int | None
    identity_hash: bytes | None
    qualification: Qualification
    roles: frozenset[Role]
    grants: tuple[Grant, ...]
    delegations: tuple[DelegationInForce, ...]
    day: date
    acts_for: frozenset[int] = frozenset()
    away: bool = False

    def grants_for(self, power: PowerKind) -> tuple[Grant, ...]:
        """The grants that carry ``power``."""
        return tuple(grant for grant in self.grants if grant.power is power)

    def has(self, role: Role) -> bool:
        """Whether the role is held in any department."""
        return role in self.roles


def worker_of(account_id: int, day: date) -> Worker | None:
    """The worker behind an account on ``day``, or None for accounts that are not active staff.

    Who is away is asked for this very moment, so that powers pass from A to B and back without a gap. One
    statement, because every page and every act of staff begins with it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WORKER, {"account": account_id, "day": day, "now": clock.now()})
        row = cursor.fetchone()
    return None if row is None else _worker(account_id, row, day)


_ROLES = """
(SELECT jsonb_agg(jsonb_build_array(held.role, held.department_id, held.hall_id, office.kind)
                  ORDER BY held.id)
   FROM organization_roleassignment AS held
   JOIN organization_department AS office ON office.id = held.department_id
  WHERE held.staff_id = {staff} AND held.valid_from <= %(day)s
    AND (held.valid_to IS NULL OR held.valid_to >= %(day)s))"""

_WORKER = f"""
WITH away AS (SELECT staff_id FROM organization_absence WHERE starts_at <= %(now)s AND ends_at > %(now)s)
SELECT staff.id, staff.name, staff.department_id, department.name, staff.hall_id, staff.window_id,
       staff.identity_hash, staff.certificate_valid_until, staff.certificate_number, staff.status,
       {_ROLES.format(staff="staff.id")},
       (SELECT jsonb_agg(jsonb_build_array(delegator_id, delegate_id, powers, item_codes,
                revoked_at IS NULL AND (valid_to IS NULL OR valid_to >= %(day)s)) ORDER BY id)
          FROM organization_delegation WHERE valid_from <= %(day)s),
       (SELECT jsonb_agg(jsonb_build_array(id, parent_id)) FROM organization_hall),
       (SELECT jsonb_agg(jsonb_build_array(post.holder_a_id, post.holder_b_id, named.staff_id,
                post.department_id, post.hall_id, post.roles,
                {_ROLES.format(staff="post.holder_a_id")}) ORDER BY post.id)
          FROM organization_post AS post
          LEFT JOIN organization_standin AS named ON named.post_id = post.id AND named.day = %(day)s
         WHERE (post.holder_b_id = staff.id OR named.staff_id = staff.id)
           AND post.holder_a_id IN (SELECT staff_id FROM away)),
       (SELECT jsonb_agg(staff_id) FROM away),
       (SELECT jsonb_agg(DISTINCT item_code) FROM organization_training
         WHERE staff_id = staff.id AND trained_on <= %(day)s
           AND (valid_until IS NULL OR valid_until >= %(day)s))
  FROM organization_staff AS staff
  JOIN organization_department AS department ON department.id = staff.department_id
 WHERE staff.account_id = %(account)s AND staff.active
"""


def _worker(account_id: int, row: tuple[Any, ...], day: date) -> Worker:
    (staff_id, name, department_id, department_name, hall_id, window_id, identity_hash) = row[:7]
    valid_until, certificate_number, status = row[7:10]
    assignments, documents, halls, posts, absent, trained = (json.loads(text or "[]") for text in row[10:])
    below = _halls_below(dict(halls))
    away = staff_id in absent
    own = () if away else tuple(_held(assignments, below))
    taken = [post for post in posts if _holds_now(post, staff_id, absent)]
    roles = own + tuple(held for post in taken for held in _carried(post, below))
    in_force, ended = _delegations(documents)
    return Worker(
        staff_id=staff_id,
        account_id=account_id,
        name=name,
        department_id=department_id,
        department_name=department_name,
        hall_id=hall_id,
        window_id=window_id,
        identity_hash=bytes(identity_hash) if identity_hash else None,
        qualification=Qualification(
            day, ServiceStatus(status), certificate_number, valid_until, frozenset(trained)
        ),
        roles=frozenset(held.role for held in roles),
        grants=grants_of(roles, in_force, ended),
        delegations=in_force,
        day=day,
        acts_for=frozenset(post[0] for post in taken),
        away=away,
    )


def _held(assignments: Iterable[Any], below: dict[int, frozenset[int]]) -> Iterable[HeldRole]:
    for role, department, hall, kind in assignments:
        of_agency = kind == Department.Kind.AGENCY
        yield HeldRole(Role(role), department, below.get(hall, frozenset()), of_agency=of_agency)


def _holds_now(post: list[Any], staff_id: int, absent: list[int]) -> bool:
    holder_a, holder_b, named = post[:3]
    return on_duty(PostHolders(holder_a, holder_b, named), absent) == staff_id


def _carried(post: list[Any], below: dict[int, frozenset[int]]) -> Iterable[HeldRole]:
    """The roles of A that the post carries: for its department, and in its hall if bound to one."""
    _a, _b, _named, department_id, hall_id, carried, assignments = post
    own = [
        one
        for one in assignments or []
        if one[0] in carried and one[1] == department_id and one[2] in (None, hall_id)
    ]
    return _held(own, below)


def _delegations(
    documents: Iterable[Any],
) -> tuple[tuple[DelegationInForce, ...], tuple[DelegationInForce, ...]]:
    """The documents that decide now, and those that did before."""
    sorted_out: dict[bool, list[DelegationInForce]] = {True: [], False: []}
    for delegator, delegate, powers, item_codes, in_force in documents:
        document = DelegationInForce(
            delegator, delegate, frozenset(map(PowerKind, powers)), frozenset(item_codes)
        )
        sorted_out[in_force].append(document)
    return tuple(sorted_out[True]), tuple(sorted_out[False])


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
