"""Start a demo city on this machine: database, pages, live updates and worker. Ctrl-C stops everything."""

from __future__ import annotations

import argparse

from onevisit.config import running


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments: PORT, PUBLIC_URL, DATABASE_URL and DATA_ROOT say where."""


def run(options: argparse.Namespace) -> int:
    """Runs until a signal; raises SetupError when something is missing or stops by itself."""
    return running.run_demo()
