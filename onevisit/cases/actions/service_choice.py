"""How the applicant wants to get the result and where documents are served (rule 30, JH-25b)."""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction

from onevisit.cases.actions.drafts import locked_draft
from onevisit.cases.models import Case
from onevisit.law.clauses import enforces
from onevisit.law.items import DeliveryWay
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.people.models import Applicant, ServiceAddress
from onevisit.people.service import (
    ServiceFacts,
    checked_service,
    confirm_service_address,
    current_service_address,
)
from onevisit.records import clock
from onevisit.records.page_language import in_page_language

NOT_OFFERED = Sentence("这个事项没有这种领取方式，请重新选择。")
ADDRESS_FOR_POST = Sentence("选择邮寄的，请填写收件地址。")
CONSENT_FOR_ELECTRONIC = Sentence("选择电子送达结果的，要先同意电子送达。")


@enforces("RULE-30", "JH-25b")
def choose(case_id: int, way: str, facts: ServiceFacts, *, confirmed_by_id: int | None = None) -> Case:
    """Keeps the way of delivery on the draft and confirms the address for service of its applicant.

    ``confirmed_by_id`` is the member of staff before whom it is confirmed at a window, None on the web. The
    same address confirmed again leaves the one in force. Raises ValidationError with one sentence per wrong
    field (``delivery_way`` among them) and Refusal when the draft was filed already.
    """
    with transaction.atomic():
        case = locked_draft(case_id)
        faults: dict[str, list[str]] = {}
        checked = facts
        try:
            checked = checked_service(facts)
        except ValidationError as error:
            faults.update(error.message_dict)
        if way not in [one.value for one in case.version.definition.delivery.ways]:
            faults["delivery_way"] = [in_page_language(NOT_OFFERED)]
        elif way == DeliveryWay.POST.value and not faults and checked.postal_address is None:
            faults["postal_address"] = [in_page_language(ADDRESS_FOR_POST)]
        elif way == DeliveryWay.ELECTRONIC.value and not faults and checked.electronic_way is None:
            faults["electronic_way"] = [in_page_language(CONSENT_FOR_ELECTRONIC)]
        if faults:
            raise ValidationError(faults)
        assert case.applicant is not None
        _confirm(case.applicant, checked, confirmed_by_id)
        case.delivery_way = way
        case.electronic_service_agreed = checked.electronic_way is not None
        case.service_address = checked.postal_address or checked.electronic_address or ""
        case.saved_at = clock.now()
        case.revision += 1
        case.save(
            update_fields=[
                "delivery_way",
                "electronic_service_agreed",
                "service_address",
                "saved_at",
                "revision",
            ]
        )
    return case


@enforces("JH-25b")
def choose_collection(case_id: int) -> Case:
    """Result and documents are handed over at the window: no address needs to be confirmed.

    Raises Refusal when the draft was filed already or the item's results can't be collected.
    """
    with transaction.atomic():
        case = locked_draft(case_id)
        if DeliveryWay.WINDOW.value not in [one.value for one in case.version.definition.delivery.ways]:
            raise Refusal(
                "not_offered",
                NOT_OFFERED,
                clauses=("JH-25b", "AS-4.4"),
                city=case.city,
            )
        case.delivery_way = DeliveryWay.WINDOW.value
        case.electronic_service_agreed = False
        case.service_address = ""
        case.saved_at = clock.now()
        case.revision += 1
        case.save(
            update_fields=[
                "delivery_way",
                "electronic_service_agreed",
                "service_address",
                "saved_at",
                "revision",
            ]
        )
    return case


def _confirm(applicant: Applicant, checked: ServiceFacts, confirmed_by_id: int | None) -> None:
    current = current_service_address(applicant)
    if current is None or facts_in(current) != checked:
        confirm_service_address(applicant, checked, confirmed_by_id=confirmed_by_id)


def facts_in(address: ServiceAddress) -> ServiceFacts:
    """A confirmed address as the facts that were confirmed."""
    facts = ServiceFacts(address.recipient, address.phone, address.postal_address)
    return replace(
        facts, electronic_way=address.electronic_way, electronic_address=address.electronic_address
    )
