"""The result: certificate, handover, delivery, service of notices."""

from __future__ import annotations

from onevisit.law.clock_kinds import ClockKind
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.lifecycle.transition import NOTICE_MAY_WAIT, OWN_CASE, Audience, Transition, row
from onevisit.law.powers import PowerKind

ROWS: tuple[Transition, ...] = (
    row(
        Action.MAKE_CERTIFICATE,
        {State.DECIDED},
        None,
        PowerKind.HAND_OVER,
        clauses=("RULE-31", "XK-39", "AS-4.3"),
        guards=(*OWN_CASE, guards.certificate_needed, guards.certificate_can_be_filled),
        stops=(ClockKind.PROMISE,),
        document=DocumentKind.RESULT,
    ),
    row(
        Action.OFFER_HANDOVER,
        {State.DECIDED},
        None,
        PowerKind.HAND_OVER,
        clauses=("JH-25a",),
        guards=(*OWN_CASE, guards.result_ready, guards.documents_in_order, guards.handover_not_yet_offered),
        stops=(ClockKind.PROMISE,),
        told=(Audience.WINDOW,),
    ),
    row(
        Action.TAKE_OVER,
        {State.DECIDED},
        State.RESULT_AT_WINDOW,
        PowerKind.ISSUE,
        clauses=("JH-25a", "AS-4.4"),
        guards=(*OWN_CASE, guards.handover_offered),
        stops=(ClockKind.DELIVERY,),
        document=DocumentKind.HANDOVER,
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.COLLECT,
        {State.RESULT_AT_WINDOW, State.DECIDED},
        State.DELIVERED,
        PowerKind.ISSUE,
        clauses=("JH-25b", "AS-4.4", "RULE-30"),
        guards=(
            *OWN_CASE,
            guards.result_is_at_window,
            guards.slot_is_empty,
            guards.result_ready,
            guards.fee_paid_before_delivery,
            guards.documents_in_order,
        ),
        stops=(ClockKind.DELIVERY, ClockKind.PROMISE),
        document=DocumentKind.PROOF_OF_SERVICE,
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.DELIVER_ELECTRONICALLY,
        {State.DECIDED, State.RESULT_AT_WINDOW},
        State.DELIVERED,
        PowerKind.ISSUE,
        clauses=("JH-25c", "RULE-30"),
        guards=(
            *OWN_CASE,
            guards.electronic_service_agreed,
            guards.slot_is_empty,
            guards.online_remedy_known,
            guards.result_ready,
            guards.fee_paid_before_delivery,
            guards.documents_in_order,
        ),
        stops=(ClockKind.DELIVERY, ClockKind.PROMISE),
        document=DocumentKind.PROOF_OF_SERVICE,
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.RECORD_SERVICE,
        NOTICE_MAY_WAIT,
        None,
        PowerKind.SERVE,
        clauses=("RULE-30", "RULE-7", "RULE-10"),
        guards=(*OWN_CASE, guards.notice_to_serve),
        starts=(
            ClockKind.SUPPLY,
            ClockKind.GAP_SUPPLY,
            ClockKind.RECTIFICATION,
            ClockKind.ANNULMENT_STATEMENT,
        ),
        stops=(ClockKind.ONE_TIME_NOTICE, ClockKind.ACCEPTANCE),
        document=DocumentKind.PROOF_OF_SERVICE,
    ),
)
