"""What a payment provider can be asked, how its messages are proved, and the provider of the settings.

A city connects its provider by a small service (docs/payments.md); the built-in test provider is one. It
hears an order's reference, the name of the fee and an amount: never who pays.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from django.conf import settings

SECONDS = 5.0
LARGEST_ANSWER = 1_000_000
FRESH = timedelta(minutes=5)
LONGEST_ADDRESS = 300
BAD_SIGNATURE, STALE = "bad_signature", "stale"


class PaymentsUnavailable(Exception):
    """The provider did not answer, or not in its own language; asked again later. No personal data in it."""


@dataclass(frozen=True)
class Bill:
    """What the provider needs to take money: our reference, the fee's published name, the amount in fen."""

    reference: str
    title: str
    amount_fen: int
    return_url: str
    notify_url: str


class PaymentProvider(Protocol):
    """What is asked of a provider. Every method raises PaymentsUnavailable and may be repeated harmlessly."""

    def order(self, bill: Bill) -> str:
        """Announces a bill; returns the address of the page on which it is paid."""

    def close(self, reference: str) -> None:
        """Takes a bill back: nobody can pay it any more. Nothing happens to one that is unknown or paid."""


class HttpPayments:
    """A provider behind HTTP addresses that speak JSON."""

    def __init__(self, url: str, secret: str) -> None:
        self._url, self._secret = url.rstrip("/"), secret

    def order(self, bill: Bill) -> str:
        address = self._ask("/orders", vars(bill)).get("pay_url")
        if not isinstance(address, str) or len(address) > LONGEST_ADDRESS or not _is_web(address):
            raise PaymentsUnavailable("no address to pay at in the answer")
        return address

    def close(self, reference: str) -> None:
        self._ask(f"/orders/{quote(reference)}/close", {})

    def _ask(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        request = urllib.request.Request(
            self._url + path,
            data=json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self._secret}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                found = json.loads(answer.read(LARGEST_ANSWER))
        except urllib.error.HTTPError as error:
            raise PaymentsUnavailable(f"answer {error.code}") from error
        except (OSError, ValueError) as error:
            raise PaymentsUnavailable(type(error).__name__) from error
        if not isinstance(found, dict):
            raise PaymentsUnavailable("no object in the answer")
        return found


def _is_web(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("https", "http") and bool(parts.hostname)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over moment and body, in hexadecimal: what stands in ``Onevisit-Signature``."""
    return hmac.new(secret.encode(), timestamp.encode() + b"\n" + body, hashlib.sha256).hexdigest()


def signature_fault(secret: str, timestamp: str, given: str, body: bytes, now: datetime) -> str:
    """Why a message can't be the provider's, or is too old to be believed; "" when it is to be read."""
    expected = signature(secret, timestamp, body)
    if not hmac.compare_digest(expected.encode(), given.encode()):
        return BAD_SIGNATURE
    try:
        sent_at = datetime.fromisoformat(timestamp)
        stale = abs(now - sent_at) > FRESH
    except (ValueError, TypeError):
        return BAD_SIGNATURE
    return STALE if stale else ""


def connected() -> PaymentProvider | None:
    """The provider of this installation; None where none is connected and fees are paid at windows."""
    return HttpPayments(settings.PAYMENT_URL, settings.PAYMENT_SECRET) if settings.PAYMENT_URL else None
