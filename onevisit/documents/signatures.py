"""Who signs documents and checks signatures: our own keys, or a provider that the setting names.

A city with a state seal service, or with keys of another kind (SM2), writes one class that fulfils
``SignatureProvider``, passes ``provider_contract.faults_of``, and is named by ``SIGNATURE_PROVIDER``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from onevisit.documents.verification import Verification


@dataclass(frozen=True)
class SealIdentity:
    """Whose key signs: the seal's registered number, the organ's name, the name of the kind of seal."""

    number: str
    owner: str
    kind_label: str


PLATFORM = SealIdentity("platform", "onevisit", "平台签名")
"""With which the platform signs what bears no seal, such as receipts made by the web (rule 29)."""


@dataclass(frozen=True)
class SignatureFacts:
    """What the signature says in clear: who, why, where, when."""

    signer: str
    reason: str
    place: str
    signed_at: datetime


class SignatureProvider(Protocol):
    """What a provider does. It may be called from several threads and several processes at once."""

    def certificate_pem(self, seal: SealIdentity) -> str:
        """The X.509 certificate of the seal, PEM: the same at every call.

        It is kept with the seal when that is registered. Raises ``SignatureFault`` where there is none.
        """

    def sign(self, pdf: bytes, seal: SealIdentity, facts: SignatureFacts) -> bytes:
        """The PDF with one signature over all of it. Raises ``SignatureFault``; the worker tries again."""

    def verify(self, pdf: bytes) -> Verification:
        """What the signature of a stranger's file is worth. No file makes it raise, hang or grow."""


class SignatureFault(Exception):
    """The provider can't sign now, or has no such seal; the text says what helps."""


def provider() -> SignatureProvider:
    """The provider of this installation, made at first use. Raises ImproperlyConfigured."""
    return _made(settings.SIGNATURE_PROVIDER)


@lru_cache(maxsize=4)
def _made(path: str) -> SignatureProvider:
    try:
        made: SignatureProvider = import_string(path)()
    except ImportError as error:
        raise ImproperlyConfigured(
            f"SIGNATURE_PROVIDER names {path!r}, which can't be loaded: {error}"
        ) from error
    return made
