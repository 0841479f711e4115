"""Counting what an act asks of the database, with names that a person can compare with a list."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection
from django.test.utils import CaptureQueriesContext

_TRANSACTION_CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
_TABLE = re.compile(r'\b(?:FROM|INTO|UPDATE|JOIN)\s+(?:ONLY\s+)?"?([a-z_][a-z0-9_]*)"?', re.IGNORECASE)


@dataclass
class Statements:
    """What was sent to the database: whole texts, and short names such as `UPDATE cases_case`."""

    texts: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """The kind of each statement and the first table it names, in order."""
        return [name_of(text) for text in self.texts]


def name_of(text: str) -> str:
    """`SELECT records_clock`; a function call keeps its first words."""
    kind = text.lstrip("( \n").split(None, 1)[0].upper()
    table = _TABLE.search(text)
    return f"{kind} {table.group(1)}" if table else " ".join(text.split()[:4])


@contextlib.contextmanager
def counted(at_most: int) -> Iterator[Statements]:
    """Notes the statements of the block, transaction control aside; fails naming them if there are more."""
    seen = Statements()
    with CaptureQueriesContext(connection) as captured:
        yield seen
    seen.texts = [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(_TRANSACTION_CONTROL)
    ]
    listed = "\n".join(f"{number:3} {name}" for number, name in enumerate(seen.names, 1))
    assert len(seen.texts) <= at_most, f"{len(seen.texts)} statements, allowed are {at_most}:\n{listed}"
