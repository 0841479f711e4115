"""Conditions on acts, each a pure function from the facts to a refusal or to nothing.

A guard says why not, by which clause, and who could or what to do next; buttons that are not offered show
exactly this sentence.
"""

from __future__ import annotations

from collections.abc import Callable

from onevisit.law.clauses import enforces
from onevisit.law.items import CaseRoute, ReviewKind
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.procedures import procedure_name
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Term

Guard = Callable[[CaseFacts], Refusal | None]


@enforces("XK-32.5", "AS-3.3b")
def scenario_answered(facts: CaseFacts) -> Refusal | None:
    """The scenario decides which materials are required: unanswered, nobody can call them complete."""
    if not facts.open_scenario:
        return None
    return Refusal(
        "scenario_open",
        Sentence("不能受理：还有情形没有选择——%(names)s。", names=facts.open_scenario),
        clauses=("XK-32.5",),
        next_step=Sentence("请先选择情形，需要哪些材料由它决定。"),
    )


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


@enforces("XK-32.5", "AS-4.2")
def materials_settled(facts: CaseFacts) -> Refusal | None:
    """A case is accepted only when every required material is there in its legal form."""
    if not facts.unsettled_materials:
        return None
    return Refusal(
        "materials_missing",
        Sentence("不能受理：还有材料未齐全或未核对——%(names)s。", names=facts.unsettled_materials),
        clauses=("XK-32.5",),
        next_step=Sentence("请收齐后受理，或者一次性告知补正。"),
    )


@enforces("XK-32.4", "JH-41.2", "AS-3.3b")
def no_correction_given_before(facts: CaseFacts) -> Refusal | None:
    """Corrections are asked for once; what could have been asked then is not asked again (rules 7, 8)."""
    if not facts.correction_given:
        return None
    return Refusal(
        "second_correction",
        Sentence("不能再次要求补正：本办件已经一次性告知过需要补正的全部内容。"),
        clauses=("XK-32.4",),
        next_step=Sentence("已列明而未补到位的，可以在原告知范围内提醒；补正齐全的应当受理。"),
    )


@enforces("RULE-8")
def correction_was_given(facts: CaseFacts) -> Refusal | None:
    """A reminder belongs to a notice that was served before."""
    if facts.correction_given:
        return None
    return Refusal(
        "no_correction_notice", Sentence("不能提醒：还没有出具过一次性补正告知书。"), clauses=("XK-32.4",)
    )


@enforces("RULE-8", "XK-32.4")
def not_reminded_before(facts: CaseFacts) -> Refusal | None:
    """One reminder: what is still wrong after it is refused with reasons, not asked for without end."""
    if not facts.correction_reminded:
        return None
    return Refusal(
        "reminded_before",
        Sentence("不能再次提醒：补正内容已经提醒过一次。"),
        clauses=("XK-32.4",),
        next_step=Sentence("补正到位的应当受理；经提醒仍未补正到位的，写明理由不予受理。"),
    )


@enforces("XK-32.5", "RULE-7", "RULE-8")
def corrections_not_all_supplied(facts: CaseFacts) -> Refusal | None:
    """After all corrections asked for are in, the case must be accepted; acceptance can't be refused.

    Points answered badly are reminded of once; only what is still wrong after that can be refused (rule 8).
    """
    if facts.correction_reminded:
        return None
    if not (facts.correction_given and facts.correction_supplied and not facts.unanswered_points):
        return None
    return Refusal(
        "corrections_supplied",
        Sentence("不能不予受理：申请人已按告知提交全部补正材料，应当受理。"),
        clauses=("XK-32.5",),
        next_step=Sentence("请受理；能否许可在审查中判断。"),
    )


@enforces("RULE-5")
def second_person_confirms(facts: CaseFacts) -> Refusal | None:
    """A refusal by a window is proposed by one person and confirmed by another (profile)."""
    if not facts.second_person_needed:
        return None
    if facts.refusal_proposed_by is None:
        return Refusal(
            "second_person_needed",
            Sentence("窗口不予受理需要两人。"),
            clauses=("RULE-5",),
            next_step=Sentence("请先提出，由另一人确认。"),
        )
    if facts.refusal_proposed_by == facts.actor_id:
        return Refusal(
            "same_person",
            Sentence("提出人和确认人不能是同一人。"),
            clauses=("RULE-5",),
            who_could=Sentence("请同事确认。"),
        )
    return None


@enforces("JH-17a", "RULE-9", "XK-34")
def can_be_decided_at_once(facts: CaseFacts) -> Refusal | None:
    """Only immediate items and items of formal review are decided on the spot."""
    if facts.route is CaseRoute.IMMEDIATE or facts.review_kind is ReviewKind.FORMAL:
        return None
    return Refusal(
        "not_immediate",
        Sentence("不能当场办结：本事项需要对实质内容审查。"),
        clauses=("XK-34p2", "JH-17a"),
        next_step=Sentence("请按承诺件流程办理。"),
    )


@enforces("RULE-21", "JH-24")
def steps_done(facts: CaseFacts) -> Refusal | None:
    """A decision is drafted when all review steps are on record."""
    if not facts.open_steps:
        return None
    return Refusal(
        "steps_open",
        Sentence("还不能拟定决定：未完成的环节——%(steps)s。", steps=facts.open_steps),
        clauses=("JH-24", "AS-4.3"),
    )


