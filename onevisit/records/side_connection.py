"""A second database connection of the process, outside the request's transaction, every statement committed.

The access log is written on it (a refused attempt stays logged when its transaction is rolled back), and the
installation's clock and calendar version are read on it (a command spends none of its statements on them).
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from typing import Any, LiteralString

import psycopg
from django.db import connections
from psycopg import sql

_lock = threading.Lock()
_held: psycopg.Connection[tuple[Any, ...]] | None = None
_held_for: tuple[int, str, str, str] | None = None


def execute(statement: LiteralString, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Runs and commits one statement; the rows it returned, if any. Reconnects once after a lost connection.

    Raises psycopg.Error.
    """
    with _lock:
        try:
            return _run(statement, parameters)
        except psycopg.OperationalError:
            if _held is None or not _held.broken:
                raise
            _drop()
            return _run(statement, parameters)


def database_identity() -> tuple[int, str, str, str]:
    """Process and database that a statement would go to now; what was read from another one is stale."""
    target = connections["default"].settings_dict
    return os.getpid(), str(target["HOST"]), str(target["PORT"]), str(target["NAME"])


def close() -> None:
    """Closes the connection, for instance before its database is dropped; the next call opens a new one."""
    with _lock:
        _drop()


def _run(statement: LiteralString, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with _connection().execute(statement, parameters) as cursor:
        return cursor.fetchall() if cursor.description else []


def _connection() -> psycopg.Connection[tuple[Any, ...]]:
    global _held, _held_for
    wanted = database_identity()
    if _held is not None and (_held_for != wanted or _held.closed):
        _drop()
    if _held is None:
        _held, _held_for = _opened(), wanted
    return _held


def _opened() -> psycopg.Connection[tuple[Any, ...]]:
    wrapper = connections["default"]
    parameters = wrapper.get_connection_params()
    for own_to_django in ("cursor_factory", "context"):
        parameters.pop(own_to_django, None)
    connection: psycopg.Connection[tuple[Any, ...]] = psycopg.connect(**parameters, autocommit=True)
    role = wrapper.settings_dict["OPTIONS"].get("assume_role")
    if role:
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
    return connection


def _drop() -> None:
    global _held, _held_for
    # A connection inherited through fork belongs to the parent: closing it here would end the
    # parent's session.
    if _held is not None and _held_for is not None and _held_for[0] == os.getpid():
        _held.close()
    _held = _held_for = None
