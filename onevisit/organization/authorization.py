"""The one question: may this person do this to that case? Lists, pages, files and commands all ask here.

A grant becomes a database filter (``scope``) and is checked on a single case by the same values (``may``), so
that what is listed is what can be opened (design, section 6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db.models import Q

from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action
from onevisit.law.powers import AtReceipt, Grant, PowerKind
from onevisit.law.profiles import CityProfile
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Term
from onevisit.organization.workers import Worker


class InScope(Protocol):
    """The scope values that stand on a case."""

    @property
    def department_id(self) -> int: ...
    @property
    def hall_id(self) -> int: ...
    @property
    def item_code(self) -> str: ...
    @property
    def received_at(self) -> datetime | None: ...
    @property
    def acceptance_delegated(self) -> bool: ...
    @property
    def decision_delegated(self) -> bool: ...
    @property
    def recused(self) -> Sequence[int]: ...


NOTHING = Q(pk__in=[])


def scope(worker: Worker, power: PowerKind) -> Q:
    """The filter on cases over which ``worker`` holds ``power``; a filter that matches nothing when none."""
    grants = worker.grants_for(power)
    if not grants:
        return NOTHING
    stays = Q() if power is PowerKind.VIEW else ~Q(recused__contains=[worker.staff_id])
    filters = [_filter(grant) for grant in grants]
    if not all(filters):
        # An empty condition covers everything, but Django drops it from an "or" instead.
        return stays
    combined = filters[0]
    for one in filters[1:]:
        combined |= one
    return combined & stays


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
    if grant.at_receipt is not None:
        condition &= _received_as(grant.power, grant.at_receipt)
    return condition


_DELEGATED_COLUMN = {
    PowerKind.ACCEPT: "acceptance_delegated",
    PowerKind.DECIDE_AT_ONCE: "decision_delegated",
}
"""Where a case keeps with whom a delegable power stayed at its receipt."""


def _received_as(power: PowerKind, wanted: frozenset[AtReceipt]) -> Q:
    delegated = Q(**{_DELEGATED_COLUMN[power]: True})
    conditions = {
        AtReceipt.OPEN: Q(received_at__isnull=True),
        AtReceipt.DELEGATED: Q(received_at__isnull=False) & delegated,
        AtReceipt.KEPT: Q(received_at__isnull=False) & ~delegated,
    }
    combined = NOTHING
    for one in sorted(wanted):
        combined |= conditions[one]
    return combined


def _at_receipt(power: PowerKind, case: InScope) -> AtReceipt:
    if case.received_at is None or power not in _DELEGATED_COLUMN:
        return AtReceipt.OPEN
    delegated = case.acceptance_delegated if power is PowerKind.ACCEPT else case.decision_delegated
    return AtReceipt.DELEGATED if delegated else AtReceipt.KEPT


def holds(worker: Worker, power: PowerKind, case: InScope) -> bool:
    """Whether one of the worker's grants covers the case, and he does not stand back from it."""
    return not stands_back(worker, power, case) and any(
        grant.covers(case.department_id, case.hall_id, case.item_code, _at_receipt(power, case))
        for grant in worker.grants_for(power)
    )


@enforces("HOUSE-11")
def stands_back(worker: Worker, power: PowerKind, case: InScope) -> bool:
    """Whether the worker is recused from the case: he may look at it and do nothing."""
    return power is not PowerKind.VIEW and worker.staff_id in case.recused


@dataclass(frozen=True)
class CaseNames:
    """What a refusal tells: city and department of the case, and whether the windows act for it."""

    city: CityProfile
    department: str
    acceptance_delegated: bool
    decision_delegated: bool


_NEEDS = {
    PowerKind.RECEIVE: Sentence("综合受理窗口"),
    PowerKind.REVIEW: Sentence("承办人"),
    PowerKind.SIGN: Sentence("首席代表或者负责人"),
    PowerKind.APPROVE_EXTENSION: Sentence("部门负责人"),
    PowerKind.HAND_OVER: Sentence("承办人"),
    PowerKind.ISSUE: Sentence("综合出件窗口"),
    PowerKind.SERVE: Sentence("承办人"),
    PowerKind.CHARGE: Sentence("窗口人员或者部门的承办人"),
    PowerKind.COORDINATE: Sentence("牵头部门的承办人或者首席代表"),
    PowerKind.SEAL: Sentence("印章保管人"),
    PowerKind.ARCHIVE: Sentence("档案管理员"),
    PowerKind.SUPERVISE: Sentence("监察员"),
    PowerKind.APPLY: Sentence("申请人本人或者其代理人"),
    PowerKind.VIEW: Sentence("经办本办件的人员"),
    PowerKind.KEEP_ITEMS: Sentence("事项管理员"),
    PowerKind.APPROVE_ITEMS: Sentence("部门负责人"),
    PowerKind.PUBLISH_ITEMS: Sentence("政务服务管理机构的事项管理员"),
}


@enforces("JH-13", "JH-41.4", "AS-3.2")
def may(worker: Worker, power: PowerKind, case: InScope, names: CaseNames) -> Refusal | None:
    """None when ``worker`` may use ``power`` on the case; otherwise why not and who could."""
    if holds(worker, power, case):
        return None
    if stands_back(worker, power, case):
        return Refusal(
            "recusal",
            Sentence("您已回避本办件，不能办理。"),
            clauses=("HOUSE-11",),
            who_could=Sentence("请由其他人员办理。"),
        ).within(names.city)
    return _refusal(power, names).within(names.city)


def _refusal(power: PowerKind, names: CaseNames) -> Refusal:
    if power in (PowerKind.ACCEPT, PowerKind.DECIDE_AT_ONCE):
        return _delegation_refusal(power, names)
    return Refusal(
        "no_power",
        Sentence("您没有办理这一步的权限。"),
        clauses=("JH-41.4", "AS-4.3"),
        who_could=Sentence("可以办理的是%(who)s。", who=_NEEDS[power])
        if power in (PowerKind.RECEIVE, PowerKind.ISSUE, PowerKind.CHARGE)
        else Sentence(
            "可以办理的是%(department)s的%(who)s。", department=names.department, who=_NEEDS[power]
        ),
    )


def _delegation_refusal(power: PowerKind, names: CaseNames) -> Refusal:
    act = Term(Action.ACCEPT.label if power is PowerKind.ACCEPT else Action.DECIDE_AT_ONCE.label)
    delegated = names.acceptance_delegated if power is PowerKind.ACCEPT else names.decision_delegated
    if delegated:
        return Refusal(
            "delegated_away",
            Sentence("不能由部门直接%(act)s：本事项已委托综合窗口统一办理。", act=act),
            clauses=("JH-13", "AS-2.1"),
            who_could=Sentence("请由综合受理窗口办理。"),
        )
    return Refusal(
        "not_delegated",
        Sentence("不能由窗口%(act)s：本事项未委托。", act=act),
        clauses=("JH-13", "AS-4.2"),
        who_could=Sentence("可以“收件”并转交%(department)s，由其决定。", department=names.department),
    )
