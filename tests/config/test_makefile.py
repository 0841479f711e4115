"""`make setup` on a machine where something is missing or old: one sentence that names it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from onevisit.config.environment import CHECKOUT

FILES = (
    "Makefile",
    "package.json",
    "package-lock.json",
    "pyproject.toml",
    "requirements.lock",
    "requirements-dev.lock",
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A fresh checkout with only what set-up reads."""
    for name in FILES:
        shutil.copy(CHECKOUT / name, tmp_path / name)
    (tmp_path / "programs").mkdir()
    return tmp_path


def put_program(checkout: Path, name: str, text: str) -> None:
    """Puts a program before all others of that name."""
    path = checkout / "programs" / name
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="ascii")
    path.chmod(0o755)


def make(checkout: Path, *arguments: str) -> str:
    """Runs make, which must fail; gives what it says."""
    search = f"{checkout / 'programs'}:{os.environ['PATH']}"
    done = subprocess.run(
        ["make", *arguments],
        cwd=checkout,
        env={"PATH": search, "HOME": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    return done.stderr


def test_an_old_npm_is_told(checkout: Path) -> None:
    put_program(checkout, "npm", "echo 6.14.4")
    said = make(checkout, "node_modules/.installed")
    assert "6.14.4" in said and "install Node.js 18 or newer" in said


def test_an_old_node_is_told(checkout: Path) -> None:
    put_program(checkout, "node", 'test "$1" = --version && echo v16.20.0 && exit 0; exit 1')
    said = make(checkout, "node_modules/.installed")
    assert "v16.20.0" in said and "install Node.js 18 or newer" in said


def test_an_old_python_is_told(checkout: Path) -> None:
    put_program(checkout, "python-old", "exit 1")
    said = make(checkout, ".venv/.installed", "PYTHON=python-old")
    assert "Python 3.11 or newer is needed" in said


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "package-lock.json"])
def test_lists_of_exact_versions_name_no_place(name: str) -> None:
    """Whoever installs chooses the place: the lists name versions and hashes only."""
    text = (CHECKOUT / name).read_text(encoding="utf-8")
    for place in ("--index-url", "--find-links", "--trusted-host", "file://", '"resolved"', "@ http"):
        assert place not in text
