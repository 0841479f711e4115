"""The short-lived code by which a licence is shown on a telephone: signed, good for minutes, live."""

from __future__ import annotations

from django.core import signing

VALID_SECONDS = 10 * 60
_SALT = "onevisit.web.licence"
LONGEST = 200


def make_token(licence_id: int) -> str:
    """The code for this licence from now on."""
    return signing.dumps(licence_id, salt=_SALT)


def read_token(token: str) -> int | None:
    """The licence of a code; None when it is forged or older than ``VALID_SECONDS``."""
    try:
        found = signing.loads(token, salt=_SALT, max_age=VALID_SECONDS)
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None
