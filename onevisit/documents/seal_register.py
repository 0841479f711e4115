"""The register of seals: who keeps each, how it went from hand to hand, its loss and its end (JH-32, JH-33).

What is done to a seal is entered and never changed; a seal that was lost or revoked is refused from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from onevisit.documents.models import Seal, SealEvent, SealMove, SealUse, StandingSealOrder
from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import SealKind
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.models import Department, Staff
from onevisit.organization.workers import Worker
from onevisit.records import clock, idempotency

SHORTEST_REASON = 4
PAGE = 50


def in_sight_of(worker: Worker) -> QuerySet[Seal]:
    """What a worker may look up: the seals of his department, those it keeps; a supervisor sees all."""
    seals = Seal.objects.select_related("department", "kept_by", "keeper", "hall").order_by("pk")
    if worker.has(Role.SUPERVISOR):
        return seals
    own = worker.department_id
    return seals.filter(Q(department_id=own) | Q(kept_by_id=own))


def is_keeper(seal: Seal, worker: Worker) -> bool:
    """Whether the worker is one of the people of the seal's keeper."""
    return worker.has(Role.SEAL_KEEPER) and seal.kept_by_id == worker.department_id


@enforces("JH-32", "JH-33")
def require_keeper(seal: Seal, worker: Worker) -> None:
    """Raises Refusal for anybody but the keeper."""
    if is_keeper(seal, worker):
        return
    raise Refusal(
        "not_the_keeper",
        Sentence("印章 %(number)s 不由您所在的单位保管。", number=seal.number),
        clauses=("JH-32",),
        who_could=Sentence("请由保管该印章的单位办理。"),
    )


@enforces("JH-32")
def hand_over(seal_id: int, worker: Worker, key: str, taker_id: int, signature: str, reason: str) -> int:
    """The keeper hands a seal over and signs; until the other has taken it, it stays his."""
    given = {"seal": seal_id, "taker": taker_id, "signature": signature, "reason": reason}

    def apply(at: datetime) -> int:
        seal = _lock(seal_id)
        require_keeper(seal, worker)
        _require_alive(seal)
        _require_reason(reason)
        taker = Staff.objects.select_related("department").get(pk=taker_id)
        _require_may_keep(seal, taker)
        if seal.moves.filter(taken_at=None, cancelled_at=None).exists():
            raise Refusal(
                "move_under_way",
                Sentence("这枚印章已经在移交，等待对方签收。"),
                clauses=("JH-32",),
                next_step=Sentence("请对方签收，或者撤回移交后重新办理。"),
            )
        move = SealMove.objects.create(
            seal=seal,
            given_by_id=worker.staff_id,
            given_at=at,
            given_signature=signature,
            from_department_id=seal.kept_by_id,
            taken_by=taker,
            to_department=taker.department,
            reason=reason.strip(),
        )
        return int(move.pk)

    return _once(worker, "seal.hand_over", key, given, apply)


@enforces("JH-32")
def take_over(move_id: int, worker: Worker, key: str, signature: str) -> int:
    """The new keeper takes the seal over and signs; from now on he answers for it."""

    def apply(at: datetime) -> int:
        move = _open_move(move_id)
        seal = _lock(move.seal_id)
        if move.taken_by_id != worker.staff_id:
            raise Refusal(
                "not_the_taker",
                Sentence("这枚印章不是移交给您的。"),
                clauses=("JH-32",),
                who_could=Sentence("请由%(name)s签收。", name=move.taken_by.name),
            )
        _require_alive(seal)
        move.taken_at, move.taken_signature = at, signature
        move.save(update_fields=["taken_at", "taken_signature"])
        seal.kept_by_id, seal.keeper_id = move.to_department_id, worker.staff_id
        seal.save(update_fields=["kept_by", "keeper"])
        _enter(seal, SealEvent.Kind.MOVED, at, worker, move.reason)
        return int(seal.pk)

    return _once(worker, "seal.take_over", key, {"move": move_id, "signature": signature}, apply)


@enforces("JH-32")
def cancel_move(move_id: int, worker: Worker, key: str) -> int:
    """The keeper takes a handover back that nobody has signed for yet."""

    def apply(at: datetime) -> int:
        move = _open_move(move_id)
        require_keeper(_lock(move.seal_id), worker)
        move.cancelled_at = at
        move.save(update_fields=["cancelled_at"])
        return int(move.seal_id)

    return _once(worker, "seal.cancel_move", key, {"move": move_id}, apply)


@enforces("JH-32", "JH-33")
def end(seal_id: int, worker: Worker, key: str, kind: str, reason: str) -> int:
    """A seal was lost, or is revoked: every use from now on is refused; standing orders end with it."""

    def apply(at: datetime) -> int:
        seal = _lock(seal_id)
        require_keeper(seal, worker)
        _require_alive(seal)
        _require_reason(reason)
        chosen = SealEvent.Kind.LOST if kind == SealEvent.Kind.LOST else SealEvent.Kind.REVOKED
        seal.ended_at = at
        seal.save(update_fields=["ended_at"])
        StandingSealOrder.objects.filter(seal=seal).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=at.date())
        ).update(valid_to=at.date())
        SealMove.objects.filter(seal=seal, taken_at=None, cancelled_at=None).update(cancelled_at=at)
        _enter(seal, chosen, at, worker, reason.strip())
        return int(seal.pk)

    return _once(worker, "seal.end", key, {"seal": seal_id, "kind": kind, "reason": reason}, apply)


