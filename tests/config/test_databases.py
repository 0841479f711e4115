"""The test harness itself: each test gets a real database with the rights of the running program."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from onevisit.config.environment import DatabaseAddresses


@pytest.mark.django_db
def test_tests_run_with_the_rights_of_the_running_program() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, pg_has_role(current_user, 'onevisit_owner', 'usage')")
        assert cursor.fetchone() == ("onevisit_runtime", False)


@pytest.mark.django_db
def test_rows_can_be_written() -> None:
    Session.objects.create(session_key="a" * 32, session_data="", expire_date="2030-01-01T00:00:00Z")
    assert Session.objects.count() == 1


def test_a_committed_database_is_fresh(committed_database: DatabaseAddresses) -> None:
    Session.objects.create(session_key="a" * 32, session_data="", expire_date="2030-01-01T00:00:00Z")
    assert Session.objects.count() == 1
    assert "test_" in committed_database.owner


@pytest.mark.django_db
def test_nothing_of_a_committed_database_is_left_behind() -> None:
    assert Session.objects.count() == 0
