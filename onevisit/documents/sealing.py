"""Which registered seal a document gets, by whose hand and where (rules 28 and 29; JH-32, JH-33).

A seal is used by its keeper's people. A special seal works only in a hall, and in its own hall if it has one.
What nobody present may seal waits for the keeper; nothing is sealed by itself, except under a standing order.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Subquery

from onevisit.documents.models import Document, Seal, StandingSealOrder
from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import DocumentKind, SealKind, seal_for
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Term
from onevisit.organization.models import Department, Hall, Post
from onevisit.organization.workers import Worker


@dataclass(frozen=True)
class Place:
    """Whose act a document is, and the hall that received the case."""

    department: Department
    hall: Hall


@dataclass(frozen=True)
class Sealing:
    """The seal chosen, with the authority for it: a post or a standing order."""

    seal: Seal
    post_id: int | None = None
    standing_order_id: int | None = None


def seals_at_hand(place: Place, worker: Worker, kinds: Collection[SealKind], day: date) -> list[Seal]:
    """The seals in force on that day that belong to the act, with the worker's post. One statement."""
    if not any(kind.needs_seal for kind in kinds):
        return []
    return list(
        _in_force(day)
        .filter(_belongs_to(place), kind__in=[kind.value for kind in kinds])
        .annotate(worker_post_id=Subquery(_posts(worker).values("pk")[:1]))
        .order_by("pk")
    )


@enforces("JH-32", "JH-33", "RULE-28", "RULE-29")
def choose(
    kind: DocumentKind, permitted: Collection[SealKind], seals: Sequence[Seal], worker: Worker
) -> Sealing | None:
    """The seal that this worker may put on the document here; None if it has to wait for the keeper.

    The regular kind goes before the official seal, which is the way outside a hall.
    """
    usable = [seal for seal in seals if SealKind(seal.kind) in permitted and _usable(seal, worker)]
    usable.sort(key=lambda seal: SealKind(seal.kind) is not seal_for(kind))
    if not usable:
        return None
    return Sealing(usable[0], post_id=getattr(usable[0], "worker_post_id", None))


def by_standing_order(
    kind: DocumentKind, permitted: Collection[SealKind], place: Place, day: date
) -> Sealing | None:
    """The seal that its keeper lets the platform put on this kind of document (rule 29). One statement."""
    order = (
        StandingSealOrder.objects.filter(document_kind=kind.value, valid_from__lte=day)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        .filter(seal__in=_in_force(day).filter(_belongs_to(place), kind__in=[one.value for one in permitted]))
        .select_related("seal")
        .order_by("pk")
        .first()
    )
    return None if order is None else Sealing(order.seal, standing_order_id=order.pk)


@enforces("JH-32", "JH-33")
def require_usable(seal: Seal, kind: DocumentKind, permitted: Collection[SealKind], worker: Worker) -> None:
    """Raise ``Refusal`` if this seal is the wrong one for the document, or not this worker's to use here."""
    if SealKind(seal.kind) not in permitted:
        needed = tuple(Term(one.label) for one in sorted(permitted))
        raise Refusal(
            "wrong_seal",
            Sentence(
                "“%(document)s”不能盖%(seal)s，应当盖%(needed)s。",
                document=Term(kind.label),
                seal=Term(SealKind(seal.kind).label),
                needed=needed,
            ),
            clauses=("JH-32", "AS-3.2a"),
            next_step=Sentence("请换用正确的印章。"),
        )
    if seal.kept_by_id != worker.department_id:
        raise Refusal(
            "seal_of_another_keeper",
            Sentence("印章 %(number)s 不由您所在的单位保管。", number=seal.number),
            clauses=("JH-32",),
            who_could=Sentence("请由保管该印章的单位用印。"),
        )
    if not _place_allows(seal, worker):
        raise Refusal(
            "seal_outside_hall",
            Sentence("印章 %(number)s 是政务服务专用章，只能在政务服务大厅使用。", number=seal.number),
            clauses=("JH-33",),
            next_step=Sentence("请由大厅内的印章保管人用印，或者改用行政公章。"),
        )


@enforces("JH-32")
def require_of_same_organ(seal: Seal, document: Document) -> None:
    """Raise ``Refusal`` if a keeper of several organs' seals took that of another organ or another hall."""
    if SealKind(seal.kind) is SealKind.RECEIPT_SEAL:
        fits = seal.hall_id == document.hall_id
    else:
        fits = seal.department_id == document.department_id
    if not fits:
        raise Refusal(
            "seal_of_another_organ",
            Sentence(
                "印章 %(number)s 不是出具“%(document)s”的机关的印章。",
                number=seal.number,
                document=Term(document.title),
            ),
            clauses=("JH-32", "AS-3.2a"),
            next_step=Sentence("请换用出具机关的印章。"),
        )


def seals_for(permitted: Collection[SealKind], place: Place, worker: Worker, day: date) -> list[Seal]:
    """The seals with which this keeper may seal a document that waits, to choose from. One statement."""
    return [
        seal
        for seal in seals_at_hand(place, worker, permitted, day)
        if SealKind(seal.kind) in permitted and _usable(seal, worker)
    ]


def post_of(worker: Worker) -> int | None:
    """The post in his hall that the worker holds, if any (database key). One statement."""
    return _posts(worker).values_list("pk", flat=True).first()


def _posts(worker: Worker) -> QuerySet[Post]:
    holds = Q(holder_a_id=worker.staff_id) | Q(holder_b_id=worker.staff_id)
    return Post.objects.filter(holds, hall__staff=worker.staff_id).order_by("pk")


def _usable(seal: Seal, worker: Worker) -> bool:
    return seal.kept_by_id == worker.department_id and _place_allows(seal, worker)


def _place_allows(seal: Seal, worker: Worker) -> bool:
    """Staff registered in a hall work there; the special seals of another hall are out of reach."""
    if not SealKind(seal.kind).is_special_seal:
        return True
    return worker.hall_id is not None and seal.hall_id in (None, worker.hall_id)


def _in_force(day: date) -> QuerySet[Seal]:
    in_its_days = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return Seal.objects.filter(in_its_days, valid_from__lte=day, ended_at__isnull=True)


@enforces("JH-32")
def require_in_force(seal: Seal, day: date) -> None:
    """Raise ``Refusal`` for a seal that was lost or revoked, or is outside its days."""
    last = seal.valid_to
    if seal.ended_at is None and seal.valid_from <= day and (last is None or day <= last):
        return
    raise Refusal(
        "seal_not_in_force",
        Sentence("印章 %(number)s 已经挂失、作废或者不在有效期内，不能使用。", number=seal.number),
        clauses=("JH-32",),
        next_step=Sentence("请换用有效的印章。"),
    )


def _belongs_to(place: Place) -> Q:
    """A receipt seal is the hall's; every other seal is that of the organ whose act the document is."""
    receipt = Q(kind=SealKind.RECEIPT_SEAL.value, hall=place.hall)
    others = ~Q(kind=SealKind.RECEIPT_SEAL.value) & Q(department=place.department)
    return receipt | others
