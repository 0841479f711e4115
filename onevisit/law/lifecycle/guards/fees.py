"""Conditions on charging fees, and on going on before they are paid (许可法 58, 59; rule 26)."""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.fees import PAYABLE, FeeDue, FeeState
from onevisit.law.items import CaseRoute
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.lifecycle.states import State
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence

DECIDED_STATES = frozenset({State.DECIDED, State.RESULT_AT_WINDOW})


@enforces("XK-58")
def item_has_fees(facts: CaseFacts) -> Refusal | None:
    """Nothing is charged that the published guide does not name."""
    if facts.fee is not FeeState.FREE:
        return None
    return Refusal("free_of_charge", Sentence("本事项不收费。"), clauses=("XK-58",))


@enforces("RULE-26", "JH-8.2.6")
def fee_power_given(facts: CaseFacts) -> Refusal | None:
    """The stationed section charges where its department gave it that power."""
    if facts.fee_power_given:
        return None
    return Refusal(
        "fee_power_missing",
        Sentence("%(department)s没有授权派驻机构收费（授权不到位）。", department=facts.department_name),
        clauses=("JH-8.2.6",),
        who_could=Sentence("请部门负责人在进驻登记中补充授权。"),
    )


@enforces("XK-59")
def fee_is_due_now(facts: CaseFacts) -> Refusal | None:
    """A fee is assessed once it is certain to be owed: for what is granted, or for a review under way."""
    if facts.fee_due is FeeDue.BEFORE_DELIVERY:
        if facts.granted:
            return None
        return Refusal(
            "fee_not_due",
            Sentence("本事项的费用在准予以后才收取，现在不能核定。"),
            clauses=("XK-59",),
            next_step=Sentence("请在作出准予的决定后核定收费。"),
        )
    accepted = facts.state not in (State.SUBMITTED, State.RECEIVED) or facts.route is CaseRoute.IMMEDIATE
    if accepted and facts.state not in DECIDED_STATES:
        return None
    return Refusal(
        "fee_not_due",
        Sentence("本事项的费用在受理以后、作出决定以前收取，现在不能核定。"),
        clauses=("XK-59",),
    )


@enforces("XK-59")
def fee_not_assessed(facts: CaseFacts) -> Refusal | None:
    """A fee is assessed once; its amount follows from the published standard and nothing else."""
    if facts.fee is FeeState.UNASSESSED:
        return None
    return Refusal(
        "fee_assessed",
        Sentence("收费已经核定。"),
        clauses=("XK-59",),
        next_step=Sentence("请按缴费通知书办理。"),
    )


@enforces("XK-59")
def fee_is_owed(facts: CaseFacts) -> Refusal | None:
    """Only what was assessed and is not yet paid can be paid: nobody pays twice."""
    if facts.fee in PAYABLE:
        return None
    if facts.fee is FeeState.WAIVED:
        return Refusal("fee_waived", Sentence("费用已经免缴，不能再收。"), clauses=("XK-59",))
    if facts.fee is FeeState.SETTLED:
        return Refusal("fee_settled", Sentence("费用已经缴清，不能再收。"), clauses=("XK-59",))
    return Refusal(
        "fee_not_assessed",
        Sentence("还没有核定收费，不能收款。"),
        clauses=("XK-59",),
        next_step=Sentence("请先按公布的标准核定收费。"),
    )


@enforces("XK-59")
def fee_paid_before_decision(facts: CaseFacts) -> Refusal | None:
    """Where the guide wants the fee before the decision, nothing is granted before. A refusal never waits."""
    if facts.fee_due is not FeeDue.BEFORE_DECISION or facts.decision_refuses:
        return None
    return _unpaid(facts)


@enforces("XK-59")
def fee_paid_before_delivery(facts: CaseFacts) -> Refusal | None:
    """A granted result is handed out once its fee is paid or waived. A refusal never waits for money."""
    return None if facts.decision_refuses else _unpaid(facts)


def _unpaid(facts: CaseFacts) -> Refusal | None:
    if facts.fee is FeeState.UNASSESSED:
        return Refusal(
            "fee_unassessed",
            Sentence("本事项依法收费，还没有核定收费。"),
            clauses=("XK-59",),
            next_step=Sentence("请先核定收费，通知申请人缴费。"),
        )
    if facts.fee is FeeState.OWED:
        return Refusal(
            "fee_unpaid",
            Sentence("费用还没有缴清。"),
            clauses=("XK-59",),
            next_step=Sentence("请申请人在网上或者窗口缴费；缴清以后再办。"),
        )
    return None


@enforces("XK-59")
def fee_may_be_reduced(facts: CaseFacts) -> Refusal | None:
    """What is assessed and still to be paid may be asked to be less, or later."""
    if facts.fee in PAYABLE:
        return None
    if facts.fee is FeeState.UNASSESSED:
        return Refusal(
            "fee_not_assessed",
            Sentence("还没有核定收费，核定以后才能申请减免缓缴。"),
            clauses=("XK-59",),
            next_step=Sentence("核定以后会通知您，到时候再申请。"),
        )
    return Refusal("fee_settled", Sentence("没有要缴的费用，不用申请减免缓缴。"), clauses=("XK-59",))


def no_reduction_open(facts: CaseFacts) -> Refusal | None:
    """One request after the other."""
    if not facts.reduction_open:
        return None
    return Refusal(
        "reduction_undecided",
        Sentence("减免缓缴的申请还没有决定。"),
        clauses=("XK-59",),
        who_could=Sentence("由首席代表或者部门负责人决定。"),
    )


def reduction_open(facts: CaseFacts) -> Refusal | None:
    """There is a request to decide."""
    if facts.reduction_open:
        return None
    return Refusal("no_reduction", Sentence("没有待决定的减免缓缴申请。"), clauses=("XK-59",))


@enforces("XK-59", "HOUSE-36")
def another_decides_reduction(facts: CaseFacts) -> Refusal | None:
    """Who assessed the fee, or wrote the request down, does not decide that it is not paid."""
    if facts.actor_id not in facts.fee_hands:
        return None
    return Refusal(
        "same_person",
        Sentence("收费是您核定的，或者申请是您登记的，减免缓缴要由另一人决定。"),
        clauses=("HOUSE-36",),
        who_could=Sentence("请本部门另一名首席代表或者负责人决定。"),
    )
