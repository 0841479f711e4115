"""What our sessions remember about the sign-in itself."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.http import HttpRequest

from onevisit.accounts import audit
from onevisit.accounts.adapters import ENROLLED_KEY
from onevisit.accounts.machine_time import machine_now
from onevisit.accounts.models import Account

KIND_KEY = "account_kind"
SEEN_KEY = "account_seen"


def has_second_factor(request: HttpRequest) -> bool:
    """Whether a second factor was shown in this session, or proved by enrolling it."""
    if request.session.get(ENROLLED_KEY):
        return True
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def start(request: HttpRequest, user: Account, **_signal: Any) -> None:
    """At sign-in: whose session it is and since when."""
    request.session[KIND_KEY] = user.kind
    request.session[SEEN_KEY] = int(machine_now().timestamp())
    audit.signed_in(request, user)


def remember_enrolment(request: HttpRequest, authenticator: Authenticator, **_signal: Any) -> None:
    """Enrolling an app or a key proves it, so it need not be shown again at once."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        request.session[ENROLLED_KEY] = True
        audit.changed_second_factor(request, f"enrol-{authenticator.type}")


def note_removal(request: HttpRequest, authenticator: Authenticator, **_signal: Any) -> None:
    """Taking a factor away leaves a trace."""
    audit.changed_second_factor(request, f"remove-{authenticator.type}")


def note_new_recovery_codes(request: HttpRequest, **_signal: Any) -> None:
    """New recovery codes leave a trace."""
    audit.changed_second_factor(request, "new-recovery-codes")


def connect() -> None:
    """Listens to allauth; called once when the programs start."""
    user_logged_in.connect(start, dispatch_uid="accounts.session.start")
    authenticator_added.connect(remember_enrolment, dispatch_uid="accounts.session.enrolment")
    authenticator_removed.connect(note_removal, dispatch_uid="accounts.session.removal")
    authenticator_reset.connect(note_new_recovery_codes, dispatch_uid="accounts.session.recovery_codes")
