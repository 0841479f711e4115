"""Who is told of an act. The act queues one job in its own transaction; the worker does the telling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from onevisit.cases.act import Act
from onevisit.cases.deposits import pickup_code
from onevisit.cases.models import Case, Deposit
from onevisit.documents import production
from onevisit.documents.models import Document
from onevisit.law.lifecycle import Action, Audience, transition_for
from onevisit.records import idempotency, jobs, messages, outbox
from onevisit.records.messages import OutgoingMessage
from onevisit.records.models import MessageChannel

AFTER_ACT = "onevisit.cases.after_act"


def tell(act: Act, documents: Sequence[Document]) -> None:
    """Queues what has to be said and made after the act: one statement, kept if and only if the act is."""
    jobs.defer(
        AFTER_ACT,
        case=act.case.pk,
        sequence=act.case.sequence,
        action=act.action.value,
        documents=[document.pk for document in documents],
    )


def after_act(case_id: int, sequence: int, action: str, document_ids: Sequence[int]) -> None:
    """Tells applicant and live pages of an act and makes its documents; harmless when repeated."""
    with transaction.atomic():
        told = idempotency.claim("system", AFTER_ACT, f"{case_id}-{sequence}", bytes(32))
        if told is None:
            _announce(case_id, Action(action))
            idempotency.store("system", AFTER_ACT, f"{case_id}-{sequence}", {})
    production.produce(document_ids)


def _announce(case_id: int, action: Action) -> None:
    case = Case.objects.select_related("version", "applicant").get(pk=case_id)
    if Audience.APPLICANT in transition_for(action).told:
        messages.queue(_of_act(case, action))
    data = {
        "action": action.value,
        "state": case.state,
        "department": case.department_id,
        "hall": case.hall_id,
    }
    outbox.publish(
        [
            outbox.Event("case.changed", "case", case.pk, data),
            outbox.Event("worklist.changed", "department", case.department_id),
            outbox.Event("worklist.changed", "hall", case.hall_id),
        ]
    )


def _of_act(case: Case, action: Action) -> list[OutgoingMessage]:
    parameters: dict[str, Any] = {
        "number": case.number,
        "item": case.version.definition.name,
        "action": action.label,
        "state": case.get_state_display(),
    }
    if action is Action.PUT_IN_SLOT:
        parameters.update(slot_parameters(case))
    return to_applicant(case, f"case.{action.value}", parameters)


def slot_parameters(case: Case) -> dict[str, Any]:
    """Where the result lies, its code and last day; of the latest slot. One statement."""
    deposit = Deposit.objects.filter(case=case).select_related("cabinet__hall").latest("pk")
    return {
        "code": pickup_code(deposit.pk),
        "place": f"{deposit.cabinet.hall.name}{deposit.cabinet.place}",
        "until": deposit.last_day.isoformat(),
    }


def to_applicant(case: Case, template: str, parameters: dict[str, Any]) -> list[OutgoingMessage]:
    """A message about the case to its applicant, by every way in which he can be reached."""
    found = []
    account_id = case.account_id or (case.applicant.account_id if case.applicant else None)
    if account_id is not None:
        found.append(
            OutgoingMessage(MessageChannel.SITE, template, parameters, "case", case.pk, account_id=account_id)
        )
    phone = case.applicant.phone if case.applicant else None
    if phone:
        found.append(
            OutgoingMessage(MessageChannel.SMS, template, parameters, "case", case.pk, address=phone)
        )
    return found
