"""Brings the database to this version of the program, as the owner of its tables."""

from __future__ import annotations

import argparse

from django.core.management import call_command

from onevisit.config import database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments: the database is the one of DATABASE_OWNER_URL, else DATABASE_URL, else the embedded one."""


def run(options: argparse.Namespace) -> int:
    """Prepares the runtime role, then runs all migrations."""
    database.prepare_runtime_role()
    call_command("migrate", database="owner", interactive=False)
    return 0
