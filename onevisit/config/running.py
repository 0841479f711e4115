"""Running a whole installation as one program: what `make run` starts, watches and stops."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType

from onevisit.config import database, environment, postgres, processes, static_files, waiting
from onevisit.config.environment import SetupError

ANSWER_SECONDS = 90
STABLE_SECONDS = 10
PROGRAMS = (
    ("serve", "pages"),
    ("live", "live updates"),
    ("worker", "worker"),
    ("courier", "test courier"),
    ("payments", "test payment provider"),
)
STOP_SECONDS = 8
DOCUMENT_FONT = environment.CHECKOUT / "node_modules" / "@expo-google-fonts" / "noto-serif-sc"
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
COMMAND = [sys.executable, "-m", "onevisit.config.command_line"]


class Stopped(Exception):
    """Somebody asked the program to stop."""


@dataclass
class Part:
    """One of the programs that make up the installation."""

    command: str
    name: str
    process: subprocess.Popen[bytes]
    started: float
    restarted: bool = False


def run_demo() -> int:
    """Starts everything, says where it is, and stops everything at Ctrl-C; returns the exit code.

    Raises SetupError when something is missing, or when one of the programs keeps ending by itself.
    """
    for number in STOP_SIGNALS:
        signal.signal(number, _raise_stopped)
    try:
        os.environ.setdefault("COURIER_URL", f"http://127.0.0.1:{environment.courier_port()}")
        os.environ.setdefault("PAYMENT_URL", f"http://127.0.0.1:{environment.payments_port()}")
        check_ports()
        check_fonts()
        with _only_one_here(), _database() as server:
            bring_to_this_version()
            static_files.collect()
            with _parts() as parts:
                wait_for_answers(parts)
                announce()
                watch(parts, server)
    except Stopped:
        print("\nStopped. Everything is kept; `make run` starts again where you left off.")
    return 0


def _raise_stopped(number: int, frame: FrameType | None) -> None:
    for other in STOP_SIGNALS:
        signal.signal(other, signal.SIG_IGN)  # stopping takes a moment and must not be cut short
    raise Stopped


def check_ports() -> None:
    """Raises SetupError when the port of the pages or of one of the programs beside them is taken."""
    for number in range(environment.port(), environment.payments_port() + 1):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", number))
            except OSError as error:
                raise SetupError(
                    f"Port {number} is in use: stop the program that uses it, or choose another port, "
                    f"for example `make run PORT={environment.port() + 10}`."
                ) from error


def check_fonts() -> None:
    """Raises SetupError when the font of official documents is missing: they must never show empty boxes."""
    if not DOCUMENT_FONT.exists():
        raise SetupError(
            f"The font for documents is missing ({DOCUMENT_FONT.name}): run `make setup`, which installs it."
        )


@contextlib.contextmanager
def _only_one_here() -> Iterator[None]:
    """Holds the data folder, so that a second start in the same checkout is told instead of colliding."""
    root = environment.data_root()
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = (root / "running.lock").open("w")
    except OSError as error:
        raise SetupError(
            f"The folder {root} can't be written ({error.strerror}): set DATA_ROOT to another one."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SetupError(
                f"onevisit already runs with the data in {root}: stop it there with Ctrl-C, or set DATA_ROOT "
                "to another folder for a second city."
            ) from error
        yield


@contextlib.contextmanager
def _database() -> Iterator[postgres.Server | None]:
    """The database at DATABASE_URL (None), else a server of our own that stops with us."""
    postgres.check_space(environment.data_root())
    if os.environ.get("DATABASE_URL"):
        yield None
        return
    with postgres.Server(environment.data_root() / "postgres") as server:
        environment.write_secret_file(environment.database_file(), server.address(), replace=True)
        yield server


def bring_to_this_version() -> None:
    """Migrates and loads the demo city, unless exactly this program already did so on this database."""
    addresses = environment.database_addresses()
    assert addresses is not None  # _database has just made or found it
    digest = database.program_digest()
    if database.is_current(addresses, digest):
        return
    print("Preparing the database and the demo city ...", flush=True)
    for command, failed in (
        ("migrate", "The database could not be brought to this version"),
        ("load-demo", "The demo city could not be loaded"),
    ):
        done = subprocess.run([*COMMAND, command], check=False, capture_output=True, text=True)
        if done.returncode != 0:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            log = _log_file(command)
            log.write_text(done.stdout + done.stderr, encoding="utf-8")
            raise SetupError(f"{failed} ({reason}); the whole report stands in {log}.")
    database.mark_current(addresses, digest)


@contextlib.contextmanager
def _parts() -> Iterator[list[Part]]:
    """The programs; stopped together, pages first so that nobody is served by half an installation."""
    parts: list[Part] = []
    try:
        for command, name in PROGRAMS:
            parts.append(Part(command, name, _start(command), time.monotonic()))
        yield parts
    finally:
        for part in parts:
            if part.process.poll() is None:
                part.process.terminate()
        for part in parts:
            processes.stop(part.process, signal.SIGTERM, patience=STOP_SECONDS)


def _start(command: str) -> subprocess.Popen[bytes]:
    return processes.start([*COMMAND, command], log=_log_file(command))


def _log_file(command: str) -> Path:
    folder = environment.data_root() / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{command}.log"


def wait_for_answers(parts: list[Part]) -> None:
    """Returns when all that answer do; raises SetupError when one doesn't, or ends at once."""
    addresses = {
        "serve": environment.port(),
        "live": environment.port() + 1,
        "courier": environment.courier_port(),
        "payments": environment.payments_port(),
    }
    for command, port in addresses.items():
        address = f"http://127.0.0.1:{port}/health"
        answered = waiting.until(partial(_settled, address, parts), ANSWER_SECONDS)
        for part in parts:
            if part.process.poll() is not None:
                raise SetupError(
                    f"The {part.name} ended at once; the reason is in {_log_file(part.command)}."
                )
        if not answered:
            raise SetupError(f"Nothing answered at {address}; the reason is in {_log_file(command)}.")


def _settled(address: str, parts: list[Part]) -> bool:
    return waiting.answers(address) or any(part.process.poll() is not None for part in parts)


def announce() -> None:
    """Prints where to go and as whom."""
    print(f"\nonevisit runs at {environment.public_url()}   (Ctrl-C stops it)")
    print(f"Logs: {environment.data_root() / 'logs'}\n")
    from onevisit import demo

    print(demo.accounts_text(), flush=True)


def watch(parts: list[Part], server: postgres.Server | None) -> None:
    """Starts a program or the database again that ended by itself; raises SetupError when it keeps ending."""
    while True:
        time.sleep(0.5)
        if server is not None and server.ended():
            print("The database ended and is started again.", flush=True)
            server.start()
        for part in parts:
            if part.process.poll() is None:
                continue
            if part.restarted and time.monotonic() - part.started < STABLE_SECONDS:
                raise SetupError(f"The {part.name} keeps ending; the reason is in {_log_file(part.command)}.")
            print(f"The {part.name} ended and is started again.", flush=True)
            part.process, part.started, part.restarted = _start(part.command), time.monotonic(), True
