"""The one transition table. Enforcement, buttons, permission matrix and tests read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from onevisit.law.clock_kinds import ClockKind
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.lifecycle.guards import Guard
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.powers import PowerKind
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Term


class Audience(StrEnum):
    """Who is told of an act by the platform."""

    APPLICANT = "applicant"
    DEPARTMENT = "department"
    WINDOW = "window"


@dataclass(frozen=True)
class Transition:
    """One row: an act, where it may happen, where it leads, by whose power, under which guards.

    ``to_state`` is None where the case stays in its state. ``clauses`` are the rules the row carries out.
    """

    action: Action
    from_states: frozenset[State]
    to_state: State | None
    power: PowerKind
    clauses: tuple[str, ...]
    guards: tuple[Guard, ...] = ()
    starts: tuple[ClockKind, ...] = ()
    stops: tuple[ClockKind, ...] = ()
    document: DocumentKind | None = None
    told: tuple[Audience, ...] = ()


_INTAKE = frozenset({State.SUBMITTED, State.RECEIVED})
_BEFORE_DECISION = frozenset({State.ACCEPTED, State.IN_REVIEW})
_PENDING = _INTAKE | _BEFORE_DECISION | {State.CORRECTING}
_INTAKE_CLOCKS = (ClockKind.REGISTRATION, ClockKind.ONE_TIME_NOTICE, ClockKind.ACCEPTANCE, ClockKind.SUPPLY)
_DECISION_CLOCKS = (ClockKind.STATUTORY, ClockKind.PROMISE)
_OWN_CASE = (guards.not_related,)
_NOTICE_MAY_WAIT = _BEFORE_DECISION | {
    State.CORRECTING,
    State.NOT_REQUIRED,
    State.NOT_ACCEPTED,
    State.TERMINATED,
}


def _row(
    action: Action,
    from_states: Iterable[State],
    to_state: State | None,
    power: PowerKind,
    *,
    clauses: tuple[str, ...],
    guards: tuple[Guard, ...] = (),
    starts: tuple[ClockKind, ...] = (),
    stops: tuple[ClockKind, ...] = (),
    document: DocumentKind | None = None,
    told: tuple[Audience, ...] = (),
) -> Transition:
    return Transition(
        action, frozenset(from_states), to_state, power, clauses, guards, starts, stops, document, told
    )


TRANSITIONS: tuple[Transition, ...] = (
    # Before filing
    _row(
        Action.ASK_PRE_REVIEW,
        {State.DRAFT},
        State.PRE_REVIEW,
        PowerKind.APPLY,
        clauses=("JH-20",),
        told=(Audience.WINDOW,),
    ),
    _row(
        Action.PASS_PRE_REVIEW,
        {State.PRE_REVIEW},
        State.DRAFT,
        PowerKind.ACCEPT,
        clauses=("JH-20",),
        guards=_OWN_CASE,
        told=(Audience.APPLICANT,),
    ),
    _row(
        Action.RETURN_PRE_REVIEW,
        {State.PRE_REVIEW},
        State.DRAFT,
        PowerKind.ACCEPT,
        clauses=("JH-20", "RULE-4"),
        guards=_OWN_CASE,
        told=(Audience.APPLICANT,),
    ),
    # Receipt
    _row(
        Action.FILE,
        {State.DRAFT},
        State.SUBMITTED,
        PowerKind.APPLY,
        clauses=("RULE-4", "DZ-11", "XK-29"),
        starts=(ClockKind.REGISTRATION, ClockKind.ONE_TIME_NOTICE),
        document=DocumentKind.RECEIPT,
        told=(Audience.APPLICANT, Audience.WINDOW),
    ),
    _row(
        Action.RECEIVE,
        {State.DRAFT},
        State.RECEIVED,
        PowerKind.RECEIVE,
        clauses=("JH-23b", "AS-4.2", "JH-10a"),
        guards=_OWN_CASE,
        starts=(ClockKind.ONE_TIME_NOTICE, ClockKind.ACCEPTANCE),
        document=DocumentKind.RECEIPT,
        told=(Audience.APPLICANT, Audience.DEPARTMENT),
    ),
    _row(
        Action.REGISTER,
        {State.SUBMITTED},
        State.RECEIVED,
        PowerKind.RECEIVE,
        clauses=("RULE-4", "JH-23c"),
        guards=_OWN_CASE,
        starts=(ClockKind.ACCEPTANCE,),
        stops=(ClockKind.REGISTRATION,),
        told=(Audience.DEPARTMENT,),
    ),
    # What becomes of it: the five outcomes of receipt are closed (rule 5)
    _row(
        Action.CORRECT_ON_THE_SPOT,
        _INTAKE,
        None,
        PowerKind.RECEIVE,
        clauses=("XK-32.3",),
        guards=_OWN_CASE,
    ),
    _row(
        Action.REQUEST_CORRECTION,
        _INTAKE,
        State.CORRECTING,
        PowerKind.ACCEPT,
        clauses=("XK-32.4", "AS-3.3b", "JH-22", "JH-23a"),
        guards=(*_OWN_CASE, guards.no_correction_given_before),
        starts=(ClockKind.SUPPLY,),
        stops=(ClockKind.REGISTRATION, ClockKind.ONE_TIME_NOTICE, ClockKind.ACCEPTANCE),
        document=DocumentKind.CORRECTION,
        told=(Audience.APPLICANT,),
    ),
    _row(
        Action.SUPPLY_CORRECTION,
        {State.CORRECTING},
        State.RECEIVED,
        PowerKind.APPLY,
        clauses=("XK-32.5", "RULE-7"),
        starts=(ClockKind.ONE_TIME_NOTICE, ClockKind.ACCEPTANCE),
        stops=(ClockKind.SUPPLY, ClockKind.ONE_TIME_NOTICE, ClockKind.ACCEPTANCE),
        told=(Audience.DEPARTMENT, Audience.WINDOW),
    ),
    _row(
        Action.REMIND_OF_POINT,
        {State.RECEIVED},
        State.CORRECTING,
        PowerKind.ACCEPT,
        clauses=("RULE-8",),
        guards=(*_OWN_CASE, guards.correction_was_given, guards.not_reminded_before),
        starts=(ClockKind.SUPPLY,),
        stops=(ClockKind.ONE_TIME_NOTICE, ClockKind.ACCEPTANCE),
        told=(Audience.APPLICANT,),
    ),
    _row(
        Action.ACCEPT,
        _INTAKE,
        State.ACCEPTED,
        PowerKind.ACCEPT,
        clauses=("XK-32.5", "AS-4.2", "JH-23a", "JH-23b"),
        guards=(*_OWN_CASE, guards.scenario_answered, guards.materials_settled),
        starts=_DECISION_CLOCKS,
        stops=_INTAKE_CLOCKS,
        document=DocumentKind.ACCEPTANCE,
        told=(Audience.APPLICANT, Audience.DEPARTMENT),
    ),
    _row(
        Action.DEEM_ACCEPTED,
        _INTAKE | {State.CORRECTING},
        State.ACCEPTED,
        PowerKind.SYSTEM,
        clauses=("XK-32.4", "RULE-7"),
        starts=_DECISION_CLOCKS,
        stops=_INTAKE_CLOCKS,
        document=DocumentKind.ACCEPTANCE,
        told=(Audience.APPLICANT, Audience.DEPARTMENT),
    ),
    _row(
        Action.ANSWER_NOT_REQUIRED,
        _INTAKE,
        State.NOT_REQUIRED,
        PowerKind.ACCEPT,
        clauses=("XK-32.1",),
        guards=_OWN_CASE,
        stops=_INTAKE_CLOCKS,
        document=DocumentKind.NOT_REQUIRED,
        told=(Audience.APPLICANT,),
    ),
    _row(
        Action.PROPOSE_REFUSAL_OF_ACCEPTANCE,
        _INTAKE,
        None,
        PowerKind.ACCEPT,
        clauses=("RULE-5",),
        guards=(*_OWN_CASE, guards.corrections_not_all_supplied),
    ),
    _row(
        Action.REFUSE_ACCEPTANCE,
        _INTAKE,
        State.NOT_ACCEPTED,
        PowerKind.ACCEPT,
        clauses=("XK-32.2", "JH-23a", "JH-23b", "RULE-5"),
        guards=(*_OWN_CASE, guards.corrections_not_all_supplied, guards.second_person_confirms),
        stops=_INTAKE_CLOCKS,
        document=DocumentKind.ACCEPTANCE_REFUSAL,
        told=(Audience.APPLICANT,),
    ),
    _row(
        Action.DECIDE_AT_ONCE,
        _INTAKE | _BEFORE_DECISION,
        State.DECIDED,
        PowerKind.DECIDE_AT_ONCE,
        clauses=("JH-22", "JH-17a", "XK-34"),
        guards=(
            *_OWN_CASE,
            guards.can_be_decided_at_once,
            guards.scenario_answered,
            guards.materials_settled,
            guards.certificate_can_be_filled,
            guards.no_procedure_running,
            guards.actor_is_qualified,
        ),
        starts=(ClockKind.DELIVERY,),
        stops=_INTAKE_CLOCKS + _DECISION_CLOCKS,
        document=DocumentKind.GRANT,
        told=(Audience.APPLICANT,),
    ),
    # Review
    _row(
        Action.START_REVIEW,
        {State.ACCEPTED},
        State.IN_REVIEW,
        PowerKind.REVIEW,
        clauses=("AS-4.3", "JH-24"),
        guards=_OWN_CASE,
    ),
    _row(
        Action.RECORD_STEP,
        {State.IN_REVIEW},
        None,
        PowerKind.REVIEW,
        clauses=("AS-4.3", "JH-24", "XK-34"),
        guards=_OWN_CASE,
    ),
    _row(
        Action.START_SPECIAL_PROCEDURE,
        _BEFORE_DECISION,
        State.IN_REVIEW,
        PowerKind.REVIEW,
        clauses=("XK-45", "JH-17", "RULE-10", "RULE-11"),
        guards=(*_OWN_CASE, guards.no_procedure_running),
        document=DocumentKind.SPECIAL_PROCEDURE,
        told=(Audience.APPLICANT,),
    ),
    _row(
        Action.END_SPECIAL_PROCEDURE,
        {State.IN_REVIEW},
        None,
        PowerKind.REVIEW,
        clauses=("XK-45", "RULE-10"),
        guards=(*_OWN_CASE, guards.procedure_running),
        told=(Audience.APPLICANT,),
    ),
    _row(
        Action.LAPSE_SPECIAL_PROCEDURE,
        {State.IN_REVIEW},
        None,
        PowerKind.SYSTEM,
        clauses=("RULE-10",),
        guards=(guards.procedure_running,),
        told=(Audience.DEPARTMENT,),
    ),
    _row(
        Action.REQUEST_EXTENSION,
        _BEFORE_DECISION,
        None,
        PowerKind.REVIEW,
        clauses=("XK-42", "AS-3.3c"),
        guards=(*_OWN_CASE, guards.before_expiry_and_once),
        told=(Audience.DEPARTMENT,),
    ),
    _row(
        Action.APPROVE_EXTENSION,
        _BEFORE_DECISION,
        None,
        PowerKind.APPROVE_EXTENSION,
        clauses=("XK-42", "AS-3.3c", "RULE-13"),
        guards=(*_OWN_CASE, guards.extension_requested),
        document=DocumentKind.EXTENSION,
        told=(Audience.APPLICANT,),
    ),
    _row(
        Action.REJECT_EXTENSION,
        _BEFORE_DECISION,
        None,
        PowerKind.APPROVE_EXTENSION,
        clauses=("XK-42",),
        guards=(*_OWN_CASE, guards.extension_requested),
    ),
    _row(
        Action.RECORD_COLLECTIVE_DISCUSSION,
        {State.IN_REVIEW},
        None,
        PowerKind.REVIEW,
        clauses=("JH-10b", "JH-8.2.2"),
        guards=_OWN_CASE,
    ),
    _row(
        Action.REPORT_UP,
        {State.IN_REVIEW},
        State.REPORTED_UP,
        PowerKind.SIGN,
        clauses=("JH-8.2.3", "XK-35", "XK-43"),
        guards=(*_OWN_CASE, guards.is_reported_up, guards.steps_done, guards.no_procedure_running),
        told=(Audience.APPLICANT,),
    ),
    _row(
        Action.RECORD_ANSWER_FROM_ABOVE,
        {State.REPORTED_UP},
        State.IN_REVIEW,
        PowerKind.REVIEW,
        clauses=("JH-8.2.3", "XK-35"),
        guards=_OWN_CASE,
        told=(Audience.APPLICANT,),
    ),
    # Decision
    _row(
        Action.DRAFT_DECISION,
        {State.IN_REVIEW},
        None,
        PowerKind.REVIEW,
        clauses=("RULE-21", "AS-4.3"),
        guards=(*_OWN_CASE, guards.steps_done, guards.no_procedure_running, guards.discussion_recorded),
        told=(Audience.DEPARTMENT,),
    ),
    _row(
        Action.RETURN_DRAFT,
        {State.IN_REVIEW},
        None,
        PowerKind.SIGN,
        clauses=("RULE-21",),
        guards=(*_OWN_CASE, guards.decision_drafted),
        told=(Audience.DEPARTMENT,),
    ),
    _row(
        Action.SIGN_DECISION,
        {State.IN_REVIEW},
        State.DECIDED,
        PowerKind.SIGN,
        clauses=("RULE-21", "XK-37", "XK-38", "AS-4.3"),
        guards=(
            *_OWN_CASE,
            guards.decision_drafted,
            guards.signer_is_not_handler,
            guards.no_procedure_running,
            guards.actor_is_qualified,
        ),
        starts=(ClockKind.DELIVERY,),
        stops=(ClockKind.STATUTORY,),
        document=DocumentKind.GRANT,
        told=(Audience.APPLICANT,),
    ),
    # Result
    _row(
        Action.MAKE_CERTIFICATE,
        {State.DECIDED},
        None,
        PowerKind.HAND_OVER,
        clauses=("RULE-31", "XK-39", "AS-4.3"),
        guards=(*_OWN_CASE, guards.certificate_needed, guards.certificate_can_be_filled),
        stops=(ClockKind.PROMISE,),
        document=DocumentKind.RESULT,
    ),
    _row(
        Action.OFFER_HANDOVER,
        {State.DECIDED},
        None,
        PowerKind.HAND_OVER,
        clauses=("JH-25a",),
        guards=(*_OWN_CASE, guards.result_ready, guards.documents_in_order, guards.handover_not_yet_offered),
        stops=(ClockKind.PROMISE,),
        told=(Audience.WINDOW,),
    ),
    _row(
        Action.TAKE_OVER,
        {State.DECIDED},
        State.RESULT_AT_WINDOW,
        PowerKind.ISSUE,
        clauses=("JH-25a", "AS-4.4"),
        guards=(*_OWN_CASE, guards.handover_offered),
        stops=(ClockKind.DELIVERY,),
        document=DocumentKind.HANDOVER,
        told=(Audience.APPLICANT,),
    ),
    _row(
        Action.COLLECT,
        {State.RESULT_AT_WINDOW, State.DECIDED},
        State.DELIVERED,
        PowerKind.ISSUE,
        clauses=("JH-25b", "AS-4.4", "RULE-30"),
        guards=(*_OWN_CASE, guards.result_is_at_window, guards.result_ready, guards.documents_in_order),
        stops=(ClockKind.DELIVERY, ClockKind.PROMISE),
        document=DocumentKind.PROOF_OF_SERVICE,
        told=(Audience.APPLICANT,),
    ),
    _row(
        Action.DELIVER_ELECTRONICALLY,
        {State.DECIDED, State.RESULT_AT_WINDOW},
        State.DELIVERED,
        PowerKind.ISSUE,
        clauses=("JH-25c", "RULE-30"),
        guards=(
            *_OWN_CASE,
            guards.electronic_service_agreed,
            guards.online_remedy_known,
            guards.result_ready,
            guards.documents_in_order,
        ),
        stops=(ClockKind.DELIVERY, ClockKind.PROMISE),
        document=DocumentKind.PROOF_OF_SERVICE,
        told=(Audience.APPLICANT,),
    ),
    _row(
        Action.DELIVER_BY_POST,
        {State.RESULT_AT_WINDOW, State.DECIDED},
        State.DELIVERED,
        PowerKind.ISSUE,
        clauses=("JH-25b", "AS-3.4.5"),
        guards=(
            *_OWN_CASE,
            guards.post_chosen,
            guards.result_is_at_window,
            guards.result_ready,
            guards.documents_in_order,
        ),
        stops=(ClockKind.DELIVERY, ClockKind.PROMISE),
        document=DocumentKind.PROOF_OF_SERVICE,
        told=(Audience.APPLICANT,),
    ),
    # Exits
    _row(
        Action.WITHDRAW,
        _PENDING,
        State.WITHDRAWN,
        PowerKind.APPLY,
        clauses=("RULE-32",),
        stops=_INTAKE_CLOCKS + _DECISION_CLOCKS,
        document=DocumentKind.WITHDRAWAL,
        told=(Audience.APPLICANT, Audience.DEPARTMENT),
    ),
    _row(
        Action.TERMINATE,
        {State.CORRECTING},
        State.TERMINATED,
        PowerKind.ACCEPT,
        clauses=("RULE-8",),
        guards=(*_OWN_CASE, guards.termination_has_basis),
        stops=_INTAKE_CLOCKS,
        document=DocumentKind.TERMINATION,
        told=(Audience.APPLICANT,),
    ),
    # Service of notices: each counts when served
    _row(
        Action.RECORD_SERVICE,
        _NOTICE_MAY_WAIT,
        None,
        PowerKind.SERVE,
        clauses=("RULE-30", "RULE-7", "RULE-10"),
        guards=(*_OWN_CASE, guards.notice_to_serve),
        starts=(ClockKind.SUPPLY,),
        stops=(ClockKind.ONE_TIME_NOTICE, ClockKind.ACCEPTANCE),
        document=DocumentKind.PROOF_OF_SERVICE,
    ),
    _row(
        Action.ARCHIVE,
        {
            State.DELIVERED,
            State.NOT_REQUIRED,
            State.NOT_ACCEPTED,
            State.WITHDRAWN,
            State.TERMINATED,
        },
        State.ARCHIVED,
        PowerKind.SYSTEM,
        clauses=("HOUSE-30",),
    ),
)

_BY_ACTION = {row.action: row for row in TRANSITIONS}


def transition_for(action: Action) -> Transition:
    """The row of an act. Every act has exactly one."""
    return _BY_ACTION[action]


def check(action: Action, facts: CaseFacts) -> Refusal | None:
    """Why the act is not allowed in this case now, or None. Power is asked elsewhere (``may``).

    The refusal cites the rules of the city in which the case is.
    """
    row = transition_for(action)
    refusal = _wrong_state(row, facts) or next(
        (found for guard in row.guards if (found := guard(facts)) is not None), None
    )
    return refusal.within(facts.city) if refusal else None


def _wrong_state(row: Transition, facts: CaseFacts) -> Refusal | None:
    if facts.state in row.from_states:
        return None
    return Refusal(
        "wrong_state",
        Sentence(
            "现在不能“%(act)s”：办件%(state)s。", act=Term(row.action.label), state=Term(facts.state.label)
        ),
        clauses=row.clauses,
        next_step=Sentence("请刷新查看最新进展。"),
    )
