"""Accounts for the tests of sign-in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from onevisit.accounts import actions
from onevisit.accounts.destination import parse_destination
from onevisit.accounts.models import Account
from onevisit.config import static_files
from tests.accounts.signing_in import PASSWORD, PHONE


@pytest.fixture(scope="session", autouse=True)
def collected_static_files() -> None:
    """Pages name their scripts and styles by content."""
    static_files.collect()


@pytest.fixture
def staff(db: None) -> Account:
    """A staff member without second factor."""
    return actions.create_staff_account("zhang", PASSWORD, must_change=False)


@pytest.fixture
def staff_with_app(staff: Account) -> Account:
    """A staff member with an authenticator app."""
    totp.TOTP.activate(staff, totp.generate_totp_secret())
    return staff


@pytest.fixture
def applicant(db: None) -> Account:
    """An applicant's account, reached at PHONE."""
    return actions.create_applicant_account(parse_destination(PHONE), PASSWORD)


@pytest.fixture
def client() -> Iterator[Client]:
    """A browser of its own address, so that tests don't share address budgets."""
    yield Client(REMOTE_ADDR="198.51.100.7")
