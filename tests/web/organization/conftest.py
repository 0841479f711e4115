"""Browsers of the demo city's staff, and what they send to the registers."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from onevisit.organization.models import Staff
from tests.web.desk.conftest import SignIn, staff_browser

REASON = "按签署的文件登记"


@pytest.fixture
def browser_of(demo_city: None) -> SignIn:
    """Gives browsers of staff in a demo city whose rows are rolled back."""
    return staff_browser


def send(client: Client, address: str, key: str = "", **typed: Any) -> Any:
    """Sends a form of a register, under a fresh key unless one is given."""
    return client.post(address, {"reason": REASON, "idempotency_key": key or uuid.uuid4().hex, **typed})


def staff(username: str) -> Staff:
    """A member of staff by the name of the account."""
    return Staff.objects.select_related("department", "hall").get(account__username=username)
