"""What can be done to applicants; nothing else writes them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from onevisit.accounts.actions import create_applicant_account
from onevisit.accounts.destination import Destination, DestinationKind
from onevisit.accounts.models import Account
from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.people import identity
from onevisit.people.facts import (
    OrganizationFacts,
    PersonFacts,
    checked_contact,
    checked_organization,
    checked_person,
)
from onevisit.people.models import Applicant, ApplicantKind, Consent, IdentityType
from onevisit.people.privacy_notice import notice_version
from onevisit.records import clock
from onevisit.records.privacy import keyed_hash, name_bigrams


@dataclass(frozen=True)
class Registration:
    """The applicant found or registered; `account_detached` when an unproved account was taken off."""

    applicant: Applicant
    created: bool
    account_detached: bool = False


def register_person(facts: PersonFacts) -> Applicant:
    """Registers a natural person nobody has registered before, as declared (not yet checked by a window).

    Raises ValidationError by field, Refusal "already_registered".
    """
    return _registered_new(_new_person(checked_person(facts)))


def register_organization(facts: OrganizationFacts) -> Applicant:
    """Registers an organisation; raises as `register_person`."""
    return _registered_new(_new_organization(checked_organization(facts)))


@enforces("RULE-35", "GX-46")
def find_or_register_person(facts: PersonFacts) -> Registration:
    """The person who stands at the window with his document, found by its number or registered now.

    What the document says replaces what was only declared; phone and address are updated when given.
    A web account that somebody linked to this number without its document stays linked only if it was proved
    with the telephone number given now: else whoever knows a number could read the person's cases.
    Raises ValidationError by field.
    """
    checked = checked_person(facts)
    return _found_or_registered(
        checked.identity_type, checked.identity_number, checked.name, checked.phone, checked.address, checked
    )


def find_or_register_organization(facts: OrganizationFacts) -> Registration:
    """The organisation whose certificate lies at the window; as `find_or_register_person`."""
    checked = checked_organization(facts)
    return _found_or_registered(
        IdentityType.CREDIT_CODE, checked.credit_code, checked.name, checked.phone, checked.address, checked
    )


def change_contact(applicant: Applicant, *, phone: str | None, address: str | None) -> Applicant:
    """Brings telephone number and address up to date; None leaves one as it is.

    Raises ValidationError by field.
    """
    checked_phone, checked_address = checked_contact(phone, address)
    with transaction.atomic():
        kept = Applicant.objects.select_for_update().get(pk=applicant.pk)
        _set_contact(kept, checked_phone, checked_address)
        kept.save()
    return kept


@enforces("GX-31", "GX-17", "GX-14")
def sign_up(destination: Destination, password: str, facts: PersonFacts) -> Applicant:
    """Opens an account with real name for whoever has just proved `destination` and read the privacy notice.

    A person whom a window registered before is linked only if name and telephone number are the ones kept
    there. Account, applicant and consent are one transaction. Raises ValidationError by field (also for the
    password), Refusal "guardian_needed" below 14 years, "identity_taken", "destination_taken".
    """
    checked = checked_person(facts)
    if identity.is_under_14(checked.identity_type, checked.identity_number, clock.today()):
        raise Refusal(
            "guardian_needed",
            Sentence("不满十四周岁的，要由父母或其他监护人代办。"),
            clauses=("GX-31",),
            next_step=Sentence("请监护人用自己的账号办理，或者一起到窗口。"),
        )
    phone = destination.text if destination.kind is DestinationKind.PHONE else checked.phone
    with transaction.atomic():
        kept = _kept(checked.identity_type, checked.identity_number)
        if kept is not None and not _is_same_person(kept, checked.name, destination):
            raise Refusal(
                "identity_taken",
                Sentence(
                    "这个证件号码在网上不能直接注册：它已有账号，或者与大厅登记的姓名、手机号码不一致。"
                ),
                clauses=("RULE-35",),
                next_step=Sentence("已有账号请直接登录；否则请带证件到任一窗口核对，当场开通。"),
            )
        account = create_applicant_account(destination, password)
        applicant = kept or _new_person(checked)
        applicant.account = account
        _set_contact(applicant, phone, checked.address)
        try:
            with transaction.atomic():
                applicant.save()
        except IntegrityError as error:
            raise _already_registered() from error
        give_consent(applicant, Consent.Kind.PRIVACY_NOTICE, notice_version())
    return applicant


def give_consent(applicant: Applicant, kind: str, version: str, subject: str = "") -> Consent:
    """Records that somebody agreed now: to which version of which text, for what (`subject`)."""
    return Consent.objects.create(
        applicant=applicant, kind=kind, version=version, subject=subject, given_at=clock.now()
    )


@enforces("GX-15")
def withdraw_consent(consent: Consent) -> None:
    """Ends a consent from now on; what was done before stays lawful. Twice changes nothing.

    A service address that rests on it falls back to its postal address, or ends.
    """
    from onevisit.people.service import end_electronic_service

    with transaction.atomic():
        kept = Consent.objects.select_for_update().get(pk=consent.pk)
        if kept.withdrawn_at is None:
            kept.withdrawn_at = clock.now()
            kept.save(update_fields=["withdrawn_at"])
            end_electronic_service(kept)
    consent.withdrawn_at = kept.withdrawn_at


def _registered_new(applicant: Applicant) -> Applicant:
    try:
        with transaction.atomic():
            applicant.save()
    except IntegrityError as error:
        raise _already_registered() from error
    return applicant


def _already_registered() -> Refusal:
    return Refusal(
        "already_registered",
        Sentence("这个证件号码已经登记过。"),
        clauses=("HOUSE-2",),
        next_step=Sentence("请按证件号码查找。"),
    )


def _found_or_registered(
    identity_type: str,
    number: str,
    name: str,
    phone: str | None,
    address: str | None,
    checked: PersonFacts | OrganizationFacts,
) -> Registration:
    with transaction.atomic():
        kept = _kept(identity_type, number)
        if kept is None:
            new = _new_person(checked) if isinstance(checked, PersonFacts) else _new_organization(checked)
            new.identity_checked_at = new.registered_at
            try:
                with transaction.atomic():
                    new.save()
                return Registration(new, created=True)
            except IntegrityError:
                # Another window was faster by a moment.
                kept = _kept(identity_type, number)
                if kept is None:
                    raise
        detached = _detach_unproved_account(kept, phone)
        kept.name = name
        kept.name_bigrams = name_bigrams(name)
        if isinstance(checked, OrganizationFacts) and checked.legal_representative:
            kept.legal_representative = checked.legal_representative
        _set_contact(kept, phone, address)
        kept.identity_checked_at = clock.now()
        kept.save()
    return Registration(kept, created=False, account_detached=detached)


def _detach_unproved_account(applicant: Applicant, phone: str | None) -> bool:
    if applicant.account is None or applicant.identity_checked_at is not None:
        return False
    account: Account = applicant.account
    if (
        phone is not None
        and account.phone_hash is not None
        and bytes(account.phone_hash) == keyed_hash("phone", phone)
    ):
        return False
    applicant.account = None
    return True


def _is_same_person(kept: Applicant, name: str, destination: Destination) -> bool:
    return (
        kept.account_id is None
        and kept.name == name
        and destination.kind is DestinationKind.PHONE
        and kept.phone_hash is not None
        and bytes(kept.phone_hash) == destination.hash
    )


def _kept(identity_type: str, number: str) -> Applicant | None:
    return (
        Applicant.objects.select_for_update()
        .filter(identity_type=identity_type, identity_hash=identity.identity_hash(identity_type, number))
        .first()
    )


def _new_person(facts: PersonFacts) -> Applicant:
    new = Applicant(
        kind=ApplicantKind.PERSON,
        name=facts.name,
        name_bigrams=name_bigrams(facts.name),
        identity_type=facts.identity_type,
        identity_number=facts.identity_number,
        identity_hash=identity.identity_hash(facts.identity_type, facts.identity_number),
        registered_at=clock.now(),
    )
    _set_contact(new, facts.phone, facts.address)
    return new


def _new_organization(facts: OrganizationFacts) -> Applicant:
    new = Applicant(
        kind=ApplicantKind.ORGANIZATION,
        name=facts.name,
        name_bigrams=name_bigrams(facts.name),
        identity_type=IdentityType.CREDIT_CODE,
        identity_number=facts.credit_code,
        identity_hash=identity.identity_hash(IdentityType.CREDIT_CODE, facts.credit_code),
        legal_representative=facts.legal_representative,
        registered_at=clock.now(),
    )
    _set_contact(new, facts.phone, facts.address)
    return new


def _set_contact(applicant: Applicant, phone: str | None, address: str | None) -> None:
    if phone is not None:
        applicant.phone = phone
        applicant.phone_hash = keyed_hash("phone", phone)
    if address is not None:
        applicant.address = address
