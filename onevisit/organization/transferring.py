"""The register of transferred powers: its only writer (rule 25, AS-3.2a)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.register_acts import RegisterAct
from onevisit.law.sentence import Sentence
from onevisit.organization.models import Department, Transfer
from onevisit.organization.registering import Register, keep
from onevisit.organization.workers import Worker
from onevisit.records import clock

SUBJECT = "transfer"


@dataclass(frozen=True)
class TransferTerms:
    """A transfer as the government approved it. ``effective_on`` is an Asia/Shanghai date."""

    item_code: str
    former_item_code: str
    from_department: Department
    to_department: Department
    document: str
    effective_on: date


def effective(today: date) -> QuerySet[Transfer]:
    """The transfers that have taken effect by ``today``."""
    return Transfer.objects.filter(effective_on__lte=today)


@enforces("RULE-25", "AS-3.2a", "XK-25")
def transfer(terms: TransferTerms, worker: Worker, reason: str, key: str) -> int:
    """Registers that an item's power moved to the approval bureau. Raises Refusal."""

    def change() -> int:
        fault = _fault(terms)
        if fault is not None:
            raise Refusal("transfer_terms", fault, clauses=("XK-25", "AS-3.2a"))
        return Transfer.objects.create(
            item_code=terms.item_code,
            former_item_code=terms.former_item_code,
            from_department=terms.from_department,
            to_department=terms.to_department,
            document=terms.document,
            effective_on=terms.effective_on,
            registered_by_id=worker.staff_id,
        ).pk

    sent = {
        "items": [terms.item_code, terms.former_item_code],
        "departments": [terms.from_department.pk, terms.to_department.pk],
        "document": terms.document,
        "from": terms.effective_on.isoformat(),
    }
    register = Register(RegisterAct.TRANSFER, SUBJECT, terms.to_department.pk)
    return keep(register, worker, key, sent, change, reason=reason)


def _fault(terms: TransferTerms) -> Sentence | None:
    if terms.to_department.kind != Department.Kind.APPROVAL_BUREAU:
        return Sentence("行政审批权只能划转给行政审批局。")
    if terms.from_department.pk == terms.to_department.pk:
        return Sentence("划出部门和划入部门不能是同一个。")
    if terms.effective_on < clock.today():
        return Sentence("划转的生效日期不能早于今天：在办的件由原部门办到底。")
    if Transfer.objects.filter(item_code=terms.item_code).exists():
        return Sentence("这个事项的划转已经登记过。")
    return None
