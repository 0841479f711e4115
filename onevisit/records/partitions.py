"""Monthly partitions of ledger and access log, made ahead by a function that runs as the tables' owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from onevisit.records import side_connection

MONTHS_AHEAD = 3
PARTITIONED_TABLES = ("records_ledgerrow", "records_accesslogrow")


@dataclass(frozen=True)
class PartitionAlarm:
    """Rows that fell into a table's default partition because their month's partition was missing."""

    table: str
    rows: int


def ensure_partitions(day: date, months_ahead: int = MONTHS_AHEAD) -> int:
    """Makes the partitions of the month of ``day`` and of the months after it; returns how many were new.

    A month whose rows already lie in the default partition keeps them there (see ``alarms``).
    """
    made = side_connection.execute("SELECT records_make_partitions(%s, %s)", [day, months_ahead])
    return int(made[0][0])


def alarms() -> list[PartitionAlarm]:
    """The tables with rows in their default partition; empty when all is well."""
    counts = side_connection.execute(
        """SELECT 'records_ledgerrow', count(*) FROM (SELECT FROM records_ledgerrow_default LIMIT 1000) ledger
           UNION ALL
           SELECT 'records_accesslogrow', count(*)
             FROM (SELECT FROM records_accesslogrow_default LIMIT 1000) access"""
    )
    return [PartitionAlarm(table, rows) for table, rows in counts if rows]
