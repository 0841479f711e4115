"""New seals and standing orders: one of the keeper's people proposes, another confirms (JH-32, rule 29)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from onevisit.documents.models import Seal, SealEvent, SealProposal, StandingSealOrder
from onevisit.documents.seal_register import require_keeper
from onevisit.documents.signatures import SealIdentity, provider
from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import DocumentKind, SealKind
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.law.seals import decision_refusal, new_seal_refusal, standing_order_refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.models import Department, Hall, Staff
from onevisit.organization.workers import Worker
from onevisit.records import access_log, clock, idempotency

PROPOSERS = (Role.SEAL_KEEPER, Role.DEPARTMENT_HEAD)
CONFIRMERS = (Role.SEAL_KEEPER, Role.DEPARTMENT_HEAD, Role.HALL_MANAGER)
SHORTEST_REASON = 4


def register_seal(
    *,
    number: str,
    kind: SealKind,
    department: Department,
    kept_by: Department,
    hall: Hall | None,
    valid_from: date,
    face_text: str = "",
    valid_to: date | None = None,
    keeper: Staff | None = None,
) -> Seal:
    """Enter a seal into the register and make its key and certificate (JH-32). The face names the organ."""
    if not kind.needs_seal:
        raise ValueError(f"{kind.value} is no seal")
    face = face_text or department.name
    certificate = provider().certificate_pem(SealIdentity(number, face, kind.label))
    return Seal.objects.create(
        number=number,
        kind=kind.value,
        department=department,
        kept_by=kept_by,
        hall=hall,
        face_text=face,
        valid_from=valid_from,
        valid_to=valid_to,
        keeper=keeper,
        certificate=certificate,
    )


def open_proposals(worker: Worker) -> QuerySet[SealProposal]:
    """What waits for a second signature in the worker's department."""
    return proposals_of(worker).filter(stage=SealProposal.Stage.PROPOSED.value)


def proposals_of(worker: Worker) -> QuerySet[SealProposal]:
    """The proposals that the worker may look up: those of his department."""
    related = ("department", "hall", "proposed_by", "decided_by", "seal")
    return (
        SealProposal.objects.filter(department_id=worker.department_id)
        .select_related(*related)
        .order_by("-pk")
    )


def halls_of(worker: Worker) -> QuerySet[Hall]:
    """The halls for which the worker's department may register a seal: those of its region."""
    return Hall.objects.filter(region__departments=worker.department_id).order_by("pk")


@enforces("JH-32", "RULE-28")
def propose_seal(
    worker: Worker,
    key: str,
    *,
    number: str,
    kind: SealKind,
    hall_id: int | None,
    basis: str,
    valid_from: date,
    valid_to: date | None,
) -> int:
    """Proposes a new seal of the worker's own organ, kept by it; returns the proposal's key."""
    given = {
        "number": number,
        "kind": kind.value,
        "hall": hall_id,
        "basis": basis,
        "from": valid_from.isoformat(),
        "to": valid_to.isoformat() if valid_to else None,
    }

    def apply(at: datetime) -> SealProposal:
        _require_role(worker, PROPOSERS)
        organ = Department.objects.get(pk=worker.department_id)
        _require(
            new_seal_refusal(
                kind,
                has_hall=hall_id is not None,
                of_agency=organ.kind == Department.Kind.AGENCY,
                valid_from=valid_from,
                valid_to=valid_to,
                today=at.date(),
            )
        )
        _require_basis(basis)
        if hall_id is not None and not halls_of(worker).filter(pk=hall_id).exists():
            raise Refusal("unknown_hall", Sentence("没有这个大厅。"), clauses=("JH-32",))
        if Seal.objects.filter(number=number).exists():
            raise _number_taken(number)
        return _propose(
            worker,
            at,
            number=number,
            kind=kind.value,
            hall_id=hall_id,
            basis=basis,
            valid_from=valid_from,
            valid_to=valid_to,
        )

    return _once(worker, "seal.propose", key, given, apply)


