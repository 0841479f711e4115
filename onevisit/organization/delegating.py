"""Signing and ending delegations: the only writers of delegation documents."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from onevisit.law.clauses import enforces
from onevisit.law.delegations import DelegationTerms, delegation_faults
from onevisit.law.refusal import Refusal
from onevisit.law.register_acts import RegisterAct
from onevisit.law.sentence import Sentence
from onevisit.organization.models import Delegation, Department
from onevisit.organization.registering import Register, keep
from onevisit.organization.workers import Worker
from onevisit.records import clock
from onevisit.records.files import StoredFile

SUBJECT = "delegation"
LONGEST_NUMBER = 60


@enforces("RULE-24", "XK-24", "JH-13")
def register_delegation(
    number: str, terms: DelegationTerms, *, scan: StoredFile | None = None, worker: Worker | None = None
) -> Delegation:
    """Enter a signed delegation document; it decides from its first day on.

    Raises Refusal naming every fault of the terms, or when the number is taken, or when another document
    gives one of the powers for one of the items in the same time.
    """
    nature = Delegation.DelegateNature
    with transaction.atomic():
        delegator = (
            Department.objects.select_related("region")
            .select_for_update(of=("self",))
            .get(pk=terms.delegator_id)
        )
        city = delegator.region.city
        if Delegation.objects.filter(number=number).exists():
            raise Refusal(
                "number_taken",
                Sentence("委托书编号“%(number)s”已经登记过。", number=number),
                clauses=("JH-13", "XK-24"),
                city=city,
            )
        faults = [*delegation_faults(terms, city), *_overlaps(terms)]
        if faults:
            raise Refusal(
                "unlawful_delegation",
                Sentence("委托书 %(number)s 不能登记：%(faults)s", number=number, faults=tuple(faults)),
                clauses=("XK-24", "JH-13"),
                next_step=Sentence("请改好后重新签署。"),
                city=city,
            )
        return Delegation.objects.create(
            number=number,
            delegator=delegator,
            delegate_id=terms.delegate_id,
            delegate_nature=nature.ADMINISTRATIVE_ORGAN
            if terms.to_administrative_organ
            else nature.PUBLIC_INSTITUTION,
            basis=terms.basis,
            announced_on=terms.announced_on,
            announcement=terms.announcement,
            item_codes=[item.code for item in terms.items],
            powers=sorted(power.value for power in terms.powers),
            valid_from=terms.valid_from,
            valid_to=terms.valid_to,
            registered_at=clock.now(),
            registered_by_id=None if worker is None else worker.staff_id,
            scan_sha256="" if scan is None else scan.sha256,
            scan_type="" if scan is None else scan.content_type,
        )


def _overlaps(terms: DelegationTerms) -> list[Sentence]:
    """Documents of the same department that give the same power for the same item on the same day."""
    others = Delegation.objects.filter(delegator_id=terms.delegator_id, revoked_at__isnull=True).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=terms.valid_from)
    )
    if terms.valid_to is not None:
        others = others.filter(valid_from__lte=terms.valid_to)
    powers = {power.value for power in terms.powers}
    return [
        Sentence(
            "“%(items)s”的同样权限在这段时间已由委托书 %(number)s 委托。",
            items=tuple(item.name for item in terms.items if item.code in other.item_codes),
            number=other.number,
        )
        for other in others.order_by("pk")
        if powers & set(other.powers) and any(item.code in other.item_codes for item in terms.items)
    ]


def sign_delegation(
    number: str, terms: DelegationTerms, worker: Worker, reason: str, key: str, scan: StoredFile | None
) -> int:
    """Registers a document on behalf of a member of staff, with who, when and why; returns its key.

    A document is never made to decide in the past. Raises Refusal.
    """

    def change() -> int:
        if terms.valid_from < clock.today():
            raise Refusal(
                "backdated",
                Sentence("生效日期不能早于今天：已经受理的办件仍由当时有权的一方办理。"),
                clauses=("JH-13", "XK-24"),
                next_step=Sentence("请把生效日期改为今天或者以后。"),
            )
        return register_delegation(number, terms, scan=scan, worker=worker).pk

    sent = {
        "number": number,
        "delegator": terms.delegator_id,
        "delegate": terms.delegate_id,
        "organ": terms.to_administrative_organ,
        "basis": terms.basis,
        "announcement": terms.announcement,
        "days": [str(day) for day in (terms.announced_on, terms.valid_from, terms.valid_to)],
        "items": sorted(item.code for item in terms.items),
        "powers": sorted(terms.powers),
        "scan": "" if scan is None else scan.sha256,
    }
    register = Register(RegisterAct.REGISTER_DELEGATION, SUBJECT, terms.delegator_id)
    return keep(register, worker, key, sent, change, reason=reason)


def end_delegation(delegation_id: int, worker: Worker, reason: str, key: str) -> int:
    """Ends a document from this moment on for a member of staff. Raises Refusal, Delegation.DoesNotExist."""
    delegation = Delegation.objects.get(pk=delegation_id)

    def change() -> int:
        held = Delegation.objects.select_for_update().get(pk=delegation_id)
        refusal = ending_refusal(held)
        if refusal is not None:
            raise refusal
        revoke_delegation(held, clock.now(), worker=worker, reason=reason)
        return held.pk

    register = Register(RegisterAct.REVOKE_DELEGATION, SUBJECT, delegation.delegator_id)
    return keep(register, worker, key, {}, change, reason=reason, subject_id=delegation_id)


def ending_refusal(delegation: Delegation) -> Refusal | None:
    """None when the document still decides or will; otherwise why there is nothing to end."""
    if delegation.revoked_at is not None:
        return Refusal("revoked_before", Sentence("这份委托书已经终止。"), clauses=("JH-13",))
    if delegation.valid_to is not None and delegation.valid_to < clock.today():
        return Refusal("run_out", Sentence("这份委托书已经到期。"), clauses=("JH-13",))
    return None


def revoke_delegation(
    delegation: Delegation, revoked_at: datetime, *, worker: Worker | None = None, reason: str = ""
) -> None:
    """End a delegation from now on; what the delegate did before stays lawful. Twice changes nothing."""
    Delegation.objects.filter(pk=delegation.pk, revoked_at__isnull=True).update(
        revoked_at=revoked_at,
        revoked_by_id=None if worker is None else worker.staff_id,
        revoked_because=" ".join(reason.split()),
    )
