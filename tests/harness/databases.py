"""A real PostgreSQL for one test run: templates with all migrations, cloned as often as tests need.

Three templates: migrated only (`UNMARKED`), marked as a test (`TEST`), and with the demo city (`DEMO`).

Which PostgreSQL: the machine's own where it has one, else the embedded one; `TEST_POSTGRES=embedded` or
`TEST_POSTGRES=system` asks for one of them. Migrating takes seconds and cloning milliseconds, so the migrated
cluster is kept between runs, under a name that changes with everything migrations depend on.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from onevisit.config import environment, postgres
from onevisit.config.environment import DatabaseAddresses

UNMARKED = "onevisit"
TEST = "onevisit_test"
DEMO = "onevisit_demo"
MARK = """
from onevisit.config.command_line import set_up_django
set_up_django()
from onevisit.records import installation
from onevisit.records.models import InstallationMark
installation.initialise(InstallationMark.TEST, "test")
"""
KEPT_CLUSTERS = 4
CACHE = Path("/tmp") / f"onevisit-test-clusters-{os.geteuid()}"


class TestServer:
    """The server of one test run; `addresses` and `clone` also work in workers that did not start it."""

    __test__ = False

    def __init__(self, run_folder: Path) -> None:
        self._run_folder = run_folder
        self._note = run_folder / "owner-address"

    def start(self) -> postgres.Server:
        """Starts the server on a copy of the migrated cluster, made first when it is missing or old."""
        programs = choose_programs()
        kept = CACHE / f"{programs.version}-{migrations_digest()}"
        CACHE.mkdir(mode=0o711, exist_ok=True)
        with (CACHE / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                make_migrated_cluster(kept, programs)
                drop_old_clusters()
            copy = self._run_folder / "postgres"
            subprocess.run(["cp", "-a", f"{kept}/.", str(copy)], check=True)
        secrets = environment.secrets_root()
        # Django has already made and read this run's own secret key.
        own = shutil.ignore_patterns("django-secret-key")
        shutil.copytree(copy / "secrets", secrets, dirs_exist_ok=True, ignore=own)
        server = postgres.Server(copy / "cluster", programs, durable=False)
        server.start()
        self._note.write_text(server.address(UNMARKED), encoding="utf-8")
        return server

    def addresses(self, name: str) -> DatabaseAddresses:
        """The owner's and the runtime role's address of a database of this server."""
        template = environment.addresses_of_owner(self._note.read_text(encoding="utf-8"))
        return DatabaseAddresses(
            runtime=at_database(template.runtime, name), owner=at_database(template.owner, name)
        )

    def clone(self, name: str, template: str = TEST) -> DatabaseAddresses:
        """A new database of this name, equal to the template."""
        with psycopg.connect(self.addresses("postgres").owner, autocommit=True) as connection:
            statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return self.addresses(name)

    def prepare_demo(self) -> None:
        """Loads the demo city into its template, once in a run, whichever worker asks first."""
        with (self._run_folder / "demo.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            ready = self._run_folder / "demo.ready"
            if not ready.exists():
                # A load that failed must not hide its error behind its own half-loaded database.
                self.drop(DEMO)
                addresses = self.clone(DEMO, UNMARKED)
                run_program(["-m", "onevisit.config.command_line", "load-demo"], addresses)
                ready.touch()

    def drop(self, name: str) -> None:
        """Removes a clone, disconnecting whoever still uses it."""
        with psycopg.connect(self.addresses("postgres").owner, autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


def at_database(address: str, name: str) -> str:
    """The same user's address of another database of the same server."""
    return urlsplit(address)._replace(path=f"/{name}").geturl()


def database_variables(addresses: DatabaseAddresses) -> dict[str, str]:
    """The environment variables that lead a program to this database."""
    return {"DATABASE_URL": addresses.runtime, "DATABASE_OWNER_URL": addresses.owner}


def run_program(arguments: list[str], addresses: DatabaseAddresses) -> None:
    """Runs Python with the product's own settings on this database; raises SetupError with its output."""
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**kept, **database_variables(addresses)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise environment.SetupError(f"{' '.join(arguments)[:80]} failed:\n{done.stdout}{done.stderr}")


@contextlib.contextmanager
def environment_variable(name: str, value: str) -> Iterator[None]:
    """Sets an environment variable for the block."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def choose_programs() -> postgres.Programs:
    """The PostgreSQL that `TEST_POSTGRES` asks for; raises SetupError when this machine doesn't have it."""
    wanted = os.environ.get("TEST_POSTGRES", "")
    found = {
        "": postgres.system_programs() + postgres.embedded_programs(),
        "system": postgres.system_programs(),
        "embedded": postgres.embedded_programs(),
    }[wanted]
    if not found:
        raise environment.SetupError(f"No {wanted} PostgreSQL was found: run `make setup`.")
    return found[0]


def migrations_digest() -> str:
    """Changes whenever a migration, or what migrations import, or a package with migrations changes."""
    package = environment.CHECKOUT / "onevisit"
    sources = sorted(
        {
            *package.glob("*/migrations/*.py"),
            *package.glob("records/**/*.py"),
            *package.glob("records/**/*.sql"),
            *package.glob("law/calendar_data/*"),
            package / "config" / "settings.py",
            package / "config" / "database.py",
            Path(__file__),
        }
    )
    digest = hashlib.sha256()
    for path in sources:
        digest.update(str(path.relative_to(environment.CHECKOUT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def make_migrated_cluster(kept: Path, programs: postgres.Programs) -> None:
    """Makes a cluster, migrates its template database as the owner, stops it, keeps it with its secrets."""
    draft = kept.with_name(f"{kept.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o711)
    with (
        environment_variable("SECRETS_ROOT", str(draft / "secrets")),
        postgres.Server(draft / "cluster", programs, durable=False) as server,
    ):
        unmarked = environment.addresses_of_owner(server.address(UNMARKED))
        marked = DatabaseAddresses(
            runtime=at_database(unmarked.runtime, TEST), owner=at_database(unmarked.owner, TEST)
        )
        run_program(["-m", "onevisit.config.command_line", "migrate"], unmarked)
        with psycopg.connect(server.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {TEST} TEMPLATE {UNMARKED}")
        run_program(["-c", MARK], marked)
    draft.rename(kept)


def drop_old_clusters() -> None:
    """Keeps only the newest migrated clusters."""
    clusters = sorted(
        (path for path in CACHE.iterdir() if path.is_dir()),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for old in clusters[KEPT_CLUSTERS:]:
        shutil.rmtree(old)
