"""What a delegation document must be before it can decide anything (rule 24; 许可法 24; 蛟河规则第十三条)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from onevisit.law.clauses import enforces
from onevisit.law.powers import DELEGABLE, PowerKind
from onevisit.law.profiles import CityProfile
from onevisit.law.sentence import Sentence

ACCEPTING = frozenset({PowerKind.ACCEPT, PowerKind.DECIDE_AT_ONCE})
"""Powers that include the acceptance of an application."""


@dataclass(frozen=True)
class DelegatedItem:
    """An item that a delegation names: who holds its power, and whether it is a licence."""

    code: str
    name: str
    department_id: int
    is_licence: bool


@dataclass(frozen=True)
class DelegationTerms:
    """The terms of a delegation document. Days are Asia/Shanghai dates; ``valid_to`` None has no end."""

    delegator_id: int
    delegate_id: int
    to_administrative_organ: bool
    basis: str
    announcement: str
    announced_on: date
    items: tuple[DelegatedItem, ...]
    powers: frozenset[PowerKind]
    valid_from: date
    valid_to: date | None = None


@enforces("RULE-6", "RULE-24", "XK-24", "XK-24p1", "JH-13", "AS-4.2")
def delegation_faults(terms: DelegationTerms, city: CityProfile) -> list[Sentence]:
    """All that stands against the delegation in this city; empty when it may be signed."""
    return [*_faults(terms), *_kept_by_approval_staff(terms, city)]


def _kept_by_approval_staff(terms: DelegationTerms, city: CityProfile) -> Iterable[Sentence]:
    """Where approval staff accept licences themselves, no window may be given that power (rule 6)."""
    if not city.licences_accepted_by_approval_staff or not terms.powers & ACCEPTING:
        return
    for item in terms.items:
        if item.is_licence:
            yield Sentence("“%(item)s”是行政许可，在本市由审批工作人员受理，只能委托收件。", item=item.name)


def _faults(terms: DelegationTerms) -> Iterable[Sentence]:
    if not terms.basis.strip():
        yield Sentence("没有写明委托的依据。")
    if not terms.announcement.strip():
        yield Sentence("没有写明在哪里公告：受委托机关和委托的内容应当公告。")
    if terms.announced_on > terms.valid_from:
        yield Sentence("委托在公告之前不能生效。")
    if terms.valid_to is not None and terms.valid_to < terms.valid_from:
        yield Sentence("委托的终止日期早于生效日期。")
    if terms.delegator_id == terms.delegate_id:
        yield Sentence("不能委托给自己。")
    if not terms.items:
        yield Sentence("没有写明委托哪些事项。")
    if not terms.powers:
        yield Sentence("没有写明委托哪些权限。")
    if terms.powers - DELEGABLE:
        yield Sentence("只能委托收件、受理和即办件办理，审查和签发不能委托。")
    for item in terms.items:
        if item.department_id != terms.delegator_id:
            yield Sentence("“%(item)s”的权力不属于委托机关，受委托的不得再委托。", item=item.name)
        if item.is_licence and PowerKind.DECIDE_AT_ONCE in terms.powers and not terms.to_administrative_organ:
            yield Sentence("“%(item)s”是行政许可，只能委托其他行政机关作出决定。", item=item.name)
