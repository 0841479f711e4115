"""Fixtures of the tests of the windows."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cases.conftest import city, city_of_module
from tests.web.window import world

__all__ = ["city", "city_of_module"]


@pytest.fixture
def clerk(city: None) -> Client:
    """The clerk of window 3, at her desk."""
    return world.desk("window1")
