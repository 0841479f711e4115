"""What a department must give its people in the hall: six powers (rule 26; 蛟河规则第八条)."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from onevisit.law.clauses import enforces
from onevisit.law.items import CaseRoute


class StationedPower(StrEnum):
    """The six powers of 蛟河规则第八条（二）, one tick each."""

    IMMEDIATE = "immediate"
    PROMISED = "promised"
    FIRST_REVIEW = "first_review"
    JOINT = "joint"
    APPRAISAL = "appraisal"
    FEES = "fees"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _LABELS[self]

    @property
    def clause(self) -> str:
        """The clause that asks for it."""
        return f"JH-8.2.{list(StationedPower).index(self) + 1}"


_LABELS = {
    StationedPower.IMMEDIATE: "即办件直接办理",
    StationedPower.PROMISED: "承诺件审查办结（复杂的初审）",
    StationedPower.FIRST_REVIEW: "上报件初审",
    StationedPower.JOINT: "联办件协调",
    StationedPower.APPRAISAL: "技术论证和踏勘协调",
    StationedPower.FEES: "收费执行",
}

_BY_ROUTE = {
    CaseRoute.IMMEDIATE: StationedPower.IMMEDIATE,
    CaseRoute.PROMISED: StationedPower.PROMISED,
    CaseRoute.REPORTED_UP: StationedPower.FIRST_REVIEW,
    CaseRoute.JOINT: StationedPower.JOINT,
}


@enforces("RULE-26", "JH-8.2")
def needed_powers(route: CaseRoute, *, on_site: bool, with_fees: bool) -> frozenset[StationedPower]:
    """The powers that an item of this kind calls for; the others of the six do not arise."""
    needed = {_BY_ROUTE[route]}
    if on_site:
        needed.add(StationedPower.APPRAISAL)
    if with_fees:
        needed.add(StationedPower.FEES)
    return frozenset(needed)


@enforces("RULE-26", "JH-40.2")
def missing_powers(
    needed: Collection[StationedPower], given: Collection[StationedPower]
) -> tuple[StationedPower, ...]:
    """授权不到位: what the item calls for and the department has not given, in the order of the rule."""
    return tuple(power for power in StationedPower if power in needed and power not in given)


class ExemptionState(StrEnum):
    """Where a request not to be stationed stands: department, agency, leaders (蛟河规则第十条)."""

    REQUESTED = "requested"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    ExemptionState.REQUESTED: "待管理机构审查",
    ExemptionState.REVIEWED: "待领导决定",
    ExemptionState.APPROVED: "同意不进驻",
    ExemptionState.REFUSED: "不同意",
}
