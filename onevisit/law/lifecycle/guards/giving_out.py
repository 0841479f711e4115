"""Conditions on certificate, handover, service and delivery."""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.lifecycle.states import State
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


@enforces("XK-39", "RULE-31")
def certificate_can_be_filled(facts: CaseFacts) -> Refusal | None:
    """A certificate says what the application says; what it prints must have been taken in."""
    if not facts.certificate_gaps:
        return None
    return Refusal(
        "certificate_gaps",
        Sentence("还不能制作证件：申请表缺少证件要登载的内容——%(names)s。", names=facts.certificate_gaps),
        clauses=("XK-39",),
        next_step=Sentence("请补填申请表。"),
    )


@enforces("RULE-31", "XK-44")
def certificate_needed(facts: CaseFacts) -> Refusal | None:
    """A certificate is made once, where the result is one and the decision grants."""
    if facts.certificate_needed and not facts.certificate_made:
        return None
    return Refusal("no_certificate", Sentence("没有需要制作的证件。"), clauses=("XK-39",))


@enforces("RULE-31", "JH-25a")
def result_ready(facts: CaseFacts) -> Refusal | None:
    """What is handed over or delivered has been made."""
    if not facts.certificate_needed or facts.certificate_made:
        return None
    return Refusal(
        "certificate_missing",
        Sentence("证件还没有制作完成。"),
        clauses=("XK-39",),
        who_could=Sentence("请先完成制证。"),
    )


@enforces("JH-32", "XK-39", "JH-25b")
def documents_in_order(facts: CaseFacts) -> Refusal | None:
    """Nothing is handed out that still lacks its seal or a letter of its font."""
    if not facts.unfinished_documents:
        return None
    return Refusal(
        "documents_unfinished",
        Sentence("结果文书还不能交付：%(documents)s。", documents=facts.unfinished_documents),
        clauses=("XK-39",),
        who_could=Sentence("待用印的请印章保管人用印；待字库的请系统管理员安装字库。"),
    )


@enforces("JH-25a")
def handover_offered(facts: CaseFacts) -> Refusal | None:
    """Both sides sign the handover form: first who gives, then who takes, never the same person."""
    if facts.handover_offered_by is None:
        return Refusal("no_handover", Sentence("部门还没有移交结果。"), clauses=("JH-25a", "AS-4.4"))
    if facts.handover_offered_by == facts.actor_id:
        return Refusal("same_person", Sentence("移交人和接收人不能是同一人。"), clauses=("JH-25a", "AS-4.4"))
    return None


@enforces("JH-25a")
def handover_not_yet_offered(facts: CaseFacts) -> Refusal | None:
    """A result is offered once."""
    if facts.handover_offered_by is None:
        return None
    return Refusal(
        "handover_offered", Sentence("结果已移交，等待出件窗口接收。"), clauses=("JH-25a", "AS-4.4")
    )


@enforces("JH-22", "JH-25b")
def result_is_at_window(facts: CaseFacts) -> Refusal | None:
    """Results decided at a department come through the handover; those decided at the window are there."""
    if facts.state is State.RESULT_AT_WINDOW or facts.decided_at_window:
        return None
    return Refusal("not_at_window", Sentence("结果还没有交接到出件窗口。"), clauses=("JH-25a", "AS-4.4"))


@enforces("RULE-30", "JH-25c")
def electronic_service_agreed(facts: CaseFacts) -> Refusal | None:
    """Electronic service needs the consent given at intake."""
    if facts.electronic_service_agreed:
        return None
    return Refusal(
        "no_consent",
        Sentence("申请人没有同意电子送达。"),
        clauses=("XK-44", "JH-25b"),
        next_step=Sentence("请按申请人选择的方式送达。"),
    )


@enforces("FY-22")
def online_remedy_known(facts: CaseFacts) -> Refusal | None:
    """What is served online must give the online channel for reconsideration."""
    if facts.online_remedy_known:
        return None
    return Refusal(
        "no_online_remedy",
        Sentence(
            "%(department)s没有登记网上行政复议渠道，文书不能电子送达。",
            department=facts.department_name,
        ),
        clauses=("FY-22",),
        next_step=Sentence("请改用其他送达方式，或者请系统管理员补登。"),
    )


@enforces("RULE-30")
def notice_to_serve(facts: CaseFacts) -> Refusal | None:
    """A service is entered for a notice that still waits for it."""
    if facts.notices_to_serve:
        return None
    return Refusal("nothing_to_serve", Sentence("没有等待送达的文书。"), clauses=("XK-44", "JH-25b"))
