"""Stored files: named by their content, encrypted, under ``settings.FILE_ROOT`` and never under the web root.

A blob is a header, pieces of 64 KiB and a closing piece that holds the content's SHA-256, each sealed with
AES-256-GCM under a key of its own: a blob that was cut, mixed or exchanged for another one does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records import keys
from onevisit.records.file_types import LONGEST_MAGIC, ContentCheck, FileTypeError, content_check

LARGEST_FILE = 20 * 1024 * 1024
PIECE = 64 * 1024
TAG = 16
MAGIC = b"OVB1"
SALT = 16
HEADER = len(MAGIC) + 4 + SALT
CLOSING = hashlib.sha256().digest_size + TAG


class StoredFileError(RuntimeError):
    """A stored file is missing or does not open; the text names it by its hash."""


class Readable(Protocol):
    """Anything bytes can be read from: an upload, an open file, a buffer."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes, none at the end."""


@dataclass(frozen=True)
class StoredFile:
    """What a room keeps of a file: its name by content (64 hexadecimal digits), size in bytes, true type."""

    sha256: str
    size: int
    content_type: str


@enforces("HOUSE-16")
def store(stream: Readable) -> StoredFile:
    """Takes a file in, piece by piece; the same content is kept once.

    It is on disk when this returns, whether or not the caller's transaction commits.
    Raises Refusal ``file_refused`` with a Chinese sentence: empty, too large, a program, not PDF, JPEG or PNG
    by its content, or incomplete. Nothing is kept then.
    """
    root = Path(settings.FILE_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = root / f".draft-{os.getpid()}-{secrets.token_hex(8)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as target:
            stored = _seal_stream(stream, target)
            target.flush()
            os.fsync(target.fileno())
        _keep(draft, _path(stored.sha256))
    except FileTypeError as error:
        raise Refusal("file_refused", error.sentence) from error
    finally:
        draft.unlink(missing_ok=True)
    return stored


def pieces(sha256: str) -> Iterator[bytes]:
    """The content of a stored file in order, for streaming. Raises StoredFileError before the first piece
    when the file is missing or is not the one named, later when a piece was altered.
    """
    path = _path(sha256)
    try:
        blob = path.open("rb")
    except OSError as error:
        raise StoredFileError(f"the stored file {sha256} is missing") from error
    with blob:
        yield from _open_pieces(blob, path.stat().st_size, sha256)


def read(sha256: str) -> bytes:
    """The whole content of a stored file. Raises StoredFileError."""
    return b"".join(pieces(sha256))


def exists(sha256: str) -> bool:
    """Whether the content is stored."""
    return _path(sha256).exists()


def _seal_stream(stream: Readable, target: BinaryIO) -> StoredFile:
    salt = secrets.token_bytes(SALT)
    held = keys.privacy_keys()
    header = MAGIC + held.current.to_bytes(4, "big") + salt
    cipher = _cipher(held.encryption[held.current], salt)
    target.write(header)
    digest = hashlib.sha256()
    check: ContentCheck | None = None
    size = number = 0
    while piece := _read_piece(stream):
        size += len(piece)
        if size > LARGEST_FILE:
            raise FileTypeError(
                Sentence("文件超过 %(most)s MB，请压缩或分成几份后上传。", most=LARGEST_FILE // (1024 * 1024))
            )
        check = check or content_check(piece[:LONGEST_MAGIC])
        check.feed(piece)
        digest.update(piece)
        target.write(cipher.encrypt(_nonce(number, closing=False), piece, header))
        number += 1
    check = check or content_check(b"")
    check.finish()
    target.write(cipher.encrypt(_nonce(number, closing=True), digest.digest(), header))
    return StoredFile(digest.hexdigest(), size, check.content_type)


def _read_piece(stream: Readable) -> bytes:
    """A whole piece, or what is left: sockets and uploads may give less than asked for."""
    parts: list[bytes] = []
    missing = PIECE
    while missing and (part := stream.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _open_pieces(blob: BinaryIO, size: int, sha256: str) -> Iterator[bytes]:
    header = blob.read(HEADER)
    sealed_bytes = size - HEADER - CLOSING
    key = keys.privacy_keys().encryption.get(int.from_bytes(header[len(MAGIC) : len(MAGIC) + 4], "big"))
    if header[: len(MAGIC)] != MAGIC or sealed_bytes < 0 or key is None:
        raise StoredFileError(f"the stored file {sha256} is damaged or its key is missing")
    cipher = _cipher(key, header[-SALT:])
    count = -(-sealed_bytes // (PIECE + TAG))
    try:
        blob.seek(size - CLOSING)
        named = cipher.decrypt(_nonce(count, closing=True), blob.read(CLOSING), header)
        if named.hex() != sha256:
            raise StoredFileError(f"the stored file {sha256} was exchanged for another one")
        blob.seek(HEADER)
        for number in range(count):
            left = sealed_bytes - number * (PIECE + TAG)
            sealed = blob.read(min(PIECE + TAG, left))
            yield cipher.decrypt(_nonce(number, closing=False), sealed, header)
    except InvalidTag as error:
        raise StoredFileError(f"the stored file {sha256} was altered") from error


def _keep(draft: Path, place: Path) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.link(draft, place)
    except FileExistsError:
        return
    for folder in (place.parent, place.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _path(sha256: str) -> Path:
    """Where a content lies: a keyed name, so the folder tells nobody which known file is stored."""
    key = keys.derived_key(keys.privacy_keys().search, "file names")
    name = hmac.new(key, sha256.encode("ascii"), "sha256").hexdigest()
    return Path(settings.FILE_ROOT) / name[:2] / name


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(keys.derived_key(key, f"file:{salt.hex()}"))


def _nonce(number: int, *, closing: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if closing else b"\x00")
