"""The processes that read strangers' files: a few that live on, bounded in memory and time for each file.

Starting one costs half a second, a file some milliseconds, so a process reads many files. It is replaced
after ``FILES_EACH`` of them and after every fault: what a hostile file left behind never meets the next one.
"""

from __future__ import annotations

import atexit
import json
import os
import struct
import subprocess
import sys
import threading
from functools import lru_cache
from typing import IO, Any

FILES_EACH = 200
PROCESSES = 2
SECONDS = 20
"""How long a file may take in all, and how long it may wait for a free process."""


class PoolBusy(Exception):
    """Every process was still reading another file after ``SECONDS``."""


class Reader:
    """One process that reads files one after another."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "onevisit.documents.verification_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.files = 0

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still waits for a file."""
        return self._process.poll() is None

    def examine(self, pdf: bytes, root: bytes, seconds: float) -> dict[str, Any] | None:
        """The findings on a file; None when it ended the process, or its time."""
        self.files += 1
        watch = threading.Timer(seconds, self._process.kill)
        watch.start()
        try:
            to, back = self._process.stdin, self._process.stdout
            assert to is not None and back is not None
            to.write(struct.pack(">QQ", len(root), len(pdf)) + root)
            to.write(pdf)
            to.flush()
            (length,) = struct.unpack(">Q", _exactly(back, 8))
            found: dict[str, Any] = json.loads(_exactly(back, length))
            return found
        except (OSError, EOFError, ValueError):
            return None
        finally:
            watch.cancel()

    def end(self) -> None:
        """Ends the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                _close(pipe)


class VerificationPool:
    """At most ``processes`` readers, started when first needed. Safe to use from several threads."""

    def __init__(
        self, *, processes: int = PROCESSES, files_each: int = FILES_EACH, seconds: float = SECONDS
    ) -> None:
        self._free = threading.BoundedSemaphore(processes)
        self._idle: list[Reader] = []
        self._files_each = files_each
        self._seconds = seconds

    def examine(self, pdf: bytes, root: bytes) -> dict[str, Any] | None:
        """The findings on a file, ``root`` the trusted certificate (DER); None when no reader survived it.

        Raises PoolBusy.
        """
        if not self._free.acquire(timeout=self._seconds):
            raise PoolBusy
        try:
            reader = self._reader()
            found = reader.examine(pdf, root, self._seconds)
            if found is None or "unreadable" in found or reader.files >= self._files_each:
                reader.end()
            else:
                self._idle.append(reader)
            return found
        finally:
            self._free.release()

    def close(self) -> None:
        """Ends the readers that wait."""
        while self._idle:
            self._idle.pop().end()

    def _reader(self) -> Reader:
        while self._idle:
            reader = self._idle.pop()
            if reader.alive:
                return reader
            reader.end()
        return Reader()


def pool() -> VerificationPool:
    """The pool of this process; one that was forked has its own."""
    return _pool_of(os.getpid())


@lru_cache(maxsize=1)
def _pool_of(pid: int) -> VerificationPool:
    made = VerificationPool()
    atexit.register(made.close)
    return made


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError
    return content


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        # What was not yet written to a process that is gone has no reader any more.
        return
