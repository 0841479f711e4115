"""Signing in: what is checked, in which order, and what a stranger learns from a failure.

A wrong name and a wrong password give the same answer after the same work, and a name that nobody has is
locked like a real one: nobody can find out here who has an account.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from onevisit.accounts import lock_out
from onevisit.accounts.destination import parse_destination_or_none
from onevisit.accounts.models import Account
from onevisit.accounts.rate_limit import budget
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence

SHANGHAI = ZoneInfo("Asia/Shanghai")


def find_account(identifier: str) -> Account | None:
    """The open account of a user name, a mobile number or a mail address."""
    found = Account.objects.filter(username=identifier.strip()).first()
    destination = parse_destination_or_none(identifier)
    if found is None and destination is not None:
        from onevisit.accounts.actions import find_by_destination

        found = find_by_destination(destination)
    return found if found is not None and found.is_active else None


def matching_account(account: Account | None, password: str) -> Account | None:
    """The account if the password is its own; takes as long when there is no account."""
    if account is None:
        make_password(password)
        return None
    return account if account.check_password(password) else None


def sign_in_with_password(identifier: str, password: str, address: str) -> Account:
    """The account that this name and password open, before any second factor.

    `address` is `rate_limit.client_address`. Raises Refusal "too_many_tries", "locked" or "wrong_sign_in";
    the last two tell nothing about the account.
    """
    budget.spend("sign-in", address).require()
    account = find_account(identifier)
    subject = (
        lock_out.account_subject(account.pk)
        if account is not None
        else lock_out.unknown_subject(identifier.strip().lower())
    )
    where = lock_out.address_subject(address)
    require_unlocked(subject, where)
    signed_in = matching_account(account, password)
    if signed_in is None:
        locked = lock_out.record_failure(subject, where)
        if locked is not None:
            raise locked_refusal(locked)
        raise Refusal(
            "wrong_sign_in",
            Sentence("账号或密码不对。"),
            clauses=("HOUSE-13",),
            next_step=Sentence("请检查后再试；连续输错 5 次将暂停登录 30 分钟。"),
        )
    lock_out.clear(subject, where)
    return signed_in


def require_unlocked(*subjects: lock_out.Subject) -> None:
    """Raises Refusal "locked" while one of these is locked out."""
    locked = lock_out.locked_until(*subjects)
    if locked is not None:
        raise locked_refusal(locked)


def locked_refusal(until: datetime) -> Refusal:
    """What somebody is told who has to wait after too many failures."""
    clock = until.astimezone(SHANGHAI).strftime("%H:%M")
    return Refusal(
        "locked",
        Sentence("连续输错次数太多，登录已暂停。"),
        clauses=("HOUSE-13",),
        next_step=Sentence("请在 %(time)s 之后再试。", time=clock),
    )
