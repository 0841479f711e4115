"""Who may keep which register of the organisation: one table of acts, roles and clauses.

An act on a register is not an act on a case: it changes who may do what. The table is asked by the room that
writes the registers, by the pages, and by the permission matrix.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from onevisit.law.powers import Role


class RegisterAct(StrEnum):
    """Every act that changes a register of the organisation. Buttons bear the label."""

    REGISTER_DELEGATION = "register_delegation"
    REVOKE_DELEGATION = "revoke_delegation"

    @property
    def label(self) -> str:
        """The Chinese verb on the button and in the log."""
        return REGISTER_RULES[self].label


@dataclass(frozen=True)
class RegisterRule:
    """Who may do an act: the roles that may for their own department, and those that may for any.

    ``clauses`` are the rules that the act carries out.
    """

    label: str
    clauses: tuple[str, ...]
    own_department: frozenset[Role] = frozenset()
    any_department: frozenset[Role] = frozenset()

    @property
    def roles(self) -> frozenset[Role]:
        """All roles that may do the act for some department."""
        return self.own_department | self.any_department


_HEAD = frozenset({Role.DEPARTMENT_HEAD})
_HALL = frozenset({Role.HALL_MANAGER})

REGISTER_RULES: Mapping[RegisterAct, RegisterRule] = MappingProxyType(
    {
        RegisterAct.REGISTER_DELEGATION: RegisterRule("登记委托书", ("JH-13", "XK-24"), _HEAD, _HALL),
        RegisterAct.REVOKE_DELEGATION: RegisterRule("终止委托", ("JH-13", "XK-24"), _HEAD, _HALL),
    }
)


def may_keep(act: RegisterAct, roles: frozenset[Role], *, own_department: bool) -> bool:
    """Whether these roles may do ``act`` for a department that is their own or another one."""
    rule = REGISTER_RULES[act]
    return bool(roles & rule.any_department) or (own_department and bool(roles & rule.own_department))
