"""Where a person can be reached: a mobile number or a mail address."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from onevisit.law import identifiers, masking
from onevisit.law.sentence import InputFault, Sentence
from onevisit.records.privacy import keyed_hash

LONGEST_ADDRESS = 254


class DestinationKind(StrEnum):
    """The two ways to send a code."""

    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True)
class Destination:
    """A mobile number (11 digits) or a mail address (lower case)."""

    kind: DestinationKind
    text: str

    @property
    def hash(self) -> bytes:
        """The keyed hash under which accounts and codes are found."""
        if self.kind is DestinationKind.PHONE:
            return keyed_hash("phone", self.text)
        # `keyed_hash` takes texts without hyphens, but a-b@ and ab@ are two people's addresses.
        return keyed_hash("email", hashlib.sha256(self.text.encode()).hexdigest())

    @property
    def channel(self) -> str:
        """The channel of `records.messages` that reaches it."""
        return "sms" if self.kind is DestinationKind.PHONE else "mail"

    @property
    def masked(self) -> str:
        """For the screen: 138****3210, z***@example.cn."""
        if self.kind is DestinationKind.PHONE:
            return masking.mask_phone(self.text)
        name, _at, domain = self.text.partition("@")
        return f"{name[:1]}***@{domain}"


def parse_destination(text: str) -> Destination:
    """Reads what somebody typed; spaces, hyphens and +86 of a number are allowed.

    Raises InputFault.
    """
    typed = text.strip()
    if "@" in typed:
        address = typed.lower()
        try:
            validate_email(address)
        except ValidationError:
            address = ""
        if not address or len(address) > LONGEST_ADDRESS:
            raise InputFault(Sentence("这个邮箱地址不对。请检查，例如 name@example.cn。"))
        return Destination(DestinationKind.EMAIL, address)
    digits = typed.replace(" ", "").replace("-", "").removeprefix("+86")
    try:
        return Destination(DestinationKind.PHONE, identifiers.mobile_phone(digits))
    except identifiers.IdentifierError as error:
        if not digits.isdigit():
            raise InputFault(Sentence("请填写 11 位手机号码或邮箱地址。")) from error
        raise


def parse_destination_or_none(text: str) -> Destination | None:
    """The same, None where the text is neither a number nor an address."""
    try:
        return parse_destination(text)
    except ValueError:
        return None
