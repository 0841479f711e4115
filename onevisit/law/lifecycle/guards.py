"""Conditions on acts, each a pure function from the facts to a refusal or to nothing.

A guard says why not, by which clause, and who could or what to do next; buttons that are not offered show
exactly this sentence.
"""

from __future__ import annotations

from collections.abc import Callable

from onevisit.law.clauses import cite, enforces
from onevisit.law.items import CaseRoute, ReviewKind
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.refusal import Refusal

Guard = Callable[[CaseFacts], Refusal | None]


def _refuse(code: str, what: str, clause: str, *, who_could: str = "", next_step: str = "") -> Refusal:
    return Refusal(
        code, f"{what}（依据{cite(clause)}）。", clause=clause, who_could=who_could, next_step=next_step
    )


@enforces("XK-32.5", "AS-4.2")
def materials_settled(facts: CaseFacts) -> Refusal | None:
    """A case is accepted only when every required material is there in its legal form."""
    if not facts.unsettled_materials:
        return None
    names = "、".join(facts.unsettled_materials)
    return _refuse(
        "materials_missing",
        f"不能受理：还有材料未齐全或未核对——{names}",
        "XK-32.5",
        next_step="请收齐后受理，或者一次性告知补正。",
    )


@enforces("XK-32.4", "JH-41.2", "AS-3.3b")
def no_correction_given_before(facts: CaseFacts) -> Refusal | None:
    """Corrections are asked for once; what could have been asked then is not asked again (rules 7, 8)."""
    if not facts.correction_given:
        return None
    return _refuse(
        "second_correction",
        "不能再次要求补正：本办件已经一次性告知过需要补正的全部内容",
        "XK-32.4",
        next_step="已列明而未补到位的，可以在原告知范围内提醒；补正齐全的应当受理。",
    )


@enforces("RULE-8")
def correction_was_given(facts: CaseFacts) -> Refusal | None:
    """A reminder belongs to a notice that was served before."""
    if facts.correction_given:
        return None
    return _refuse("no_correction_notice", "不能提醒：还没有出具过一次性补正告知书", "XK-32.4")


