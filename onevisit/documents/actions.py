"""Making official documents: what can fail is checked in the act, a worker only renders and signs.

With the act are committed: frozen content and its hash, template version, the authority for the seal, and as
the last statements the numbers without gaps. ``production`` makes the file later.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction

from onevisit.catalog.parts import SealRule
from onevisit.documents import fonts, sealing
from onevisit.documents.fonts import FontsMissing, MissingGlyph
from onevisit.documents.layout import all_text
from onevisit.documents.models import Document, Seal, SealUse
from onevisit.documents.production import PRODUCE
from onevisit.documents.rendering import TEMPLATE_VERSION
from onevisit.documents.sealing import Place, Sealing
from onevisit.law.canonical import canonical_text
from onevisit.law.clauses import enforces
from onevisit.law.document_content import content_faults
from onevisit.law.document_kinds import DocumentKind, SealKind, number_word, permitted_seals
from onevisit.law.identifiers import document_number
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal, told_in
from onevisit.law.sentence import Sentence, Term
from onevisit.organization.models import Department, Hall
from onevisit.organization.workers import Worker
from onevisit.records import clock, installation, jobs, numbers
from onevisit.records.fields import fetch_primary_keys

logger = logging.getLogger(__name__)

VERIFY_PATH = "/verify/"
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 12
SEAL_USE_YEAR = 0
PLATFORM_NOTE = "本凭证由政务服务平台自动生成并加签平台数字签名，不另盖章。"
NOTE_LENGTH = 200


class Paper(Protocol):
    """A document that an act makes."""

    @property
    def kind(self) -> DocumentKind:
        """Its kind."""

    @property
    def content(self) -> dict[str, Any]:
        """Its content, see ``onevisit.law.document_content.content_faults``."""

    @property
    def effective_on(self) -> date | None:
        """The day from which it has effect, where that is not the day of issue."""

    @property
    def party_id(self) -> int | None:
        """The interested party it is addressed to; None for a document of the applicant's."""


class CaseFacts(Protocol):
    """What of a case a document needs."""

    @property
    def pk(self) -> Any:
        """Its database key."""

    @property
    def department(self) -> Department:
        """The organ that decides the case."""

    @property
    def hall(self) -> Hall:
        """The hall that received it."""


class ItemFacts(Protocol):
    """What of an item version a document needs."""

    @property
    def seals(self) -> SealRule:
        """Where the item cites a law for another seal than the usual one."""


@dataclass(frozen=True)
class Sheet:
    """A paper that belongs to no case."""

    kind: DocumentKind
    content: dict[str, Any]
    effective_on: date | None = None
    party_id: int | None = None


def prepare_all(
    papers: Sequence[Paper],
    *,
    case: CaseFacts,
    worker: Worker | None,
    definition: ItemFacts,
    now: datetime,
) -> list[Document]:
    """Freeze the documents of an act; raises ``Refusal`` if one lacks required content.

    A missing glyph or an absent seal keeper never stops the act: such a document waits and says for what.
    Call ``finish`` with the result as the last thing before commit: it writes the rows. Two statements.
    """
    for paper in papers:
        require_content(paper.kind, paper.content)
    place = Place(case.department, case.hall)
    sealings = _sealings(papers, place, worker, definition, now.date())
    made = [
        _freeze(paper, case.pk, place, worker, chosen, now)
        for paper, chosen in zip(papers, sealings, strict=True)
    ]
    fetch_primary_keys(made)
    return made


@enforces("AS-3.3b")
def prepare_guidance_sheet(
    content: Mapping[str, Any], *, department: Department, hall: Hall, now: datetime
) -> Document:
    """Keep a 一次性告知单 given before filing, dated, without a case (rule 1); its file is made at once."""
    paper = Sheet(DocumentKind.GUIDANCE_SHEET, dict(content))
    require_content(paper.kind, paper.content)
    with transaction.atomic():
        document = _freeze(paper, None, Place(department, hall), None, None, now)
        document.save()
        jobs.defer(PRODUCE, documents=[document.pk])
    return document


