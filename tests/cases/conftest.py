"""Fixtures of the cases tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from onevisit.records import clock, installation, partitions

MONTHS = 24


@pytest.fixture(scope="module")
def city_of_module(demo_city_of_module: None) -> None:
    """The demo city of a module with partitions for all the time that its tests go through.

    Partitions can't be made while a test holds its rows in an open transaction.
    """
    partitions.ensure_partitions(clock.today(), MONTHS)


@pytest.fixture
def city(city_of_module: None, demo_city: None) -> Iterator[None]:
    """The demo city, rolled back at the end, with a clock that the test may move."""
    yield
    installation.store_clock_offset(timedelta(0))


@pytest.fixture
def shared_city(city_of_module: None) -> Iterator[None]:
    """The demo city of the module, in which transactions really commit: each test makes cases of its own."""
    yield
    installation.store_clock_offset(timedelta(0))
