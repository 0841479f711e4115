"""Two at once without sleeping: one stands still at a chosen point until the other has done something."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from onevisit.cases import engine
from onevisit.records import side_connection

LONGEST_WAIT = 30.0
HELD = "held"


class Together:
    """A piece of work in a thread of its own, with its own connection; ``result`` or ``error`` at the end."""

    def __init__(self, work: Callable[[], Any], name: str = "other", lock_timeout: str = "20s") -> None:
        self.result: Any = None
        self.error: BaseException | None = None
        self.backend = 0
        self._work = work
        self._lock_timeout = lock_timeout
        self._known = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()
        assert self._known.wait(LONGEST_WAIT)

    def join(self) -> Any:
        """Waits for the end; gives the result or raises what the work raised."""
        self._thread.join(LONGEST_WAIT)
        assert not self._thread.is_alive()
        if self.error is not None:
            raise self.error
        return self.result

    def _run(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_backend_pid(), set_config('lock_timeout', %s, false)", [self._lock_timeout]
                )
                self.backend = cursor.fetchone()[0]
            self._known.set()
            self.result = self._work()
        except BaseException as error:
            self.error = error
        finally:
            self._known.set()
            connection.close()


class Gate:
    """Stops the thread named ``held`` inside its transaction, right after it has locked the case."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()
        original = engine._now_for

        def waiting(case: Any) -> Any:
            if threading.current_thread().name == HELD:
                self.reached.set()
                assert self.opened.wait(LONGEST_WAIT)
            return original(case)

        monkeypatch.setattr(engine, "_now_for", waiting)

    def hold(self, work: Callable[[], Any]) -> Together:
        """Starts the work and returns once it stands still."""
        held = Together(work, HELD)
        assert self.reached.wait(LONGEST_WAIT), held.error
        return held

    def open(self) -> None:
        """Lets the held work go on."""
        self.opened.set()


def wait_until_blocked(waiter: Together) -> None:
    """Returns once the database says that the other one waits for a lock."""
    deadline = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < deadline:
        found = side_connection.execute(
            "SELECT 1 FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'", [waiter.backend]
        )
        if found:
            return
    raise AssertionError("nobody waited")