def require_content(kind: DocumentKind, content: Mapping[str, Any]) -> None:
    """Raise ``Refusal`` that says everything the document still lacks."""
    faults = content_faults(kind, content)
    if faults:
        raise Refusal(
            "document_incomplete",
            Sentence(
                "%(title)s不能制作：%(faults)s",
                title=Term(content.get("title") or kind.label),
                faults=tuple(faults),
            ),
            clauses=("XK-38",),
            next_step=Sentence("请补充后再试，您填写的内容都在。"),
        )


def finish(made: Sequence[Document]) -> None:
    """Write documents and seal uses with their numbers: the last statements before commit.

    Takers of a series wait for each other from here on, so nothing may come between this and the commit. At
    most three statements.
    """
    numbered = [document for document in made if number_word(DocumentKind(document.kind))]
    uses = [document.pending_use for document in made if document.pending_use is not None]
    wanted = Counter([_number_series(one) for one in numbered] + [_use_series(one.seal) for one in uses])
    following = numbers.take_several(wanted)
    for document in numbered:
        series = _number_series(document)
        document.number = document_number(*series, following[series])
        following[series] += 1
    for use in uses:
        series = _use_series(use.seal)
        use.number = following[series]
        following[series] += 1
    Document.objects.bulk_create(made)
    if uses:
        SealUse.objects.bulk_create(uses)


@enforces("JH-32", "JH-33")
def seal_waiting(document_id: int, seal_id: int, worker: Worker, definition: ItemFacts | None = None) -> None:
    """The keeper seals a document that waited for him; the use is logged and the file is made.

    Raises ``Refusal`` for somebody who keeps no seal, the wrong seal, another keeper's seal, or a special
    seal outside its hall.
    """
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document_id)
        with told_in(lambda: document.department.region.city):
            _require_waiting_for(worker, document)
            seal = Seal.objects.get(pk=seal_id)
            kind = DocumentKind(document.kind)
            sealing.require_usable(seal, kind, _permitted(kind, definition, worker), worker)
            sealing.require_of_same_organ(seal, document)
            sealing.require_in_force(seal, clock.today())
        now = clock.now()
        _put_seal(document, Sealing(seal, sealing.post_of(worker)), worker, now)
        document.state = Document.State.QUEUED
        document.state_note = ""
        document.save(update_fields=["seal", "sealed_by", "sealed_at_post", "state", "state_note"])
        jobs.defer(PRODUCE, documents=[document.pk])
        use = document.pending_use
        assert use is not None
        series = _use_series(seal)
        use.number = numbers.take(*series)
        use.save()


def _require_waiting_for(worker: Worker, document: Document) -> None:
    if not worker.has(Role.SEAL_KEEPER):
        raise Refusal(
            "not_seal_keeper",
            Sentence("您不是印章保管人，不能用印。"),
            clauses=("JH-33",),
            who_could=Sentence("请由登记的印章保管人用印。"),
        )
    if document.state != Document.State.WAITING_SEAL:
        raise Refusal(
            "not_waiting_for_seal",
            Sentence(
                "“%(document)s”现在不需要用印（%(state)s）。",
                document=Term(document.title),
                state=Term(document.get_state_display()),
            ),
            clauses=("JH-32",),
        )


def seals_to_choose(
    waiting: Sequence[tuple[Document, ItemFacts | None]], worker: Worker
) -> dict[int, list[Seal]]:
    """The seals that this keeper may put on documents that wait, by document key; none where he may not.

    One statement for each department, hall and kind of seal among them.
    """
    known: dict[tuple[int, int | None, frozenset[SealKind]], list[Seal]] = {}
    found: dict[int, list[Seal]] = {}
    for document, definition in waiting:
        permitted = _permitted(DocumentKind(document.kind), definition, worker)
        key = (document.department_id, document.hall_id, permitted)
        if key not in known:
            known[key] = (
                []
                if document.hall is None
                else sealing.seals_for(
                    permitted, Place(document.department, document.hall), worker, clock.today()
                )
            )
        found[document.pk] = known[key]
    return found


def revoke(document_id: int, reason: str) -> None:
    """Void a document; its number stays taken, and the verification page says that it is void and why."""
    Document.objects.filter(pk=document_id).update(state=Document.State.REVOKED, state_note=reason)


