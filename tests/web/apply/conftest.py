"""A signed-in applicant of the demo city and drafts in any state of completion."""

from __future__ import annotations

import pytest
from django.test import Client

from onevisit.people.models import Applicant
from tests.web.apply import world


@pytest.fixture
def citizen(demo_city: None) -> Applicant:
    """李敏, who applies for herself."""
    return world.citizen("李敏")


@pytest.fixture
def signed_in(citizen: Applicant) -> Client:
    """Her browser."""
    return world.browser_of(citizen)
