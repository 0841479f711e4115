"""Reaching the database, the role the program runs as, and bringing the tables to this version."""

from __future__ import annotations

import hashlib
from importlib.metadata import version as package_version
from pathlib import Path

import psycopg
from psycopg import sql

from onevisit.config import environment
from onevisit.config.environment import DatabaseAddresses, SetupError

OLDEST_SERVER = 150000
ANSWER_SECONDS = 5


def connect(address: str) -> psycopg.Connection[tuple[object, ...]]:
    """A connection of its own in autocommit; raises SetupError when the server doesn't answer."""
    place = address.rpartition("@")[2]
    try:
        connection = psycopg.connect(address, autocommit=True, connect_timeout=ANSWER_SECONDS)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise SetupError(
            f"The database at {place} can't be used ({reason}): start it, or correct DATABASE_URL."
        ) from error
    if connection.info.server_version < OLDEST_SERVER:
        connection.close()
        raise SetupError(f"The database at {place} is older than PostgreSQL 15: use version 15 or newer.")
    return connection


def prepare_runtime_role(addresses: DatabaseAddresses) -> None:
    """Makes the role the program runs as, if missing, with rights on rows but not on tables.

    What it may not do with single tables (change or remove ledger rows) is taken from it by migrations.
    Raises SetupError when the owner may not make roles.
    """
    runtime = environment.django_database(addresses.runtime)
    owner = environment.django_database(addresses.owner)
    if runtime["USER"] == owner["USER"]:
        raise SetupError(
            "DATABASE_URL and DATABASE_OWNER_URL name the same user: the program must run as another role "
            "than the owner of its tables. Give DATABASE_URL a user of its own, or leave out "
            "DATABASE_OWNER_URL."
        )
    role = sql.Identifier(str(runtime["USER"]))
    with connect(addresses.owner) as connection:
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [runtime["USER"]]).fetchone()
        if known is None:
            create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                role, sql.Literal(runtime["PASSWORD"])
            )
            try:
                connection.execute(create)
            except psycopg.errors.InsufficientPrivilege as error:
                raise SetupError(
                    f"The database user {owner['USER']} may not create the role {runtime['USER']}: make it "
                    "and give its address as DATABASE_URL and the owner's as DATABASE_OWNER_URL."
                ) from error
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO {}",
        ):
            connection.execute(sql.SQL(statement).format(role))


def program_digest() -> str:
    """A short text that changes with every change of what migrations and demo data make."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256(package_version("procrastinate").encode())
    elsewhere = {"config", "web", "bench", "locale"}
    rooms = [path for path in package.iterdir() if path.is_dir() and path.name not in elsewhere]
    for room in sorted(rooms):
        for path in sorted(room.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(package)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def is_current(addresses: DatabaseAddresses, digest: str) -> bool:
    """Whether migrations and demo data of exactly this program already ran on this database."""
    with connect(addresses.owner) as connection:
        kept = connection.execute(
            "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = 'public'"
        ).fetchone()
    return kept is not None and kept[0] == f"onevisit {digest}"


def mark_current(addresses: DatabaseAddresses, digest: str) -> None:
    """Notes in the database itself that it stands at this version of the program."""
    with connect(addresses.owner) as connection:
        comment = sql.SQL("COMMENT ON SCHEMA public IS {}").format(sql.Literal(f"onevisit {digest}"))
        connection.execute(comment)
