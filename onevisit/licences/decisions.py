"""Acts on a licence: one person proposes, another signs, the holder is served (rules 21, 30 and 32).

A decision against the holder has effect when it is served, like every other; what favours the holder, and
striking from the register, has effect when signed. Everything happens under the lock of the licence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field

from onevisit.documents import actions as documents
from onevisit.documents.models import Document, Service
from onevisit.documents.queries import require_finished
from onevisit.law.clauses import enforces
from onevisit.law.licences.acts import (
    RULES,
    Ground,
    LicenceAct,
    LicenceActFacts,
    act_refusal,
    signer_refusal,
    state_refusal,
)
from onevisit.law.powers import PowerKind
from onevisit.law.qualification import qualification_fault
from onevisit.law.refusal import Refusal, told_in
from onevisit.law.sentence import Sentence, Term
from onevisit.law.service import ServiceFacts, ServiceMethod, service_refusal
from onevisit.licences import issuing, papers
from onevisit.licences.models import Licence, LicenceDecision, LicenceEvent
from onevisit.organization.authorization import CaseNames, may
from onevisit.organization.workers import Worker
from onevisit.people.models import Consent
from onevisit.people.queries import consent_in_force
from onevisit.records import clock, idempotency, jobs, messages, privacy
from onevisit.records.clock import SHANGHAI
from onevisit.records.messages import OutgoingMessage
from onevisit.records.models import MessageChannel


class Proposal(BaseModel):
    """What the proposer gives. ``owed`` is compensation, ``holder_heard`` how the holder was heard."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    act: LicenceAct
    ground: Ground
    reasons: tuple[str, ...] = Field(default=(), max_length=20)
    legal_basis: tuple[str, ...] = Field(default=(), max_length=20)
    holder_heard: str = Field(default="", max_length=2000)
    owed: str = Field(default="", max_length=2000)
    penalty_number: str = Field(default="", max_length=80)
    public_interest_weighed: bool = False


@dataclass(frozen=True)
class _Done:
    """What a command led to; its documents get their numbers as the last statements before commit."""

    decision_id: int
    made: Sequence[Document] = ()


def may_act(worker: Worker, power: PowerKind, licence: Licence) -> Refusal | None:
    """Why the worker may not act on the licence, or None: power, kinship, qualification (rules 21, 27)."""
    names = CaseNames(licence.city, licence.department.name, False, False)
    refusal = may(worker, power, licence, names)
    if refusal is not None:
        return refusal
    if worker.identity_hash is not None and worker.identity_hash == bytes(licence.holder_hash):
        return Refusal(
            "recusal",
            Sentence("您就是持证人本人，应当回避。"),
            clauses=("JH-41.4",),
            who_could=Sentence("请由其他人员办理。"),
        )
    fault = None
    if power in (PowerKind.REVIEW, PowerKind.SIGN):
        fault = qualification_fault(worker.qualification, licence.item_code, licence.version.name)
    if fault is None:
        return None
    return Refusal(
        "not_qualified",
        fault,
        clauses=("RULE-27", "JH-8.4"),
        who_could=Sentence("请由有资格的人员办理；登记有误的，请部门负责人在人员登记册更正。"),
    )


@enforces("RULE-32", "RULE-21")
def propose(licence_id: int, worker: Worker, key: str, given: Mapping[str, Any]) -> int:
    """Proposes an act on a licence; returns the key of the decision that waits for its signer."""
    proposal = Proposal.model_validate(given)

    def apply(licence: Licence, at: datetime) -> _Done:
        _require(may_act(worker, PowerKind.REVIEW, licence))
        if licence.decisions.filter(stage__in=["proposed", "signed"]).exists():
            raise Refusal(
                "decision_under_way",
                Sentence("这份证照已经有一个决定在办理，一次只能办理一个。"),
                clauses=("RULE-32",),
                next_step=Sentence("请先办完或者退回前一个决定。"),
            )
        _require(act_refusal(_facts(proposal, licence)))
        decision = LicenceDecision.objects.create(
            licence=licence,
            act=proposal.act.value,
            ground=proposal.ground.value,
            reasons=list(proposal.reasons),
            legal_basis=list(proposal.legal_basis),
            holder_heard=proposal.holder_heard,
            owed=proposal.owed,
            penalty_number=proposal.penalty_number,
            public_interest_weighed=proposal.public_interest_weighed,
            proposed_by_id=worker.staff_id,
            proposed_at=at,
        )
        return _Done(decision.pk)

    return _once(worker, "licence.propose", key, licence_id, given, apply)