def _sealings(
    papers: Sequence[Paper], place: Place, worker: Worker | None, definition: ItemFacts, day: date
) -> list[Sealing | None]:
    permitted = [_permitted(paper.kind, definition, worker) for paper in papers]
    if worker is None:
        return [
            sealing.by_standing_order(paper.kind, kinds, place, day) if _needs_seal(kinds) else None
            for paper, kinds in zip(papers, permitted, strict=True)
        ]
    seals = sealing.seals_at_hand(place, worker, frozenset().union(*permitted), day)
    return [
        sealing.choose(paper.kind, kinds, seals, worker)
        for paper, kinds in zip(papers, permitted, strict=True)
    ]


def _permitted(
    kind: DocumentKind, definition: ItemFacts | None, worker: Worker | None
) -> frozenset[SealKind]:
    return permitted_seals(
        kind,
        official_seal_required=bool(definition and definition.seals.decision_by_official_seal),
        approval_seal_suffices=bool(definition and definition.seals.result_by_approval_seal),
        made_by_platform=worker is None,
    )


def _needs_seal(permitted: frozenset[SealKind]) -> bool:
    return any(kind.needs_seal for kind in permitted)


def _freeze(
    paper: Paper,
    case_id: int | None,
    place: Place,
    worker: Worker | None,
    chosen: Sealing | None,
    now: datetime,
) -> Document:
    """The row of a document with everything that its file will show, except the number."""
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    content = dict(paper.content)
    permitted = permitted_seals(paper.kind, made_by_platform=worker is None)
    if chosen is None and SealKind.PLATFORM_SIGNATURE in permitted:
        content["notes"] = [*content.get("notes", ()), PLATFORM_NOTE]
    content.update(
        demo=installation.facts().demo,
        verification_code=code,
        verify_url=f"{settings.PUBLIC_URL}{VERIFY_PATH}{code}",
    )
    text = canonical_text(content)
    document = Document(
        kind=paper.kind.value,
        case_id=case_id,
        party_id=paper.party_id,
        department=place.department,
        hall=place.hall,
        title=content["title"],
        content=text,
        content_hash=hashlib.sha256(text.encode()).digest(),
        template_version=TEMPLATE_VERSION,
        issued_on=now.date(),
        effective_on=paper.effective_on,
        verification_code=code,
        created_at=now,
    )
    _set_first_state(document, content, permitted, chosen)
    if chosen is not None:
        _put_seal(document, chosen, worker, now)
    return document


def _set_first_state(
    document: Document, content: Mapping[str, Any], permitted: frozenset[SealKind], chosen: Sealing | None
) -> None:
    if chosen is None and _needs_seal(permitted) and SealKind.PLATFORM_SIGNATURE not in permitted:
        document.state = Document.State.WAITING_SEAL
        document.state_note = "等待印章保管人用印：" + "或者".join(sorted(kind.label for kind in permitted))
        return
    try:
        fonts.require_glyphs(all_text(content))
    except (MissingGlyph, FontsMissing) as missing:
        _wait_for_glyph(document, missing)


def _wait_for_glyph(document: Document, missing: Exception) -> None:
    document.state = Document.State.WAITING_GLYPH
    document.state_note = str(missing)[:NOTE_LENGTH]
    logger.error("document %s waits for a font: %s", document.pk, missing)


def _put_seal(document: Document, chosen: Sealing, worker: Worker | None, now: datetime) -> None:
    document.seal = chosen.seal
    document.sealed_by_id = None if worker is None else worker.staff_id
    document.sealed_at_post_id = chosen.post_id
    document.pending_use = SealUse(
        seal=chosen.seal,
        document=document,
        operator_id=document.sealed_by_id,
        standing_order_id=chosen.standing_order_id,
        hall_id=document.hall_id if worker is None else worker.hall_id,
        post_id=chosen.post_id,
        used_at=now,
    )


def _number_series(document: Document) -> tuple[str, int]:
    word = number_word(DocumentKind(document.kind))
    return f"{document.department.document_prefix}{word}", document.issued_on.year


def _use_series(seal: Seal) -> tuple[str, int]:
    return f"用印 {seal.number}", SEAL_USE_YEAR
