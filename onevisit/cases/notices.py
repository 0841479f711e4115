"""Notices on their way to the applicant: each counts when it is served, not when it is written (rule 30)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from onevisit.cases.act import Act
from onevisit.cases.models import Case
from onevisit.documents import actions as documents
from onevisit.documents import queries
from onevisit.documents.models import Document, Service
from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.service import NOTICES, ServiceMethod, may_be_served_electronically

Effect = Callable[[Act], None]

EFFECTS: dict[DocumentKind, Effect] = {}


def counts_when_served(kind: DocumentKind) -> Callable[[Effect], Effect]:
    """Registers what the service of a notice of this kind sets in motion."""

    def register(effect: Effect) -> Effect:
        EFFECTS[kind] = effect
        return effect

    return register


@enforces("RULE-7", "RULE-10", "RULE-30")
def serve_or_keep(act: Act, made: Sequence[Document]) -> None:
    """Serves the notices of the act electronically where that is allowed; the others wait for their service.

    A notice that still lacks its seal or a letter of its font is not finished and reaches nobody.
    """
    for document in made:
        kind = DocumentKind(document.kind)
        if kind not in NOTICES:
            continue
        if document.state == Document.State.QUEUED and served_electronically(act.case, document):
            Service.objects.create(
                document=document,
                method=ServiceMethod.ELECTRONIC,
                served_at=act.now,
                served_by_id=act.performer.staff_id,
            )
            act.data["service"] = ServiceMethod.ELECTRONIC.value
            take_effect(act, document)
        else:
            act.case.notices_to_serve += 1
            act.data.setdefault("service", "waiting")


def electronically(case: Case, kind: DocumentKind) -> bool:
    """Whether a notice of this kind may reach the applicant of this case electronically (FY-22)."""
    return may_be_served_electronically(
        kind,
        agreed=case.electronic_service_agreed,
        online_remedy_known=bool(case.department.online_reconsideration),
    )


def served_electronically(case: Case, document: Document) -> bool:
    """The same for one notice; an interested party is never served through the applicant's account."""
    return document.party_id is None and electronically(case, DocumentKind(document.kind))


def take_effect(act: Act, document: Document) -> None:
    """What the notice sets in motion, now that it is served."""
    effect = EFFECTS.get(DocumentKind(document.kind))
    if effect is not None:
        act.served = document
        effect(act)


def answer_proves_service(act: Act, kind: DocumentKind) -> None:
    """Who answers a notice has it, whether or not its service was entered."""
    method = ServiceMethod.ELECTRONIC if act.performer.worker is None else ServiceMethod.DIRECT
    if not act.case.notices_to_serve:
        return
    for document in queries.waiting_for_service(act.case.pk).filter(kind=kind):
        Service.objects.create(document=document, method=method, served_at=act.now)
        act.case.notices_to_serve -= 1


def void_unserved(act: Act, why: str, kinds: Collection[DocumentKind] = NOTICES) -> None:
    """Voids notices that the case no longer waits for; no statement where none waits."""
    if not act.case.notices_to_serve:
        return
    wanted = [kind.value for kind in kinds]
    for document in queries.waiting_for_service(act.case.pk).filter(kind__in=wanted):
        documents.revoke(document.pk, why)
        act.case.notices_to_serve -= 1