@enforces("RULE-21", "RULE-32")
def sign(decision_id: int, worker: Worker, key: str) -> int:
    """Signs a proposed decision: its document is made, and served at once where that is allowed."""

    def apply(licence: Licence, at: datetime) -> _Done:
        decision = _in_stage(decision_id, LicenceDecision.Stage.PROPOSED)
        _require(may_act(worker, PowerKind.SIGN, licence))
        _require(signer_refusal(decision.proposed_by_id, worker.staff_id))
        _require(act_refusal(_facts(_proposal_of(decision), licence)))
        online = _served_online(licence)
        made = documents.prepare_all(
            [papers.decision_paper(decision, licence, at.date(), served_online=online)],
            case=papers.place_of(licence),
            worker=worker,
            definition=licence.version.definition,
            now=at,
        )
        document = made[0]
        decision.signed_by_id, decision.signed_at = worker.staff_id, at
        decision.stage, decision.document = LicenceDecision.Stage.SIGNED, document
        if online and document.state == Document.State.QUEUED:
            _serve(decision, document, ServiceMethod.ELECTRONIC, at, worker)
        if decision.served_at is not None or not RULES[LicenceAct(decision.act)].on_service:
            _take_effect(decision, licence, at, worker)
        decision.save()
        _tell_holder(decision, licence)
        jobs.defer(papers.PRODUCE, documents=[document.pk])
        return _Done(decision.pk, made)

    return _once(worker, "licence.sign", key, _licence_of(decision_id), {"decision": decision_id}, apply)


def send_back(decision_id: int, worker: Worker, key: str, why: str) -> int:
    """The signer gives a proposal back; the licence stays as it is."""

    def apply(licence: Licence, at: datetime) -> _Done:
        decision = _in_stage(decision_id, LicenceDecision.Stage.PROPOSED)
        _require(may_act(worker, PowerKind.SIGN, licence))
        if len(why.strip()) < 2:
            raise Refusal("reason_needed", Sentence("请写明退回的理由。"), clauses=("RULE-21",))
        decision.stage, decision.returned_because = LicenceDecision.Stage.RETURNED, why.strip()
        decision.save(update_fields=["stage", "returned_because"])
        return _Done(decision.pk)

    given = {"decision": decision_id, "why": why}
    return _once(worker, "licence.send_back", key, _licence_of(decision_id), given, apply)


@enforces("RULE-30", "RULE-32")
def record_service(
    decision_id: int,
    worker: Worker,
    key: str,
    *,
    method: ServiceMethod,
    served_on: date,
    receiver: str = "",
    signature: str = "",
    tracking_number: str = "",
    note: str = "",
) -> int:
    """Enters how the decision reached the holder; a decision against him takes effect with this (rule 30)."""
    given = {
        "decision": decision_id,
        "method": method.value,
        "served_on": served_on.isoformat(),
        "receiver": receiver,
        "signature": signature,
        "tracking_number": tracking_number,
        "note": note,
    }

    def apply(licence: Licence, at: datetime) -> _Done:
        decision = _to_be_served(decision_id)
        document = decision.document
        assert document is not None
        _require(may_act(worker, PowerKind.SERVE, licence))
        require_finished(document)
        facts = ServiceFacts(
            method=method,
            served_on=served_on,
            issued_on=document.issued_on,
            today=at.date(),
            receiver=receiver,
            signature=signature,
            tracking_number=tracking_number,
            note=note,
            electronically=_served_online(licence),
        )
        _require(service_refusal(facts))
        moment = at if served_on == at.date() else datetime.combine(served_on, time.max, tzinfo=SHANGHAI)
        _serve(decision, document, method, moment, worker, receiver=receiver, signature=signature)
        if decision.stage == LicenceDecision.Stage.SIGNED:
            _take_effect(decision, licence, at, worker)
        decision.save()
        made = documents.prepare_all(
            [papers.proof_of_service(document, licence, facts, at, worker.name)],
            case=papers.place_of(licence),
            worker=worker,
            definition=licence.version.definition,
            now=at,
        )
        jobs.defer(papers.PRODUCE, documents=[one.pk for one in made])
        return _Done(decision.pk, made)

    return _once(worker, "licence.serve", key, _licence_of(decision_id), given, apply)