@enforces("RULE-8", "XK-32.4")
def not_reminded_before(facts: CaseFacts) -> Refusal | None:
    """One reminder: what is still wrong after it is refused with reasons, not asked for without end."""
    if not facts.correction_reminded:
        return None
    return _refuse(
        "reminded_before",
        "不能再次提醒：补正内容已经提醒过一次",
        "XK-32.4",
        next_step="补正到位的应当受理；经提醒仍未补正到位的，写明理由不予受理。",
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
    return _refuse(
        "corrections_supplied",
        "不能不予受理：申请人已按告知提交全部补正材料，应当受理",
        "XK-32.5",
        next_step="请受理；能否许可在审查中判断。",
    )


@enforces("RULE-5")
def second_person_confirms(facts: CaseFacts) -> Refusal | None:
    """A refusal by a window is proposed by one person and confirmed by another (profile)."""
    if not facts.second_person_needed:
        return None
    if facts.refusal_proposed_by is None:
        return _refuse(
            "second_person_needed", "窗口不予受理需要两人", "RULE-5", next_step="请先提出，由另一人确认。"
        )
    if facts.refusal_proposed_by == facts.actor_id:
        return _refuse("same_person", "提出人和确认人不能是同一人", "RULE-5", who_could="请同事确认。")
    return None


@enforces("JH-17a", "RULE-9", "XK-34")
def can_be_decided_at_once(facts: CaseFacts) -> Refusal | None:
    """Only immediate items and items of formal review are decided on the spot."""
    if facts.route is CaseRoute.IMMEDIATE or facts.review_kind is ReviewKind.FORMAL:
        return None
    return _refuse(
        "not_immediate",
        "不能当场办结：本事项需要对实质内容审查",
        "JH-17a",
        next_step="请按承诺件流程办理。",
    )


@enforces("RULE-21", "JH-24")
def steps_done(facts: CaseFacts) -> Refusal | None:
    """A decision is drafted when all review steps are on record."""
    if not facts.open_steps:
        return None
    return _refuse("steps_open", f"还不能拟定决定：未完成的环节——{'、'.join(facts.open_steps)}", "JH-24")


@enforces("XK-45")
def no_procedure_running(facts: CaseFacts) -> Refusal | None:
    """The decision waits for the special procedure it was started for."""
    if not facts.running_procedures:
        return None
    return _refuse(
        "procedure_running",
        f"特别程序还在进行：{'、'.join(facts.running_procedures)}",
        "XK-45",
        next_step="请先登记其结果。",
    )


@enforces("XK-45")
def procedure_running(facts: CaseFacts) -> Refusal | None:
    """Only a running procedure can end."""
    if facts.running_procedures:
        return None
    return _refuse("no_procedure", "没有正在进行的特别程序", "XK-45")


@enforces("RULE-21")
def decision_drafted(facts: CaseFacts) -> Refusal | None:
    """The signer signs what the handler drafted."""
    if facts.decision_drafted:
        return None
    return _refuse("no_draft", "还没有拟定的决定可以签发", "RULE-21", who_could="由承办人先拟定。")


@enforces("RULE-21")
def signer_is_not_handler(facts: CaseFacts) -> Refusal | None:
    """Handler drafts, signer decides: two people, immediate items excepted."""
    if facts.route is CaseRoute.IMMEDIATE or facts.actor_id is None:
        return None
    if facts.actor_id not in (facts.drafted_by, facts.handler_id):
        return None
    return _refuse(
        "handler_signs", "承办人不能签发自己拟定的决定", "RULE-21", who_could="由首席代表或者负责人签发。"
    )


@enforces("RULE-27", "JH-8.4")
def actor_is_qualified(facts: CaseFacts) -> Refusal | None:
    """A lapsed qualification blocks deciding."""
    if facts.actor_is_qualified:
        return None
    return _refuse("not_qualified", "您的执法资格已过有效期，不能作出决定", "JH-8.4")


def not_related(facts: CaseFacts) -> Refusal | None:
    """Nobody handles his own or a related case (HOUSE-11)."""
    if not facts.actor_is_related:
        return None
    return _refuse("recusal", "您与本办件有利害关系，应当回避", "HOUSE-11", who_could="请由其他人员办理。")


@enforces("JH-10b", "JH-8.2.2")
def discussion_recorded(facts: CaseFacts) -> Refusal | None:
    """A complex case is decided after the collective discussion is on record."""
    if not facts.discussion_required or facts.discussion_recorded:
        return None
    return _refuse("discussion_missing", "本事项须经集体讨论，还没有登记讨论记录", "JH-10b")


@enforces("XK-42", "RULE-13")
def before_expiry_and_once(facts: CaseFacts) -> Refusal | None:
    """One extension, asked for before the limit has run out."""
    if facts.extension_granted:
        return _refuse("extended_before", "法定时限只能延长一次，本办件已延长过", "XK-42")
    if facts.statutory_due is not None and facts.today > facts.statutory_due:
        return _refuse("limit_passed", "法定时限已过，不能再申请延期", "XK-42")
    return None


@enforces("XK-42", "RULE-13")
def extension_requested(facts: CaseFacts) -> Refusal | None:
    """An approval answers a request, while the limit still runs."""
    if not facts.extension_requested:
        return _refuse("no_request", "没有待批准的延期申请", "XK-42")
    return before_expiry_and_once(facts)


@enforces("RULE-31", "XK-44")
def certificate_needed(facts: CaseFacts) -> Refusal | None:
    """A certificate is made once, where the result is one and the decision grants."""
    if facts.certificate_needed and not facts.certificate_made:
        return None
    return _refuse("no_certificate", "没有需要制作的证件", "XK-39")


@enforces("RULE-31", "JH-25a")
def result_ready(facts: CaseFacts) -> Refusal | None:
    """What is handed over or delivered has been made."""
    if not facts.certificate_needed or facts.certificate_made:
        return None
    return _refuse("certificate_missing", "证件还没有制作完成", "XK-39", who_could="请先完成制证。")


@enforces("JH-32", "XK-39", "JH-25b")
def documents_in_order(facts: CaseFacts) -> Refusal | None:
    """Nothing is handed out that still lacks its seal or a letter of its font."""
    if not facts.unfinished_documents:
        return None
    return _refuse(
        "documents_unfinished",
        f"结果文书还不能交付：{'、'.join(facts.unfinished_documents)}",
        "XK-39",
        who_could="待用印的请印章保管人用印；待字库的请系统管理员安装字库。",
    )


@enforces("JH-25a")
def handover_offered(facts: CaseFacts) -> Refusal | None:
    """Both sides sign the handover form: first who gives, then who takes, never the same person."""
    if facts.handover_offered_by is None:
        return _refuse("no_handover", "部门还没有移交结果", "JH-25a")
    if facts.handover_offered_by == facts.actor_id:
        return _refuse("same_person", "移交人和接收人不能是同一人", "JH-25a")
    return None


@enforces("JH-25a")
def handover_not_yet_offered(facts: CaseFacts) -> Refusal | None:
    """A result is offered once."""
    if facts.handover_offered_by is None:
        return None
    return _refuse("handover_offered", "结果已移交，等待出件窗口接收", "JH-25a")


@enforces("JH-22", "JH-25b")
def result_is_at_window(facts: CaseFacts) -> Refusal | None:
    """Results decided at a department come through the handover; those decided at the window are there."""
    from onevisit.law.lifecycle.states import State

    if facts.state is State.RESULT_AT_WINDOW or facts.decided_at_window:
        return None
    return _refuse("not_at_window", "结果还没有交接到出件窗口", "JH-25a")


@enforces("RULE-30", "JH-25c")
def electronic_service_agreed(facts: CaseFacts) -> Refusal | None:
    """Electronic service needs the consent given at intake."""
    if facts.electronic_service_agreed:
        return None
    return _refuse("no_consent", "申请人没有同意电子送达", "JH-25b", next_step="请按申请人选择的方式送达。")


@enforces("FY-22")
def online_remedy_known(facts: CaseFacts) -> Refusal | None:
    """What is served online must give the online channel for reconsideration."""
    if facts.online_remedy_known:
        return None
    return _refuse(
        "no_online_remedy",
        f"{facts.department_name}没有登记网上行政复议渠道，文书不能电子送达",
        "FY-22",
        next_step="请改用其他送达方式，或者请系统管理员补登。",
    )


@enforces("JH-25b", "AS-3.4.5")
def post_chosen(facts: CaseFacts) -> Refusal | None:
    """Posting is the applicant's free choice."""
    if facts.post_chosen:
        return None
    return _refuse("post_not_chosen", "申请人没有选择邮寄", "AS-3.4.5")


@enforces("RULE-30")
def notice_to_serve(facts: CaseFacts) -> Refusal | None:
    """A service is entered for a notice that still waits for it."""
    if facts.notices_to_serve:
        return None
    return _refuse("nothing_to_serve", "没有等待送达的文书", "RULE-30")


@enforces("RULE-8")
def termination_has_basis(facts: CaseFacts) -> Refusal | None:
    """No answer to a correction notice ends the case only where the item cites a rule for it."""
    if facts.correction_given and facts.supply_overdue and facts.termination_basis:
        return None
    return _refuse(
        "no_basis_to_end",
        "不能终止：只有本事项规定了逾期不补正的后果、并且补正期限已过，才能终止",
        "XK-32.4",
    )


@enforces("JH-8.2.3", "XK-35")
def is_reported_up(facts: CaseFacts) -> Refusal | None:
    """Only reported-up items go to the superior organ."""
    if facts.route is CaseRoute.REPORTED_UP:
        return None
    return _refuse("not_reported_up", "本事项由本级决定，不需要上报", "JH-8.2.3")
