"""Check settings, space, fonts, browser files and the database, and say what is missing."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured

from onevisit.config import database, environment, postgres
from onevisit.config.environment import SetupError
from onevisit.config.static_files import COLLECTED
from onevisit.documents import fonts
from onevisit.documents.signatures import provider
from onevisit.law.refusal import Refusal
from onevisit.records import health, installation
from onevisit.records.keys import KeyFileError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(options: argparse.Namespace) -> int:
    """Prints one line for each thing checked; 1 when one is missing."""
    checks: dict[str, Callable[[], str]] = {
        "ports": check_ports,
        "space": check_space,
        "fonts": check_fonts,
        "browser files": check_browser_files,
        "signatures": check_signatures,
        "database": check_database,
        "keys": check_keys,
        "upkeep": check_upkeep,
    }
    missing = 0
    for name, check in checks.items():
        try:
            print(f"ok       {name}: {check()}")
        except SetupError as error:
            missing += 1
            print(f"missing  {name}: {error}")
    return 1 if missing else 0


def check_ports() -> str:
    """The ports of pages and live updates, from PORT."""
    return f"{environment.port()} and {environment.port() + 1}"


def check_space() -> str:
    """Enough room where data is written."""
    postgres.check_space(environment.data_root())
    return str(environment.data_root())


def check_fonts() -> str:
    """A font for Chinese documents."""
    if not fonts.PACKAGED_REGULAR.exists():
        raise SetupError("The font for documents is not installed: run `make setup`.")
    return str(fonts.PACKAGED_REGULAR.name)


def check_browser_files() -> str:
    """The collected files for browsers."""
    if not (COLLECTED / "staticfiles.json").exists():
        raise SetupError("The files for browsers were never collected: run `make run` or `make test` once.")
    return str(COLLECTED)


def check_signatures() -> str:
    """The provider of signatures can be loaded; it signs nothing here."""
    try:
        return type(provider()).__name__
    except ImproperlyConfigured as error:
        raise SetupError(str(error)) from error


def check_database() -> str:
    """A database that answers, and its version."""
    addresses = environment.database_addresses()
    if addresses is None:
        raise SetupError("No database is known here: start one with `onevisit run`, or set DATABASE_URL.")
    with database.connect(addresses.runtime) as connection:
        return f"PostgreSQL {connection.info.server_version // 10000}"


def check_keys() -> str:
    """Key files that belong to the database."""
    check_database()
    try:
        installation.check_keys()
    except (Refusal, KeyFileError) as error:
        raise SetupError(str(error)) from error
    return str(environment.secrets_root())


def check_upkeep() -> str:
    """Nothing stands still: anchoring, alerts, partitions, messages."""
    check_database()
    found = health.findings()
    if found:
        raise SetupError("".join(finding.message for finding in found))
    return "nothing waits"
