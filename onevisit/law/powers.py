"""Roles, powers and grants: who may do what, for which department, item and hall (JH-7, JH-8, JH-13, JH-14).

A *grant* is the only form in which a power exists at run time. ``grants_of`` turns the facts about a person
on one day (roles, delegations in force) into grants; the organization room compiles a grant into a database
filter and checks a single object by the same values, so a list and a page can never disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from onevisit.law.clauses import enforces


class Role(StrEnum):
    """What a member of staff is appointed to."""

    WINDOW_CLERK = "window_clerk"
    ISSUING_CLERK = "issuing_clerk"
    HANDLER = "handler"
    SIGNER = "signer"
    DEPARTMENT_HEAD = "department_head"
    HALL_MANAGER = "hall_manager"
    SUPERVISOR = "supervisor"
    CATALOGUE_KEEPER = "catalogue_keeper"
    SEAL_KEEPER = "seal_keeper"
    ARCHIVIST = "archivist"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDIT_ADMINISTRATOR = "audit_administrator"

    @property
    def label(self) -> str:
        """The Chinese name of the role."""
        return _ROLE_LABELS[self]


_ROLE_LABELS = {
    Role.WINDOW_CLERK: "综合受理窗口人员",
    Role.ISSUING_CLERK: "综合出件窗口人员",
    Role.HANDLER: "承办人",
    Role.SIGNER: "首席代表（签发人）",
    Role.DEPARTMENT_HEAD: "部门负责人",
    Role.HALL_MANAGER: "大厅管理员",
    Role.SUPERVISOR: "监察员",
    Role.CATALOGUE_KEEPER: "事项管理员",
    Role.SEAL_KEEPER: "印章保管人",
    Role.ARCHIVIST: "档案管理员",
    Role.SYSTEM_ADMINISTRATOR: "系统管理员",
    Role.SECURITY_ADMINISTRATOR: "安全管理员",
    Role.AUDIT_ADMINISTRATOR: "审计管理员",
}


class PowerKind(StrEnum):
    """What may be done to a case, or to an item (the last three).

    A delegation may name RECEIVE, ACCEPT, DECIDE_AT_ONCE (JH-13).
    """

    VIEW = "view"
    APPLY = "apply"
    RECEIVE = "receive"
    ACCEPT = "accept"
    DECIDE_AT_ONCE = "decide_at_once"
    REVIEW = "review"
    SIGN = "sign"
    APPROVE_EXTENSION = "approve_extension"
    HAND_OVER = "hand_over"
    ISSUE = "issue"
    SERVE = "serve"
    CHARGE = "charge"
    COORDINATE = "coordinate"
    SEAL = "seal"
    ARCHIVE = "archive"
    SUPERVISE = "supervise"
    SYSTEM = "system"
    KEEP_ITEMS = "keep_items"
    APPROVE_ITEMS = "approve_items"
    PUBLISH_ITEMS = "publish_items"

    @property
    def label(self) -> str:
        """The Chinese name of the power."""
        return _POWER_LABELS[self]


_POWER_LABELS = {
    PowerKind.VIEW: "查看办件",
    PowerKind.APPLY: "申请",
    PowerKind.RECEIVE: "收件",
    PowerKind.ACCEPT: "受理",
    PowerKind.DECIDE_AT_ONCE: "当场办结",
    PowerKind.REVIEW: "审查",
    PowerKind.SIGN: "签发",
    PowerKind.APPROVE_EXTENSION: "批准延期",
    PowerKind.HAND_OVER: "移交结果",
    PowerKind.ISSUE: "出件",
    PowerKind.SERVE: "送达",
    PowerKind.CHARGE: "收费",
    PowerKind.COORDINATE: "牵头协调一件事",
    PowerKind.SEAL: "用印",
    PowerKind.ARCHIVE: "归档",
    PowerKind.SUPERVISE: "监察",
    PowerKind.SYSTEM: "系统依法自动办理",
    PowerKind.KEEP_ITEMS: "起草事项变更",
    PowerKind.APPROVE_ITEMS: "审核事项变更",
    PowerKind.PUBLISH_ITEMS: "发布事项变更",
}


HOLDING = frozenset(
    {
        PowerKind.RECEIVE,
        PowerKind.ACCEPT,
        PowerKind.DECIDE_AT_ONCE,
        PowerKind.REVIEW,
        PowerKind.SIGN,
        PowerKind.APPROVE_EXTENSION,
        PowerKind.HAND_OVER,
        PowerKind.ISSUE,
    }
)
"""Whoever has one of these over a case holds it: its people are shown in clear while it is open (rule 35)."""

OVER_ITEMS = frozenset({PowerKind.KEEP_ITEMS, PowerKind.APPROVE_ITEMS, PowerKind.PUBLISH_ITEMS})
"""Powers over the catalogue; they open no case."""

DELEGABLE = frozenset({PowerKind.RECEIVE, PowerKind.ACCEPT, PowerKind.DECIDE_AT_ONCE})

_WINDOW_POWERS = (PowerKind.ACCEPT, PowerKind.DECIDE_AT_ONCE)

_HALL_POWERS: dict[Role, tuple[PowerKind, ...]] = {
    Role.WINDOW_CLERK: (
        PowerKind.VIEW,
        PowerKind.RECEIVE,
        PowerKind.SERVE,
        PowerKind.CHARGE,
        PowerKind.COORDINATE,
    ),
    Role.ISSUING_CLERK: (PowerKind.VIEW, PowerKind.ISSUE, PowerKind.SERVE, PowerKind.CHARGE),
    Role.HALL_MANAGER: (PowerKind.VIEW,),
}

_DEPARTMENT_POWERS: dict[Role, tuple[PowerKind, ...]] = {
    Role.HANDLER: (
        PowerKind.VIEW,
        PowerKind.ACCEPT,
        PowerKind.DECIDE_AT_ONCE,
        PowerKind.REVIEW,
        PowerKind.HAND_OVER,
        PowerKind.SERVE,
        PowerKind.CHARGE,
        PowerKind.COORDINATE,
    ),
    Role.SIGNER: (PowerKind.VIEW, PowerKind.SIGN, PowerKind.COORDINATE),
    Role.DEPARTMENT_HEAD: (
        PowerKind.VIEW,
        PowerKind.SIGN,
        PowerKind.APPROVE_EXTENSION,
        PowerKind.APPROVE_ITEMS,
    ),
    Role.CATALOGUE_KEEPER: (PowerKind.KEEP_ITEMS,),
    Role.SEAL_KEEPER: (PowerKind.VIEW, PowerKind.SEAL),
    Role.ARCHIVIST: (PowerKind.VIEW, PowerKind.ARCHIVE),
}

_REACH_ALL: dict[Role, tuple[PowerKind, ...]] = {
    Role.SUPERVISOR: (PowerKind.VIEW, PowerKind.SUPERVISE),
}


class AtReceipt(StrEnum):
    """With whom a delegable power over a case stays: decided once, at receipt, for its whole life (JH-13)."""

    OPEN = "open"
    DELEGATED = "delegated"
    KEPT = "kept"


@dataclass(frozen=True)
class Grant:
    """One power over the cases that match all the given limits; ``None`` means "not limited by this".

    ``without_items`` takes out what a delegation has moved to the windows. ``at_receipt`` limits a delegable
    power: to cases not received yet, to those received under a delegation, or to those received without one.
    """

    power: PowerKind
    department_ids: frozenset[int] | None = None
    hall_ids: frozenset[int] | None = None
    item_codes: frozenset[str] | None = None
    without_items: frozenset[str] = frozenset()
    at_receipt: frozenset[AtReceipt] | None = None

    def covers(
        self, department_id: int, hall_id: int, item_code: str, at_receipt: AtReceipt = AtReceipt.OPEN
    ) -> bool:
        """Whether a case with these scope values lies inside the grant."""
        return (
            (self.department_ids is None or department_id in self.department_ids)
            and (self.hall_ids is None or hall_id in self.hall_ids)
            and (self.item_codes is None or item_code in self.item_codes)
            and item_code not in self.without_items
            and (self.at_receipt is None or at_receipt in self.at_receipt)
        )


@dataclass(frozen=True)
class HeldRole:
    """A role in force: for which department, in which halls (the hall and all below it), by whose post.

    ``of_agency`` says that the department is the agency that runs the halls.
    """

    role: Role
    department_id: int
    hall_ids: frozenset[int]
    of_agency: bool = False


@dataclass(frozen=True)
class DelegationInForce:
    """What one delegation document moves, on one day."""

    delegator_id: int
    delegate_id: int
    powers: frozenset[PowerKind]
    item_codes: frozenset[str]


@enforces("JH-13", "JH-14", "JH-22", "JH-23a", "XK-24")
def grants_of(
    roles: Iterable[HeldRole],
    delegations: Iterable[DelegationInForce],
    ended: Iterable[DelegationInForce] = (),
) -> tuple[Grant, ...]:
    """All grants of a person from the roles held and the delegations in force that day.

    A delegated power is given to the window clerks of the delegate and taken from the department that gave
    it away ("the former department may no longer handle it directly", JH-13); the department keeps review
    and decision of promised items, which no window may hold. A case that was received stays with whom it was
    received for, whatever begins or ends afterwards; ``ended`` are the documents no longer in force.
    """
    in_force, over = tuple(delegations), tuple(ended)
    grants: list[Grant] = []
    for held in roles:
        halls = held.hall_ids
        for power in _HALL_POWERS.get(held.role, ()):
            grants.append(Grant(power, hall_ids=halls))
        if held.role is Role.WINDOW_CLERK:
            grants.extend(_window_grants(held, in_force, BEGUN))
            grants.extend(_window_grants(held, over, RECEIVED_UNDER))
        for power in _DEPARTMENT_POWERS.get(held.role, ()):
            grants.extend(_department_grants(held.department_id, power, in_force))
        for power in _REACH_ALL.get(held.role, ()):
            grants.append(Grant(power))
        if held.role is Role.CATALOGUE_KEEPER and held.of_agency:
            grants.extend((Grant(PowerKind.KEEP_ITEMS), Grant(PowerKind.PUBLISH_ITEMS)))
    return tuple(grants)


BEGUN = frozenset({AtReceipt.OPEN, AtReceipt.DELEGATED})
RECEIVED_UNDER = frozenset({AtReceipt.DELEGATED})


def _window_grants(
    held: HeldRole, delegations: tuple[DelegationInForce, ...], at_receipt: frozenset[AtReceipt]
) -> Iterable[Grant]:
    for delegation in delegations:
        if delegation.delegate_id != held.department_id:
            continue
        for power in _WINDOW_POWERS:
            if power in delegation.powers:
                yield Grant(
                    power,
                    department_ids=frozenset({delegation.delegator_id}),
                    hall_ids=held.hall_ids,
                    item_codes=delegation.item_codes,
                    at_receipt=at_receipt,
                )


def _department_grants(
    department_id: int, power: PowerKind, delegations: tuple[DelegationInForce, ...]
) -> Iterable[Grant]:
    own = frozenset({department_id})
    if power not in _WINDOW_POWERS:
        yield Grant(power, department_ids=own)
        return
    yield Grant(
        power,
        department_ids=own,
        without_items=delegated_items(delegations, department_id, power),
        at_receipt=frozenset({AtReceipt.OPEN}),
    )
    yield Grant(power, department_ids=own, at_receipt=frozenset({AtReceipt.KEPT}))


def delegated_items(
    delegations: Iterable[DelegationInForce], department_id: int, power: PowerKind
) -> frozenset[str]:
    """The items for which ``department_id`` has given ``power`` to the windows."""
    return frozenset(
        code
        for delegation in delegations
        if delegation.delegator_id == department_id and power in delegation.powers
        for code in delegation.item_codes
    )
