"""Whether somebody may decide: status, certificate, training (rule 27; 蛟河规则第八条（四）)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from onevisit.law.clauses import enforces
from onevisit.law.sentence import Sentence, Term

WARNED_BEFORE = timedelta(days=30)
"""How long before its end a certificate or a training is shown as running out."""


class ServiceStatus(StrEnum):
    """How somebody stands in the staff register."""

    SERVING = "serving"
    SUSPENDED = "suspended"
    LEFT = "left"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    ServiceStatus.SERVING: "在岗",
    ServiceStatus.SUSPENDED: "暂停办件",
    ServiceStatus.LEFT: "已调离",
}


@dataclass(frozen=True)
class Qualification:
    """What the register says of a person on one day.

    ``valid_until`` is the last day of the enforcement certificate (Asia/Shanghai), None for somebody whose
    post needs none; ``trained_items`` are the codes of items whose training is valid on ``day``.
    """

    day: date
    status: ServiceStatus = ServiceStatus.SERVING
    certificate_number: str = ""
    valid_until: date | None = None
    trained_items: frozenset[str] = frozenset()


@enforces("RULE-27", "JH-8.4")
def qualification_fault(held: Qualification, item_code: str, item_name: str) -> Sentence | None:
    """Why the person can't decide a case of this item, exactly; None when he can."""
    if held.status is not ServiceStatus.SERVING:
        return Sentence("人员登记册上您的状态是“%(status)s”，不能作出决定。", status=Term(held.status.label))
    if held.valid_until is not None and held.valid_until < held.day:
        return Sentence(
            "您的执法证（%(number)s）有效期到 %(day)s，已过期，不能作出决定。",
            number=held.certificate_number or "—",
            day=held.valid_until.isoformat(),
        )
    if item_code not in held.trained_items:
        return Sentence("人员登记册上没有您办理“%(item)s”的有效培训记录，不能作出决定。", item=item_name)
    return None


def runs_out_soon(last_day: date | None, today: date) -> bool:
    """Whether something valid today ends within thirty days."""
    return last_day is not None and today <= last_day <= today + WARNED_BEFORE
