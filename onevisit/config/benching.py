"""A database, pages and a worker of their own for `onevisit bench`, removed when it ends."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from psycopg import sql

from onevisit.config import database, environment, postgres, processes, static_files, waiting
from onevisit.config.environment import DatabaseAddresses, SetupError

DATABASE = "onevisit_bench"
COMMAND = [sys.executable, "-m", "onevisit.config.command_line"]
START_SECONDS = 60
STOP_SECONDS = 20
GIVEN = ("DATABASE_URL", "DATABASE_OWNER_URL")
FOLDERS = {"DATA_ROOT": "data", "SECRETS_ROOT": "secrets", "FILE_ROOT": "files"}


@dataclass(frozen=True)
class BenchPlace:
    """One database of the measurement with the folder that its programs write to."""

    addresses: DatabaseAddresses
    folder: Path

    @property
    def runtime(self) -> str:
        """The address of the role the program runs as."""
        return self.addresses.runtime

    @property
    def owner(self) -> str:
        """The address of the owner of the tables."""
        return self.addresses.owner

    def copy(self, name: str) -> BenchPlace:
        """A second database on the same server, equal to this one."""
        template = urlsplit(self.owner).path.strip("/")
        _make_database(self.owner, f"{DATABASE}_{name}", template)
        addresses = DatabaseAddresses(
            _at_database(self.runtime, f"{DATABASE}_{name}"), _at_database(self.owner, f"{DATABASE}_{name}")
        )
        return BenchPlace(addresses, self.folder)

    @contextlib.contextmanager
    def pages(self) -> Iterator[int]:
        """The page server until the block ends; gives its port."""
        port = _free_port()
        variables = {
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            # The generator speaks for many people; what each may try is counted by the address it names.
            "TRUSTED_PROXIES": "127.0.0.1",
        }
        with self._program("serve", variables) as log:
            if not waiting.until(lambda: waiting.answers(f"http://127.0.0.1:{port}/health"), START_SECONDS):
                raise SetupError(f"The pages did not answer; their log ends:\n{log.read_text()[-2000:]}")
            yield port

    @contextlib.contextmanager
    def worker(self) -> Iterator[None]:
        """The worker until the block ends."""
        with self._program("worker", {}):
            yield

    @contextlib.contextmanager
    def _program(self, name: str, variables: dict[str, str]) -> Iterator[Path]:
        log = self.folder / f"{name}.log"
        own = {"DATABASE_URL": self.runtime, "DATABASE_OWNER_URL": self.owner}
        child = processes.start([*COMMAND, name], environment={**os.environ, **own, **variables}, log=log)
        try:
            yield log
        finally:
            child.terminate()
            processes.stop(child, signal.SIGTERM, patience=STOP_SECONDS)


@contextlib.contextmanager
def bench_place() -> Iterator[BenchPlace]:
    """A migrated database with the demo city, marked *bench*, on the server of DATABASE_URL, else on one of
    our own. From here on the environment of this process leads there; at the end everything is removed.
    """
    before = dict(os.environ)
    folder = Path(tempfile.mkdtemp(prefix="onevisit-bench-"))
    folder.chmod(0o711)
    try:
        with _server(folder) as server:
            for variable, name in FOLDERS.items():
                os.environ[variable] = str(folder / name)
            _drop_databases(server)
            owner = _at_database(server, DATABASE)
            _make_database(server, DATABASE)
            addresses = environment.addresses_of_owner(owner)
            os.environ |= {"DATABASE_URL": addresses.runtime, "DATABASE_OWNER_URL": owner}
            try:
                _fill(addresses)
                static_files.collect()
                yield BenchPlace(addresses, folder)
            finally:
                _drop_databases(server)
    finally:
        os.environ.clear()
        os.environ.update(before)
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _server(folder: Path) -> Iterator[str]:
    """The owner's address of the server to measure on."""
    given = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    os.environ["SECRETS_ROOT"] = str(folder / "secrets")
    server = postgres.Server(folder / "postgres")
    try:
        with server:
            yield server.address()
    finally:
        if server.data.parent != folder:  # as root the data lie where the database's user can reach them
            shutil.rmtree(server.data.parent, ignore_errors=True)


def _fill(addresses: DatabaseAddresses) -> None:
    for command in ("migrate", "load-demo"):
        done = subprocess.run([*COMMAND, command], check=False, capture_output=True, text=True)
        if done.returncode != 0:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise SetupError(f"`onevisit {command}` failed on the database to measure on: {reason}")
    with database.connect(addresses.owner) as connection:
        # A running program can't do this: a mark is set once. Demo accounts are made only in a demo, and the
        # clock of a demo is read several times a second, which production does not do.
        connection.execute("UPDATE records_installation SET mark = 'bench'")


def _make_database(server: str, name: str, template: str = "template1") -> None:
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(template)
    )
    with database.connect(_at_database(server, "postgres")) as connection:
        connection.execute(statement)


def _drop_databases(server: str) -> None:
    """Removes what this or an interrupted measurement made: databases and the role of the program."""
    with database.connect(_at_database(server, "postgres")) as connection:
        names = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{DATABASE}%"]
        ).fetchall()
        for (name,) in names:
            statement = sql.SQL("DROP DATABASE {} WITH (FORCE)")
            connection.execute(statement.format(sql.Identifier(str(name))))
        connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(f"{DATABASE}_runtime")))


def _at_database(address: str, name: str) -> str:
    return urlsplit(address)._replace(path=f"/{name}").geturl()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
