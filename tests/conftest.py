"""Fixtures for all tests: databases, the real server, the browser."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections, transaction
from playwright.sync_api import Browser, Page
from pytest_django import DjangoDbBlocker

from onevisit.config import environment
from onevisit.config.environment import DatabaseAddresses
from onevisit.records import installation, side_connection
from tests.harness.browser import PHONE_SIZE, open_page, running_chromium
from tests.harness.databases import DEMO, TEST, UNMARKED, TestServer
from tests.harness.folders import make_open_folder
from tests.harness.site import Site, running_site
from tests.settings import RUN_FOLDER

DATABASE_FIXTURES = {"db", "transactional_db", "server"}
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what needs a database or a browser, so that the stages of `make test` can choose by mark."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or names & DATABASE_FIXTURES:
            item.add_marker(pytest.mark.database)
        if "browser" in names:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server() -> Iterator[TestServer]:
    """This process's own PostgreSQL: another worker's open transactions would delay anchors."""
    with TestServer(RUN_FOLDER) as started:
        yield started


@pytest.fixture(scope="session")
def django_db_setup(server: TestServer, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Replaces pytest-django's database by a clone of the template, one for each worker."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with django_db_blocker.unblock():
        use_database(server.clone(name))
        yield
        close_connections()


@contextlib.contextmanager
def own_clone(server: TestServer, template: str) -> Iterator[DatabaseAddresses]:
    """A fresh clone that this process uses instead of its usual database, dropped at the end."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{next(_numbers)}"
    before = {alias: dict(connections[alias].settings_dict) for alias in connections}
    addresses = server.clone(name, template)
    close_connections()
    use_database(addresses)
    yield addresses
    close_connections()
    for alias, kept in before.items():
        connections[alias].settings_dict.update(kept)
    server.drop(name)


@pytest.fixture
def committed_database(
    server: TestServer, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[DatabaseAddresses]:
    """A fresh database, marked *test*, for one test whose transactions really commit; gives its addresses."""
    with django_db_blocker.unblock(), own_clone(server, TEST) as addresses:
        yield addresses


@pytest.fixture
def unmarked_database(
    server: TestServer, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[DatabaseAddresses]:
    """Like `committed_database`, without a mark: as a production database before its first start."""
    with django_db_blocker.unblock(), own_clone(server, UNMARKED) as addresses:
        yield addresses


@pytest.fixture
def demo_database(
    server: TestServer, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[DatabaseAddresses]:
    """A fresh database with the demo city, for one test whose transactions really commit."""
    server.prepare_demo()
    with django_db_blocker.unblock(), own_clone(server, DEMO) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def demo_city_of_module(
    server: TestServer, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A clone of the demo city for all tests of a module that ask for `demo_city`."""
    server.prepare_demo()
    with django_db_blocker.unblock(), own_clone(server, DEMO):
        yield


@pytest.fixture
def demo_city(demo_city_of_module: None) -> Iterator[None]:
    """The demo city, for a test whose rows are rolled back: cloned once a module."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def site(committed_database: DatabaseAddresses) -> Iterator[Site]:
    """The real pages and live updates on a fresh, empty database marked *test*."""
    with running_site(committed_database) as running:
        yield running


@pytest.fixture
def demo_site(demo_database: DatabaseAddresses) -> Iterator[Site]:
    """The real pages and live updates on a fresh demo city."""
    with running_site(demo_database) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a worker."""
    with running_chromium() as chromium:
        yield chromium


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page on a desk-sized screen; the test fails if a script failed or was refused on it."""
    with open_page(browser) as opened:
        yield opened


@pytest.fixture
def phone_page(browser: Browser) -> Iterator[Page]:
    """Like `page`, as wide as a phone."""
    with open_page(browser, viewport=PHONE_SIZE, has_touch=True) as opened:
        yield opened


@pytest.fixture
def open_folder() -> Path:
    """A fresh folder that other users can enter, unlike `tmp_path`: the database does not run as root."""
    return make_open_folder()


@pytest.fixture(autouse=True)
def clock_in_step(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that moved the clock sets it back: the shift is committed, unlike the test's rows."""
    yield
    if request.node.get_closest_marker("django_db") and installation.facts().clock_offset:
        installation.store_clock_offset(timedelta(0))


def use_database(addresses: DatabaseAddresses) -> None:
    """Points this process to a database: rows as the runtime role, tables as the owner."""
    for alias, address in (("default", addresses.runtime), ("owner", addresses.owner)):
        found = environment.django_database(address)
        options = {**connections[alias].settings_dict["OPTIONS"], **found.pop("OPTIONS")}
        connections[alias].settings_dict.update(found, OPTIONS=options)
    installation.forget()


def close_connections() -> None:
    """Closes this process's connections, so that their database can be dropped or changed."""
    side_connection.close()
    installation.forget()
    for connection in connections.all(initialized_only=True):
        connection.close()
