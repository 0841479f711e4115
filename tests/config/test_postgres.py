"""The embedded database: found, started, protected, stopped, and honest about what it can't do."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from onevisit.config import postgres, waiting
from onevisit.config.environment import SetupError
from onevisit.config.postgres import Programs, Server

PROGRAMS = postgres.system_programs()[:1] + postgres.embedded_programs()

START_AND_STAY = """
import sys
from pathlib import Path
from onevisit.config.postgres import Programs, Server
data, folder, version = sys.argv[1:]
server = Server(Path(data), Programs(Path(folder), int(version)))
server.start()
print("started", flush=True)
sys.stdin.read()
"""


@pytest.fixture(params=PROGRAMS, ids=lambda programs: f"PostgreSQL {programs.version}")
def programs(request: pytest.FixtureRequest) -> Programs:
    found: Programs = request.param
    return found


def rows_of(address: str) -> int:
    with psycopg.connect(address) as connection:
        found = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert found is not None
    return int(found[0])


def test_what_was_committed_is_there_after_a_restart(programs: Programs, open_folder: Path) -> None:
    with Server(open_folder / "data", programs) as server, psycopg.connect(server.address()) as connection:
        connection.execute("CREATE TABLE kept (id int)")
        connection.execute("INSERT INTO kept VALUES (1)")
    with Server(open_folder / "data", programs) as again:
        assert rows_of(again.address()) == 1


def test_two_cities_at_once_do_not_meet(programs: Programs, open_folder: Path) -> None:
    with Server(open_folder / "one", programs) as one, Server(open_folder / "two", programs) as two:
        with psycopg.connect(one.address()) as connection:
            connection.execute("CREATE TABLE kept (id int)")
        with pytest.raises(psycopg.errors.UndefinedTable):
            rows_of(two.address())


@pytest.mark.clause("HOUSE-1")
def test_nobody_enters_without_the_password(programs: Programs, open_folder: Path) -> None:
    with Server(open_folder / "data", programs) as server:
        wrong = server.address().replace(server.password, "guess")
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(wrong)
        with psycopg.connect(server.address()) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            kept = connection.execute(
                "SELECT rolpassword FROM pg_authid WHERE rolname = current_user"
            ).fetchone()
            assert kept is not None and kept[0].startswith("SCRAM-SHA-256$")


def test_the_database_never_runs_as_root(programs: Programs, open_folder: Path) -> None:
    with Server(open_folder / "data", programs) as server:
        owner = (server.data / "postmaster.pid").stat().st_uid
    assert owner != 0


def test_a_killed_server_leaves_nothing_in_the_way(programs: Programs, open_folder: Path) -> None:
    server = Server(open_folder / "data", programs)
    server.start()
    with psycopg.connect(server.address()) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    server.stop()
    assert (server.data / "postmaster.pid").exists()
    with Server(open_folder / "data", programs) as again:
        assert rows_of(again.address()) == 0


def test_the_server_ends_when_its_program_is_killed(programs: Programs, open_folder: Path) -> None:
    arguments = [str(open_folder / "data"), str(programs.folder), str(programs.version)]
    program = subprocess.Popen(
        [sys.executable, "-c", START_AND_STAY, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert program.stdout is not None and program.stdout.readline() == b"started\n"
    pid_file = open_folder / "data" / "postmaster.pid"
    assert pid_file.exists()
    program.kill()
    program.communicate()
    assert waiting.until(lambda: not pid_file.exists(), seconds=20)


@pytest.mark.parametrize("made_by", ["9.6", "14"])
def test_data_of_another_version_is_left_alone(made_by: str, tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text(f"{made_by}\n")
    with pytest.raises(SetupError, match=rf"was made by PostgreSQL {made_by}.*move that folder away"):
        postgres.choose_programs(tmp_path)


def test_existing_data_chooses_its_own_version(tmp_path: Path) -> None:
    for programs in PROGRAMS:
        (tmp_path / "PG_VERSION").write_text(f"{programs.version}\n")
        assert postgres.choose_programs(tmp_path) == programs


def test_a_full_disk_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "SPACE_NEEDED", 1 << 60)
    with pytest.raises(SetupError, match=r"MB are free .* set DATA_ROOT"):
        Server(tmp_path / "data").start()
    assert not (tmp_path / "data").exists()


def test_a_folder_that_the_database_user_cannot_reach(programs: Programs, open_folder: Path) -> None:
    private = open_folder / "private"
    private.mkdir(mode=0o700)
    with Server(private / "data", programs) as server:
        assert server.data.is_relative_to(private) == (os.geteuid() != 0)
    if not server.data.is_relative_to(private):
        shutil.rmtree(server.data.parent)
