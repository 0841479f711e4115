"""What somebody says about an applicant, checked field by field before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from onevisit.law import identifiers, names
from onevisit.law.clauses import enforces
from onevisit.law.sentence import InputFault, Sentence
from onevisit.people import identity
from onevisit.people.models import PERSON_IDENTITY_TYPES, IdentityType
from onevisit.records.page_language import in_page_language

LONGEST_ADDRESS = 200


@dataclass(frozen=True, repr=False)
class PersonFacts:
    """A natural person: name and number as in the document; phone and address where they are needed."""

    name: str
    identity_number: str
    identity_type: str = IdentityType.RESIDENT_NUMBER
    phone: str | None = None
    address: str | None = None


@dataclass(frozen=True, repr=False)
class OrganizationFacts:
    """An organisation: name and unified social credit code as in its certificate."""

    name: str
    credit_code: str
    legal_representative: str | None = None
    phone: str | None = None
    address: str | None = None


@enforces("HOUSE-35")
def checked_person(facts: PersonFacts) -> PersonFacts:
    """The same facts in their stored form. Raises ValidationError with one sentence per wrong field."""
    faults: dict[str, str] = {}
    if facts.identity_type not in PERSON_IDENTITY_TYPES:
        faults["identity_type"] = _("请选择证件类型。")
        number = ""
    else:
        number = _read(
            faults,
            "identity_number",
            lambda: identity.identity_number(facts.identity_type, _without_controls(facts.identity_number)),
        )
    checked = replace(
        facts,
        name=_read(faults, "name", lambda: names.person_name(facts.name)),
        identity_number=number,
        phone=_optional(faults, "phone", facts.phone, identifiers.telephone),
        address=_optional(faults, "address", facts.address, postal_address),
    )
    if faults:
        raise ValidationError({field: [sentence] for field, sentence in faults.items()})
    return checked


@enforces("HOUSE-35")
def checked_organization(facts: OrganizationFacts) -> OrganizationFacts:
    """The same facts in their stored form. Raises ValidationError with one sentence per wrong field."""
    faults: dict[str, str] = {}
    checked = replace(
        facts,
        name=_read(faults, "name", lambda: names.organization_name(facts.name)),
        credit_code=_read(
            faults,
            "credit_code",
            lambda: identity.identity_number(IdentityType.CREDIT_CODE, _without_controls(facts.credit_code)),
        ),
        legal_representative=_optional(
            faults, "legal_representative", facts.legal_representative, names.person_name
        ),
        phone=_optional(faults, "phone", facts.phone, identifiers.telephone),
        address=_optional(faults, "address", facts.address, postal_address),
    )
    if faults:
        raise ValidationError({field: [sentence] for field, sentence in faults.items()})
    return checked


def checked_contact(phone: str | None, address: str | None) -> tuple[str | None, str | None]:
    """Telephone number and address in their stored form. Raises ValidationError by field."""
    faults: dict[str, str] = {}
    checked = (
        _optional(faults, "phone", phone, identifiers.telephone),
        _optional(faults, "address", address, postal_address),
    )
    if faults:
        raise ValidationError({field: [sentence] for field, sentence in faults.items()})
    return checked


def postal_address(text: str) -> str:
    """A postal address on one line, at least five characters. Raises InputFault."""
    address = " ".join(_without_controls(text).split())
    if len(address) > LONGEST_ADDRESS:
        raise InputFault(
            Sentence(
                "地址最多 %(longest)s 个字，现在是 %(count)s 个。请缩短。",
                longest=LONGEST_ADDRESS,
                count=len(address),
            )
        )
    if len(address) < 5:
        raise InputFault(Sentence("地址太短，邮递员找不到。请写到门牌号。"))
    return address


def _without_controls(text: str) -> str:
    if any(ord(sign) < 32 and not sign.isspace() for sign in text):
        raise InputFault(Sentence("里面有看不见的控制字符，可能是复制时带进来的。请删掉后重新输入。"))
    return text


def _read(faults: dict[str, str], field: str, read: Callable[[], str]) -> str:
    try:
        return read()
    except InputFault as error:
        faults[field] = in_page_language(error.sentence)
        return ""


def _optional(faults: dict[str, str], field: str, text: str | None, read: Callable[[str], str]) -> str | None:
    if text is None or not text.strip():
        return None
    return _read(faults, field, lambda: read(_without_controls(text)))
