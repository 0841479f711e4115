"""Fixtures for all tests: databases, the real server, the browser."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from onevisit.config import environment
from onevisit.config.environment import DatabaseAddresses
from tests.harness.databases import TestServer
from tests.settings import RUN_FOLDER

DATABASE_FIXTURES = {"db", "transactional_db", "committed_database", "live_site"}
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what needs a database or a browser, so that the stages of `make test` can choose by mark."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or names & DATABASE_FIXTURES:
            item.add_marker(pytest.mark.database)
        if "page" in names or "browser" in names:
            item.add_marker(pytest.mark.browser)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops the server in the process that started it."""
    server = getattr(config, "onevisit_server", None)
    if server is not None:
        server.stop()


def pytest_configure(config: pytest.Config) -> None:
    """The controlling process starts the server before its workers, which find its address."""
    if hasattr(config, "workerinput") or not getattr(config.option, "numprocesses", None):
        return
    start_server(config)


def start_server(config: pytest.Config) -> None:
    """Starts the run's server; an error in migrations ends the run with that error's text."""
    try:
        config.onevisit_server = TestServer(RUN_FOLDER).start()  # type: ignore[attr-defined]
    except environment.SetupError as error:
        raise pytest.UsageError(str(error)) from error


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> TestServer:
    """The run's PostgreSQL; started at first use, or by the controlling process when workers share it."""
    config = request.config
    if not hasattr(config, "workerinput") and not hasattr(config, "onevisit_server"):
        start_server(config)
    return TestServer(RUN_FOLDER)


@pytest.fixture(scope="session")
def django_db_setup(server: TestServer, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Replaces pytest-django's database by a clone of the template, one for each worker."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with django_db_blocker.unblock():
        use_database(server.clone(name))
        yield
        close_connections()


@pytest.fixture
def committed_database(
    server: TestServer, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[DatabaseAddresses]:
    """A fresh clone for one test whose transactions really commit; gives its addresses."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{next(_numbers)}"
    before = {alias: dict(connections[alias].settings_dict) for alias in connections}
    addresses = server.clone(name)
    with django_db_blocker.unblock():
        close_connections()
        use_database(addresses)
        yield addresses
        close_connections()
        for alias, kept in before.items():
            connections[alias].settings_dict.update(kept)
    server.drop(name)


def use_database(addresses: DatabaseAddresses) -> None:
    """Points this process to a database: rows as the runtime role, tables as the owner."""
    for alias, address in (("default", addresses.runtime), ("owner", addresses.owner)):
        found = environment.django_database(address)
        options = {**connections[alias].settings_dict["OPTIONS"], **found.pop("OPTIONS")}
        connections[alias].settings_dict.update(found, OPTIONS=options)


def close_connections() -> None:
    """Closes this thread's connections, so that their database can be dropped or changed."""
    for connection in connections.all(initialized_only=True):
        connection.close()
