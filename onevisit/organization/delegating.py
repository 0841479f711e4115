"""Signing and ending delegations: the only writers of delegation documents."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onevisit.law.clauses import enforces
from onevisit.law.delegations import DelegationTerms, delegation_faults
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.models import Delegation, Department


@enforces("RULE-24", "XK-24", "JH-13")
def register_delegation(number: str, terms: DelegationTerms, *, scan_sha256: str = "") -> Delegation:
    """Enter a signed delegation document; it decides from its first day on.

    Raises Refusal naming every fault of the terms, or when the number is taken.
    """
    city = Department.objects.select_related("region").get(pk=terms.delegator_id).region.city
    faults = delegation_faults(terms, city)
    if faults:
        raise Refusal(
            "unlawful_delegation",
            Sentence("委托书 %(number)s 不能登记：%(faults)s", number=number, faults=tuple(faults)),
            clauses=("XK-24", "JH-13"),
            next_step=Sentence("请改好后重新签署。"),
            city=city,
        )
    nature = Delegation.DelegateNature
    with transaction.atomic():
        if Delegation.objects.filter(number=number).exists():
            raise Refusal(
                "number_taken",
                Sentence("委托书编号“%(number)s”已经登记过。", number=number),
                clauses=("JH-13", "XK-24"),
                city=city,
            )
        return Delegation.objects.create(
            number=number,
            delegator_id=terms.delegator_id,
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
            scan_sha256=scan_sha256,
        )


def revoke_delegation(delegation: Delegation, revoked_at: datetime) -> None:
    """End a delegation from now on; what the delegate did before stays lawful. Twice changes nothing."""
    Delegation.objects.filter(pk=delegation.pk, revoked_at__isnull=True).update(revoked_at=revoked_at)
