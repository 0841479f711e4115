"""Whether a performer holds the power an act needs over this case."""

from __future__ import annotations

from onevisit.cases.models import AT_A_WINDOW, Case, JointCase
from onevisit.cases.performers import THE_COURIER, THE_LAW, THE_PROVIDER, Performer
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action, State, transition_for
from onevisit.law.parcels import OF_THE_COURIER
from onevisit.law.powers import PowerKind
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.authorization import CaseNames, holds, may

ON_THE_WEB = frozenset({Action.ASK_PRE_REVIEW, Action.TAKE_BACK_PRE_REVIEW, Action.DROP_DRAFT})
"""Acts of the applicant that no window does in his place: at a window he simply files."""


def power_refusal(case: Case, action: Action, performer: Performer) -> Refusal | None:
    """None when the performer may do ``action`` on ``case``; otherwise why not and who could.

    An applicant acts on his own cases only, and a draft on the web is nobody's but his. What he may do, a
    window that may receive the case may do in his place when he stands before it; the issuing window may
    change how a result reaches him.
    """
    power = transition_for(action).power
    if action is Action.DELIVER_AT_TERMINAL or performer.cabinet_id is not None:
        if action is Action.DELIVER_AT_TERMINAL and performer.cabinet_id is not None:
            return None
        return Refusal(
            "terminal_only", Sentence("这一步只能由申请人在自助终端办理。"), clauses=("JH-25b", "AS-4.4")
        )
    if power is PowerKind.SYSTEM:
        return None if performer == THE_LAW else Refusal("law_only", Sentence("这一步由系统依法自动办理。"))
    if performer == THE_COURIER:
        if action in OF_THE_COURIER:
            return None
        return Refusal("not_of_a_courier", Sentence("快递公司的消息不能办理这一步。"))
    if performer == THE_PROVIDER:
        if action is Action.RECORD_PAYMENT:
            return None
        return Refusal("not_of_a_provider", Sentence("缴费平台的消息不能办理这一步。"))
    if action is Action.FILE and case.channel in AT_A_WINDOW:
        return Refusal(
            "received_at_window",
            Sentence("这份申请正在窗口填写，由窗口收件。"),
            clauses=("JH-16", "AS-4.2"),
            who_could=Sentence("请由窗口人员收件。"),
        )
    if action in ON_THE_WEB and (performer.worker is not None or case.channel in AT_A_WINDOW):
        return Refusal(
            "web_only",
            Sentence("网上预审由申请人在网上申请和收回。"),
            clauses=("JH-20a",),
            who_could=Sentence("窗口可以直接收件，不需要预审。"),
        )
    if performer.worker is None:
        if power is PowerKind.APPLY and performer.account_id is not None and is_own(case, performer):
            return None
        return Refusal(
            "not_yours",
            Sentence("没有找到这个办件。"),
            next_step=Sentence("请核对办件编号，或者登录申请时使用的账号。"),
        )
    brought = comes_to_the_window(case) and action is not Action.FILE
    if case.state == State.DRAFT and case.channel not in AT_A_WINDOW and not brought:
        return Refusal(
            "not_yours", Sentence("没有找到这个办件。"), next_step=Sentence("申请人提交以后才能收件。")
        )
    if power is PowerKind.APPLY:
        issues = action is Action.CHANGE_DELIVERY and holds(performer.worker, PowerKind.ISSUE, case)
        power = PowerKind.ISSUE if issues else PowerKind.RECEIVE
    if power is PowerKind.COORDINATE:
        return coordination_refusal(case.joint, performer)
    names = CaseNames(case.city, case.department.name, case.acceptance_delegated, case.decision_delegated)
    return may(performer.worker, power, case, names)


def comes_to_the_window(case: Case) -> bool:
    """Whether a draft of the web may be taken in at a window: its pre-review has passed (JH-20b)."""
    return case.pre_review == "passed"


@enforces("JH-18", "JH-8.2.4")
def coordination_refusal(joint: JointCase | None, performer: Performer) -> Refusal | None:
    """None when the performer may coordinate the joint case: for its lead department, or at its window.

    The members stay under the power of their own organs; coordinating is telling for all of them at once.
    """
    if joint is None or performer.worker is None:
        return Refusal(
            "not_in_a_package", Sentence("这个办件不是一件事联办的事项。"), clauses=("JH-18", "AS-3.1e")
        )
    names = CaseNames(joint.city, joint.lead.name, False, False)
    return may(performer.worker, PowerKind.COORDINATE, joint, names)


def is_own(case: Case, performer: Performer) -> bool:
    """Whether the performer is the applicant, or the account that filled the application in."""
    if case.account_id == performer.account_id:
        return True
    return case.applicant is not None and case.applicant.account_id == performer.account_id
