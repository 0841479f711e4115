"""The one question: may this person do this to that case? Lists, pages, files and commands all ask here.

A grant becomes a database filter (``scope``) and is checked on a single case by the same values (``may``), so
that what is listed is what can be opened (design, section 6).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.db.models import Q

from onevisit.law.clauses import cite, enforces
from onevisit.law.powers import Grant, PowerKind
from onevisit.law.refusal import Refusal
from onevisit.organization.workers import Worker


class InScope(Protocol):
    """The scope values that stand on a case."""

    @property
    def department_id(self) -> int: ...
    @property
    def hall_id(self) -> int: ...
    @property
    def item_code(self) -> str: ...


NOTHING = Q(pk__in=[])


def scope(worker: Worker, power: PowerKind) -> Q:
    """The filter on cases over which ``worker`` holds ``power``; a filter that matches nothing when none."""
    grants = worker.grants_for(power)
    if not grants:
        return NOTHING
    filters = [_filter(grant) for grant in grants]
    if not all(filters):
        # An empty condition covers everything, but Django drops it from an "or" instead.
        return Q()
    combined = filters[0]
    for one in filters[1:]:
        combined |= one
    return combined


def _filter(grant: Grant) -> Q:
    condition = Q()
    if grant.department_ids is not None:
        condition &= Q(department_id__in=sorted(grant.department_ids))
    if grant.hall_ids is not None:
        condition &= Q(hall_id__in=sorted(grant.hall_ids))
    if grant.item_codes is not None:
        condition &= Q(item_code__in=sorted(grant.item_codes))
    if grant.without_items:
        condition &= ~Q(item_code__in=sorted(grant.without_items))
    return condition


def holds(worker: Worker, power: PowerKind, case: InScope) -> bool:
    """Whether one of the worker's grants covers the case."""
    return any(
        grant.covers(case.department_id, case.hall_id, case.item_code) for grant in worker.grants_for(power)
    )


@dataclass(frozen=True)
class CaseNames:
    """Names that a refusal tells: the department of the case and whether the windows act for it."""

    department: str
    acceptance_delegated: bool
    decision_delegated: bool


_NEEDS = {
    PowerKind.RECEIVE: "综合受理窗口",
    PowerKind.REVIEW: "承办人",
    PowerKind.SIGN: "首席代表或者负责人",
    PowerKind.APPROVE_EXTENSION: "部门负责人",
    PowerKind.HAND_OVER: "承办人",
    PowerKind.ISSUE: "综合出件窗口",
    PowerKind.SERVE: "承办人",
    PowerKind.SEAL: "印章保管人",
    PowerKind.SUPERVISE: "监察员",
    PowerKind.APPLY: "申请人本人或者其代理人",
    PowerKind.VIEW: "经办本办件的人员",
}


@enforces("JH-13", "JH-41.4", "AS-3.2")
def may(worker: Worker, power: PowerKind, case: InScope, names: CaseNames) -> Refusal | None:
    """None when ``worker`` may use ``power`` on the case; otherwise why not and who could."""
    if holds(worker, power, case):
        return None
    if power in (PowerKind.ACCEPT, PowerKind.DECIDE_AT_ONCE):
        return _delegation_refusal(power, names)
    return Refusal(
        "no_power",
        f"您没有办理这一步的权限（依据{cite('JH-41.4')}）。",
        clause="JH-41.4",
        who_could=f"可以办理的是{names.department}的{_NEEDS[power]}。"
        if power not in (PowerKind.RECEIVE, PowerKind.ISSUE)
        else f"可以办理的是{_NEEDS[power]}。",
    )


def _delegation_refusal(power: PowerKind, names: CaseNames) -> Refusal:
    act = "受理" if power is PowerKind.ACCEPT else "当场办结"
    delegated = names.acceptance_delegated if power is PowerKind.ACCEPT else names.decision_delegated
    if delegated:
        return Refusal(
            "delegated_away",
            f"不能由部门直接{act}：本事项已委托综合窗口统一办理（依据{cite('JH-13')}）。",
            clause="JH-13",
            who_could="请由综合受理窗口办理。",
        )
    return Refusal(
        "not_delegated",
        f"不能由窗口{act}：本事项未委托（依据{cite('JH-13')}）。",
        clause="JH-13",
        who_could=f"可以“收件”并转交{names.department}，由其决定。",
    )
