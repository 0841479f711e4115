"""The limit: the statements that our own code issued, sent again by nothing but the driver, prepared.

A journey is recorded in this process inside a transaction that is rolled back, so its statements can be run
again for real. Keys that the database gave out while recording (they come from sequences far apart, see
``spread_sequences``) are replaced by those it gives out in the replay.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Json, Jsonb

from onevisit.bench.load import Answered, Generator, Load, in_threads

BEGIN, COMMIT = "BEGIN", "COMMIT"
SEQUENCE_GAP = 1_000_000
NUMBER_GAP = 1_000_000


@dataclass(frozen=True)
class Statement:
    """One statement with its parameters and the keys it returned, row by row."""

    text: str
    parameters: list[Any] | dict[str, Any] = field(default_factory=list)
    keys: tuple[int, ...] = ()


@dataclass
class Recording:
    """The statements of one journey, transactions marked by BEGIN and COMMIT."""

    statements: list[Statement] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """The statements without transaction control."""
        return [one.text for one in self.statements if one.text not in (BEGIN, COMMIT)]


def spread_sequences(owner: str) -> None:
    """Starts every sequence at a range of its own, so that a recorded key names one row of one table.

    Gaps in numbers mean nothing to the product; document numbers come from no sequence.
    """
    with psycopg.connect(owner, autocommit=True) as connection:
        names = connection.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'S' ORDER BY oid"
        ).fetchall()
        for position, (name,) in enumerate(names, start=1):
            connection.execute(
                "SELECT setval(%s::regclass, %s + nextval(%s::regclass))",
                [name, position * SEQUENCE_GAP, name],
            )


@contextlib.contextmanager
def recording() -> Iterator[Recording]:
    """Notes what this process sends to the database in the block, which lies inside ``rolled_back``."""
    from django.db import connection

    kept = Recording()
    depth = 0

    def note(execute: Callable[..., Any], text: str, parameters: Any, many: bool, context: Any) -> Any:
        nonlocal depth
        kind = text.split(" ", 1)[0]
        result = execute(text, parameters, many, context)
        if kind == "SAVEPOINT":
            depth += 1
            if depth == 1:
                kept.statements.append(Statement(BEGIN))
        elif kind == "RELEASE":
            depth -= 1
            if depth == 0:
                kept.statements.append(Statement(COMMIT))
        else:
            plain = _plain(parameters if isinstance(parameters, Mapping) else list(parameters or ()))
            kept.statements.append(Statement(text, plain, _keys(text, context["cursor"])))
        return result

    with connection.execute_wrapper(note):
        yield kept


@contextlib.contextmanager
def rolled_back() -> Iterator[None]:
    """A transaction whose rows vanish at the end; inner ones become savepoints. Numbers without gaps are
    taken far above those of the real rounds, so that a replay finds its own numbers free.
    """
    from django.db import connection, transaction

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE records_numberseries SET last = last + %s", [NUMBER_GAP])
        yield
        transaction.set_rollback(True)


def _plain(value: Any) -> Any:
    """The same parameter without classes of the product, which the processes of the replay don't load."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, Json | Jsonb):
        return Jsonb(json.loads((value.dumps or json.dumps)(value.obj)))
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, tuple):
        return tuple(_plain(one) for one in value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return value


def _keys(text: str, cursor: Any) -> tuple[int, ...]:
    gives_keys = "nextval(" in text or (text.startswith("INSERT") and "RETURNING" in text)
    answer = cursor.pgresult if gives_keys else None
    if answer is None or answer.nfields != 1:
        return ()
    values = [answer.get_value(row, 0) for row in range(answer.ntuples)]
    return tuple(int(value) for value in values if value is not None and value.isdigit())


def replay(generator: Generator, address: str, recordings: Sequence[Recording], connections: int) -> Load:
    """Runs every recording once, over so many connections at once; each can be replayed only once."""
    return generator.share(
        partial(_replay, address), [tuple(one.statements) for one in recordings], connections
    )


def _replay(
    address: str, recordings: Sequence[tuple[Statement, ...]], connections: int, begin: float
) -> Load:
    ready = threading.Barrier(connections)

    def client(following: Callable[[], tuple[Statement, ...] | None], load: Load) -> None:
        with psycopg.connect(address, autocommit=True, prepare_threshold=0) as connection:
            connection.prepared_max = 1000
            ready.wait()
            while (statements := following()) is not None:
                sent = monotonic()
                try:
                    _run(connection, statements)
                except psycopg.Error as error:
                    load.faults.append(f"replay: {error}")
                    return
                load.answers.append(Answered("replay", sent, monotonic() - sent))

    return in_threads(recordings, connections, begin, client)


def _run(connection: psycopg.Connection[tuple[Any, ...]], statements: Sequence[Statement]) -> None:
    keys: dict[int, int] = {}
    for statement in statements:
        parameters = _with_new_keys(statement.parameters, keys)
        # The texts are the product's own, as recorded; no value stands in them.
        cursor = connection.execute(sql.SQL(statement.text), parameters or None)
        if cursor.description is None:
            continue
        rows = cursor.fetchall()
        if statement.keys:
            keys.update(zip(statement.keys, (row[0] for row in rows), strict=True))


def _with_new_keys(value: Any, keys: dict[int, int]) -> Any:
    if isinstance(value, list):
        return [_with_new_keys(one, keys) for one in value]
    if isinstance(value, dict):
        return {name: _with_new_keys(one, keys) for name, one in value.items()}
    return keys.get(value, value) if type(value) is int else value
