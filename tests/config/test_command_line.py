"""`onevisit` explains itself, works where it can without a database, and answers faults with one sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from onevisit.config.command_line import COMMANDS
from onevisit.config.environment import CHECKOUT

PROGRAM = [sys.executable, "-m", "onevisit.config.command_line"]
NOWHERE = "postgresql://nobody:secret@127.0.0.1:1/nothing"


def onevisit(*arguments: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs the command as on a machine where nothing was ever started, in a locale without UTF-8."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    roots = {"DATA_ROOT": str(folder / "data"), "SECRETS_ROOT": str(folder / "secrets")}
    return subprocess.run(
        [*PROGRAM, *arguments],
        env={**kept, "LC_ALL": "POSIX", **roots, **variables},
        cwd=CHECKOUT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def assert_one_sentence(answer: subprocess.CompletedProcess[str]) -> str:
    """The fault was told in one line, without a stack trace; gives that line."""
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    lines = answer.stderr.strip().splitlines()
    assert len(lines) == 1, answer.stderr
    return lines[0]


def test_help_names_every_command(tmp_path: Path) -> None:
    answer = onevisit("--help", folder=tmp_path)
    assert answer.returncode == 0
    for command in COMMANDS:
        assert f"\n    {command.name}" in answer.stdout


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_every_command_explains_itself_without_a_database(name: str, tmp_path: Path) -> None:
    answer = onevisit(name, "--help", folder=tmp_path)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert f"onevisit {name}" in answer.stdout


def test_an_unknown_command_is_a_wrong_argument(tmp_path: Path) -> None:
    answer = onevisit("dance", folder=tmp_path)
    assert answer.returncode == 2
    assert "dance" in answer.stderr


def test_due_works_without_database_and_writes_nothing(tmp_path: Path) -> None:
    arguments = ["2026-02-10", "--limit", "20wd", "--pause", "2026-02-12..2026-03-02", "--json"]
    answer = onevisit("due", *arguments, folder=tmp_path)
    assert json.loads(answer.stdout)["due"] == "2026-03-26"
    assert list(tmp_path.iterdir()) == []


def test_output_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    assert "到期日" in onevisit("due", "2026-02-10", "--limit", "20d", folder=tmp_path).stdout


@pytest.mark.parametrize("port", ["80x", "0", "99999", "-1", "８０００"])
def test_a_port_that_is_no_port(port: str, tmp_path: Path) -> None:
    sentence = assert_one_sentence(onevisit("run", folder=tmp_path, PORT=port))
    assert "PORT" in sentence and port in sentence


@pytest.mark.parametrize("command", [["run"], ["migrate"], ["clock"]])
def test_an_unreachable_database(command: list[str], tmp_path: Path) -> None:
    answer = onevisit(*command, folder=tmp_path, DATABASE_URL=NOWHERE, PORT="18555")
    sentence = assert_one_sentence(answer)
    assert "DATABASE_URL" in sentence
    assert "secret" not in sentence


@pytest.mark.parametrize(
    "address", ["mysql://a@b/c", "postgresql://host:port/x", "postgresql://host/", "nonsense"]
)
def test_a_database_address_that_is_none(address: str, tmp_path: Path) -> None:
    assert "DATABASE_URL" in assert_one_sentence(
        onevisit("run", folder=tmp_path, DATABASE_URL=address, PORT="18555")
    )


def test_one_address_for_owner_and_program_is_refused(tmp_path: Path) -> None:
    answer = onevisit("migrate", folder=tmp_path, DATABASE_URL=NOWHERE, DATABASE_OWNER_URL=NOWHERE)
    assert "DATABASE_OWNER_URL" in assert_one_sentence(answer)


def test_no_database_was_ever_started(tmp_path: Path) -> None:
    assert "onevisit run" in assert_one_sentence(onevisit("migrate", folder=tmp_path))
