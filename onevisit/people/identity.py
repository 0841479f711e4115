"""Reading what somebody typed about who he is. All errors are Chinese sentences for the field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from onevisit.law import identifiers
from onevisit.law.clauses import enforces
from onevisit.law.sentence import Sentence
from onevisit.people.models import IdentityType
from onevisit.records.privacy import keyed_hash

AGE_OF_OWN_CONSENT = 14
"""Below it the consent of a parent or guardian is needed (个人信息保护法 art. 31)."""


def identity_number(identity_type: str, text: str) -> str:
    """The number in its one stored form. Raises identifiers.IdentifierError (a ValueError)."""
    return _CHECKS[IdentityType(identity_type)](text)


def identity_hash(identity_type: str, number: str) -> bytes:
    """The keyed hash under which this number of this document is found exactly."""
    return keyed_hash(identity_type, number)


def birth_date(identity_type: str, number: str) -> date | None:
    """The birth date that the number tells; None for numbers that don't."""
    if identity_type in (
        IdentityType.RESIDENT_NUMBER,
        IdentityType.RESIDENCE_PERMIT,
        IdentityType.FOREIGN_PERMANENT,
    ):
        return identifiers.birth_date(number)
    return None


@enforces("GX-31")
def is_under_14(identity_type: str, number: str, today: date) -> bool:
    """Whether the person is not yet 14 on this day; False where the number tells no birth date."""
    born = birth_date(identity_type, number)
    if born is None:
        return False
    had_birthday = (today.month, today.day) >= (born.month, born.day)
    return today.year - born.year - (0 if had_birthday else 1) < AGE_OF_OWN_CONSENT


def _foreign_permanent(text: str) -> str:
    number = _plain(text)
    if not re.fullmatch(r"9\d{16}[\dX]", number):
        raise identifiers.IdentifierError(Sentence("外国人永久居留身份证号码应为 18 位，以 9 开头，请核对。"))
    if identifiers.resident_check_character(number[:17]) != number[17]:
        raise identifiers.IdentifierError(
            Sentence("外国人永久居留身份证号码的校验位不对，可能有一位写错了，请核对。")
        )
    try:
        identifiers.birth_date(number)
    except ValueError as error:
        raise identifiers.IdentifierError(
            Sentence("外国人永久居留身份证号码里的出生日期不存在，请核对。")
        ) from error
    return number


def _pass(text: str) -> str:
    number = _plain(text)
    if not re.fullmatch(r"[HM]\d{8}(\d{2})?|\d{8}|\d{10}", number):
        raise identifiers.IdentifierError(
            Sentence("通行证号码不对：港澳居民为 H 或 M 加 8 位数字，台湾居民为 8 位数字，请核对。")
        )
    return number


def _passport(text: str) -> str:
    number = _plain(text)
    if not re.fullmatch(r"[A-Z0-9]{5,17}", number) or not any(sign.isdigit() for sign in number):
        raise identifiers.IdentifierError(Sentence("护照号码应为 5 至 17 位字母和数字，请核对。"))
    return number


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


_CHECKS: dict[IdentityType, Callable[[str], str]] = {
    IdentityType.RESIDENT_NUMBER: identifiers.resident_number,
    IdentityType.RESIDENCE_PERMIT: identifiers.residence_permit_number,
    IdentityType.FOREIGN_PERMANENT: _foreign_permanent,
    IdentityType.MAINLAND_PASS: _pass,
    IdentityType.PASSPORT: _passport,
    IdentityType.CREDIT_CODE: identifiers.credit_code,
}