@enforces("JH-32")
def keep_imprint(seal_id: int, worker: Worker, key: str, sha256: str) -> int:
    """Keeps the scan of the imprint with which paper can be compared."""

    def apply(at: datetime) -> int:
        seal = _lock(seal_id)
        require_keeper(seal, worker)
        seal.imprint_sha256 = sha256
        seal.save(update_fields=["imprint_sha256"])
        _enter(seal, SealEvent.Kind.IMPRINT, at, worker, sha256)
        return int(seal.pk)

    return _once(worker, "seal.imprint", key, {"seal": seal_id, "sha256": sha256}, apply)


@dataclass(frozen=True)
class UsePage:
    """Uses of a seal; ``before`` is the key of the next page, None on the last."""

    uses: tuple[SealUse, ...]
    before: int | None


def uses_of(
    seal: Seal, *, first: date | None = None, last: date | None = None, before: int | None = None
) -> UsePage:
    """The uses of a seal on these days, the newest first, by keyset. One statement."""
    rows = list(_uses(seal, first, last, before)[: PAGE + 1])
    return UsePage(tuple(rows[:PAGE]), rows[PAGE - 1].number if len(rows) > PAGE else None)


def all_uses(seal: Seal, first: date | None, last: date | None) -> QuerySet[SealUse]:
    """The same for a file, whole."""
    return _uses(seal, first, last, None)


def _uses(seal: Seal, first: date | None, last: date | None, before: int | None) -> QuerySet[SealUse]:
    found = SealUse.objects.filter(seal=seal)
    if first is not None:
        found = found.filter(used_at__gte=clock.start_of(first))
    if last is not None:
        found = found.filter(used_at__lt=clock.start_of(date.fromordinal(last.toordinal() + 1)))
    if before is not None:
        found = found.filter(number__lt=before)
    related = ("document", "operator", "hall", "post", "standing_order")
    return found.select_related(*related).defer("document__content").order_by("-number")


def possible_keepers(seal: Seal) -> QuerySet[Staff]:
    """To whom the seal may go: keepers of its organ, and of the agency by delegation (JH-32)."""
    today = clock.today()
    in_force = Q(roles__valid_from__lte=today) & (
        Q(roles__valid_to__isnull=True) | Q(roles__valid_to__gte=today)
    )
    where = Q(department_id=seal.department_id)
    if SealKind(seal.kind) in (SealKind.ACCEPTANCE_SEAL, SealKind.APPROVAL_SEAL):
        where |= Q(department__kind=Department.Kind.AGENCY)
    return (
        Staff.objects.filter(where, in_force, active=True, roles__role=Role.SEAL_KEEPER.value)
        .select_related("department")
        .distinct()
        .order_by("department_id", "pk")
    )


def _require_may_keep(seal: Seal, taker: Staff) -> None:
    if possible_keepers(seal).filter(pk=taker.pk).exists():
        return
    raise Refusal(
        "may_not_keep",
        Sentence(
            "不能移交给%(name)s：印章由出具机关保管；受理章、审批专用章受委托的，由政务服务管理机构保管。",
            name=taker.name,
        ),
        clauses=("JH-32",),
        next_step=Sentence("请移交给登记的印章保管人。您填写的内容都在。"),
    )


def _require_alive(seal: Seal) -> None:
    if seal.ended_at is not None:
        raise Refusal(
            "seal_ended",
            Sentence("印章 %(number)s 已经挂失或者作废，不能再使用、移交。", number=seal.number),
            clauses=("JH-32",),
        )


def _require_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refusal("reason_needed", Sentence("请写明原因，至少 4 个字。"), clauses=("JH-32",))


def _open_move(move_id: int) -> SealMove:
    move = SealMove.objects.select_for_update(of=("self",)).select_related("taken_by").get(pk=move_id)
    if move.taken_at is not None or move.cancelled_at is not None:
        raise Refusal("move_done", Sentence("这次移交已经办完或者撤回。"), clauses=("JH-32",))
    return move


def _lock(seal_id: int) -> Seal:
    return Seal.objects.select_for_update().get(pk=seal_id)


def _enter(seal: Seal, kind: SealEvent.Kind, at: datetime, worker: Worker, note: str) -> None:
    SealEvent.objects.create(
        seal=seal, kind=kind.value, at=at, staff_id=worker.staff_id, kept_by_id=seal.kept_by_id, note=note
    )


def _once(
    worker: Worker, command: str, key: str, given: Mapping[str, object], apply: Callable[[datetime], int]
) -> int:
    actor, body = f"staff:{worker.staff_id}", idempotency.body_hash(given)
    with transaction.atomic():
        stored = idempotency.claim(actor, command, key, body)
        if stored is not None:
            return int(stored.result)
        result = apply(clock.now())
        idempotency.store(actor, command, key, result)
        return result
