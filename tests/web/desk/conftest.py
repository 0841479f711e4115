"""Browsers of the demo city's staff."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from onevisit.accounts.models import Account
from tests.accounts.signing_in import be_signed_in

SignIn = Callable[[str], Client]


def staff_browser(username: str) -> Client:
    """The browser of a member of staff by the name of the account, both factors shown."""
    client = Client()
    be_signed_in(client, Account.objects.get(username=username))
    return client


@pytest.fixture
def browser_of(demo_city: None) -> SignIn:
    """Gives browsers of staff in a demo city whose rows are rolled back."""
    return staff_browser
