"""What a file really is, told from its content while it streams in, whatever its name or declared type.

Only PDF, JPEG and PNG are let in; each must have the structure of its kind, not just its first bytes.
"""

from __future__ import annotations

import re
import zlib
from typing import Protocol

from onevisit.law.sentence import InputFault, Sentence

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
ALLOWED_TYPES = (PDF, JPEG, PNG)

LONGEST_MAGIC = 16
EXECUTABLE_BEGINNINGS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"#!",
    b"dex\n",
    b"\x4c\x00\x00\x00\x01\x14\x02\x00",
)
ARCHIVE_BEGINNINGS = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")


class FileTypeError(InputFault):
    """A file that is not let in, with the sentence for the person who chose it."""


class ContentCheck(Protocol):
    """Follows one file from its first byte to its last."""

    content_type: str

    def feed(self, data: bytes) -> None:
        """Takes the next bytes. Raises FileTypeError as soon as they can't belong to this type."""

    def finish(self) -> None:
        """Called after the last byte. Raises FileTypeError if the file is not whole."""


def content_check(beginning: bytes) -> ContentCheck:
    """The check for a file that begins like this (at least ``LONGEST_MAGIC`` bytes unless it is shorter).

    Raises FileTypeError for an empty file, a program, an archive or any type that is not let in.
    """
    if not beginning:
        raise FileTypeError(Sentence("这个文件是空的，请重新选择。"))
    if beginning.startswith(b"%PDF-1.") or beginning.startswith(b"%PDF-2."):
        return PdfCheck()
    if beginning.startswith(b"\xff\xd8\xff"):
        return JpegCheck()
    if beginning.startswith(PngCheck.SIGNATURE):
        return PngCheck()
    if beginning.startswith(EXECUTABLE_BEGINNINGS):
        raise FileTypeError(Sentence("这是一个程序文件，不能上传。请上传 PDF、JPG 或 PNG 文件。"))
    if beginning.startswith(ARCHIVE_BEGINNINGS):
        raise FileTypeError(Sentence("这是压缩包或 Office 文档，请另存为 PDF 后上传，或拍照上传。"))
    raise FileTypeError(Sentence("从内容看，这不是 PDF、JPG 或 PNG 文件，请另存为其中一种后上传。"))


class PdfCheck:
    """A PDF has a cross-reference near its end, closes with %%EOF and starts no program when opened."""

    content_type = PDF
    TAIL = 2048
    # Actions that start a program or run a script (ISO 32000, 12.6.4); names may be written with #-escapes.
    ACTION = re.compile(rb"/(?:Launch|JavaScript)(?![A-Za-z0-9])")
    OVERLAP = 64

    def __init__(self) -> None:
        self._tail = b""

    def feed(self, data: bytes) -> None:
        """Looks for forbidden actions, also across the border of two pieces."""
        joined = self._tail[-self.OVERLAP :] + data
        if b"#" in joined:
            joined = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), joined)
        if self.ACTION.search(joined):
            raise FileTypeError(
                Sentence("这个 PDF 里带有会自动运行的程序或脚本，不能上传，请重新打印成 PDF 后上传。")
            )
        self._tail = (self._tail + data)[-self.TAIL :]

    def finish(self) -> None:
        """The end of the file must be there."""
        if b"%%EOF" not in self._tail or b"startxref" not in self._tail:
            raise FileTypeError(Sentence("这个 PDF 不完整，可能没有传完或已损坏，请重新生成后上传。"))


