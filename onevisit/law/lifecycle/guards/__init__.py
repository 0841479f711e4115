"""Conditions on acts, each a pure function from the facts to a refusal or to nothing.

A guard says why not, by which clause, and who could or what to do next; buttons that are not offered show
exactly this sentence. They stand in files by the phase of a case's life.
"""

from onevisit.law.lifecycle.guards.archiving import every_document_is_there, no_notice_waits
from onevisit.law.lifecycle.guards.deciding import (
    actor_is_qualified,
    can_be_decided_at_once,
    decision_drafted,
    not_related,
    signer_is_not_handler,
)
from onevisit.law.lifecycle.guards.gaps import (
    gaps_given_up,
    gaps_may_be_returned,
    gaps_not_barred,
    gaps_open,
    item_allows_gaps,
    main_materials_settled,
    nothing_promised_is_missing,
    something_may_come_later,
)
from onevisit.law.lifecycle.guards.giving_out import (
    certificate_can_be_filled,
    certificate_needed,
    documents_in_order,
    electronic_service_agreed,
    handover_not_yet_offered,
    handover_offered,
    notice_to_serve,
    online_remedy_known,
    result_is_at_window,
    result_ready,
)
from onevisit.law.lifecycle.guards.guard import Guard
from onevisit.law.lifecycle.guards.posting import (
    parcel_lost,
    parcel_not_lost,
    parcel_not_ordered,
    post_chosen,
)
from onevisit.law.lifecycle.guards.pre_reviewing import not_passed_before, pre_review_on_record
from onevisit.law.lifecycle.guards.reviewing import (
    before_expiry_and_once,
    decided_above,
    discussion_recorded,
    extension_requested,
    is_reported_up,
    no_procedure_running,
    not_decided_above,
    procedure_running,
    steps_done,
)
from onevisit.law.lifecycle.guards.stationing import stationed_here
from onevisit.law.lifecycle.guards.taking_in import (
    correction_was_given,
    corrections_not_all_supplied,
    materials_settled,
    no_correction_given_before,
    not_reminded_before,
    scenario_answered,
    second_person_confirms,
    termination_has_basis,
)

__all__ = [
    "Guard",
    "actor_is_qualified",
    "before_expiry_and_once",
    "can_be_decided_at_once",
    "certificate_can_be_filled",
    "certificate_needed",
    "correction_was_given",
    "corrections_not_all_supplied",
    "decided_above",
    "decision_drafted",
    "discussion_recorded",
    "documents_in_order",
    "electronic_service_agreed",
    "every_document_is_there",
    "extension_requested",
    "gaps_given_up",
    "gaps_may_be_returned",
    "gaps_not_barred",
    "gaps_open",
    "handover_not_yet_offered",
    "handover_offered",
    "is_reported_up",
    "item_allows_gaps",
    "main_materials_settled",
    "materials_settled",
    "no_correction_given_before",
    "no_notice_waits",
    "no_procedure_running",
    "not_decided_above",
    "not_passed_before",
    "not_related",
    "not_reminded_before",
    "nothing_promised_is_missing",
    "notice_to_serve",
    "online_remedy_known",
    "parcel_lost",
    "parcel_not_lost",
    "parcel_not_ordered",
    "post_chosen",
    "pre_review_on_record",
    "procedure_running",
    "result_is_at_window",
    "result_ready",
    "scenario_answered",
    "second_person_confirms",
    "signer_is_not_handler",
    "something_may_come_later",
    "stationed_here",
    "steps_done",
    "termination_has_basis",
]
