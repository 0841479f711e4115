"""Who broke a promise may not make another: bars, their end and their repair (国办发〔2020〕42号).

A bar ends by itself with its last day. Before that its holder may ask for repair: one officer of the
department that barred him proposes, another decides, both with reasons.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from onevisit.law.clauses import enforces
from onevisit.law.commitments import BarKind
from onevisit.law.refusal import Refusal
from onevisit.law.register_acts import RegisterAct
from onevisit.law.sentence import Sentence
from onevisit.organization.registering import Register, keep
from onevisit.organization.workers import Worker
from onevisit.people.agents import represented_by
from onevisit.people.models import Applicant, CreditBar, CreditRepair
from onevisit.records import clock, idempotency
from onevisit.records.messages import OutgoingMessage, queue
from onevisit.records.models import MessageChannel

SUBJECT = "credit_bar"
NOBODY_KNOWN = Sentence("没有找到这个证件号码的申请人，没有登记。")
CHECK_THE_NUMBER = Sentence("请核对证件种类和号码；没有办过事的，等他来办事时再登记。")
SHORTEST_STATEMENT, LONGEST_STATEMENT = 5, 2000


def bars_in_force(applicant_id: int, day: date) -> QuerySet[CreditBar]:
    """The bars against an applicant on this Asia/Shanghai day."""
    return CreditBar.objects.filter(
        applicant_id=applicant_id, barred_from__lte=day, barred_until__gte=day, repaired_on__isnull=True
    )


def bar_kinds(applicant_id: int | None, day: date) -> frozenset[BarKind]:
    """Why the applicant may not promise anything on this day; empty when he may. One statement."""
    if applicant_id is None:
        return frozenset()
    return frozenset(
        BarKind(kind) for kind in bars_in_force(applicant_id, day).values_list("kind", flat=True)
    )


def is_barred(applicant_id: int | None, day: date) -> bool:
    """Whether the applicant may not promise anything on this day. One statement."""
    return bool(bar_kinds(applicant_id, day))


def own_bars(person: Applicant) -> QuerySet[CreditBar]:
    """The bars that a person sees: his own and those of an organisation whose legal representative he is."""
    holders = [person.pk, *(one.pk for one in represented_by(person))]
    return CreditBar.objects.filter(applicant_id__in=holders).select_related("applicant").order_by("-pk")


@enforces("YS-40", "XK-7")
def ask_for_repair(bar: CreditBar, person: Applicant, statement: str, key: str) -> int:
    """The holder asks for repair, once for each key; returns the request. Raises Refusal."""
    assert person.account_id is not None
    actor, command = f"account:{person.account_id}", "credit.ask_for_repair"
    with transaction.atomic():
        stored = idempotency.claim(
            actor, command, key, idempotency.body_hash({"bar": bar.pk, "statement": statement})
        )
        if stored is not None:
            return int(stored.result)
        made = _request(bar.pk, statement, person.account_id)
        idempotency.store(actor, command, key, made)
    return made


def enter_repair(bar: CreditBar, worker: Worker, statement: str, reason: str, key: str) -> int:
    """The department enters a request that was handed in on paper. Raises Refusal."""

    def change() -> int:
        _request(bar.pk, statement, None)
        return bar.pk

    register = Register(RegisterAct.ENTER_REPAIR, SUBJECT, bar.department_id)
    return keep(register, worker, key, {"statement": statement}, change, reason=reason, subject_id=bar.pk)


def _request(bar_id: int, statement: str, account_id: int | None) -> int:
    bar = CreditBar.objects.select_for_update().get(pk=bar_id)
    if not bar.in_force(clock.today()):
        raise Refusal(
            "bar_over",
            Sentence("这条限制已经到期或者已经修复，不需要再申请。"),
            clauses=("YS-40",),
        )
    try:
        with transaction.atomic():
            made = CreditRepair.objects.create(
                bar=bar, asked_at=clock.now(), asked_by_id=account_id, statement=statement
            )
    except IntegrityError:
        raise Refusal(
            "repair_open",
            Sentence("这条限制已经有一份修复申请正在办理。"),
            clauses=("YS-40",),
            next_step=Sentence("请等候决定；决定作出后会告知。"),
        ) from None
    return made.pk


@dataclass(frozen=True)
class Dishonesty:
    """Serious dishonesty as the organ that found it put it on record."""

    applicant_id: int
    reason: str
    basis: str
    barred_until: date


@enforces("YS-40", "RULE-33")
def record_dishonesty(terms: Dishonesty, worker: Worker, reason: str, key: str) -> int:
    """Enters serious dishonesty with its basis and its last day; returns the bar. Raises Refusal."""

    def change() -> int:
        if terms.barred_until <= clock.today():
            raise Refusal(
                "bar_without_end",
                Sentence("限制的最后一天要在今天以后。"),
                clauses=("YS-40",),
                next_step=Sentence("已经到期的不用登记。"),
            )
        bar = CreditBar.objects.create(
            applicant_id=terms.applicant_id,
            kind=BarKind.SERIOUS_DISHONESTY.value,
            reason=terms.reason,
            basis=terms.basis,
            barred_from=clock.today(),
            barred_until=terms.barred_until,
            department_id=worker.department_id,
            recorded_at=clock.now(),
            recorded_by_id=worker.staff_id,
        )
        return bar.pk

    sent = {
        "applicant": terms.applicant_id,
        "reason_recorded": terms.reason,
        "basis": terms.basis,
        "until": terms.barred_until.isoformat(),
    }
    register = Register(RegisterAct.RECORD_DISHONESTY, SUBJECT, worker.department_id)
    return keep(register, worker, key, sent, change, reason=reason)


@enforces("YS-40", "RULE-21")
def propose_repair(
    bar: CreditBar, worker: Worker, *, repair: bool, opinion: str, reason: str, key: str
) -> int:
    """The handler says whether the request should be granted, and why. Raises Refusal."""

    def change() -> int:
        request = _open_request(bar.pk)
        if request.proposed_at is not None:
            raise Refusal(
                "repair_proposed",
                Sentence("已经提出过意见，等待另一人决定。"),
                clauses=("RULE-21",),
            )
        request.proposes_repair, request.opinion = repair, opinion
        request.proposed_at, request.proposed_by_id = clock.now(), worker.staff_id
        request.save()
        return bar.pk

    sent = {"repair": repair, "opinion": opinion}
    register = Register(RegisterAct.PROPOSE_REPAIR, SUBJECT, bar.department_id)
    return keep(register, worker, key, sent, change, reason=reason, subject_id=bar.pk)


@enforces("YS-40", "RULE-21")
def decide_repair(
    bar: CreditBar, worker: Worker, *, granted: bool, decision: str, reason: str, key: str
) -> int:
    """A second person decides with reasons; granted, the bar ends today. Raises Refusal."""

    def change() -> int:
        request = _open_request(bar.pk)
        _require_second_person(request, worker)
        moment = clock.now()
        request.granted, request.decision = granted, decision
        request.decided_at, request.decided_by_id = moment, worker.staff_id
        request.save()
        if granted:
            CreditBar.objects.filter(pk=bar.pk).update(repaired_on=clock.today())
        _tell_holder(bar, request)
        return bar.pk

    sent = {"granted": granted, "decision": decision}
    register = Register(RegisterAct.DECIDE_REPAIR, SUBJECT, bar.department_id)
    return keep(register, worker, key, sent, change, reason=reason, subject_id=bar.pk)


def open_request(bar_id: int) -> CreditRepair | None:
    """The request of a bar on which nobody has decided yet."""
    return CreditRepair.objects.filter(bar_id=bar_id, granted__isnull=True).first()


def _open_request(bar_id: int) -> CreditRepair:
    CreditBar.objects.select_for_update().get(pk=bar_id)
    found = open_request(bar_id)
    if found is None:
        raise no_request()
    return found


def no_request() -> Refusal:
    """Nothing to propose or decide."""
    return Refusal(
        "no_repair_asked",
        Sentence("没有等待办理的修复申请。"),
        clauses=("YS-40",),
        next_step=Sentence("请刷新查看最新情况。"),
    )


def not_proposed() -> Refusal:
    """The decision comes after the opinion of the handler."""
    return Refusal(
        "repair_not_proposed",
        Sentence("还不能决定：承办人还没有提出意见。"),
        clauses=("RULE-21",),
        who_could=Sentence("请由承办人先提出修复意见。"),
    )


def _require_second_person(request: CreditRepair, worker: Worker) -> None:
    if request.proposed_by_id is None:
        raise not_proposed()
    if request.proposed_by_id == worker.staff_id:
        raise Refusal(
            "proposer_decides",
            Sentence("提出意见的人不能决定信用修复。"),
            clauses=("RULE-21",),
            who_could=Sentence("请由本部门另一名首席代表或者负责人决定。"),
        )


def _tell_holder(bar: CreditBar, request: CreditRepair) -> None:
    """The account that asked, or the holder's own; who has none is answered on paper."""
    account_id = request.asked_by_id or bar.applicant.account_id
    if account_id is None:
        return
    template = "credit.repaired" if request.granted else "credit.not_repaired"
    queue(
        [
            OutgoingMessage(
                MessageChannel.SITE,
                template,
                {"until": bar.barred_until.isoformat()},
                SUBJECT,
                bar.pk,
                account_id=account_id,
            )
        ]
    )
