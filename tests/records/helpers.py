"""Helpers of the records tests: acts to append, and statements to count."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onevisit.law.chain import GENESIS
from onevisit.records import clock, ledger
from onevisit.records.ledger import Actor, LedgerEntry

CLERK = Actor("staff", 7, name_commitment="00" * 32)


class Chain:
    """Acts of one case, each chained to the one before, as an engine would write them."""

    def __init__(self, case_id: int) -> None:
        self.case_id = case_id
        self.sequence = 0
        self.head = GENESIS

    def entry(self, action: str = "receive", **changes: object) -> LedgerEntry:
        """The next act, not yet written."""
        content: dict[str, object] = {
            "case_id": self.case_id,
            "sequence": self.sequence + 1,
            "action": action,
            "acted_at": clock.now() - timedelta(seconds=1),
            "actor": CLERK,
            "channel": "window",
            "previous_hash": self.head,
            "hall_id": 3,
            "data": {"materials": [1, 2], "note": None},
        }
        return LedgerEntry(**{**content, **changes})  # type: ignore[arg-type]

    def act(self, action: str = "receive", **changes: object) -> bytes:
        """Writes the next act; returns its hash."""
        (self.head,) = ledger.append([self.entry(action, **changes)])
        self.sequence += 1
        return self.head


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collects the statements of the block on the program's own connection."""
    collected: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield collected
    collected.extend(query["sql"] for query in captured.captured_queries)


@contextmanager
def owner_connection(address: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection as the owner of the tables, every statement committed."""
    with psycopg.connect(address, autocommit=True) as connected:
        yield connected
