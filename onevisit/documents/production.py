"""The worker's part: render and sign what an act has frozen, store the file, look after what is missing.

Everything here may run any number of times: a document that is ready is left alone.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import logging
import re
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from PIL import Image

from onevisit.documents import fonts
from onevisit.documents.fonts import FontsMissing, MissingGlyph
from onevisit.documents.layout import all_text
from onevisit.documents.models import Document
from onevisit.documents.rendering import SealFace, look_for_fonts_again, render
from onevisit.documents.signatures import PLATFORM, SealIdentity, SignatureFacts, provider
from onevisit.law.document_kinds import DocumentKind, SealKind
from onevisit.records import clock, files, jobs, outbox

logger = logging.getLogger(__name__)

PRODUCE = "onevisit.documents.produce"
UNFINISHED = (Document.State.QUEUED, Document.State.FAILED, Document.State.WAITING_GLYPH)
OVERDUE = timedelta(minutes=1)
ALARM = timedelta(minutes=10)
RECONCILED_AT_ONCE = 200
NOTE_LENGTH = 200
FILE_NAME = re.compile(r"[0-9a-f]{64}")
PLATFORM_NAME = "政务服务平台"


class ContentChanged(Exception):
    """The stored content is not the one that the act froze."""


def produce(document_ids: Iterable[int]) -> None:
    """Make the files of these documents; each in a transaction of its own, so one can't stop the others."""
    for document_id in document_ids:
        produce_one(document_id)


def produce_one(document_id: int) -> None:
    """Make the file of one document, unless it is ready, void, waiting for a seal, or in other hands."""
    with transaction.atomic():
        document = (
            Document.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("seal", "hall")
            .filter(pk=document_id, state__in=UNFINISHED)
            .first()
        )
        if document is None:
            return
        _produce_locked(document)
        document.save(update_fields=["state", "state_note", "file_sha256", "ready_at"])
        if document.state == Document.State.READY and document.case_id is not None:
            outbox.publish(
                [outbox.Event("document.ready", "case", document.case_id, {"document": document.pk})]
            )


def make_file(document: Document) -> bytes:
    """The signed PDF of a document as it was frozen. Raises ``MissingGlyph`` or ``ContentChanged``."""
    if hashlib.sha256(document.content.encode()).digest() != bytes(document.content_hash):
        raise ContentChanged(f"content of document {document.pk}")
    content = json.loads(document.content)
    if document.number:
        content["number"] = document.number
    content["signers"] = [_with_signature(signer) for signer in content.get("signers") or ()]
    face = None
    if document.seal is not None:
        seal = document.seal
        face = SealFace(SealKind(seal.kind), seal.face_text, seal.number)
    pdf = render(DocumentKind(document.kind), content, seal=face, template_version=document.template_version)
    facts = SignatureFacts(
        signer=PLATFORM_NAME if face is None else f"{face.organ_name}{face.kind.label}",
        reason=f"{document.title} {document.number}".strip(),
        place=document.hall.name if document.hall else "",
        signed_at=clock.now(),
    )
    seal_identity = PLATFORM if face is None else SealIdentity(face.number, face.organ_name, face.kind.label)
    return provider().sign(pdf, seal_identity, facts)


def reconcile() -> list[int]:
    """Queue again what should have been made by now; gives the ids. Long delays are logged as an alarm."""
    now = clock.now()
    late = list(
        Document.objects.filter(state__in=UNFINISHED, created_at__lte=now - OVERDUE).order_by("pk")[
            :RECONCILED_AT_ONCE
        ]
    )
    if any(document.state == Document.State.WAITING_GLYPH for document in late):
        fonts.forget_fonts()
    ready_to_try = [document for document in late if _may_be_tried(document)]
    for document in late:
        if document.created_at <= now - ALARM:
            logger.error(
                "document %s is %s since %s", document.pk, document.state, document.created_at.isoformat()
            )
    if ready_to_try:
        jobs.defer(PRODUCE, documents=[document.pk for document in ready_to_try])
    return [document.pk for document in ready_to_try]


def _may_be_tried(document: Document) -> bool:
    if document.state != Document.State.WAITING_GLYPH:
        return True
    try:
        return not fonts.missing_glyphs(all_text(json.loads(document.content)))
    except FontsMissing:
        return False


def _produce_locked(document: Document) -> None:
    try:
        pdf = _make_file_with_latest_fonts(document)
        stored = files.store(io.BytesIO(pdf))
    except (MissingGlyph, FontsMissing) as missing:
        document.state = Document.State.WAITING_GLYPH
        document.state_note = str(missing)[:NOTE_LENGTH]
        logger.error("document %s waits for a font: %s", document.pk, missing)
    # Whatever goes wrong with one document is kept with it and tried again; the queue goes on.
    except Exception:
        document.state = Document.State.FAILED
        document.state_note = "生成失败，系统会自动重试。"
        logger.exception("document %s could not be made", document.pk)
    else:
        document.state = Document.State.READY
        document.state_note = ""
        document.file_sha256 = stored.sha256
        document.ready_at = clock.now()


def _make_file_with_latest_fonts(document: Document) -> bytes:
    """A font may have been installed since this process started."""
    try:
        return make_file(document)
    except (MissingGlyph, FontsMissing):
        look_for_fonts_again()
        return make_file(document)


def _with_signature(signer: object) -> object:
    """A signer whose ``signature`` names a stored picture gets that picture; other words count as typed."""
    if not isinstance(signer, dict) or not signer.get("signature"):
        return signer
    signature = str(signer["signature"])
    if not FILE_NAME.fullmatch(signature) or not files.exists(signature):
        return {**signer, "typed": signature}
    return {**signer, "picture": _as_svg(files.read(signature))}


def _as_svg(picture: bytes) -> str:
    """A stored PNG or JPEG as a drawing that the layout engine takes as text."""
    with Image.open(io.BytesIO(picture)) as opened:
        width, height = opened.size
        kind = "jpeg" if opened.format == "JPEG" else "png"
    data = base64.b64encode(picture).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/{kind};base64,{data}"/></svg>'
    )
