"""Reading documents: for a case, for the verification page, for the keeper who has to seal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from onevisit.documents.models import Document
from onevisit.documents.verification import Verification
from onevisit.law.document_kinds import DocumentKind, SealKind
from onevisit.law.masking import mask_name
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Term
from onevisit.law.service import NOTICES
from onevisit.records import files

UNFINISHED = (Document.State.WAITING_SEAL, Document.State.WAITING_GLYPH, Document.State.FAILED)


@dataclass(frozen=True)
class PublicDocument:
    """What anybody who holds a document may see of it; the addressee's name is masked."""

    title: str
    number: str
    case_number: str
    item: str
    organ: str
    addressee_masked: str
    issued_on: date
    effective_on: date | None
    seal_kind: str
    seal_number: str
    sealed_at: datetime | None
    state: Document.State
    note: str
    verification_code: str

    @property
    def valid(self) -> bool:
        """Whether the document has effect: it was issued and not voided since."""
        return self.state == Document.State.READY

    @property
    def revoked(self) -> bool:
        """Whether the document was voided; ``note`` says why."""
        return self.state == Document.State.REVOKED


def of_case(case_id: int) -> QuerySet[Document]:
    """The documents of a case in the order in which they were made, content unopened. One statement."""
    return Document.objects.filter(case_id=case_id).select_related("seal").order_by("pk")


def waiting_for_seal(keeper_ids: Collection[int]) -> QuerySet[Document]:
    """Documents that wait for a keeper among these departments, oldest first. One statement."""
    return (
        Document.objects.filter(
            state=Document.State.WAITING_SEAL, department__seals__kept_by_id__in=keeper_ids
        )
        .select_related("department", "hall")
        .distinct()
        .order_by("pk")
    )


def waiting_for_service(case_id: int) -> QuerySet[Document]:
    """Notices of a case that were not served yet, oldest first (rule 30). One statement."""
    return (
        Document.objects.filter(case_id=case_id, kind__in=[kind.value for kind in NOTICES])
        .exclude(state=Document.State.REVOKED)
        .exclude(services__served_at__isnull=False)
        .order_by("pk")
    )


def announcements_of(case_ids: Collection[int]) -> dict[int, Document]:
    """The last announcement of a hearing of each case that is ready to be read. One statement."""
    ready = Document.objects.filter(
        case_id__in=case_ids,
        kind=DocumentKind.HEARING_ANNOUNCEMENT.value,
        state=Document.State.READY,
    )
    return {one.case_id: one for one in ready.order_by("pk") if one.case_id is not None}


def announcements_standing(case_id: int) -> QuerySet[Document]:
    """Announcements of hearings of a case that were not voided, made or still to be made. One statement."""
    made = Document.objects.filter(case_id=case_id, kind=DocumentKind.HEARING_ANNOUNCEMENT.value)
    return made.exclude(state=Document.State.REVOKED).order_by("pk")


def announcement(document_id: int) -> Document | None:
    """The announcement of a hearing with this key, if it is ready to be read. One statement."""
    return Document.objects.filter(
        pk=document_id, kind=DocumentKind.HEARING_ANNOUNCEMENT.value, state=Document.State.READY
    ).first()


def waiting_for_font() -> QuerySet[Document]:
    """Documents that wait for a font; ``state_note`` names the package to install."""
    return Document.objects.filter(state=Document.State.WAITING_GLYPH).order_by("pk")


def file_of(document: Document) -> bytes:
    """The signed PDF of a document that is ready. Raises ``StoredFileError`` if it is lost or was altered."""
    return files.read(document.file_sha256)


def by_code(code: str) -> PublicDocument | None:
    """The document with this verification code, as printed under the QR code. One statement."""
    wanted = code.strip().upper()
    document = Document.objects.select_related("seal").filter(verification_code=wanted).first()
    return None if document is None else _public(document)


def by_file(pdf: bytes, checked: Verification) -> PublicDocument | None:
    """The document whose file this is; None unless the file is genuine and on record. One statement."""
    if not checked.genuine:
        return None
    digest = hashlib.sha256(pdf).hexdigest()
    document = Document.objects.select_related("seal").filter(file_sha256=digest).first()
    return None if document is None else _public(document)


def _public(document: Document) -> PublicDocument:
    content = json.loads(document.content)
    seal = document.seal
    return PublicDocument(
        title=document.title,
        number=document.number,
        case_number=content.get("case_number") or "",
        item=content["item"],
        organ=content["organ"],
        addressee_masked=mask_name(content.get("addressee") or ""),
        issued_on=document.issued_on,
        effective_on=document.effective_on,
        seal_kind="" if seal is None else SealKind(seal.kind).label,
        seal_number="" if seal is None else seal.number,
        sealed_at=document.ready_at,
        state=Document.State(document.state),
        note=document.state_note,
        verification_code=document.verification_code,
    )


def require_finished(document: Document) -> None:
    """Nothing that still lacks its seal or a letter of its font is served (rule 30). Raises Refusal."""
    if document.state in UNFINISHED:
        raise Refusal(
            "documents_unfinished",
            Sentence(
                "“%(title)s”还不能送达：%(state)s。",
                title=Term(document.title),
                state=Term(document.get_state_display()),
            ),
            clauses=("RULE-30",),
            next_step=Sentence("待用印的请印章保管人用印，待字库的请系统管理员安装字库。您填写的内容都在。"),
        )
