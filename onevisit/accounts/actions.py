"""What can be done to accounts; nothing else writes them."""

from __future__ import annotations

import secrets

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from onevisit.accounts import lock_out
from onevisit.accounts.destination import Destination, DestinationKind
from onevisit.accounts.machine_time import machine_now
from onevisit.accounts.models import Account, AccountKind, FormerPassword
from onevisit.accounts.passwords import REMEMBERED
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


def create_staff_account(username: str, password: str, *, must_change: bool = True) -> Account:
    """Makes the account of a staff member; he must choose his own password at the first sign-in.

    Raises ValidationError (Chinese sentences) for a password against the rules, Refusal "username_taken".
    """
    return _create_named_account(AccountKind.STAFF, username, password, must_change)


def create_device_account(username: str, password: str) -> Account:
    """Makes the account of a kiosk, display or rating pad; raises as `create_staff_account`."""
    return _create_named_account(AccountKind.DEVICE, username, password, False)


def _create_named_account(kind: AccountKind, username: str, password: str, must_change: bool) -> Account:
    name = username.strip()
    if Account.objects.filter(username=name).exists():
        raise Refusal(
            "username_taken", Sentence("账号名“%(name)s”已经有人使用。", name=name), clauses=("HOUSE-35",)
        )
    account = _new_account(kind, name)
    account.password_must_change = must_change
    validate_password(password, account)
    account.set_password(password)
    account.save()
    return account


def create_applicant_account(destination: Destination, password: str) -> Account:
    """Makes the account of an applicant who has just proved that he receives messages at `destination`.

    Raises ValidationError for a password against the rules, Refusal "destination_taken" when another account
    has it (two sign-ups side by side).
    """
    account = _new_account(AccountKind.APPLICANT, f"applicant-{secrets.token_hex(12)}")
    validate_password(password, account)
    if find_by_destination(destination) is not None:
        raise Refusal(
            "destination_taken",
            Sentence("这个手机号码或邮箱已经注册过。"),
            next_step=Sentence("请直接登录。"),
        )
    if destination.kind is DestinationKind.PHONE:
        account.phone = destination.text
        account.phone_hash = destination.hash
    else:
        account.email = destination.text
        account.email_hash = destination.hash
    account.set_password(password)
    account.save()
    return account


def find_by_destination(destination: Destination) -> Account | None:
    """The applicant's account of this number or address."""
    if destination.kind is DestinationKind.PHONE:
        return Account.objects.filter(phone_hash=destination.hash).first()
    return Account.objects.filter(email_hash=destination.hash).first()


def change_password(account: Account, password: str) -> None:
    """Sets a new password that the account's owner chose and remembers the old one.

    Raises ValidationError with Chinese sentences when it is against the rules.
    """
    validate_password(password, account)
    _replace_password(account, password, must_change=False)


def give_temporary_password(account: Account) -> str:
    """Gives a staff member who lost his password a temporary one, to be changed at the next sign-in.

    Unlocks the account and ends its sessions. Returns the password for the administrator to hand over.
    """
    password = temporary_password()
    _replace_password(account, password, must_change=True)
    unlock(account)
    return password


def forget_second_factors(account: Account) -> int:
    """Takes all second factors off an account whose owner lost them; returns how many there were.

    Ends its sessions, because whoever found the lost key may sit in one; the owner enrols new ones next time.
    """
    deleted, _rows = Authenticator.objects.filter(user_id=account.pk).delete()
    _end_sessions(account)
    lock_out.clear(lock_out.second_factor_subject(account.pk))
    return int(deleted)


def _replace_password(account: Account, password: str, *, must_change: bool) -> None:
    with transaction.atomic():
        kept = Account.objects.select_for_update().get(pk=account.pk)
        now = machine_now()
        FormerPassword.objects.create(account=kept, encoded=kept.password, used_until=now)
        forgotten = FormerPassword.objects.filter(account=kept).order_by("-used_until")[REMEMBERED:]
        FormerPassword.objects.filter(pk__in=[one.pk for one in forgotten]).delete()
        kept.set_password(password)
        kept.password_changed_at = now
        kept.password_must_change = must_change
        kept.save(update_fields=["password", "password_changed_at", "password_must_change"])
    account.refresh_from_db(fields=["password", "password_changed_at", "password_must_change"])


def deactivate(account: Account) -> None:
    """Closes an account: it can't sign in any more, and its sessions are over even if it is opened again."""
    Account.objects.filter(pk=account.pk).update(is_active=False)
    _end_sessions(account)
    account.is_active = False


def _end_sessions(account: Account) -> None:
    """No session of before opens anything any more, from its next request on."""
    Account.objects.filter(pk=account.pk).update(sessions_ended=F("sessions_ended") + 1)
    account.refresh_from_db(fields=["sessions_ended"])


def unlock(account: Account) -> None:
    """Forgets the failed tries of password and second factor, so that the owner need not wait."""
    lock_out.clear(lock_out.account_subject(account.pk), lock_out.second_factor_subject(account.pk))


def reactivate(account: Account) -> None:
    """Opens a closed account again."""
    Account.objects.filter(pk=account.pk).update(is_active=True)
    account.is_active = True


def temporary_password() -> str:
    """A random password of 14 characters that meets the rules and has no look-alike characters."""
    letters = "abcdefghjkmnpqrstuvwxyz"
    while True:
        made = "".join(
            secrets.choice(letters + letters.upper() + "23456789") for _position in range(13)
        ) + secrets.choice("#%+=?")
        try:
            validate_password(made)
        except ValidationError:
            continue
        return made


def _new_account(kind: AccountKind, username: str) -> Account:
    now = machine_now()
    return Account(kind=kind, username=username, created_at=now, password_changed_at=now)
