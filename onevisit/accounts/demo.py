"""For demo installations only: codes and messages that a real one would send to a telephone."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password

from onevisit.accounts import codes, message_texts
from onevisit.accounts.destination import parse_destination_or_none
from onevisit.accounts.machine_time import machine_now
from onevisit.accounts.models import Account, AccountKind, MessageCode
from onevisit.accounts.sign_in import find_account
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records import installation
from onevisit.records.models import Message, MessageChannel


@dataclass(frozen=True)
class CurrentCode:
    """A code that works now: what for, the digits, and for how many seconds more."""

    purpose: str
    code: str
    seconds_left: int


@dataclass(frozen=True)
class ShownMessage:
    """A message of the demo outbox."""

    channel: str
    address: str
    subject: str
    body: str
    queued_at: datetime


def require_demo() -> None:
    """Raises Refusal "not_a_demo" unless the database is marked demo."""
    if not installation.facts().demo:
        raise Refusal("not_a_demo", Sentence("只有演示库可以显示验证码和消息。"), clauses=("HOUSE-23",))


def current_codes(name: str) -> list[CurrentCode]:
    """The codes that work now for a user name, a mobile number or a mail address.

    Empty when there are none. Raises Refusal "not_a_demo" anywhere but on a demo installation.
    """
    require_demo()
    found: list[CurrentCode] = []
    account = find_account(name)
    if account is not None:
        found += _app_codes(account)
    destinations = [parse_destination_or_none(text) for text in _reached_at(account, name)]
    hashes = [destination.hash for destination in destinations if destination is not None]
    now = machine_now()
    sent = MessageCode.objects.filter(
        destination_hash__in=hashes, used_at=None, expires_at__gt=now, wrong_tries__lt=codes.WRONG_TRIES
    ).order_by("-sent_at")
    for code in sent:
        message = Message.objects.filter(subject_kind=codes.SUBJECT, subject_id=code.pk).first()
        if message is not None and code.purpose not in {one.purpose for one in found}:
            left = int((code.expires_at - now).total_seconds())
            found.append(CurrentCode(code.purpose, message.parameters["code"], left))
    return found


def create_demo_staff(usernames: Sequence[str], password: str) -> dict[str, Account]:
    """Accounts of demo staff by user name, all with this password and an authenticator app of their own.

    The password is hashed once, so a city is ready in a second; accounts that exist stay as they are.
    """
    require_demo()
    existing = {one.username: one for one in Account.objects.filter(username__in=usernames)}
    now = machine_now()
    encoded = make_password(password)
    validate_password(password)
    new = [
        Account(
            kind=AccountKind.STAFF,
            username=name,
            password=encoded,
            created_at=now,
            password_changed_at=now,
        )
        for name in dict.fromkeys(usernames)
        if name not in existing
    ]
    Account.objects.bulk_create(new)
    for account in new:
        enrol_demo_app(account)
    return {**existing, **{account.username: account for account in new}}


def enrol_demo_app(account: Account) -> None:
    """Gives a demo account an authenticator app of its own, whose codes `onevisit code` prints."""
    require_demo()
    if not Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.TOTP).exists():
        totp.TOTP.activate(account, totp.generate_totp_secret())
        RecoveryCodes.activate(account)


def outbox_messages(limit: int) -> list[ShownMessage] | None:
    """The newest text messages and mails; None anywhere but on a demo installation."""
    if not installation.facts().demo:
        return None
    newest = Message.objects.exclude(channel=MessageChannel.SITE).order_by("-queued_at")[:limit]
    return [_shown(message) for message in newest]


def _shown(message: Message) -> ShownMessage:
    try:
        text = message_texts.filled(message)
    except KeyError:
        text = message_texts.MessageText(message.template, str(message.parameters))
    return ShownMessage(
        channel=message.get_channel_display(),
        address=message.address or "",
        subject=str(text.subject),
        body=str(text.body),
        queued_at=message.queued_at,
    )


def _app_codes(account: Account) -> list[CurrentCode]:
    app = Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.TOTP).first()
    if app is None:
        return []
    moment = int(time.time())
    counter = moment // app_settings.TOTP_PERIOD
    digits = totp.format_hotp_value(totp.hotp_value(decrypt(app.data["secret"]), counter))
    return [
        CurrentCode("second-factor", digits, app_settings.TOTP_PERIOD - moment % app_settings.TOTP_PERIOD)
    ]


def _reached_at(account: Account | None, name: str) -> list[str]:
    if account is None:
        return [name]
    return [text for text in (account.phone, account.email) if text]
