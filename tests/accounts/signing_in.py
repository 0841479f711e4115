"""What the tests of sign-in do over and over."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.test import Client

from onevisit.accounts import codes
from onevisit.accounts.adapters import ENROLLED_KEY
from onevisit.accounts.destination import parse_destination
from onevisit.accounts.machine_time import machine_now
from onevisit.accounts.models import Account
from onevisit.accounts.session import KIND_KEY, SEEN_KEY
from onevisit.records.models import Message

PASSWORD = "Onevisit-2026!"
PHONE = "13800001234"


def app_code(account: Account) -> str:
    """The code that the account's authenticator app shows now."""
    app = Authenticator.objects.get(user_id=account.pk, type=Authenticator.Type.TOTP)
    counter = int(machine_now().timestamp()) // 30
    return str(totp.format_hotp_value(totp.hotp_value(decrypt(app.data["secret"]), counter)))


def sign_in(client: Client, name: str = "zhang", password: str = PASSWORD) -> str:
    """Posts name and password; returns where the browser is led, "" when it stays on the page."""
    response = client.post("/accounts/sign-in/", {"identifier": name, "password": password})
    return response.headers.get("Location", "")


def sign_in_wholly(client: Client, account: Account) -> None:
    """Signs in a staff member with both factors."""
    assert sign_in(client, account.username) == "/accounts/sign-in/second-factor/"
    response = client.post("/accounts/sign-in/second-factor/", {"code": app_code(account)})
    assert response.headers.get("Location") == "/desk/"


def be_signed_in(client: Client, account: Account) -> None:
    """Puts a browser where all proofs were shown, for tests of other pages."""
    client.force_login(account)
    session = client.session
    session.update({KIND_KEY: account.kind, SEEN_KEY: int(machine_now().timestamp()), ENROLLED_KEY: True})
    session.save()


def sent_code(text: str) -> str:
    """The digits in the newest message with a code; the messages themselves are encrypted."""
    message = Message.objects.filter(subject_kind=codes.SUBJECT).order_by("-queued_at").first()
    assert message is not None and message.address == parse_destination(text).text
    return str(message.parameters["code"])
