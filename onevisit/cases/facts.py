"""The facts of a case as the law sees them, read from the database for one acting person."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from onevisit.cases.fees import fee_due_of, fee_hands, fee_state_of
from onevisit.cases.gaps import unsettled_of
from onevisit.cases.hearings import heard_facts
from onevisit.cases.models import (
    Case,
    CaseMaterial,
    CaseStep,
    Correction,
    CorrectionPoint,
    Declaration,
    GapPromise,
    JointMember,
    Outcome,
    Parcel,
)
from onevisit.cases.performers import Performer
from onevisit.cases.recusals import head_must_decide
from onevisit.catalog import evaluate
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.parts import Step
from onevisit.documents.models import Document
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.hearings import HeardFacts
from onevisit.law.items import CaseRoute, DeliveryWay, ItemType, ResultKind, StepKind
from onevisit.law.lifecycle import CaseFacts, State, Transition, guards
from onevisit.law.lifecycle.guards import Guard
from onevisit.law.powers import HOLDING, PowerKind
from onevisit.law.qualification import qualification_fault
from onevisit.law.sentence import Sentence, Term
from onevisit.organization.authorization import holds
from onevisit.organization.stationing import fee_power_given, stationing_fault
from onevisit.people.credit import is_barred
from onevisit.records.models import Clock, ClockState

_INTAKE = {State.DRAFT.value, State.SUBMITTED.value, State.RECEIVED.value}
RESULT_KINDS = (
    DocumentKind.GRANT.value,
    DocumentKind.REFUSAL.value,
    DocumentKind.RESULT.value,
    DocumentKind.DEEMED_RENEWAL.value,
)
FINISHED_STATES = (Document.State.READY, Document.State.REVOKED)
WAITING_STATES = (Document.State.WAITING_SEAL, Document.State.WAITING_GLYPH, Document.State.FAILED)
_BEFORE_DECISION = _INTAKE | {State.ACCEPTED.value, State.IN_REVIEW.value}
_OF_GAPS = (
    guards.main_materials_settled,
    guards.something_may_come_later,
    guards.nothing_promised_is_missing,
    guards.gaps_may_be_returned,
    guards.gaps_given_up,
)
_ABOUT_HEARINGS = (
    guards.everybody_was_heard,
    guards.not_the_chair,
    guards.not_a_hearing,
    guards.statement_to_tell,
    guards.hearing_to_tell,
    guards.may_ask_for_hearing,
    guards.own_request_stands,
    guards.may_make_statement,
    guards.party_was_told,
    guards.no_hearing_open,
    guards.hearing_to_notice,
    guards.chair_can_be_challenged,
    guards.challenge_to_decide,
    guards.hearing_can_be_recorded,
)
_REVIEWED_ELSEWHERE = {StepKind.SIGN, StepKind.CERTIFICATE}


def facts_of(
    case: Case,
    performer: Performer,
    today: date,
    row: Transition | None = None,
    *,
    together: bool = False,
) -> CaseFacts:
    """What the guards need to know: those of one act (``row``), or of all acts of the state for its buttons.

    Nothing is read that no guard asks for: at most one statement for most acts.
    """

    def needed(*asking: Guard) -> bool:
        return row is None or any(guard in row.guards for guard in asking)

    definition = case.version.definition
    worker = performer.worker
    steps_asked = needed(guards.steps_done, guards.visit_comes_next)
    steps_left = _steps_left(case, definition) if steps_asked else ()
    city = case.city
    gap_rule = definition.gap_acceptance is not None
    unsettled = (
        unsettled_of(case, definition)
        if (gap_rule or case.gap_stage) and needed(*_OF_GAPS) and case.state in _BEFORE_DECISION
        else ()
    )
    return CaseFacts(
        city=city,
        state=State(case.state),
        route=CaseRoute(case.route),
        review_kind=definition.review,
        is_licence=ItemType(definition.type).is_licence,
        today=today,
        acceptance_delegated=case.acceptance_delegated,
        decision_delegated=case.decision_delegated,
        department_name=case.department.name,
        pre_review=case.pre_review,
        open_scenario=open_scenario(case, definition) if needed(guards.scenario_answered) else (),
        certificate_gaps=(
            certificate_gaps(case, definition) if needed(guards.certificate_can_be_filled) else ()
        ),
        unsettled_materials=unsettled_materials(case) if needed(guards.materials_settled) else (),
        correction_given=bool(case.correction_stage),
        correction_supplied=case.correction_stage == "supplied",
        correction_reminded=(
            needed(guards.not_reminded_before, guards.corrections_not_all_supplied) and _was_reminded(case)
        ),
        unanswered_points=_unanswered_points(case) if needed(guards.corrections_not_all_supplied) else (),
        termination_basis="；".join(definition.correction_silence.basis)
        if definition.correction_silence
        else "",
        supply_overdue=needed(guards.termination_has_basis) and _supply_overdue(case, today),
        refusal_proposed_by=case.refusal_proposed_by_id,
        second_person_needed=(
            city.window_refusal_needs_second_person
            and worker is not None
            and worker.department_id != case.department_id
        ),
        actor_id=performer.staff_id,
        actor_is_related=is_related(case, performer),
        qualification_fault=(
            None
            if worker is None
            else qualification_fault(worker.qualification, case.item_code, case.version.name)
        ),
        stationing_fault=(
            stationing_fault(case.item_code, case.hall_id, today)
            if needed(guards.stationed_here) and case.state == State.DRAFT.value
            else None
        ),
        handler_id=case.handler_id,
        open_steps=tuple(step.name for step in steps_left),
        visit_is_next=bool(steps_left) and steps_left[0].kind is StepKind.SITE_VISIT,
        visit_appointed=case.visit_appointed,
        procedures_listed=bool(definition.special_procedures),
        running_procedures=(case.running_procedure,) if case.running_procedure else (),
        statutory_due=(
            _statutory_due(case)
            if needed(guards.before_expiry_and_once, guards.extension_requested)
            else None
        ),
        extension_requested=case.extension_requested,
        extension_granted=case.extension_granted,
        decision_drafted=case.drafted_by_id is not None,
        drafted_by=case.drafted_by_id,
        answer_from_above=case.answer_from_above,
        discussion_required=definition.collective_discussion is not None,
        discussion_recorded=case.discussion_recorded,
        certificate_needed=case.outcome == Outcome.GRANT and definition.result.kind is ResultKind.LICENCE,
        certificate_made=case.certificate_made,
        unfinished_documents=unfinished_documents(case) if needed(guards.documents_in_order) else (),
        documents_in_the_making=(
            documents_in_the_making(case) if needed(guards.every_document_is_there) else ()
        ),
        handover_offered_by=case.handover_offered_by_id,
        decided_at_window=case.decided_at_window,
        electronic_service_agreed=case.electronic_service_agreed,
        online_remedy_known=bool(case.department.online_reconsideration),
        post_chosen=case.delivery_way == DeliveryWay.POST.value,
        terminal_chosen=case.delivery_way == DeliveryWay.TERMINAL.value,
        in_slot=case.slot,
        parcel=(
            _parcel(case)
            if needed(guards.parcel_not_ordered, guards.parcel_not_lost, guards.parcel_lost)
            else ""
        ),
        notices_to_serve=case.notices_to_serve,
        declaration_stage=case.declaration_stage,
        declared_for_immediate_decision=(
            case.declaration_stage == "signed"
            and definition.commitment is not None
            and definition.commitment.immediate
        ),
        annulment_proposed_by=(
            Declaration.objects.filter(case=case).values_list("proposed_by_id", flat=True).first()
            if needed(guards.signer_did_not_propose) and case.declaration_stage in ("proposed", "heard")
            else None
        ),
        gaps_allowed=gap_rule,
        gap_stage=case.gap_stage,
        unsettled_main_materials=tuple(one.name for one in unsettled if not one.to_come),
        materials_to_come=tuple(one.name for one in unsettled if one.to_come),
        open_gaps=tuple(one.name for one in unsettled if one.promised),
        gap_supply_overdue=needed(guards.gaps_given_up) and _gap_supply_overdue(case, today),
        gaps_returned=(
            needed(guards.gaps_given_up, guards.gaps_may_be_returned)
            and case.gap_stage == "supplied"
            and GapPromise.objects.filter(case=case, returned_at__isnull=False).exists()
        ),
        credit_barred=(
            gap_rule
            and needed(guards.gaps_not_barred)
            and case.state in _INTAKE
            and is_barred(case.applicant_id, today)
        ),
        fee=fee_state_of(case, definition),
        fee_due=fee_due_of(definition),
        fee_power_given=(
            not definition.fees
            or not needed(guards.fee_power_given)
            or fee_power_given(case.item_code, case.hall_id, today)
        ),
        reduction_open=case.reduction_open,
        fee_hands=fee_hands(case) if needed(guards.another_decides_reduction) else frozenset(),
        decision_refuses=(
            bool(definition.fees) and Outcome.REFUSE in (case.outcome, case.decision_draft.get("outcome"))
        ),
        granted=case.outcome == Outcome.GRANT,
        heard=heard_facts(case) if needed(*_ABOUT_HEARINGS) else HeardFacts(),
        actor_holds=worker is not None and any(holds(worker, power, case) for power in HOLDING),
        recusal_open=case.recusal_open,
        head_must_decide_recusal=(
            case.recusal_open
            and needed(guards.right_person_decides_recusal)
            and head_must_decide(case, today)
        ),
        actor_is_head=worker is not None and holds(worker, PowerKind.APPROVE_EXTENSION, case),
        renewal_unanswered=case.licence_expires_on is not None,
        in_package=case.joint_id is not None,
        together=together,
        points_reported=needed(guards.points_were_reported) and _points_reported(case),
    )


def _points_reported(case: Case) -> bool:
    if case.joint_id is None or case.state not in _INTAKE:
        return False
    return JointMember.objects.filter(case=case, reported_at__isnull=False).exists()


def is_related(case: Case, performer: Performer) -> bool:
    """Whether the acting member of staff is the applicant or the agent himself (recusal)."""
    worker = performer.worker
    if worker is None or worker.identity_hash is None:
        return False
    people = [person for person in (case.applicant, case.agent) if person is not None]
    return any(bytes(person.identity_hash) == worker.identity_hash for person in people)


def open_scenario(case: Case, definition: ItemDefinition) -> tuple[str, ...]:
    """Labels of the scenario questions that are not answered, while the case is being taken in."""
    if case.state not in _INTAKE:
        return ()
    faults = evaluate.check_scenarios(definition, case.scenario).faults
    return tuple(definition.question(key).label for key in faults)


def certificate_gaps(case: Case, definition: ItemDefinition) -> tuple[str, ...]:
    """Labels of the questions whose answers the certificate prints, asked here and not answered."""
    if definition.result.kind is not ResultKind.LICENCE or case.outcome == Outcome.REFUSE:
        return ()
    answers = {**case.scenario, **case.answers}
    faults = evaluate.check_answers(definition, answers).faults
    printed = {field.answer for field in definition.result.fields if field.answer is not None}
    return tuple(definition.question(key).label for key in faults if key in printed)


def unsettled_materials(case: Case) -> tuple[str, ...]:
    """Names of required materials that are missing or not yet checked, while the case is being taken in."""
    if case.state not in _INTAKE and case.state not in (State.ACCEPTED.value, State.IN_REVIEW.value):
        return ()
    return tuple(
        CaseMaterial.objects.filter(case=case, required=True)
        .exclude(supply__in=(CaseMaterial.Supply.SHARED, CaseMaterial.Supply.COMMITTED))
        .exclude(supply=CaseMaterial.Supply.SUPPLIED, checked=True)
        .order_by("pk")
        .values_list("name", flat=True)
    )


def _was_reminded(case: Case) -> bool:
    if case.correction_stage != "supplied" or case.state not in _INTAKE:
        return False
    return Correction.objects.filter(case=case, reminded_at__isnull=False).exists()


def _unanswered_points(case: Case) -> tuple[str, ...]:
    if case.correction_stage != "supplied" or case.state not in _INTAKE:
        return ()
    return tuple(
        CorrectionPoint.objects.filter(correction__case=case, answered=False).values_list("label", flat=True)
    )


def _steps_left(case: Case, definition: ItemDefinition) -> tuple[Step, ...]:
    """The review steps still to be done, in order."""
    if case.state != State.IN_REVIEW.value:
        return ()
    done = set(CaseStep.objects.filter(case=case, done_at__isnull=False).values_list("key", flat=True))
    return tuple(
        step for step in definition.steps if step.kind not in _REVIEWED_ELSEWHERE and step.key not in done
    )


def unfinished_documents(case: Case) -> tuple[Sentence, ...]:
    """Result documents that wait for a seal or a font, or whose making failed, once there is a decision."""
    if not case.outcome:
        return ()
    return _named(Document.objects.filter(case_id=case.pk, kind__in=RESULT_KINDS, state__in=WAITING_STATES))


def documents_in_the_making(case: Case) -> tuple[Sentence, ...]:
    """Documents of an ended case that have no file yet, whatever the reason."""
    if not State(case.state).ended:
        return ()
    return _named(Document.objects.filter(case_id=case.pk).exclude(state__in=FINISHED_STATES))


def _named(documents: QuerySet[Document]) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(
            "%(title)s（%(state)s）", title=Term(document.title), state=Term(document.get_state_display())
        )
        for document in documents.order_by("pk")
    )


def _supply_overdue(case: Case, today: date) -> bool:
    return case.state == State.CORRECTING.value and _overdue(case, "supply", today)


def _gap_supply_overdue(case: Case, today: date) -> bool:
    return case.gap_stage == "open" and _overdue(case, "gap_supply", today)


def _overdue(case: Case, kind: str, today: date) -> bool:
    return Clock.objects.filter(
        subject_kind="case",
        subject_id=case.pk,
        kind=kind,
        due_on__lt=today,
        state__in=[ClockState.RUNNING, ClockState.PAUSED],
    ).exists()


def _statutory_due(case: Case) -> date | None:
    if case.state not in (State.ACCEPTED.value, State.IN_REVIEW.value):
        return None
    clock = (
        Clock.objects.filter(subject_kind="case", subject_id=case.pk, kind="statutory")
        .order_by("-pk")
        .first()
    )
    return None if clock is None else clock.due_on


def _parcel(case: Case) -> str:
    """The state of the parcel under way; no statement where a case can't have one."""
    if case.state != State.POSTED.value and (not case.outcome or case.delivery_way != DeliveryWay.POST.value):
        return ""
    found = Parcel.objects.filter(case=case, ended_at=None).values_list("state", flat=True).first()
    return str(found or "")
