"""Who is told of an act: a message to the applicant, an event for live pages, jobs for the worker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from onevisit.cases.act import Act
from onevisit.documents.models import Document
from onevisit.law.lifecycle import Audience
from onevisit.records import jobs, messages, outbox
from onevisit.records.messages import OutgoingMessage
from onevisit.records.models import MessageChannel

PRODUCE_DOCUMENTS = "onevisit.documents.produce"


def tell(act: Act, documents: Sequence[Document]) -> None:
    """Queues what has to be said, in the transaction of the act; at most three statements."""
    if Audience.APPLICANT in act.row.told:
        messages.queue(_to_applicant(act))
    outbox.publish(
        [
            outbox.Event(
                "case.changed",
                "case",
                act.case.pk,
                {
                    "action": act.action.value,
                    "state": act.case.state,
                    "department": act.case.department_id,
                    "hall": act.case.hall_id,
                },
            )
        ]
    )
    if documents:
        jobs.defer(PRODUCE_DOCUMENTS, documents=[document.pk for document in documents])


def _to_applicant(act: Act) -> list[OutgoingMessage]:
    case = act.case
    parameters: dict[str, Any] = {
        "number": case.number,
        "item": act.definition.name,
        "action": act.action.label,
        "state": case.get_state_display(),
    }
    template = f"case.{act.action.value}"
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
