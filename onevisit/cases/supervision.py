"""Decisions of the bureau for the department that supervises: each is acknowledged (rule 25).

The list is drawn from the cases themselves, so that no decision can fail to arrive.
"""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from onevisit.cases.models import Case, SupervisionReceipt
from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.register_acts import RegisterAct
from onevisit.law.sentence import Sentence
from onevisit.organization.models import Transfer
from onevisit.organization.registering import Register, keep
from onevisit.organization.workers import Worker
from onevisit.records import clock

SUBJECT = "supervision"


@enforces("RULE-25", "AS-3.2a")
def decisions_for(department_id: int) -> QuerySet[Case]:
    """Decided cases of items that this department gave up, the newest first, with ``acknowledged_at``."""
    moved = Transfer.objects.filter(
        from_department_id=department_id,
        item_code=OuterRef("item_code"),
        to_department_id=OuterRef("department_id"),
    )
    receipt = SupervisionReceipt.objects.filter(case_id=OuterRef("pk"), department_id=department_id)
    return (
        Case.objects.filter(Exists(moved), decided_at__isnull=False)
        .annotate(acknowledged_at=Subquery(receipt.values("acknowledged_at")[:1]))
        .order_by(F("pk").desc())
    )


def waiting_for(department_id: int) -> QuerySet[Case]:
    """Those of the decisions that the department has not acknowledged yet."""
    receipt = SupervisionReceipt.objects.filter(case_id=OuterRef("pk"), department_id=department_id)
    return decisions_for(department_id).exclude(Exists(receipt))


@enforces("RULE-25", "AS-3.2a")
def acknowledge(case: Case, worker: Worker, reason: str, key: str) -> int:
    """The supervising department has taken note of a decision. Raises Refusal."""

    def change() -> int:
        made, created = SupervisionReceipt.objects.get_or_create(
            case=case,
            department_id=worker.department_id,
            defaults={"acknowledged_by_id": worker.staff_id, "acknowledged_at": clock.now()},
        )
        if not created:
            raise Refusal("acknowledged_before", Sentence("这份决定已经签收。"), clauses=("AS-3.2a",))
        return made.pk

    register = Register(RegisterAct.ACKNOWLEDGE, SUBJECT, worker.department_id)
    return keep(register, worker, key, {"case": case.pk}, change, reason=reason)
