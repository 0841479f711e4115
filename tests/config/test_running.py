"""`onevisit run`: one program that starts a whole installation and leaves nothing behind when it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from onevisit.config import running, waiting
from onevisit.config.environment import DatabaseAddresses, SetupError
from tests.harness.databases import TestServer
from tests.harness.folders import make_open_folder
from tests.harness.site import COMMAND, free_port

pytestmark = [pytest.mark.database, pytest.mark.xdist_group("one prepared city")]
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
    folder.mkdir(mode=0o711, exist_ok=True)
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    own = {"DATA_ROOT": str(folder / "data"), "SECRETS_ROOT": str(folder / "secrets")}
    address = {"PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}", "LC_ALL": "POSIX", "TZ": "UTC"}
    variables = {**kept, **own, "FILE_ROOT": str(folder / "files"), **address, **variables}
    return City(variables, port)


@pytest.fixture(scope="session")
def prepared() -> Path:
    """The folder of a city that was started for the first time and stopped; tests start copies of it."""
    folder = make_open_folder()
    program = city(folder).start()
    assert "Preparing the database and the demo city" in announcement(program)
    program.send_signal(signal.SIGINT)
    output, errors = program.communicate(timeout=60)
    assert (program.returncode, errors) == (0, "")
    assert "Everything is kept" in output
    return folder


@pytest.fixture
def another(prepared: Path, open_folder: Path) -> Callable[[str], City]:
    """Makes cities that are copies of the prepared one."""

    def copy(name: str) -> City:
        subprocess.run(["cp", "-a", prepared, open_folder / name], check=True)
        return city(open_folder / name)

    return copy


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


def test_a_later_start_prepares_nothing_and_a_stop_leaves_nothing(
    another: Callable[[str], City], programs: list[subprocess.Popen[str]]
) -> None:
    here = another("city")
    program = here.start()
    programs.append(program)
    printed = announcement(program)
    assert here.variables["PUBLIC_URL"] in printed and "Preparing" not in printed
    assert here.answers()
    with urllib.request.urlopen(f"http://127.0.0.1:{here.port + 1}/health") as live:
        assert live.read() == b"ok"
    program.terminate()
    assert program.wait(timeout=60) == 0
    assert session_processes(here) == []


def test_two_checkouts_at_once(another: Callable[[str], City], programs: list[subprocess.Popen[str]]) -> None:
    cities = [another("one"), another("two")]
    programs.extend(one.start() for one in cities)
    for program in programs:
        announcement(program)
    assert all(one.answers() for one in cities)


def test_nothing_outlives_a_killed_program(
    another: Callable[[str], City], programs: list[subprocess.Popen[str]]
) -> None:
    here = another("city")
    program = here.start()
    programs.append(program)
    announcement(program)
    assert len(session_processes(here)) > 4
    program.kill()
    assert waiting.until(lambda: session_processes(here) == [], seconds=30)


def test_a_part_that_dies_is_started_again(
    another: Callable[[str], City], programs: list[subprocess.Popen[str]]
) -> None:
    here = another("city")
    program = here.start()
    programs.append(program)
    announcement(program)
    assert waiting.until(lambda: part(here, "worker") is not None, seconds=10)
    before = part(here, "worker")
    assert before is not None
    os.kill(before, signal.SIGKILL)
    assert waiting.until(lambda: part(here, "worker") not in (None, before), seconds=30)


def test_a_database_that_dies_is_started_again(
    another: Callable[[str], City], programs: list[subprocess.Popen[str]]
) -> None:
    here = another("city")
    program = here.start()
    programs.append(program)
    announcement(program)
    pid_file = Path(here.variables["DATA_ROOT"]) / "postgres" / "postmaster.pid"
    before = pid_file.read_text().split()[0]
    os.kill(int(before), signal.SIGKILL)
    assert waiting.until(lambda: pid_file.exists() and pid_file.read_text().split()[0] != before, seconds=30)
    address = f"{here.variables['PUBLIC_URL']}/"
    assert waiting.until(lambda: waiting.answers(address), seconds=30)


def test_a_missing_font_is_told(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "DOCUMENT_FONT", open_folder / "noto-serif-sc")
    with pytest.raises(SetupError, match=r"noto-serif-sc.*make setup"):
        running.check_fonts()


def part(city: City, command: str) -> int | None:
    """The process of `onevisit COMMAND` in a city."""
    return next((pid for pid in session_processes(city) if command_of(pid).endswith(f" {command}")), None)


def command_of(pid: int) -> str:
    """The command line of a process; nothing once it ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    except OSError:
        return ""


def test_a_second_start_with_the_same_data_is_told(
    another: Callable[[str], City], programs: list[subprocess.Popen[str]]
) -> None:
    here = another("city")
    programs.append(here.start())
    announcement(programs[0])
    here.variables["PORT"] = str(free_port())
    second = here.start()
    programs.append(second)
    _, errors = second.communicate(timeout=60)
    assert second.returncode == 1
    assert "already runs with the data" in errors and len(errors.splitlines()) == 1


@pytest.mark.parametrize("further", [0, 1])
def test_a_port_in_use(further: int, open_folder: Path) -> None:
    here = city(open_folder / "city")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", here.port + further))
        taken.listen()
        program = here.start()
        _, errors = program.communicate(timeout=60)
    assert program.returncode == 1
    assert f"Port {here.port + further} is in use" in errors and len(errors.splitlines()) == 1
    assert not (open_folder / "city" / "data").exists()


def test_a_given_database_is_used_with_a_role_of_less_right(
    server: TestServer, open_folder: Path, programs: list[subprocess.Popen[str]]
) -> None:
    addresses = server.clone("test_given", "template1")
    here = city(open_folder / "city", DATABASE_URL=addresses.owner)
    programs.append(here.start())
    announcement(programs[0])
    assert not (open_folder / "city" / "data" / "postgres").exists()
    assert "test_given_runtime" in users_of(addresses)


def users_of(addresses: DatabaseAddresses) -> set[str]:
    """The roles connected to a database."""
    with psycopg.connect(addresses.owner) as connection:
        statement = "SELECT usename FROM pg_stat_activity WHERE datname = current_database()"
        return {str(row[0]) for row in connection.execute(statement)}