@enforces("XK-45")
def no_procedure_running(facts: CaseFacts) -> Refusal | None:
    """The decision waits for the special procedure it was started for."""
    if not facts.running_procedures:
        return None
    return Refusal(
        "procedure_running",
        Sentence(
            "特别程序还在进行：%(names)s。",
            names=tuple(Term(procedure_name(kind)) for kind in facts.running_procedures),
        ),
        clauses=("XK-45",),
        next_step=Sentence("请先登记其结果。"),
    )


@enforces("XK-45")
def procedure_running(facts: CaseFacts) -> Refusal | None:
    """Only a running procedure can end."""
    if facts.running_procedures:
        return None
    return Refusal("no_procedure", Sentence("没有正在进行的特别程序。"), clauses=("XK-45",))


@enforces("RULE-21")
def decision_drafted(facts: CaseFacts) -> Refusal | None:
    """The signer signs what the handler drafted."""
    if facts.decision_drafted:
        return None
    return Refusal(
        "no_draft",
        Sentence("还没有拟定的决定可以签发。"),
        clauses=("JH-24", "AS-4.3"),
        who_could=Sentence("由承办人先拟定。"),
    )


@enforces("RULE-21")
def signer_is_not_handler(facts: CaseFacts) -> Refusal | None:
    """Handler drafts, signer decides: two people, immediate items excepted."""
    if facts.route is CaseRoute.IMMEDIATE or facts.actor_id is None:
        return None
    if facts.actor_id not in (facts.drafted_by, facts.handler_id):
        return None
    return Refusal(
        "handler_signs",
        Sentence("承办人不能签发自己拟定的决定。"),
        clauses=("JH-24", "AS-3.2b"),
        who_could=Sentence("由首席代表或者负责人签发。"),
    )


@enforces("RULE-27", "JH-8.4")
def actor_is_qualified(facts: CaseFacts) -> Refusal | None:
    """A lapsed qualification blocks deciding."""
    if facts.actor_is_qualified:
        return None
    return Refusal("not_qualified", Sentence("您的执法资格已过有效期，不能作出决定。"), clauses=("JH-8.4",))


def not_related(facts: CaseFacts) -> Refusal | None:
    """Nobody handles his own or a related case (HOUSE-11)."""
    if not facts.actor_is_related:
        return None
    return Refusal(
        "recusal",
        Sentence("您与本办件有利害关系，应当回避。"),
        clauses=("HOUSE-11",),
        who_could=Sentence("请由其他人员办理。"),
    )


@enforces("JH-10b", "JH-8.2.2")
def discussion_recorded(facts: CaseFacts) -> Refusal | None:
    """A complex case is decided after the collective discussion is on record."""
    if not facts.discussion_required or facts.discussion_recorded:
        return None
    return Refusal(
        "discussion_missing",
        Sentence("本事项须经集体讨论，还没有登记讨论记录。"),
        clauses=("JH-10b", "AS-4.3"),
    )


@enforces("XK-42", "RULE-13")
def before_expiry_and_once(facts: CaseFacts) -> Refusal | None:
    """One extension, asked for before the limit has run out."""
    if facts.extension_granted:
        return Refusal(
            "extended_before", Sentence("法定时限只能延长一次，本办件已延长过。"), clauses=("XK-42",)
        )
    if facts.statutory_due is not None and facts.today > facts.statutory_due:
        return Refusal("limit_passed", Sentence("法定时限已过，不能再申请延期。"), clauses=("XK-42",))
    return None


@enforces("XK-42", "RULE-13")
def extension_requested(facts: CaseFacts) -> Refusal | None:
    """An approval answers a request, while the limit still runs."""
    if not facts.extension_requested:
        return Refusal("no_request", Sentence("没有待批准的延期申请。"), clauses=("XK-42",))
    return before_expiry_and_once(facts)


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
    from onevisit.law.lifecycle.states import State

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


@enforces("JH-25b", "AS-3.4.5")
def post_chosen(facts: CaseFacts) -> Refusal | None:
    """Posting is the applicant's free choice."""
    if facts.post_chosen:
        return None
    return Refusal("post_not_chosen", Sentence("申请人没有选择邮寄。"), clauses=("JH-25b", "AS-3.4.5"))


@enforces("RULE-30")
def notice_to_serve(facts: CaseFacts) -> Refusal | None:
    """A service is entered for a notice that still waits for it."""
    if facts.notices_to_serve:
        return None
    return Refusal("nothing_to_serve", Sentence("没有等待送达的文书。"), clauses=("XK-44", "JH-25b"))


@enforces("RULE-8")
def termination_has_basis(facts: CaseFacts) -> Refusal | None:
    """No answer to a correction notice ends the case only where the item cites a rule for it."""
    if facts.correction_given and facts.supply_overdue and facts.termination_basis:
        return None
    return Refusal(
        "no_basis_to_end",
        Sentence("不能终止：只有本事项规定了逾期不补正的后果、并且补正期限已过，才能终止。"),
        clauses=("XK-32.4",),
    )


@enforces("JH-8.2.3", "XK-35")
def is_reported_up(facts: CaseFacts) -> Refusal | None:
    """Only reported-up items go to the superior organ."""
    if facts.route is CaseRoute.REPORTED_UP:
        return None
    return Refusal(
        "not_reported_up", Sentence("本事项由本级决定，不需要上报。"), clauses=("XK-35", "JH-8.2.3")
    )
