"""Who may hear which live updates: a short-lived, signed list of channels that a page carries.

The process of live updates stands on another port in the demo and knows no session; it trusts this signature.
A channel is a subject, such as `case:12`, or all subjects of a kind, such as `case:*`. What is told is only
that something changed; the page then asks again by normal HTTP, where `may` decides what it shows.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core import signing

VALID_SECONDS = 12 * 3600
_SALT = "onevisit.web.live"


def make_token(channels: Sequence[str]) -> str:
    """The token for these channels, to be given to the page that wants to hear them."""
    return signing.dumps(list(channels), salt=_SALT)


def read_token(token: str) -> frozenset[str]:
    """The channels of a token; none when it is forged or older than `VALID_SECONDS`."""
    try:
        channels = signing.loads(token, salt=_SALT, max_age=VALID_SECONDS)
    except signing.BadSignature:
        return frozenset()
    return frozenset(channels)
