"""The real pages for one test: page server and live updates as programs of their own, on free ports."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from onevisit.config import environment, processes, static_files, waiting
from onevisit.config.environment import DatabaseAddresses
from tests.harness.databases import database_variables

COMMAND = [sys.executable, "-m", "onevisit.config.command_line"]
START_SECONDS = 60


@dataclass(frozen=True)
class Site:
    """A running installation: its address without a final slash, its database, its programs' environment."""

    url: str
    addresses: DatabaseAddresses
    variables: dict[str, str]

    def command(self, *arguments: str, standard_input: str | None = None) -> subprocess.CompletedProcess[str]:
        """Runs `onevisit` with these arguments against the same installation; its output is text."""
        return subprocess.run(
            [*COMMAND, *arguments],
            env=self.variables,
            input=standard_input,
            capture_output=True,
            text=True,
            check=False,
        )


def free_port() -> int:
    """A port that is free together with the next three, which live updates, courier and provider use."""
    while True:
        with contextlib.ExitStack() as opened:
            first, *others = (opened.enter_context(socket.socket()) for _each in range(4))
            first.bind(("127.0.0.1", 0))
            number = int(first.getsockname()[1])
            with contextlib.suppress(OSError, OverflowError):
                for distance, other in enumerate(others, start=1):
                    other.bind(("127.0.0.1", number + distance))
                return number


def program_variables(addresses: DatabaseAddresses, port: int) -> dict[str, str]:
    """The environment of a program of the product that works on this database and port."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DJANGO_SETTINGS_MODULE", "LIVE_URL")
    }
    port_variables = {"PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}"}
    return {**kept, **port_variables, **database_variables(addresses)}


@contextlib.contextmanager
def running_site(
    addresses: DatabaseAddresses, *, programs: tuple[str, ...] = ("serve", "live")
) -> Iterator[Site]:
    """Pages (`serve`), live updates (`live`) and, if named, the `worker`, until the block ends.

    Raises AssertionError with the log when they don't answer.
    """
    static_files.collect()
    port = free_port()
    variables = program_variables(addresses, port)
    folder = environment.data_root() / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    children: list[subprocess.Popen[bytes]] = []
    try:
        for name in programs:
            log = folder / f"{name}-{port}.log"
            children.append(processes.start([*COMMAND, name], environment=variables, log=log))
        for name, child, answering_port in zip(programs, children, (port, port + 1), strict=False):
            wait_for_answer(child, answering_port, folder / f"{name}-{port}.log")
        yield Site(f"http://127.0.0.1:{port}", addresses, variables)
    finally:
        for child in children:
            child.terminate()
        for child in children:
            processes.stop(child, signal.SIGTERM, patience=10)


def wait_for_answer(child: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Returns when the program answers; raises AssertionError with its log when it ended or stays silent."""
    address = f"http://127.0.0.1:{port}/health"
    waiting.until(lambda: child.poll() is not None or waiting.answers(address), START_SECONDS)
    if not waiting.answers(address):
        raise AssertionError(log.read_text(encoding="utf-8"))
