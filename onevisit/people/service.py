"""Where documents are served (送达地址确认, rule 30)."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from onevisit.accounts.destination import DestinationKind, parse_destination
from onevisit.law import identifiers, names
from onevisit.law.clauses import enforces
from onevisit.law.sentence import InputFault, Sentence
from onevisit.people.facts import postal_address
from onevisit.people.models import Applicant, Consent, ServiceAddress
from onevisit.records import clock
from onevisit.records.page_language import in_page_language

ELECTRONIC_SERVICE_TEXT = "2026-11"
"""The edition of the words by which somebody agrees to electronic service (rule 30)."""


@dataclass(frozen=True, repr=False)
class ServiceFacts:
    """What somebody confirms: who receives, by which telephone, where by post, and whether electronically.

    `electronic_way` (site, sms, mail) is his consent to electronic service; None means on paper only.
    """

    recipient: str
    phone: str
    postal_address: str | None = None
    electronic_way: str | None = None
    electronic_address: str | None = None


@enforces("RULE-30")
def confirm_service_address(
    applicant: Applicant, facts: ServiceFacts, *, confirmed_by_id: int | None = None
) -> ServiceAddress:
    """Records the confirmed address, in place of an earlier one; with it the consent to electronic service.

    `confirmed_by_id` is the staff member before whom it was confirmed, None on the web.
    Raises ValidationError with one sentence per wrong field.
    """
    checked = checked_service(facts)
    with transaction.atomic():
        Applicant.objects.select_for_update().get(pk=applicant.pk)
        moment = clock.now()
        ServiceAddress.objects.filter(applicant=applicant, replaced_at=None).update(replaced_at=moment)
        consent = None
        if checked.electronic_way is not None:
            consent = Consent.objects.create(
                applicant=applicant,
                kind=Consent.Kind.ELECTRONIC_SERVICE,
                version=ELECTRONIC_SERVICE_TEXT,
                given_at=moment,
            )
        return ServiceAddress.objects.create(
            applicant=applicant,
            recipient=checked.recipient,
            phone=checked.phone,
            postal_address=checked.postal_address,
            electronic_way=checked.electronic_way,
            electronic_address=checked.electronic_address,
            consent=consent,
            confirmed_at=moment,
            confirmed_by_id=confirmed_by_id,
        )


def current_service_address(applicant: Applicant) -> ServiceAddress | None:
    """The address in force; None when nothing was confirmed yet."""
    return ServiceAddress.objects.filter(applicant=applicant, replaced_at=None).first()


def checked_service(facts: ServiceFacts) -> ServiceFacts:
    """The same facts in their stored form. Raises ValidationError with one sentence per wrong field."""
    faults: dict[str, str] = {}
    recipient = phone = ""
    postal: str | None = None
    electronic: str | None = None
    try:
        recipient = names.person_name(facts.recipient)
    except InputFault as error:
        faults["recipient"] = in_page_language(error.sentence)
    try:
        phone = identifiers.telephone(facts.phone)
    except InputFault as error:
        faults["phone"] = in_page_language(error.sentence)
    if facts.postal_address and facts.postal_address.strip():
        try:
            postal = postal_address(facts.postal_address)
        except InputFault as error:
            faults["postal_address"] = in_page_language(error.sentence)
    way = facts.electronic_way or None
    if way is not None:
        try:
            electronic = _electronic_address(way, facts.electronic_address or facts.phone)
        except InputFault as error:
            faults["electronic_address"] = in_page_language(error.sentence)
    if postal is None and way is None and "postal_address" not in faults:
        faults["postal_address"] = _("请填写邮寄地址，或者同意电子送达。")
    if faults:
        raise ValidationError({field: [sentence] for field, sentence in faults.items()})
    return ServiceFacts(recipient, phone, postal, way, electronic)


def end_electronic_service(consent: Consent) -> None:
    """After a consent was withdrawn: the address falls back to paper, or ends where there was none.

    Called by `actions.withdraw_consent` inside its transaction.
    """
    address = ServiceAddress.objects.select_for_update().filter(consent=consent, replaced_at=None).first()
    if address is None:
        return
    moment = clock.now()
    ServiceAddress.objects.filter(pk=address.pk).update(replaced_at=moment)
    if address.postal_address is not None:
        ServiceAddress.objects.create(
            applicant_id=address.applicant_id,
            recipient=address.recipient,
            phone=address.phone,
            postal_address=address.postal_address,
            confirmed_at=moment,
            confirmed_by_id=address.confirmed_by_id,
        )


def _electronic_address(way: str, text: str) -> str | None:
    if way not in ServiceAddress.ElectronicWay.values:
        raise InputFault(Sentence("请选择电子送达的方式：本平台、短信或邮件。"))
    if way == ServiceAddress.ElectronicWay.SITE:
        return None
    destination = parse_destination(text)
    wanted = DestinationKind.PHONE if way == ServiceAddress.ElectronicWay.SMS else DestinationKind.EMAIL
    if destination.kind is not wanted:
        raise InputFault(
            Sentence("短信送达请填写手机号码。")
            if wanted is DestinationKind.PHONE
            else Sentence("邮件送达请填写邮箱地址。")
        )
    return destination.text
