"""A running site in a test database for the pages that every face shares."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from onevisit.config import static_files
from tests.conftest import own_clone
from tests.harness.databases import TEST, TestServer
from tests.harness.site import Site, running_site


@pytest.fixture(scope="session", autouse=True)
def collected_files() -> None:
    """The files for browsers, as the program collects them when it starts: pages name them by that list."""
    static_files.collect()


@pytest.fixture(scope="module")
def shared_site(
    server: TestServer, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Site]:
    """The real pages on an empty database marked *test*, for all tests of a module: they write nothing."""
    with (
        django_db_blocker.unblock(),
        own_clone(server, TEST) as addresses,
        running_site(addresses, programs=("serve",)) as site,
    ):
        yield site
