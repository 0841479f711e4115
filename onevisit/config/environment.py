"""What an installation is told from outside: environment variables, folders, secrets, databases.

No Django here, so the command line and the database starter can use it before settings exist.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

CHECKOUT = Path(__file__).resolve().parents[2]
DEFAULT_PORT = 8000


class SetupError(Exception):
    """The installation can't start or go on; the text is one clear sentence and what to do."""


@dataclass(frozen=True)
class DatabaseAddresses:
    """The two ways into one database, as `postgresql://` addresses.

    `runtime` is what the running program uses: it may not change ledger rows.
    `owner` owns the tables and is used for migrations only.
    """

    runtime: str
    owner: str


def data_root() -> Path:
    """Folder of everything this installation writes; `DATA_ROOT`, else `.onevisit` in the checkout."""
    return Path(os.environ.get("DATA_ROOT") or CHECKOUT / ".onevisit").resolve()


def secrets_root() -> Path:
    """Folder of keys and passwords, outside the database; `SECRETS_ROOT`, else `secrets` in the data root."""
    return Path(os.environ.get("SECRETS_ROOT") or data_root() / "secrets").resolve()


def file_root() -> Path:
    """Folder of the encrypted, content-addressed files; `FILE_ROOT`, else `files` in the data root."""
    return Path(os.environ.get("FILE_ROOT") or data_root() / "files").resolve()


def port() -> int:
    """TCP port of the pages (`PORT`, default 8000); live updates, the test courier and the test
    payment provider use the next three."""
    text = os.environ.get("PORT") or str(DEFAULT_PORT)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65532:
        raise SetupError(f"PORT is {text!r}: give a number from 1 to 65532, for example PORT=8000.")
    return int(text)


def courier_port() -> int:
    """TCP port of the test courier: two after that of the pages."""
    return port() + 2


def signature_provider() -> str:
    """The class that signs documents and checks signatures; `SIGNATURE_PROVIDER`, else our own."""
    return os.environ.get("SIGNATURE_PROVIDER") or "onevisit.documents.built_in_signatures.BuiltInSignatures"


def payments_port() -> int:
    """TCP port of the test payment provider: three after that of the pages."""
    return port() + 3


def payment_url() -> str:
    """Where fees are paid online; `PAYMENT_URL`, empty where no provider is connected."""
    return os.environ.get("PAYMENT_URL", "").rstrip("/")


def courier_url() -> str:
    """Where the courier is asked; `COURIER_URL`, empty where none is connected and numbers are typed."""
    return os.environ.get("COURIER_URL", "").rstrip("/")


def public_url() -> str:
    """The address people and QR codes use, without a final slash; `PUBLIC_URL`, else this machine's port."""
    return (os.environ.get("PUBLIC_URL") or f"http://127.0.0.1:{port()}").rstrip("/")


def live_url() -> str:
    """Where browsers listen for live updates; `LIVE_URL` (same origin in production), else the next port."""
    if os.environ.get("LIVE_URL"):
        return os.environ["LIVE_URL"].rstrip("/")
    address = urlsplit(public_url())
    return f"{address.scheme}://{address.hostname or '127.0.0.1'}:{port() + 1}/live"


def secret_text(name: str) -> str:
    """The secret of this name; made at random at first use, kept in a file that only its owner may read."""
    path = secrets_root() / name
    if not path.exists():
        write_secret_file(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()


def write_secret_file(path: Path, text: str, *, replace: bool = False) -> None:
    """Writes a secret file whole or not at all; of two writers at once the first wins unless `replace`."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    try:
        if replace:
            draft.replace(path)
        else:
            os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)


def database_file() -> Path:
    """Where the starter of the embedded database leaves its owner's address for the other programs."""
    return secrets_root() / "database-address"


def database_addresses() -> DatabaseAddresses | None:
    """The addresses in force, None before a database was ever started here.

    With `DATABASE_OWNER_URL`, both addresses are given and `DATABASE_URL` is the runtime role's. Otherwise
    `DATABASE_URL`, or the embedded database's file, is the owner's, and the runtime role is made from it.
    Raises SetupError when one can't be read.
    """
    given = os.environ.get("DATABASE_URL")
    owner = os.environ.get("DATABASE_OWNER_URL")
    for address in filter(None, (given, owner)):
        django_database(address)
    if given and owner:
        return DatabaseAddresses(runtime=given, owner=owner)
    if given:
        return addresses_of_owner(given)
    if database_file().exists():
        return addresses_of_owner(database_file().read_text(encoding="utf-8"))
    return None


def addresses_of_owner(owner: str) -> DatabaseAddresses:
    """The owner's address, and beside it that of the runtime role, whose password stands in the secrets."""
    parts = urlsplit(owner)
    role = f"{unquote(parts.path.strip('/'))}_runtime"
    password = secret_text("database-runtime-password")
    place = parts.netloc.rpartition("@")[2]
    return DatabaseAddresses(
        runtime=parts._replace(netloc=f"{quote(role)}:{quote(password)}@{place}").geturl(), owner=owner
    )


def django_database(address: str, **options: object) -> dict[str, Any]:
    """Django's form of a `postgresql://` address; query parameters such as `host=/a/socket` go to the driver.

    Raises SetupError when the text is no such address.
    """
    try:
        parts = urlsplit(address)
        tcp_port = parts.port
    except ValueError as error:
        raise SetupError(f"The database address can't be read ({error}): check DATABASE_URL.") from error
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise SetupError(
            "The database address must look like postgresql://user:password@host:5432/name: "
            "check DATABASE_URL."
        )
    extra: dict[str, object] = dict(parse_qsl(parts.query))
    host = extra.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(tcp_port or extra.pop("port", "")),
        "OPTIONS": {**extra, **options},
    }
