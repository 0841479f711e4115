"""The register of stationed items and of exemptions, and its only writers (rule 26, JH-8, JH-10)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.register_acts import RegisterAct
from onevisit.law.sentence import Sentence, Term
from onevisit.law.stationing import ExemptionState, StationedPower, missing_powers
from onevisit.organization.models import Exemption, Stationing
from onevisit.organization.registering import Register, keep
from onevisit.organization.transferring import effective
from onevisit.organization.workers import Worker
from onevisit.records import clock

SUBJECT, EXEMPTION = "stationing", "exemption"


def in_force(today: date) -> QuerySet[Stationing]:
    """What is stationed on ``today``."""
    return Stationing.objects.filter(valid_from__lte=today).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    )


def exempt(today: date) -> QuerySet[Exemption]:
    """The exemptions in force on ``today``."""
    approved = Exemption.objects.filter(state=ExemptionState.APPROVED.value, decided_on__lte=today)
    return approved.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))


@enforces("JH-10", "JH-10a", "JH-40.1", "AS-2.2")
def stationing_fault(item_code: str, hall_id: int, today: date) -> Sentence | None:
    """Why the item can't be received in the hall, and where it can; None when it is stationed or exempt.

    One statement for an item that is stationed.
    """
    moved = effective(today).exclude(former_item_code="")
    here = in_force(today).exclude(item_code__in=moved.values("former_item_code"))
    places = list(here.filter(item_code=item_code).values_list("hall_id", "hall__name"))
    if any(hall == hall_id for hall, _name in places):
        return None
    new_holder = (
        moved.filter(former_item_code=item_code).values_list("to_department__name", flat=True).first()
    )
    if new_holder is not None:
        return Sentence("本事项已划转%(bureau)s，原部门不再收件；请选用审批局的事项。", bureau=new_holder)
    if exempt(today).filter(item_code=item_code).exists():
        return None
    if not places:
        return Sentence("本事项没有进驻任何大厅，不能收件。")
    return Sentence(
        "本事项没有进驻本大厅，不能在这里收件；可以收件的是：%(halls)s。",
        halls=tuple(name for _hall, name in places),
    )


@enforces("RULE-26", "JH-8.2.6")
def fee_power_given(item_code: str, hall_id: int, today: date) -> bool:
    """Whether the department gave its section in the hall the power to charge. One statement."""
    found = in_force(today).filter(item_code=item_code, hall_id=hall_id).values_list("given", flat=True)
    return any(StationedPower.FEES in given for given in found)


def gaps_of(one: Stationing) -> tuple[StationedPower, ...]:
    """授权不到位: the powers that the item calls for and the department has not given."""
    needed = {StationedPower(power) for power in one.needed}
    return missing_powers(needed, {StationedPower(power) for power in one.given})


@dataclass(frozen=True)
class StationingTerms:
    """An item in a hall as it is registered. Days are Asia/Shanghai dates."""

    item_code: str
    department_id: int
    hall_id: int
    needed: Collection[StationedPower]
    given: Collection[StationedPower]
    authorised_by: str
    document: str
    valid_from: date


@enforces("RULE-26", "JH-8.1", "JH-8.2", "JH-10")
def station(terms: StationingTerms, worker: Worker, reason: str, key: str) -> int:
    """Registers or changes what a department gives for an item in a hall. Raises Refusal."""

    def change() -> int:
        made, _created = Stationing.objects.update_or_create(
            item_code=terms.item_code,
            hall_id=terms.hall_id,
            defaults={
                "department_id": terms.department_id,
                "needed": sorted(power.value for power in terms.needed),
                "given": sorted(power.value for power in terms.given),
                "authorised_by": terms.authorised_by,
                "document": terms.document,
                "valid_from": terms.valid_from,
                "valid_to": None,
            },
        )
        return made.pk

    sent = {
        "item": terms.item_code,
        "hall": terms.hall_id,
        "given": sorted(terms.given),
        "document": terms.document,
        "from": terms.valid_from.isoformat(),
    }
    return keep(
        Register(RegisterAct.STATION_ITEM, SUBJECT, terms.department_id),
        worker,
        key,
        sent,
        change,
        reason=reason,
    )


@enforces("JH-10")
def withdraw_stationing(one: Stationing, worker: Worker, reason: str, key: str) -> int:
    """From tomorrow on the item is not served in the hall any more. Raises Refusal."""

    def change() -> int:
        held = Stationing.objects.select_for_update().get(pk=one.pk)
        if held.valid_to is not None:
            raise Refusal("withdrawn_before", Sentence("这个事项已经撤出本大厅。"), clauses=("JH-10",))
        held.valid_to = max(clock.today(), held.valid_from)
        held.save(update_fields=["valid_to"])
        return held.pk

    register = Register(RegisterAct.WITHDRAW_ITEM, SUBJECT, one.department_id)
    return keep(register, worker, key, {}, change, reason=reason, subject_id=one.pk)


@enforces("JH-10c")
def request_exemption(
    item_code: str, department_id: int, basis: str, reasons: str, worker: Worker, reason: str, key: str
) -> int:
    """The department asks in writing that an item stay outside the hall. Raises Refusal."""

    def change() -> int:
        if Exemption.objects.filter(
            item_code=item_code, state__in=[ExemptionState.REQUESTED, ExemptionState.REVIEWED]
        ).exists():
            raise Refusal("requested_before", Sentence("这个事项已有申请在办。"), clauses=("JH-10c",))
        return Exemption.objects.create(
            item_code=item_code,
            department_id=department_id,
            basis=basis,
            reasons=reasons,
            requested_by_id=worker.staff_id,
            requested_at=clock.now(),
        ).pk

    register = Register(RegisterAct.REQUEST_EXEMPTION, EXEMPTION, department_id)
    sent = {"item": item_code, "basis": basis, "reasons": reasons}
    return keep(register, worker, key, sent, change, reason=reason)


@enforces("JH-10c")
def review_exemption(one: Exemption, review: str, worker: Worker, reason: str, key: str) -> int:
    """The agency has examined the request and lays it before the leaders. Raises Refusal."""

    def change() -> int:
        held = _in_state(one, ExemptionState.REQUESTED)
        held.state = ExemptionState.REVIEWED.value
        held.reviewed_by_id, held.reviewed_at, held.review = worker.staff_id, clock.now(), review
        held.save()
        return held.pk

    register = Register(RegisterAct.REVIEW_EXEMPTION, EXEMPTION, one.department_id)
    return keep(register, worker, key, {"review": review}, change, reason=reason, subject_id=one.pk)


@dataclass(frozen=True)
class LeadersDecision:
    """What the two leaders decided: both are named. ``valid_to`` None has no end."""

    approved: bool
    leader_in_charge: str
    chief_leader: str
    document: str
    decided_on: date
    valid_to: date | None


@enforces("JH-10c")
def decide_exemption(one: Exemption, decision: LeadersDecision, worker: Worker, reason: str, key: str) -> int:
    """Enters the decision of the leader in charge and of the chief leader. Raises Refusal."""

    def change() -> int:
        held = _in_state(one, ExemptionState.REVIEWED)
        fault = _decision_fault(decision)
        if fault is not None:
            raise Refusal("leaders_decision", fault, clauses=("JH-10c",))
        held.state = (ExemptionState.APPROVED if decision.approved else ExemptionState.REFUSED).value
        held.leader_in_charge, held.chief_leader = decision.leader_in_charge, decision.chief_leader
        held.document, held.decided_on = decision.document, decision.decided_on
        held.valid_to = decision.valid_to
        held.save()
        return held.pk

    sent = {
        "approved": decision.approved,
        "leaders": [decision.leader_in_charge, decision.chief_leader],
        "document": decision.document,
        "days": [str(decision.decided_on), str(decision.valid_to)],
    }
    register = Register(RegisterAct.DECIDE_EXEMPTION, EXEMPTION, one.department_id)
    return keep(register, worker, key, sent, change, reason=reason, subject_id=one.pk)


def _decision_fault(decision: LeadersDecision) -> Sentence | None:
    if decision.leader_in_charge == decision.chief_leader:
        return Sentence("分管领导和主要领导是两个人，两个人都要决定。")
    if decision.decided_on > clock.today():
        return Sentence("决定日期还没有到。")
    if decision.valid_to is not None and decision.valid_to < decision.decided_on:
        return Sentence("有效期早于决定日期。")
    return None


def _in_state(one: Exemption, wanted: ExemptionState) -> Exemption:
    held = Exemption.objects.select_for_update().get(pk=one.pk)
    if held.state != wanted.value:
        raise Refusal(
            "other_state",
            Sentence("这份申请现在的状态是“%(state)s”，不能办这一步。", state=Term(held.get_state_display())),
            clauses=("JH-10c",),
        )
    return held
