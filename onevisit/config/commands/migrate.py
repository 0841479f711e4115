"""Bring the database to this version of the program, as the owner of its tables."""

from __future__ import annotations

import argparse

from django.core.management import call_command

from onevisit.config import database, environment
from onevisit.config.environment import SetupError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments: DATABASE_OWNER_URL, DATABASE_URL or the embedded database say which database."""


def run(options: argparse.Namespace) -> int:
    """Prepares the runtime role, then runs all migrations."""
    migrate()
    return 0


def migrate() -> None:
    """Prepares the runtime role, then runs all migrations; raises SetupError when no database is known."""
    addresses = environment.database_addresses()
    if addresses is None:
        raise SetupError("No database is known here: start one with `onevisit run`, or set DATABASE_URL.")
    database.prepare_runtime_role(addresses)
    call_command("migrate", database="owner", interactive=False, verbosity=0)