class JpegCheck:
    """A JPEG is a run of segments up to the picture data, which ends with the end-of-image marker."""

    content_type = JPEG
    # Segments that describe the picture itself (SOF0 to SOF15); C4, C8 and CC among them mean something else.
    FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
    WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
    START_OF_SCAN = 0xDA
    DAMAGED = Sentence("这张 JPG 图片不完整或已损坏，请重新拍照或扫描。")

    def __init__(self) -> None:
        self._pending = b""
        self._skip = 2
        self._in_picture = False
        self._frame_seen = False
        self._ended = False

    def feed(self, data: bytes) -> None:
        """Walks over the segments; afterwards only the end marker is of interest."""
        if not self._in_picture:
            data = self._walk(self._pending + data)
        if self._in_picture:
            joined = self._pending + data
            self._ended = self._ended or b"\xff\xd9" in joined
            self._pending = joined[-1:]
        else:
            self._pending = data

    def _walk(self, data: bytes) -> bytes:
        """What is left over after all whole segments."""
        while not self._in_picture:
            if self._skip:
                passed = min(self._skip, len(data))
                data, self._skip = data[passed:], self._skip - passed
                if self._skip:
                    return b""
            if len(data) < 4:
                return data
            if data[0] != 0xFF:
                raise FileTypeError(self.DAMAGED)
            marker = data[1]
            if marker == 0xFF:
                self._skip = 1
            elif marker in self.WITHOUT_LENGTH:
                self._skip = 2
            else:
                length = int.from_bytes(data[2:4], "big")
                if length < 2 or marker < 0xC0:
                    raise FileTypeError(self.DAMAGED)
                self._frame_seen = self._frame_seen or marker in self.FRAMES
                self._in_picture = marker == self.START_OF_SCAN
                self._skip = 0 if self._in_picture else 2 + length
        self._pending = b""
        return data

    def finish(self) -> None:
        """The picture must have begun and ended."""
        if not (self._frame_seen and self._ended):
            raise FileTypeError(self.DAMAGED)


class PngCheck:
    """A PNG is its signature and a run of chunks with check sums up to IEND, with nothing after it."""

    SIGNATURE = b"\x89PNG\r\n\x1a\n"
    content_type = PNG
    DAMAGED = Sentence("这张 PNG 图片不完整或已损坏，请重新保存后上传。")
    LONGEST_SIDE = 30_000

    def __init__(self) -> None:
        self._pending = b""
        self._signature_left = len(self.SIGNATURE)
        self._left = 0
        self._sum = 0
        self._kind = b""
        self._ended = False

    def feed(self, data: bytes) -> None:
        """Walks over the chunks and checks their sums without holding a whole chunk."""
        data = self._pending + data
        self._pending = b""
        passed = min(self._signature_left, len(data))
        self._signature_left -= passed
        data = data[passed:]
        while data:
            if self._ended:
                raise FileTypeError(Sentence("这张 PNG 图片后面还藏着别的内容，不能上传，请重新保存后上传。"))
            if self._left:
                part, data = data[: self._left], data[self._left :]
                self._sum = zlib.crc32(part, self._sum)
                self._left -= len(part)
                continue
            if self._kind:
                if len(data) < 4:
                    self._pending = data
                    return
                self._close_chunk(data[:4])
                data = data[4:]
                continue
            needed = 16 if data[4:8] == b"IHDR" else 8
            if len(data) < needed:
                self._pending = data
                return
            self._open_chunk(data[:needed])
            data = data[8:]

    def _open_chunk(self, header: bytes) -> None:
        self._left = int.from_bytes(header[:4], "big")
        kind = header[4:8]
        if not kind.isalpha() or self._left > 2**31 - 1:
            raise FileTypeError(self.DAMAGED)
        if kind == b"IHDR":
            sides = (int.from_bytes(header[8:12], "big"), int.from_bytes(header[12:16], "big"))
            if not all(1 <= side <= self.LONGEST_SIDE for side in sides):
                raise FileTypeError(Sentence("这张 PNG 图片的尺寸不合理，请重新保存后上传。"))
        self._kind, self._sum = kind, zlib.crc32(kind)

    def _close_chunk(self, written_sum: bytes) -> None:
        if int.from_bytes(written_sum, "big") != self._sum:
            raise FileTypeError(self.DAMAGED)
        self._ended = self._kind == b"IEND"
        self._kind = b""

    def finish(self) -> None:
        """The last chunk must have been there."""
        if not self._ended:
            raise FileTypeError(self.DAMAGED)
