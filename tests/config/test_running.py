"""`onevisit run`: one program that starts a whole installation and leaves nothing behind when it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from onevisit.config import waiting
from onevisit.config.environment import DatabaseAddresses
from tests.harness.databases import UNMARKED, TestServer
from tests.harness.site import COMMAND, free_port

pytestmark = [pytest.mark.database]
ANNOUNCED = re.compile(r"onevisit runs at (http://\S+)")


@dataclass
class City:
    """A demo city in folders of its own, as one checkout has it."""

    variables: dict[str, str]
    port: int

    def start(self) -> subprocess.Popen[str]:
        """`onevisit run` as a program in a group of its own, as a terminal starts it."""
        return subprocess.Popen(
            [*COMMAND, "run"],
            env=self.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            process_group=0,
        )

    def answers(self) -> bool:
        """Whether its pages answer."""
        return waiting.answers(f"http://127.0.0.1:{self.port}/health")


def city(folder: Path, **variables: str) -> City:
    """A city whose data, secrets and ports are its own."""
    folder.mkdir(mode=0o711)
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    own = {
        "DATA_ROOT": str(folder / "data"),
        "SECRETS_ROOT": str(folder / "secrets"),
        "FILE_ROOT": str(folder),
    }
    address = {"PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}", "LC_ALL": "POSIX", "TZ": "UTC"}
    return City({**kept, **own, **address, **variables}, port)


@pytest.fixture
def reachable(tmp_path: Path) -> Path:
    """A folder that the unprivileged user of the database can reach too."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o711)
    return tmp_path


def announcement(program: subprocess.Popen[str]) -> str:
    """What the program prints until it says where it runs."""
    assert program.stdout is not None
    printed = ""
    for line in program.stdout:
        printed += line
        if ANNOUNCED.search(line):
            return printed
    assert program.stderr is not None
    raise AssertionError(printed + program.stderr.read())


@pytest.fixture
def programs() -> Iterator[list[subprocess.Popen[str]]]:
    """Programs that a test started; those still running are stopped at its end."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for program in started:
        if program.poll() is None:
            program.terminate()
        program.communicate(timeout=60)


def session_processes(city: City) -> list[int]:
    """The running processes that belong to a city: those with its data folder in their environment."""
    mark = f"DATA_ROOT={city.variables['DATA_ROOT']}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def test_start_stop_and_start_again(reachable: Path, programs: list[subprocess.Popen[str]]) -> None:
    here = city(reachable / "city")
    first = here.start()
    programs.append(first)
    assert here.variables["PUBLIC_URL"] in announcement(first)
    assert here.answers()
    with urllib.request.urlopen(f"http://127.0.0.1:{here.port + 1}/health") as live:
        assert live.read() == b"ok"
    first.send_signal(signal.SIGINT)
    output, errors = first.communicate(timeout=60)
    assert (first.returncode, errors) == (0, "")
    assert "Everything is kept" in output
    assert session_processes(here) == []

    second = here.start()
    programs.append(second)
    assert "Preparing" not in announcement(second)
    second.terminate()
    assert second.wait(timeout=60) == 0


def test_two_checkouts_at_once(reachable: Path, programs: list[subprocess.Popen[str]]) -> None:
    cities = [city(reachable / name) for name in ("one", "two")]
    programs.extend(one.start() for one in cities)
    for program in programs:
        announcement(program)
    assert all(one.answers() for one in cities)


def test_nothing_outlives_a_killed_program(reachable: Path, programs: list[subprocess.Popen[str]]) -> None:
    here = city(reachable / "city")
    program = here.start()
    programs.append(program)
    announcement(program)
    assert len(session_processes(here)) > 4
    program.kill()
    assert waiting.until(lambda: session_processes(here) == [], seconds=30)


def test_a_program_that_dies_is_started_again(reachable: Path, programs: list[subprocess.Popen[str]]) -> None:
    here = city(reachable / "city")
    program = here.start()
    programs.append(program)
    announcement(program)
    worker = next(pid for pid in session_processes(here) if command_of(pid).endswith("worker"))
    assert program.stdout is not None
    os.kill(worker, signal.SIGKILL)
    line = next(line for line in program.stdout if "worker" in line)
    assert "started again" in line or "keeps ending" in line


def command_of(pid: int) -> str:
    """The command line of a process."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()


def test_a_second_start_with_the_same_data_is_told(
    reachable: Path, programs: list[subprocess.Popen[str]]
) -> None:
    here = city(reachable / "city")
    programs.append(here.start())
    announcement(programs[0])
    port = free_port()
    here.variables |= {"PORT": str(port)}
    second = here.start()
    programs.append(second)
    _, errors = second.communicate(timeout=60)
    assert second.returncode == 1
    assert "already runs with the data" in errors and len(errors.splitlines()) == 1


@pytest.mark.parametrize("further", [0, 1])
def test_a_port_in_use(further: int, reachable: Path) -> None:
    here = city(reachable / "city")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", here.port + further))
        taken.listen()
        program = here.start()
        _, errors = program.communicate(timeout=60)
    assert program.returncode == 1
    assert f"Port {here.port + further} is in use" in errors and len(errors.splitlines()) == 1
    assert not (reachable / "city" / "data").exists()


def test_a_given_database_is_used_with_a_role_of_less_right(
    server: TestServer, reachable: Path, programs: list[subprocess.Popen[str]]
) -> None:
    addresses = server.clone("test_given", UNMARKED)
    here = city(reachable / "city", DATABASE_URL=addresses.owner, SECRETS_ROOT=os.environ["SECRETS_ROOT"])
    programs.append(here.start())
    announcement(programs[0])
    assert not (reachable / "city" / "data" / "postgres").exists()
    assert "test_given_runtime" in users_of(addresses)


def users_of(addresses: DatabaseAddresses) -> set[str]:
    """The roles connected to a database."""
    with psycopg.connect(addresses.owner) as connection:
        statement = "SELECT usename FROM pg_stat_activity WHERE datname = current_database()"
        return {str(row[0]) for row in connection.execute(statement)}
