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
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from onevisit.config import environment, postgres
from onevisit.config.database import program_digest
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
KEPT_CLUSTERS = 8
CACHE = Path("/tmp") / f"onevisit-test-clusters-{os.geteuid()}"


class TestServer:
    """The PostgreSQL of one test process, on a copy of a kept cluster; `with` starts and stops it."""

    __test__ = False

    def __init__(self, run_folder: Path) -> None:
        self._copy = run_folder / "postgres"
        programs = choose_programs()
        with locked_cache():
            plain = kept_cluster(programs)
            with_demo = demo_cluster_of(plain)
            kept = with_demo if with_demo.exists() else plain
            subprocess.run(["cp", "-a", f"{kept}/.", str(self._copy)], check=True)
        self._has_demo = kept == with_demo
        self._server = postgres.Server(self._copy / "cluster", programs, durable=False)

    def __enter__(self) -> TestServer:
        # Django has already made and read this run's own secret key.
        own = shutil.ignore_patterns("django-secret-key")
        shutil.copytree(self._copy / "secrets", environment.secrets_root(), dirs_exist_ok=True, ignore=own)
        if self._has_demo:
            shutil.copytree(self._copy / "files", environment.file_root(), dirs_exist_ok=True)
        self._server.start()
        return self

    def __exit__(self, *details: object) -> None:
        self._server.stop()

    def addresses(self, name: str) -> DatabaseAddresses:
        """The owner's and the runtime role's address of a database of this server."""
        template = environment.addresses_of_owner(self._server.address(UNMARKED))
        return DatabaseAddresses(
            runtime=at_database(template.runtime, name), owner=at_database(template.owner, name)
        )

    def clone(self, name: str, template: str = TEST) -> DatabaseAddresses:
        """A new database of this name, equal to the template."""
        clone_in(self._server, name, template)
        return self.addresses(name)

    def prepare_demo(self) -> None:
        """Loads the demo city into its template, unless it came with the cluster or was loaded before."""
        if not self._has_demo:
            # A load that failed must not hide its error behind its own half-loaded database.
            self.drop(DEMO)
            run_program(["-m", "onevisit.config.command_line", "load-demo"], self.clone(DEMO, UNMARKED))
            self._has_demo = True

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


@contextlib.contextmanager
def locked_cache() -> Iterator[None]:
    """Lets one process at a time make or copy kept clusters."""
    CACHE.mkdir(mode=0o711, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def kept_cluster(programs: postgres.Programs) -> Path:
    """The kept cluster with migrated templates, made first when it is missing. Raises SetupError."""
    kept = CACHE / f"{programs.version}-{migrations_digest()}"
    if not kept.exists():
        draft = fresh_draft()
        with started(draft, programs) as server:
            unmarked = environment.addresses_of_owner(server.address(UNMARKED))
            marked = DatabaseAddresses(
                runtime=at_database(unmarked.runtime, TEST), owner=at_database(unmarked.owner, TEST)
            )
            run_program(["-m", "onevisit.config.command_line", "migrate"], unmarked)
            clone_in(server, TEST, UNMARKED)
            run_program(["-c", MARK], marked)
        draft.rename(kept)
        drop_old_clusters()
    return kept


def demo_cluster_of(plain: Path) -> Path:
    """Where the kept cluster with today's demo city is, if it was made."""
    return CACHE / f"{plain.name}-{program_digest()}-{datetime.now(UTC).date()}"


def keep_demo_cluster(programs: postgres.Programs) -> None:
    """Makes the kept cluster with the demo city, for many test processes that would each load it."""
    plain = kept_cluster(programs)
    kept = demo_cluster_of(plain)
    if kept.exists():
        return
    draft = fresh_draft()
    subprocess.run(["cp", "-a", f"{plain}/.", str(draft)], check=True)
    (draft / "files").mkdir()
    with started(draft, programs) as server:
        template = environment.addresses_of_owner(server.address(UNMARKED))
        clone_in(server, DEMO, UNMARKED)
        addresses = DatabaseAddresses(
            runtime=at_database(template.runtime, DEMO), owner=at_database(template.owner, DEMO)
        )
        run_program(["-m", "onevisit.config.command_line", "load-demo"], addresses)
    draft.rename(kept)
    drop_old_clusters()


def fresh_draft() -> Path:
    """An empty folder in which a cluster is made before it gets its name."""
    draft = CACHE / "draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o711)
    return draft


@contextlib.contextmanager
def started(draft: Path, programs: postgres.Programs) -> Iterator[postgres.Server]:
    """The server on a draft, with the draft's own secrets and files."""
    with (
        environment_variable("SECRETS_ROOT", str(draft / "secrets")),
        environment_variable("FILE_ROOT", str(draft / "files")),
        postgres.Server(draft / "cluster", programs, durable=False) as server,
    ):
        yield server


def clone_in(server: postgres.Server, name: str, template: str) -> None:
    """A new database equal to the template."""
    with psycopg.connect(server.address("postgres"), autocommit=True) as connection:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))


def drop_old_clusters() -> None:
    """Keeps only the newest migrated clusters."""
    clusters = sorted(
        (path for path in CACHE.iterdir() if path.is_dir()),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for old in clusters[KEPT_CLUSTERS:]:
        shutil.rmtree(old)


if __name__ == "__main__":
    with locked_cache():
        keep_demo_cluster(choose_programs())
