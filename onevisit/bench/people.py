"""The people who act in a measurement: real accounts and real sessions, as a sign-in leaves them."""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore

from onevisit.accounts.adapters import ENROLLED_KEY
from onevisit.accounts.machine_time import machine_now
from onevisit.accounts.models import Account, AccountKind
from onevisit.accounts.session import KIND_KEY, SEEN_KEY
from onevisit.law.identifiers import resident_check_character
from onevisit.organization.models import Staff
from onevisit.people import identity
from onevisit.people.models import Applicant, ApplicantKind, IdentityType
from onevisit.records import clock

CLERK, ISSUER = "window1", "issuing1"
HANDLER, COLLEAGUE, SIGNER = "market-handler", "market-handler2", "market-signer"
LETTERS = string.ascii_letters + string.digits
CSRF_LENGTH = 32


@dataclass(frozen=True)
class Visitor:
    """Somebody signed in: his account, the cookies of his browser and the token of its forms."""

    account_id: int
    session: str
    token: str

    @property
    def cookies(self) -> str:
        """The Cookie header."""
        return f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={self.token}"


def staff(username: str) -> Staff:
    """A member of the demo staff."""
    return Staff.objects.select_related("account").get(account__username=username)


def signed_in(account: Account) -> Visitor:
    """A session of this account as a sign-in leaves it; of staff with the second factor shown."""
    now = machine_now()
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session[KIND_KEY] = account.kind
    # Long measurements must not end in the sign-in page, nor write sessions more often than people do.
    session[SEEN_KEY] = int((now + timedelta(hours=6)).timestamp())
    session[ENROLLED_KEY] = account.is_staff_member
    session.create()
    token = "".join(secrets.choice(LETTERS) for _ in range(CSRF_LENGTH))
    assert session.session_key is not None
    return Visitor(account.pk, session.session_key, token)


def register_applicants(count: int) -> list[Applicant]:
    """People of one's own with accounts, checked numbers and telephones."""
    moment = clock.now()
    password = make_password(None)
    known = Account.objects.filter(username__startswith="bench-").count()
    accounts = Account.objects.bulk_create(
        Account(
            kind=AccountKind.APPLICANT,
            username=f"bench-{known + number}",
            password=password,
            created_at=moment,
            password_changed_at=moment,
        )
        for number in range(count)
    )
    return Applicant.objects.bulk_create(
        _applicant(account, known + number) for number, account in enumerate(accounts)
    )


def _applicant(account: Account, number: int) -> Applicant:
    first = f"22028119880808{number:03}"
    resident_number = first + resident_check_character(first)
    return Applicant(
        kind=ApplicantKind.PERSON,
        name="李测速",
        name_bigrams=[],
        identity_type=IdentityType.RESIDENT_NUMBER,
        identity_number=resident_number,
        identity_hash=identity.identity_hash(IdentityType.RESIDENT_NUMBER, resident_number),
        phone="13812345678",
        account=account,
        registered_at=clock.now(),
    )
