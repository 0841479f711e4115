"""The trail of sign-ins (GB/T 22239-2019 8.1.4.3: time, user, event, result), in the access log."""

from __future__ import annotations

from django.http import HttpRequest

from onevisit.accounts.models import Account
from onevisit.accounts.rate_limit import client_address
from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.records import access_log


@enforces("HOUSE-13")
def signed_in(request: HttpRequest, account: Account) -> None:
    """Somebody is in, with all the proofs his account needs or has."""
    _log(request, account, "sign-in")


def signed_out(request: HttpRequest, account: Account) -> None:
    """Somebody left by himself."""
    _log(request, account, "sign-out")


def changed_password(request: HttpRequest, account: Account) -> None:
    """An account has a new password."""
    _log(request, account, "change-password")


def changed_second_factor(request: HttpRequest, action: str) -> None:
    """A second factor of the person signed in was enrolled, removed or replaced."""
    if isinstance(request.user, Account):
        _log(request, request.user, action)


def helped_by_command(account: Account, action: str) -> None:
    """Whoever runs the server helped somebody by command; of him the system knows no more than that."""
    access_log.log(
        actor_kind="operator",
        actor_id=0,
        action=action,
        subject_kind="account",
        subject_id=account.pk,
        allowed=True,
    )


def refused_sign_in(request: HttpRequest, refusal: Refusal) -> None:
    """Name and password didn't open; the name that was typed is kept nowhere."""
    access_log.log(
        actor_kind="visitor",
        actor_id=0,
        action="sign-in",
        subject_kind="account",
        subject_id=None,
        allowed=False,
        detail={"code": refusal.code},
        source_address=_address(request),
    )


def _log(request: HttpRequest, account: Account, action: str) -> None:
    access_log.log(
        actor_kind=account.kind,
        actor_id=account.pk,
        action=action,
        subject_kind="account",
        subject_id=account.pk,
        allowed=True,
        source_address=_address(request),
    )


def _address(request: HttpRequest) -> str | None:
    address = client_address(request)
    return None if address == "unknown" else address
