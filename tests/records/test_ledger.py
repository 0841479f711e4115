"""The ledger: chained, insert-only for everybody, one statement for any number of acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from onevisit.config.environment import DatabaseAddresses
from onevisit.law.canonical import CanonicalError
from onevisit.law.chain import GENESIS, row_hash
from onevisit.records import clock, installation, ledger, partitions, verification
from onevisit.records.models import LedgerRow
from tests.records.helpers import Chain, owner_connection, statements

INSERT_ONLY = [
    "records_ledgerrow",
    "records_accesslogrow",
    "records_anchor",
    "records_anchorleaf",
    "records_anchorkey",
]
pytestmark = pytest.mark.usefixtures("committed_database")


@pytest.mark.clause("HOUSE-3")
def test_acts_are_chained_over_their_stored_text() -> None:
    chain = Chain(1)
    first, second = chain.act("receive"), chain.act("accept")
    rows = ledger.rows_of(1)
    assert [bytes(row.hash) for row in rows] == [first, second]
    assert bytes(rows[0].previous_hash) == GENESIS
    assert bytes(rows[1].previous_hash) == first
    assert row_hash(first, rows[1].canonical) == second
    assert rows[1].data == {"materials": [1, 2], "note": None}
    assert rows[1].content["actor"]["id"] == 7


def test_several_acts_are_one_statement_and_chain_onto_each_other() -> None:
    one, other = Chain(1), Chain(2)
    entries = [
        one.entry(),
        replace(one.entry(), sequence=2, previous_hash=None),
        other.entry(),
        replace(one.entry(), sequence=3, previous_hash=None),
    ]
    with statements() as issued:
        hashes = ledger.append(entries)
    assert len(issued) == 1
    assert len(set(hashes)) == 4
    assert verification.verify().fault is None
    assert ledger.append([]) == []


@pytest.mark.parametrize(
    "changes", [{"sequence": 2}, {"previous_hash": None}, {"previous_hash": bytes(range(32))}]
)
def test_an_act_that_does_not_follow_its_predecessor_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"follow|head hash"):
        ledger.append([Chain(1).entry(**changes)])
    first = Chain(1).entry()
    with pytest.raises(ValueError, match="follow"):
        ledger.append([first, replace(first, sequence=3, previous_hash=None)])


def test_data_without_an_exact_text_is_refused() -> None:
    with pytest.raises(CanonicalError):
        Chain(1).act(data={"amount": 1.5})
    with pytest.raises(ValueError, match="time zone"):
        Chain(1).act(acted_at=datetime(2026, 11, 22, 9))  # noqa: DTZ001 - the missing zone is the point
    assert LedgerRow.objects.count() == 0


def test_an_act_is_undone_with_its_transaction() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        Chain(1).act()
        raise RuntimeError
    assert LedgerRow.objects.count() == 0


@pytest.mark.clause("HOUSE-3")
@pytest.mark.parametrize("table", INSERT_ONLY)
def test_the_running_program_can_not_change_or_remove_rows(table: str) -> None:
    column = "number" if table == "records_anchor" else "key_id" if table.endswith("key") else None
    column = column or {"records_ledgerrow": "action", "records_accesslogrow": "action"}.get(
        table, "position"
    )
    for statement in (
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
        f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        f"DROP TABLE {table}",
        f"ALTER TABLE {table} ADD extra integer",
    ):
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
            connection.cursor().execute(statement)


def tables_with_rows() -> list[str]:
    """The ledger, its partitions and the other insert-only tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'records_ledgerrow'::regclass"
        )
        return [*INSERT_ONLY, *(row[0] for row in cursor.fetchall() if "pkey" not in row[0])]


@pytest.mark.clause("HOUSE-3")
def test_the_running_program_can_not_reach_around_the_parent_table() -> None:
    Chain(1).act()
    partitions.ensure_partitions(clock.today(), 6)
    children = [table for table in tables_with_rows() if table not in INSERT_ONLY]
    assert len(children) >= 8
    for table in children:
        for statement in (
            f"UPDATE {table} SET action = 'x'",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
            f"INSERT INTO {table} SELECT * FROM records_ledgerrow",
            f"ALTER TABLE records_ledgerrow DETACH PARTITION {table}",
        ):
            with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
                connection.cursor().execute(statement)


@pytest.mark.clause("HOUSE-3")
def test_even_the_owner_of_the_tables_is_refused(committed_database: DatabaseAddresses) -> None:
    Chain(1).act()
    partitions.ensure_partitions(clock.today() + timedelta(days=200), 2)
    with owner_connection(committed_database.owner) as owner:
        month = f"records_ledgerrow_{clock.today():%Y%m}"
        for statement in (
            "UPDATE records_ledgerrow SET action = 'x'",
            "DELETE FROM records_ledgerrow",
            "TRUNCATE records_ledgerrow",
            f"UPDATE {month} SET action = 'x'",
            f"DELETE FROM {month}",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="never changed or removed"):
                owner.execute(statement)
        for table in tables_with_rows():
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="never changed or removed"):
                owner.execute(f"TRUNCATE {table} CASCADE")


def test_the_transaction_number_is_the_databases_own() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        Chain(1).act()
        cursor.execute("SELECT pg_current_xact_id()::text")
        number = int(cursor.fetchone()[0])
    assert LedgerRow.objects.get().transaction_id == number
    with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("INSERT INTO records_ledgerrow (case_id, transaction_id) VALUES (1, '5')")


@pytest.mark.clause("HOUSE-6")
def test_acts_recorded_long_after_they_were_done_are_found() -> None:
    since = clock.now()
    Chain(1).act()
    late = Chain(2)
    late.act(acted_at=clock.now() - timedelta(hours=30))
    found = ledger.recorded_late(since - timedelta(minutes=1), timedelta(hours=24))
    assert [(row.case_id, row.sequence) for row in found] == [(2, 1)]


def test_months_have_partitions_of_their_own_and_a_missing_one_loses_nothing() -> None:
    Chain(1).act()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tableoid::regclass::text FROM records_ledgerrow")
        assert cursor.fetchall() == [(f"records_ledgerrow_{clock.today():%Y%m}",)]
    assert partitions.alarms() == []
    assert partitions.ensure_partitions(clock.today()) == 0
    # The clock provider makes partitions as it moves, so a gap is made by moving past them by hand.
    installation.store_clock_offset(timedelta(days=400))
    Chain(2).act()
    assert [(alarm.table, alarm.rows) for alarm in partitions.alarms()] == [("records_ledgerrow", 1)]
    assert partitions.ensure_partitions(clock.today()) > 0
    assert len(ledger.rows_of(2)) == 1
    assert verification.verify().fault is None
