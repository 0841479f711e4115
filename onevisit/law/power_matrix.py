"""Who may do what: roles by power, by act, by clause, drawn from the very tables that are enforced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import TRANSITIONS
from onevisit.law.powers import DELEGABLE, DelegationInForce, HeldRole, PowerKind, Role, grants_of
from onevisit.law.register_acts import REGISTER_RULES
from onevisit.law.sentence import Sentence

OWN, OTHER, HALL, ITEM = 1, 2, 3, "item"


@dataclass(frozen=True)
class MatrixLine:
    """One act: its stable name and label, the power it needs, who has it, what limits it, by which clauses.

    ``roles`` is empty for what applicants do themselves and for what the law does by lapse of time.
    """

    act: str
    label: str
    power: str
    roles: tuple[Role, ...]
    by_delegation: tuple[Role, ...]
    limit: Sentence
    clauses: tuple[str, ...]


def roles_with(power: PowerKind, *, delegated: bool = False) -> tuple[Role, ...]:
    """The roles that hold a power; with ``delegated`` those that a delegation document gives it to.

    Asked of the function that gives the grants themselves, so that the matrix can't say anything else.
    """
    document = DelegationInForce(OTHER, OWN, DELEGABLE, frozenset({ITEM}))
    found = []
    for role in Role:
        held = [HeldRole(role, OWN, frozenset({HALL}))]
        without = {grant.power for grant in grants_of(held, [])}
        given = {grant.power for grant in grants_of(held, [document])}
        if power in (given - without if delegated else without):
            found.append(role)
    return tuple(found)


def _limit(power: PowerKind) -> Sentence:
    """Over which cases the power reaches, read from the grants."""
    for role in roles_with(power):
        for grant in grants_of([HeldRole(role, OWN, frozenset({HALL}))], []):
            if grant.power is power and grant.department_ids is not None:
                return Sentence("本部门的办件")
            if grant.power is power and grant.hall_ids is not None:
                return Sentence("本大厅和下级大厅的办件")
            if grant.power is power:
                return Sentence("全部办件")
    return Sentence("本人的办件") if power is PowerKind.APPLY else Sentence("依法自动办理")


@enforces("HOUSE-10", "JH-14", "JH-8.2")
def acts_on_cases() -> list[MatrixLine]:
    """Every act on a case, in the order of the table of acts."""
    return [
        MatrixLine(
            row.action.value,
            row.action.label,
            row.power.label,
            roles_with(row.power),
            roles_with(row.power, delegated=True),
            _limit(row.power),
            row.clauses,
        )
        for row in TRANSITIONS
    ]


@enforces("HOUSE-10")
def acts_on_registers() -> list[MatrixLine]:
    """Every act on a register of the organisation."""
    lines = []
    for act, rule in REGISTER_RULES.items():
        limit = Sentence("本部门；大厅管理员不限部门") if rule.own_department else Sentence("不限部门")
        if rule.own_department and not rule.any_department:
            limit = Sentence("本部门")
        roles = tuple(role for role in Role if role in rule.roles)
        lines.append(MatrixLine(act.value, rule.label, "", roles, (), limit, rule.clauses))
    return lines


def as_markdown(lines: Iterable[MatrixLine]) -> str:
    """The lines as a table for the documentation, in stable English names."""
    rows = ["| act | roles | by delegation | clauses |", "|---|---|---|---|"]
    for line in lines:
        roles = ", ".join(line.roles) or "—"
        delegated = ", ".join(line.by_delegation) or "—"
        rows.append(f"| `{line.act}` | {roles} | {delegated} | {', '.join(line.clauses)} |")
    return "\n".join(rows)