@enforces("RULE-29", "JH-32")
def propose_order(
    seal_id: int,
    worker: Worker,
    key: str,
    *,
    document_kind: DocumentKind,
    basis: str,
    valid_from: date,
    valid_to: date | None,
) -> int:
    """The keeper proposes that the platform may put the seal on one kind of document."""
    given = {
        "seal": seal_id,
        "document": document_kind.value,
        "basis": basis,
        "from": valid_from.isoformat(),
        "to": valid_to.isoformat() if valid_to else None,
    }

    def apply(at: datetime) -> SealProposal:
        seal = Seal.objects.select_for_update().get(pk=seal_id)
        require_keeper(seal, worker)
        _require_order(seal, document_kind, valid_from, valid_to, at)
        _require_basis(basis)
        return _propose(
            worker,
            at,
            seal=seal,
            number=seal.number,
            kind=seal.kind,
            hall_id=seal.hall_id,
            document_kind=document_kind.value,
            basis=basis,
            valid_from=valid_from,
            valid_to=valid_to,
        )

    return _once(worker, "seal.propose_order", key, given, apply)


@enforces("JH-32", "RULE-29")
def confirm(proposal_id: int, worker: Worker, key: str) -> int:
    """Another of the keeper's people confirms: the seal or the order is registered from now on."""

    def apply(at: datetime) -> SealProposal:
        proposal = _to_decide(proposal_id, worker)
        if proposal.document_kind:
            assert proposal.seal_id is not None
            seal = Seal.objects.select_for_update().get(pk=proposal.seal_id)
            if seal.kept_by_id != proposal.department_id:
                raise Refusal(
                    "seal_moved", Sentence("提出以后，印章已经移交给别的单位。"), clauses=("JH-32",)
                )
            kind = DocumentKind(proposal.document_kind)
            _require_order(seal, kind, max(proposal.valid_from, at.date()), proposal.valid_to, at)
            StandingSealOrder.objects.create(
                seal=seal,
                document_kind=kind.value,
                ordered_by=proposal.proposed_by,
                basis=proposal.basis,
                valid_from=max(proposal.valid_from, at.date()),
                valid_to=proposal.valid_to,
            )
            event, note = SealEvent.Kind.ORDERED, kind.label
        else:
            seal = _registered(proposal, at)
            proposal.seal = seal
            event, note = SealEvent.Kind.REGISTERED, proposal.basis
        SealEvent.objects.create(
            seal=seal,
            kind=event.value,
            at=at,
            staff_id=worker.staff_id,
            kept_by_id=seal.kept_by_id,
            note=note,
        )
        return _decided(proposal, SealProposal.Stage.CONFIRMED, worker, at)

    return _once(worker, "seal.confirm", key, {"proposal": proposal_id}, apply)


def send_back(proposal_id: int, worker: Worker, key: str, why: str) -> int:
    """The second gives a proposal back with a reason; nothing is registered."""

    def apply(at: datetime) -> SealProposal:
        proposal = _to_decide(proposal_id, worker)
        if len(why.strip()) < SHORTEST_REASON:
            raise Refusal("reason_needed", Sentence("请写明原因，至少 4 个字。"), clauses=("JH-32",))
        proposal.returned_because = why.strip()
        return _decided(proposal, SealProposal.Stage.RETURNED, worker, at)

    return _once(worker, "seal.send_back", key, {"proposal": proposal_id, "why": why}, apply)


def _registered(proposal: SealProposal, at: datetime) -> Seal:
    last = proposal.valid_to
    if last is not None and last < at.date():
        raise Refusal("days_over", Sentence("提出的有效期已经过去。"), clauses=("JH-32",))
    try:
        with transaction.atomic():
            return register_seal(
                number=proposal.number,
                kind=SealKind(proposal.kind),
                department=proposal.department,
                kept_by=proposal.department,
                hall=proposal.hall,
                valid_from=max(proposal.valid_from, at.date()),
                valid_to=last,
                keeper=proposal.proposed_by,
            )
    except IntegrityError as error:
        raise _number_taken(proposal.number) from error


