"""Stored files: distrusted by content, encrypted, whole or not there at all."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PIL import Image
from pytest_django import Settings

from onevisit.law.refusal import Refusal
from onevisit.records import files
from onevisit.records.file_types import JPEG, PDF, PNG
from onevisit.records.files import StoredFileError

PDF_FILE = (
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 1\ntrailer\n<< >>\nstartxref\n9\n%%EOF\n"
)


def picture(kind: str, side: int = 300) -> bytes:
    """A noisy picture, so that it does not compress away."""
    target = io.BytesIO()
    Image.effect_noise((side, side), 90).save(target, kind)
    return target.getvalue()


PNG_FILE, JPEG_FILE = picture("PNG"), picture("JPEG")


class Trickle(io.BytesIO):
    """A stream that gives a few bytes at a time, as a slow connection does."""

    def read(self, size: int | None = -1, /) -> bytes:
        """At most 700 bytes."""
        return super().read(min(size or 700, 700))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    """A file folder of this test's own."""
    settings.FILE_ROOT = tmp_path / "files"
    return tmp_path / "files"


def kept_blobs(folder: Path) -> list[Path]:
    """Everything on disk."""
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.clause("HOUSE-16", "HOUSE-14")
@pytest.mark.parametrize(
    ("content", "content_type"),
    [(PDF_FILE, PDF), (PNG_FILE, PNG), (JPEG_FILE, JPEG), (picture("PNG", 900), PNG)],
)
def test_a_file_comes_back_as_it_was_and_lies_encrypted(
    folder: Path, content: bytes, content_type: str
) -> None:
    stored = files.store(io.BytesIO(content))
    assert (stored.size, stored.content_type) == (len(content), content_type)
    assert files.read(stored.sha256) == content
    assert files.exists(stored.sha256)
    (blob,) = kept_blobs(folder)
    raw = blob.read_bytes()
    assert content[:40] not in raw
    assert stored.sha256 not in str(blob)
    assert blob.stat().st_mode & 0o077 == 0


def test_the_same_content_is_kept_once_however_it_arrives(folder: Path) -> None:
    assert files.store(io.BytesIO(PNG_FILE)) == files.store(Trickle(PNG_FILE))
    assert len(kept_blobs(folder)) == 1


@pytest.mark.clause("HOUSE-16")
@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b"", "空"),
        (b"MZ\x90\x00" + b"\x00" * 200, "程序"),
        (b"\x7fELF" + b"\x00" * 200, "程序"),
        (b"#!/bin/sh\necho", "程序"),
        (b"PK\x03\x04" + b"\x00" * 60, "压缩包"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "压缩包"),
        ("材料".encode(), "PDF、JPG 或 PNG"),
        (b"<html><script>alert(1)</script></html>", "PDF、JPG 或 PNG"),
        (b"GIF89a" + b"\x00" * 50, "PDF、JPG 或 PNG"),
        (b"%PDF-1.7\nnothing more", "不完整"),
        (PDF_FILE[:-7], "不完整"),
        (PDF_FILE.replace(b"/Type", b"/OpenAction << /S /Launch /F (a.exe) >> /Type"), "自动运行"),
        (PDF_FILE.replace(b"/Type", b"/S /JavaScript /JS (x) /Type"), "自动运行"),
        (PDF_FILE.replace(b"/Type", b"/S /J#61vaScript /Type"), "自动运行"),
        (PDF_FILE.replace(b"endobj", b"%" * 65490 + b"\n/S /JavaScript\nendobj"), "自动运行"),
        (PNG_FILE[:-3], "不完整"),
        (PNG_FILE + b"MZ hidden", "藏着"),
        (PNG_FILE[:100] + b"\x00" + PNG_FILE[101:], "损坏"),
        (PNG_FILE[:8] + b"\x00\x00\x00\x0dIHDR\xff\xff\xff\xff\x00\x00\x00\x01", "尺寸"),
        (JPEG_FILE[:-2], "不完整"),
        (JPEG_FILE[:200], "不完整"),
        (b"\xff\xd8\xff\xe0\x00\x01", "损坏"),
        (b"\xff\xd8\xff\xd9", "不完整"),
    ],
)
def test_what_it_is_not_is_refused_with_a_sentence_and_nothing_is_kept(
    folder: Path, content: bytes, hint: str
) -> None:
    for stream in (io.BytesIO(content), Trickle(content)):
        with pytest.raises(Refusal, match=hint) as refused:
            files.store(stream)
        assert refused.value.code == "file_refused"
    assert kept_blobs(folder) == []


@pytest.mark.clause("HOUSE-16")
def test_a_file_beyond_the_limit_is_refused_before_it_is_read_to_its_end(folder: Path) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1, /) -> bytes:
            endless_chunk = PNG_FILE[:33] + (2**31 - 1).to_bytes(4, "big") + b"IDAT"
            start = endless_chunk if self.given == 0 else b""
            piece = (start + b"\x00" * size)[:size]
            self.given += len(piece)
            return piece

    stream = Endless()
    with pytest.raises(Refusal, match="20 MB"):
        files.store(stream)
    assert stream.given <= files.LARGEST_FILE + 2 * files.PIECE
    assert kept_blobs(folder) == []


def test_a_file_of_exactly_the_limit_is_let_in() -> None:
    missing = files.LARGEST_FILE - len(PNG_FILE)
    data = b"\x00" * (missing - 12)
    kind = b"teXt"
    chunk = len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
    content = PNG_FILE[:-12] + chunk + PNG_FILE[-12:]
    assert files.store(io.BytesIO(content)).size == files.LARGEST_FILE


@examples(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_an_altered_cut_or_exchanged_blob_does_not_open(folder: Path, data: st.DataObject) -> None:
    content = PNG_FILE
    stored = files.store(io.BytesIO(content))
    blob = files._path(stored.sha256)
    whole = blob.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    altered = bytearray(whole)
    altered[place] ^= data.draw(st.integers(1, 255))
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    try:
        for broken in (bytes(altered), cut, whole + b"x"):
            blob.write_bytes(broken)
            with pytest.raises(StoredFileError):
                files.read(stored.sha256)
    finally:
        blob.write_bytes(whole)


def test_one_stored_file_can_not_stand_in_for_another() -> None:
    one, other = files.store(io.BytesIO(PNG_FILE)), files.store(io.BytesIO(JPEG_FILE))
    files._path(other.sha256).write_bytes(files._path(one.sha256).read_bytes())
    with pytest.raises(StoredFileError, match="exchanged"):
        files.read(other.sha256)
    with pytest.raises(StoredFileError, match="missing"):
        files.read("00" * 32)
    assert not files.exists("00" * 32)
