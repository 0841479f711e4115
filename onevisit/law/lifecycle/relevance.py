"""Which acts make sense on a case at all, so that pages leave out what nobody could mean here.

An act that makes sense but is not allowed stays in sight and says why (``check``); an act that has no object
in this case, such as approving an extension nobody asked for, is not shown.
"""

from __future__ import annotations

from collections.abc import Callable

from onevisit.law.fees import PAYABLE, FeeState
from onevisit.law.hearings import Answer, HeardRight, HearingStage
from onevisit.law.items import CaseRoute
from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.lifecycle.states import Action, State

Relevance = Callable[[CaseFacts], bool]

_RELEVANCE: dict[Action, Relevance] = {
    Action.CHECK_DECLARATION: lambda facts: facts.declaration_stage == "to_check",
    Action.RECORD_RECTIFICATION: lambda facts: facts.declaration_stage == "correcting",
    Action.PROPOSE_ANNULMENT: lambda facts: facts.declaration_stage == "false",
    Action.RECORD_STATEMENT: lambda facts: facts.declaration_stage == "proposed",
    Action.ANNUL_FOR_FALSE_DECLARATION: lambda facts: facts.declaration_stage in ("proposed", "heard"),
    Action.DROP_ANNULMENT: lambda facts: facts.declaration_stage == "heard",
    Action.ACCEPT_WITH_GAPS: lambda facts: facts.gaps_allowed and bool(facts.materials_to_come),
    Action.SUPPLY_GAPS: lambda facts: facts.gap_stage == "open",
    Action.RETURN_GAPS: lambda facts: facts.gap_stage == "supplied" and bool(facts.open_gaps),
    Action.TERMINATE_FOR_GAPS: lambda facts: (
        facts.gap_stage in ("open", "supplied") and bool(facts.open_gaps)
    ),
    Action.REQUEST_CORRECTION: lambda facts: not facts.in_package,
    Action.REPORT_POINTS: lambda facts: facts.in_package and not facts.correction_given,
    Action.CORRECT_TOGETHER: lambda facts: False,
    Action.REMIND_OF_POINT: lambda facts: facts.correction_supplied,
    Action.PROPOSE_REFUSAL_OF_ACCEPTANCE: lambda facts: facts.second_person_needed,
    Action.TERMINATE: lambda facts: bool(facts.termination_basis),
    Action.DECIDE_AT_ONCE: lambda facts: guards.can_be_decided_at_once(facts) is None,
    Action.RECORD_STEP: lambda facts: bool(facts.open_steps) and not facts.visit_is_next,
    Action.APPOINT_VISIT: lambda facts: facts.visit_is_next,
    Action.RECORD_VISIT: lambda facts: facts.visit_is_next,
    Action.START_SPECIAL_PROCEDURE: lambda facts: facts.procedures_listed and not facts.running_procedures,
    Action.END_SPECIAL_PROCEDURE: lambda facts: (
        bool(facts.running_procedures) and guards.not_a_hearing(facts) is None
    ),
    Action.NAME_INTERESTED_PARTY: lambda facts: facts.is_licence,
    Action.TELL_STATEMENT_RIGHT: lambda facts: (
        bool(facts.heard.parties) and HeardRight.STATEMENT in facts.heard.untold
    ),
    Action.MAKE_STATEMENT: lambda facts: _told_and_silent(facts, HeardRight.STATEMENT),
    Action.TELL_HEARING_RIGHT: lambda facts: (
        bool(facts.heard.parties) and HeardRight.HEARING in facts.heard.untold
    ),
    Action.REQUEST_HEARING: lambda facts: _told_and_silent(facts, HeardRight.HEARING),
    Action.WAIVE_HEARING: lambda facts: _told_and_silent(facts, HeardRight.HEARING),
    Action.WITHDRAW_HEARING_REQUEST: lambda facts: guards.own_request_stands(facts) is None,
    Action.RECORD_PARTY_ANSWER: lambda facts: guards.party_was_told(facts) is None,
    Action.ORDER_HEARING: lambda facts: facts.is_licence and not facts.heard.stage.is_open,
    Action.GIVE_HEARING_NOTICE: lambda facts: facts.heard.stage.is_open,
    Action.CHALLENGE_CHAIR: lambda facts: facts.heard.stage is HearingStage.NOTICED,
    Action.DECIDE_CHALLENGE: lambda facts: facts.heard.challenge_open,
    Action.RECORD_HEARING: lambda facts: facts.heard.stage is HearingStage.NOTICED,
    Action.REQUEST_EXTENSION: lambda facts: (
        facts.statutory_due is not None and not facts.extension_requested and not facts.extension_granted
    ),
    Action.APPROVE_EXTENSION: lambda facts: facts.extension_requested,
    Action.REJECT_EXTENSION: lambda facts: facts.extension_requested,
    Action.RECORD_COLLECTIVE_DISCUSSION: lambda facts: facts.discussion_required,
    Action.RECORD_EXPERT_REVIEW: lambda facts: "expert_review" in facts.running_procedures,
    Action.DECIDE_RECUSAL: lambda facts: facts.recusal_open,
    Action.REPORT_UP: lambda facts: facts.route is CaseRoute.REPORTED_UP,
    Action.RETURN_DRAFT: lambda facts: facts.decision_drafted,
    Action.MAKE_CERTIFICATE: lambda facts: facts.certificate_needed and not facts.certificate_made,
    Action.OFFER_HANDOVER: lambda facts: facts.handover_offered_by is None and not facts.decided_at_window,
    Action.TAKE_OVER: lambda facts: not facts.decided_at_window,
    Action.COLLECT: lambda facts: facts.state is State.RESULT_AT_WINDOW or facts.decided_at_window,
    Action.DELIVER_ELECTRONICALLY: lambda facts: facts.electronic_service_agreed,
    Action.RECORD_SERVICE: lambda facts: bool(facts.notices_to_serve),
    Action.CALL_TO_COLLECT: lambda facts: facts.state is State.RESULT_AT_WINDOW or facts.decided_at_window,
    Action.PUT_IN_SLOT: lambda facts: facts.terminal_chosen and not facts.in_slot,
    Action.TAKE_OUT_OF_SLOT: lambda facts: bool(facts.in_slot),
    Action.ORDER_POST: lambda facts: facts.post_chosen and not facts.parcel,
    Action.DELIVER_BY_POST: lambda facts: facts.post_chosen,
    Action.DECLARE_LOST: lambda facts: facts.parcel != "lost",
    Action.ASSESS_FEE: lambda facts: (
        facts.fee is FeeState.UNASSESSED and guards.fee_is_due_now(facts) is None
    ),
    Action.RECORD_PAYMENT: lambda facts: facts.fee in PAYABLE,
    Action.REQUEST_REDUCTION: lambda facts: facts.fee in PAYABLE,
    Action.APPROVE_REDUCTION: lambda facts: facts.reduction_open,
    Action.REJECT_REDUCTION: lambda facts: facts.reduction_open,
    Action.REPLACE_LOST: lambda facts: facts.parcel == "lost",
}


def _told_and_silent(facts: CaseFacts, right: HeardRight) -> bool:
    told = facts.heard.of_applicant(right)
    return told is not None and told.answer is Answer.NONE


def is_relevant(action: Action, facts: CaseFacts) -> bool:
    """Whether the act has an object in this case; whether it is allowed is another question (``check``)."""
    asked = _RELEVANCE.get(action)
    return asked is None or asked(facts)
