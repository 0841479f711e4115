"""The time limits that run on a case: what starts them, how long they are, whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from onevisit.law.clauses import enforces
from onevisit.law.hearings import HOLDING_LIMIT, NOTICE_LIMIT, REQUEST_LIMIT
from onevisit.law.licences.validity import WARN_BEFORE
from onevisit.law.limits import Limit, Unit


class ClockKind(StrEnum):
    """One kind of time limit on a case."""

    PRE_REVIEW = "pre_review"
    REGISTRATION = "registration"
    ONE_TIME_NOTICE = "one_time_notice"
    ACCEPTANCE = "acceptance"
    STATUTORY = "statutory"
    PROMISE = "promise"
    STEP = "step"
    FIRST_REVIEW = "first_review"
    SUPERIOR_ANSWER = "superior_answer"
    DELIVERY = "delivery"
    SUPPLY = "supply"
    REFERRAL = "referral"
    RENEWAL = "renewal"
    GAP_SUPPLY = "gap_supply"
    HEARING_REQUEST = "hearing_request"
    PARTY_HEARING_REQUEST = "party_hearing_request"
    STATEMENT = "statement"
    PARTY_STATEMENT = "party_statement"
    HEARING = "hearing"
    HEARING_NOTICE = "hearing_notice"
    COMMITMENT_CHECK = "commitment_check"
    RECTIFICATION = "rectification"
    ANNULMENT_STATEMENT = "annulment_statement"
    JOINT = "joint"


@dataclass(frozen=True)
class ClockRule:
    """What a clock measures.

    ``limit`` is None where the item version, the profile or the notice gives it. ``binds_applicant`` is also
    said of an interested party: the period is his, not the organ's.
    ``warnings`` are the working days before the due day on which it is warned of, the farthest first; empty
    means once, as the light turns.
    """

    kind: ClockKind
    label: str
    clause: str
    limit: Limit | None
    binds_applicant: bool = False
    warnings: tuple[int, ...] = ()


CLOCK_RULES: dict[ClockKind, ClockRule] = {
    rule.kind: rule
    for rule in (
        ClockRule(ClockKind.PRE_REVIEW, "网上预审", clause="JH-20b", limit=None),
        ClockRule(
            ClockKind.REGISTRATION, "收件登记与转交", clause="RULE-6", limit=Limit(1, Unit.WORKING_DAY)
        ),
        ClockRule(
            ClockKind.ONE_TIME_NOTICE, "一次性告知", clause="XK-32.4", limit=Limit(5, Unit.WORKING_DAY)
        ),
        ClockRule(ClockKind.ACCEPTANCE, "决定是否受理", clause="JH-23b", limit=None),
        ClockRule(ClockKind.STATUTORY, "法定办理时限", clause="XK-42", limit=None),
        ClockRule(ClockKind.PROMISE, "承诺办理时限", clause="JH-17", limit=None),
        ClockRule(ClockKind.STEP, "环节时限", clause="JH-24", limit=None),
        ClockRule(ClockKind.FIRST_REVIEW, "本级审查", clause="XK-43", limit=None),
        ClockRule(ClockKind.SUPERIOR_ANSWER, "上级机关答复", clause="JH-8.2.3", limit=None),
        ClockRule(ClockKind.DELIVERY, "颁发送达", clause="XK-44", limit=Limit(10, Unit.WORKING_DAY)),
        ClockRule(ClockKind.SUPPLY, "申请人补正", clause="RULE-8", limit=None, binds_applicant=True),
        ClockRule(ClockKind.REFERRAL, "请示答复", clause="RULE-36", limit=None),
        ClockRule(ClockKind.GAP_SUPPLY, "补齐容缺材料", clause="RULE-33", limit=None, binds_applicant=True),
        ClockRule(
            ClockKind.RENEWAL,
            "许可到期前答复延续",
            clause="XK-50p2",
            limit=None,
            warnings=WARN_BEFORE,
        ),
        ClockRule(
            ClockKind.HEARING_REQUEST,
            "申请人要求听证",
            clause="XK-47p1",
            limit=REQUEST_LIMIT,
            binds_applicant=True,
        ),
        ClockRule(
            ClockKind.PARTY_HEARING_REQUEST,
            "利害关系人要求听证",
            clause="XK-47p1",
            limit=REQUEST_LIMIT,
            binds_applicant=True,
        ),
        ClockRule(ClockKind.STATEMENT, "申请人陈述申辩", clause="XK-36", limit=None, binds_applicant=True),
        ClockRule(
            ClockKind.PARTY_STATEMENT, "利害关系人陈述申辩", clause="XK-36", limit=None, binds_applicant=True
        ),
        ClockRule(ClockKind.HEARING, "举行听证", clause="XK-47p1", limit=HOLDING_LIMIT),
        ClockRule(ClockKind.HEARING_NOTICE, "送达听证通知", clause="XK-48.1", limit=NOTICE_LIMIT),
        ClockRule(ClockKind.COMMITMENT_CHECK, "承诺核查", clause="YS-40", limit=None),
        ClockRule(ClockKind.RECTIFICATION, "限期整改", clause="YS-40", limit=None, binds_applicant=True),
        ClockRule(
            ClockKind.ANNULMENT_STATEMENT,
            "撤销前陈述申辩",
            clause="XK-7",
            limit=Limit(5, Unit.WORKING_DAY),
            binds_applicant=True,
        ),
        ClockRule(ClockKind.JOINT, "一件事办理时限", clause="RULE-19", limit=None),
    )
}


@dataclass(frozen=True)
class ClockFacts:
    """What decides whether a clock runs on a case and how long it is."""

    is_licence: bool
    acceptance_delegated: bool
    acceptance_limit: Limit
    pre_review_limit: Limit
    statutory_limit: Limit | None
    promised_limit: Limit | None
    supply_limit: Limit | None
    step_limit: Limit | None
    first_review_limit: Limit | None
    answer_limit: Limit | None
    granted: bool
    self_collected: bool
    waits_at_window: bool
    correction_served: bool
    renewal_limit: Limit | None = None
    gap_limit: Limit | None = None
    gap_notice_served: bool = False
    check_limit: Limit | None = None
    rectification_limit: Limit | None = None
    rectification_served: bool = False
    annulment_notice_served: bool = False


@enforces("RULE-6", "RULE-17", "XK-32.4", "JH-23b", "XK-42", "JH-17", "XK-43", "XK-44", "JH-20b")
def limit_of(kind: ClockKind, facts: ClockFacts) -> Limit | None:
    """The length of the clock on this case, or None where it does not run at all.

    The five days of the one-time notice are the licensing law's; the department's days for acceptance run
    beside them wherever the windows do not accept for it (rule 6).
    """
    if kind is ClockKind.ONE_TIME_NOTICE:
        return CLOCK_RULES[kind].limit if facts.is_licence else None
    if kind is ClockKind.ACCEPTANCE:
        return None if facts.acceptance_delegated else facts.acceptance_limit
    if kind is ClockKind.RENEWAL:
        return facts.renewal_limit
    if kind is ClockKind.JOINT:
        return None  # runs on the joint case, not on its members; the package gives it
    if kind is ClockKind.DELIVERY:
        return CLOCK_RULES[kind].limit if facts.is_licence and facts.granted else None
    of_the_item_or_profile = {
        ClockKind.PRE_REVIEW: facts.pre_review_limit,
        ClockKind.STATUTORY: facts.statutory_limit,
        ClockKind.PROMISE: facts.promised_limit,
        ClockKind.SUPPLY: facts.supply_limit,
        ClockKind.GAP_SUPPLY: facts.gap_limit,
        ClockKind.COMMITMENT_CHECK: facts.check_limit,
        ClockKind.RECTIFICATION: facts.rectification_limit,
        ClockKind.STEP: facts.step_limit,
        ClockKind.FIRST_REVIEW: facts.first_review_limit,
        ClockKind.SUPERIOR_ANSWER: facts.answer_limit,
    }
    return of_the_item_or_profile.get(kind, CLOCK_RULES[kind].limit)
