"""What a courier can be asked, and the courier whose address stands in the settings.

A city connects its courier by a service with three addresses (docs/couriers.md); the built-in test courier
is one. Personal data goes only where the parcel goes: name, telephone and address of the recipient.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import quote

from django.conf import settings

from onevisit.law.parcels import ParcelState

SECONDS = 5.0
LARGEST_ANSWER = 1_000_000


class CourierUnavailable(Exception):
    """The courier did not answer, or not in its own language; asked again later. No personal data in it."""


@dataclass(frozen=True, repr=False)
class Consignment:
    """What the courier needs to carry a parcel. ``reference`` is ours: the same one is the same parcel."""

    reference: str
    recipient: str
    phone: str
    address: str
    sender: str


@dataclass(frozen=True)
class TrackingEvent:
    """One message of the courier about a parcel; ``signed_by`` is the name it gives with a signature."""

    code: ParcelState
    at: datetime
    signed_by: str = ""


class Courier(Protocol):
    """What is asked of a courier. Every method raises CourierUnavailable and may be repeated without harm."""

    def order(self, consignment: Consignment) -> str:
        """Announces a parcel; returns its tracking number."""

    def cancel(self, reference: str) -> None:
        """Takes an order back; nothing happens for one that is unknown or already travels."""

    def track(self, tracking_number: str) -> list[TrackingEvent]:
        """All that happened to a parcel so far, oldest first."""


class HttpCourier:
    """A courier behind three HTTP addresses that speak JSON."""

    def __init__(self, url: str, token: str) -> None:
        self._url, self._token = url.rstrip("/"), token

    def order(self, consignment: Consignment) -> str:
        number = self._ask("/parcels", vars(consignment)).get("tracking_number")
        if not isinstance(number, str) or not (4 <= len(number) <= 40 and number.isascii()):
            raise CourierUnavailable("no tracking number in the answer")
        return number

    def cancel(self, reference: str) -> None:
        self._ask(f"/parcels/{quote(reference)}/cancel", {})

    def track(self, tracking_number: str) -> list[TrackingEvent]:
        answer = self._ask(f"/tracking/{quote(tracking_number)}")
        try:
            return [
                TrackingEvent(
                    ParcelState(one["code"]), _moment(one["at"]), str(one.get("signed_by", ""))[:100]
                )
                for one in answer["events"]
            ]
        except (KeyError, TypeError, ValueError) as error:
            raise CourierUnavailable("the tracking can't be read") from error

    def _ask(self, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        request = urllib.request.Request(
            self._url + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                found = json.loads(answer.read(LARGEST_ANSWER))
        except urllib.error.HTTPError as error:
            raise CourierUnavailable(f"answer {error.code}") from error
        except (OSError, ValueError) as error:
            raise CourierUnavailable(type(error).__name__) from error
        if not isinstance(found, dict):
            raise CourierUnavailable("no object in the answer")
        return found


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    return moment


def connected() -> Courier | None:
    """The courier of this installation; None where none is connected and numbers are typed."""
    return HttpCourier(settings.COURIER_URL, settings.COURIER_TOKEN) if settings.COURIER_URL else None
