"""Entering that a result reached its addressee, with the proof (送达回证, rule 30)."""

from __future__ import annotations

from datetime import datetime

from onevisit.cases import result_papers
from onevisit.cases.act import Act
from onevisit.cases.facts import RESULT_KINDS
from onevisit.documents.models import Document, Service
from onevisit.law.clauses import enforces
from onevisit.law.service import ServiceMethod
from onevisit.records import privacy


def results_of(act: Act) -> list[Document]:
    """Decision and certificate of the case."""
    return list(Document.objects.filter(case_id=act.case.pk, kind__in=RESULT_KINDS).order_by("pk"))


@enforces("RULE-30")
def serve_result(
    act: Act,
    method: ServiceMethod,
    receiver: str,
    signature: str = "",
    *,
    served_at: datetime | None = None,
    note: str = "",
    with_cases: tuple[int, ...] = (),
    proof: bool = True,
) -> None:
    """The results are served, remedies run from ``served_at`` (now if left out); ``note`` tells how.

    ``with_cases``, ``proof``: see ``CollectionInputs``.
    """
    documents = results_of(act)
    act.case.waits_since = None
    commitment = privacy.commitment("receiver", act.case.pk, receiver)
    Service.objects.bulk_create(
        [
            Service(
                document=document,
                method=method,
                served_at=served_at or act.now,
                served_by_id=act.performer.staff_id,
                receiver_commitment=commitment,
                signature_sha256=result_papers.signature_picture(signature),
            )
            for document in documents
        ]
    )
    act.data.update(method=method.value, receiver=commitment)
    if not proof:
        return
    if with_cases:
        act.data["with_cases"] = list(with_cases)
        earlier = Document.objects.filter(case_id__in=with_cases, kind__in=RESULT_KINDS).order_by("pk")
        documents = [*earlier, *documents]
    act.papers.append(
        result_papers.proof_of_service(
            act,
            documents,
            method.label,
            receiver,
            signature,
            served_on=served_at.date() if served_at else None,
            note=note,
        )
    )