def _propose(worker: Worker, at: datetime, **fields: Any) -> SealProposal:
    try:
        with transaction.atomic():
            return SealProposal.objects.create(
                department_id=worker.department_id,
                proposed_by_id=worker.staff_id,
                proposed_at=at,
                **fields,
            )
    except IntegrityError as error:
        raise Refusal(
            "proposal_under_way",
            Sentence("同样的登记已经提出，等待复核。"),
            clauses=("JH-32",),
            next_step=Sentence("请先复核或者退回前一个。您填写的内容都在。"),
        ) from error


def _to_decide(proposal_id: int, worker: Worker) -> SealProposal:
    proposal = proposals_of(worker).select_for_update(of=("self",)).get(pk=proposal_id)
    _require_role(worker, CONFIRMERS)
    if proposal.stage != SealProposal.Stage.PROPOSED:
        raise Refusal("proposal_decided", Sentence("这项登记已经复核或者退回。"), clauses=("JH-32",))
    _require(decision_refusal(proposal.proposed_by_id, worker.staff_id))
    return proposal


def _decided(proposal: SealProposal, stage: SealProposal.Stage, worker: Worker, at: datetime) -> SealProposal:
    proposal.stage, proposal.decided_by_id, proposal.decided_at = stage, worker.staff_id, at
    proposal.save()
    return proposal


def _require_order(
    seal: Seal, kind: DocumentKind, valid_from: date, valid_to: date | None, at: datetime
) -> None:
    if seal.ended_at is not None:
        raise Refusal("seal_ended", Sentence("印章已经挂失或者作废。"), clauses=("JH-32",))
    _require(
        standing_order_refusal(
            SealKind(seal.kind), kind, valid_from=valid_from, valid_to=valid_to, today=at.date()
        )
    )
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)
    if StandingSealOrder.objects.filter(in_force, seal=seal, document_kind=kind.value).exists():
        raise Refusal(
            "order_in_force",
            Sentence("这种文书已经有长期用印授权，还在有效期内。"),
            clauses=("RULE-29",),
            next_step=Sentence("不需要重复登记。"),
        )


def _require_role(worker: Worker, roles: tuple[Role, ...]) -> None:
    if worker.roles.intersection(roles):
        return
    raise Refusal(
        "no_power",
        Sentence("您没有登记印章的权限。"),
        clauses=("JH-32",),
        who_could=Sentence("请由本单位的印章保管人或者负责人办理。"),
    )


def _require_basis(basis: str) -> None:
    if len(basis.strip()) < SHORTEST_REASON:
        raise Refusal("basis_needed", Sentence("请写明依据，至少 4 个字。"), clauses=("JH-32",))


def _require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise refusal


def _number_taken(number: str) -> Refusal:
    return Refusal(
        "seal_number_taken",
        Sentence("印章编号 %(number)s 已经登记过，一个编号只能登记一枚印章。", number=number),
        clauses=("JH-32",),
        next_step=Sentence("请换一个编号，您填写的内容都在。"),
    )


def _once(
    worker: Worker,
    command: str,
    key: str,
    given: Mapping[str, object],
    apply: Callable[[datetime], SealProposal],
) -> int:
    """One command, once for each key, with a line in the access log that nothing undoes."""
    actor, body = f"staff:{worker.staff_id}", idempotency.body_hash(given)
    with transaction.atomic():
        stored = idempotency.claim(actor, command, key, body)
        if stored is not None:
            return int(stored.result)
        proposal = apply(clock.now())
        access_log.log(
            actor_kind="staff",
            actor_id=worker.staff_id,
            action=command,
            subject_kind="seal_proposal",
            subject_id=proposal.pk,
            allowed=True,
            purpose=proposal.returned_because or proposal.basis,
        )
        idempotency.store(actor, command, key, proposal.pk)
        return int(proposal.pk)
