"""The keys of an installation: made at first start, kept in files outside the database.

Whoever has only the database, or only a copy of it, can read no personal data and sign no anchor.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

PRIVACY_FILE = "privacy-keys.json"
ANCHOR_FILE = "anchor-key.pem"
KEY_BYTES = 32


class KeyFileError(RuntimeError):
    """A key file can't be used; the text says which one and what to do."""


@dataclass(frozen=True)
class PrivacyKeys:
    """The keys that protect personal data.

    ``encryption`` maps key numbers to 32-byte AES keys, ``current`` is the number used for new
    ciphertexts; older ones stay readable. ``search`` keys the exact-search hashes, ``commitment`` the
    salts of ledger commitments.
    """

    current: int
    encryption: dict[int, bytes]
    search: bytes
    commitment: bytes

    @property
    def fingerprint(self) -> str:
        """Names this set of keys without revealing it; kept in the database to notice a lost key file."""
        return hashlib.sha256(b"onevisit privacy keys" + self.search + self.commitment).hexdigest()[:32]


def privacy_keys() -> PrivacyKeys:
    """The privacy keys of this installation, made at first use.

    Raises KeyFileError if the file is damaged.
    """
    return _read_privacy_keys(_root())


def anchor_key() -> Ed25519PrivateKey:
    """The Ed25519 key that signs ledger anchors, made at first use. Raises KeyFileError if it is damaged."""
    return _read_anchor_key(_root())


def key_id(key: Ed25519PrivateKey) -> str:
    """The name of a signing key: the beginning of the SHA-256 of its public half."""
    return hashlib.sha256(key.public_key().public_bytes_raw()).hexdigest()[:32]


def derived_key(key: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose, so that no two purposes ever share a key."""
    return hmac.digest(key, purpose.encode("utf-8"), "sha256")


def _root() -> Path:
    return Path(settings.SECRETS_ROOT)


@cache
def _read_privacy_keys(root: Path) -> PrivacyKeys:
    path = root / PRIVACY_FILE
    if not path.exists():
        _write_once(path, _new_privacy_keys())
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return PrivacyKeys(
            current=int(kept["current"]),
            encryption={int(number): _decoded(text) for number, text in kept["encryption"].items()},
            search=_decoded(kept["search"]),
            commitment=_decoded(kept["commitment"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise KeyFileError(
            f"The key file {path} is damaged: put back the copy kept with the backups; "
            "without it personal data can't be read."
        ) from error


@cache
def _read_anchor_key(root: Path) -> Ed25519PrivateKey:
    path = root / ANCHOR_FILE
    if not path.exists():
        made = Ed25519PrivateKey.generate()
        pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _write_once(path, pem.decode("ascii"))
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise KeyFileError(
            f"The key file {path} is damaged: put back the copy kept with the backups."
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"The key file {path} must hold an Ed25519 private key.")
    return key


def _new_privacy_keys() -> str:
    def new_key() -> str:
        return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")

    made = {"current": 1, "encryption": {"1": new_key()}, "search": new_key(), "commitment": new_key()}
    return json.dumps(made, indent=1)


def _decoded(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    return key


def _write_once(path: Path, text: str) -> None:
    """Writes the file whole with mode 0600, or leaves the one that another process wrote first."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
