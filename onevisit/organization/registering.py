"""Acts on the registers of the organisation: power, once for each key, a line in the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from onevisit.law.clauses import enforces
from onevisit.law.powers import Role
from onevisit.law.profiles import CityProfile
from onevisit.law.refusal import Refusal
from onevisit.law.register_acts import REGISTER_RULES, RegisterAct, may_keep
from onevisit.law.sentence import Sentence, Term
from onevisit.organization.models import Department, Staff
from onevisit.organization.workers import Worker
from onevisit.records import access_log, idempotency
from onevisit.records.models import AccessLogRow

ACTION = "register."
SHORTEST_REASON = 4
LONGEST_REASON = 200
HISTORY = 50


@dataclass(frozen=True)
class Register:
    """The act, on which kind of entry, and for which department's powers (None: for no single one).

    ``by_right``: the worker may do it without a role, as the person himself or the chief representative.
    """

    act: RegisterAct
    subject: str
    department_id: int | None
    by_right: bool = False


@enforces("HOUSE-10", "JH-41.4")
def register_refusal(
    act: RegisterAct, worker: Worker, department_id: int | None, *, by_right: bool = False
) -> Refusal | None:
    """None when ``worker`` may do ``act`` for the department; otherwise why not and who could."""
    if by_right:
        return None
    own = department_id is None or department_id == worker.department_id
    if may_keep(act, worker.roles, own_department=own):
        return None
    rule = REGISTER_RULES[act]
    who: tuple[Term | Sentence, ...] = tuple(Term(role.label) for role in Role if role in rule.roles)
    if rule.by_right is not None:
        who += (rule.by_right,)
    return Refusal(
        "no_power",
        Sentence("您没有“%(act)s”的权限。", act=Term(rule.label)),
        clauses=("JH-41.4", "AS-4.3"),
        who_could=Sentence("可以办理的是：%(who)s（限本部门的，只能为本部门办理）。", who=who)
        if rule.own_department
        else Sentence("可以办理的是：%(who)s。", who=who),
    )


@enforces("HOUSE-2", "HOUSE-13", "HOUSE-15")
def keep(
    register: Register,
    worker: Worker,
    key: str,
    sent: Mapping[str, Any],
    change: Callable[[], int],
    *,
    reason: str,
    subject_id: int | None = None,
) -> int:
    """Does one act on a register, once for each key, and logs who, what, when and why, refused or done.

    ``change`` writes and returns the database key of the entry; it runs in the same transaction as the log
    and the key. Raises Refusal.
    """
    given = " ".join(reason.split())

    def log(entry: int | None, refusal: Refusal | None) -> None:
        access_log.log(
            actor_kind="staff",
            actor_id=worker.staff_id,
            action=f"{ACTION}{register.act.value}",
            subject_kind=register.subject,
            subject_id=entry,
            allowed=refusal is None,
            purpose=given,
            detail={"code": refusal.code} if refusal else None,
        )

    actor, command = f"staff:{worker.staff_id}", f"{ACTION}{register.act.value}"
    try:
        with transaction.atomic():
            refusal = register_refusal(
                register.act, worker, register.department_id, by_right=register.by_right
            )
            if refusal is not None:
                raise refusal
            if len(given) < SHORTEST_REASON:
                raise Refusal(
                    "reason_needed",
                    Sentence("请写明理由，至少 4 个字；理由会记入日志。"),
                    clauses=("HOUSE-15",),
                )
            body = idempotency.body_hash({**sent, "subject": subject_id, "reason": given})
            stored = idempotency.claim(actor, command, key, body)
            if stored is not None:
                return int(stored.result)
            entry = change()
            # Within the transaction: what can't be logged is not done.
            log(entry, None)
            idempotency.store(actor, command, key, entry)
    except Refusal as refusal:
        log(subject_id, refusal)
        if refusal.city is None:
            refusal.within(city_of(worker))
        raise
    return entry


def city_of(worker: Worker) -> CityProfile:
    """The city in which the worker serves. One statement."""
    return Department.objects.select_related("region").get(pk=worker.department_id).region.city


@dataclass(frozen=True)
class HistoryLine:
    """One act on an entry: when, what, by whom, why."""

    row: AccessLogRow
    by: Staff | None

    @property
    def act(self) -> str:
        """The act in words."""
        return RegisterAct(self.row.action.removeprefix(ACTION)).label


def history(subject: str, subject_id: int) -> list[HistoryLine]:
    """What was done to one entry, the newest first, at most fifty lines. Two statements."""
    rows = list(
        AccessLogRow.objects.filter(subject_kind=subject, subject_id=subject_id, allowed=True).order_by(
            "-recorded_at", "-id"
        )[:HISTORY]
    )
    people = Staff.objects.in_bulk({row.actor_id for row in rows})
    return [HistoryLine(row, people.get(row.actor_id)) for row in rows]