def _once(
    worker: Worker,
    command: str,
    key: str,
    licence_id: int,
    given: Mapping[str, Any],
    apply: Callable[[Licence, datetime], _Done],
) -> int:
    """One command under the lock of the licence, with one effect however often it is sent."""
    body = idempotency.body_hash({"licence": licence_id, "given": dict(given)})
    actor = f"staff:{worker.staff_id}"
    with transaction.atomic():
        stored = idempotency.claim(actor, command, key, body)
        if stored is not None:
            return int(stored.result)
        licence = lock(licence_id)
        with told_in(lambda: licence.city):
            done = apply(licence, clock.now())
        idempotency.store(actor, command, key, done.decision_id)
        documents.finish(done.made)
        return done.decision_id


def lock(licence_id: int) -> Licence:
    """The licence with its surroundings, locked until the transaction ends. Raises Licence.DoesNotExist."""
    return (
        Licence.objects.select_for_update(of=("self",))
        .select_related("department", "hall__region", "version", "holder")
        .get(pk=licence_id)
    )


def _licence_of(decision_id: int) -> int:
    """The licence of a decision. Raises LicenceDecision.DoesNotExist."""
    return int(LicenceDecision.objects.values_list("licence_id", flat=True).get(pk=decision_id))


def _in_stage(decision_id: int, stage: LicenceDecision.Stage) -> LicenceDecision:
    decision = LicenceDecision.objects.get(pk=decision_id)
    if decision.stage != stage:
        raise _not_waiting(decision)
    return decision


def _to_be_served(decision_id: int) -> LicenceDecision:
    decision = LicenceDecision.objects.select_related("document").get(pk=decision_id)
    if decision.document is None or decision.served_at is not None:
        raise _not_waiting(decision)
    return decision


def _not_waiting(decision: LicenceDecision) -> Refusal:
    return Refusal(
        "decision_moved_on",
        Sentence("这一步已经办过：这个决定%(stage)s。", stage=Term(decision.get_stage_display())),
        clauses=("RULE-21",),
        next_step=Sentence("请刷新查看最新进展。"),
    )


def _require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise refusal


def _facts(proposal: Proposal, licence: Licence) -> LicenceActFacts:
    return LicenceActFacts(
        act=proposal.act,
        state=licence.current_state,
        ground=proposal.ground,
        reasons=proposal.reasons,
        legal_basis=proposal.legal_basis,
        holder_heard=proposal.holder_heard,
        owed=proposal.owed,
        penalty_number=proposal.penalty_number,
        public_interest_weighed=proposal.public_interest_weighed,
    )


def _proposal_of(decision: LicenceDecision) -> Proposal:
    return Proposal(
        act=LicenceAct(decision.act),
        ground=Ground(decision.ground),
        reasons=tuple(decision.reasons),
        legal_basis=tuple(decision.legal_basis),
        holder_heard=decision.holder_heard,
        owed=decision.owed,
        penalty_number=decision.penalty_number,
        public_interest_weighed=decision.public_interest_weighed,
    )


def _served_online(licence: Licence) -> bool:
    """Whether the holder agreed to electronic service and the document can tell the online remedy (FY-22)."""
    if not licence.department.online_reconsideration:
        return False
    return consent_in_force(licence.holder, Consent.Kind.ELECTRONIC_SERVICE) is not None


def _serve(
    decision: LicenceDecision,
    document: Document,
    method: ServiceMethod,
    moment: datetime,
    worker: Worker,
    *,
    receiver: str = "",
    signature: str = "",
) -> None:
    Service.objects.create(
        document=document,
        method=method.value,
        served_at=moment,
        served_by_id=worker.staff_id,
        receiver_commitment=privacy.commitment("receiver", document.pk, receiver) if receiver else "",
        signature_sha256=papers.signature_picture(signature),
    )
    decision.service_method, decision.served_at = method.value, moment


def _take_effect(decision: LicenceDecision, licence: Licence, at: datetime, worker: Worker) -> None:
    rule = RULES[LicenceAct(decision.act)]
    _require(state_refusal(rule.act, licence.current_state))
    issuing.change_state(
        licence,
        rule.to_state,
        LicenceEvent.Kind(decision.act),
        at,
        staff_id=worker.staff_id,
        reason="；".join(decision.reasons),
        legal_basis=decision.legal_basis,
        document=decision.document,
    )
    decision.stage, decision.in_effect_at = LicenceDecision.Stage.IN_EFFECT, at


def _tell_holder(decision: LicenceDecision, licence: Licence) -> None:
    account_id = licence.holder.account_id
    if account_id is None:
        return
    parameters = {"kind": licence.kind, "number": licence.number}
    template = f"licence.{decision.act}"
    messages.queue(
        [
            OutgoingMessage(
                MessageChannel.SITE, template, parameters, "licence", licence.pk, account_id=account_id
            )
        ]
    )
