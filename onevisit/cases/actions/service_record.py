"""Entering how a notice reached its addressee (登记送达, rule 30)."""

from __future__ import annotations

from datetime import date, datetime, time

from pydantic import Field

from onevisit.cases import notices, result_papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.hearings import party_of
from onevisit.documents import queries as documents
from onevisit.documents.models import Document, Service
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.law.service import ServiceFacts, ServiceMethod, service_refusal
from onevisit.records import privacy
from onevisit.records.clock import SHANGHAI


class ServiceInputs(Inputs):
    """Which notice was served, how, on which day (Asia/Shanghai; today if left out), and what proves it."""

    document: int = Field(ge=1)
    method: ServiceMethod
    served_on: date | None = None
    receiver: str = Field(default="", max_length=100)
    signature: str = Field(default="", max_length=100)
    tracking_number: str = Field(default="", max_length=40)
    note: str = Field(default="", max_length=500)


@handles(Action.RECORD_SERVICE, ServiceInputs)
def record_service(act: Act) -> None:
    """The notice is served: what it sets in motion begins with this record, remedies on the day of service.

    Clocks never move before what is on record, so that no entry made later can undo what the law has
    already changed in the case.
    """
    given, document = act.inputs, _notice_to_serve(act)
    served_on = given.served_on or act.today
    kind = DocumentKind(document.kind)
    refusal = service_refusal(
        ServiceFacts(
            method=given.method,
            served_on=served_on,
            issued_on=document.issued_on,
            today=act.today,
            receiver=given.receiver,
            signature=given.signature,
            tracking_number=given.tracking_number,
            note=given.note,
            electronically=notices.served_electronically(act.case, document),
        )
    )
    if refusal is not None:
        raise refusal
    receiver = privacy.commitment("receiver", act.case.pk, given.receiver)
    Service.objects.create(
        document=document,
        method=given.method,
        served_at=_moment(act, served_on),
        served_by_id=act.staff_id,
        receiver_commitment=receiver,
        signature_sha256=result_papers.signature_picture(given.signature),
    )
    act.case.notices_to_serve -= 1
    act.data.update(
        document=document.pk,
        kind=kind.value,
        method=given.method.value,
        served_on=served_on.isoformat(),
        receiver=receiver,
        tracking_number=given.tracking_number,
    )
    notices.take_effect(act, document)
    act.papers.append(
        result_papers.proof_of_service(
            act,
            [document],
            given.method.label,
            given.receiver,
            given.signature,
            served_on=served_on,
            note=given.note,
            party=party_of(document),
        )
    )


def _notice_to_serve(act: Act) -> Document:
    document = documents.waiting_for_service(act.case.pk).filter(pk=act.inputs.document).first()
    if document is None:
        raise Refusal(
            "not_waiting_for_service",
            Sentence("这份文书不是本办件等待送达的文书。"),
            clauses=("RULE-30",),
            next_step=Sentence("请从等待送达的文书中选择，您填写的内容都在。"),
        )
    documents.require_finished(document)
    return document


def _moment(act: Act, served_on: date) -> datetime:
    """The moment of service: now, or the end of an earlier day, of which no hour is known."""
    if served_on == act.today:
        return act.now
    return datetime.combine(served_on, time.max, tzinfo=SHANGHAI)
