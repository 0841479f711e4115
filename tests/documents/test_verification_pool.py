"""Strangers' files are read by processes that live on, each file bounded, none touching the next."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from onevisit.documents import verification
from onevisit.documents.authority import SealAuthority
from onevisit.documents.built_in_signatures import BuiltInSignatures
from onevisit.documents.rendering import render
from onevisit.documents.signatures import PLATFORM, SignatureFacts
from onevisit.documents.verification import Outcome
from onevisit.documents.verification_pool import PoolBusy, Reader, VerificationPool
from tests.documents import papers

NOISE = b"%PDF-1.7\n" + b"\x00\xff" * 5000


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> SealAuthority:
    """An authority of its own."""
    return SealAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def signed(keys: SealAuthority) -> bytes:
    """A document that it signed."""
    paper = papers.handover()
    facts = SignatureFacts("平台", "检查", "大厅", datetime(2026, 3, 4, tzinfo=UTC))
    return BuiltInSignatures(keys).sign(render(paper.kind, paper.content), PLATFORM, facts)


@pytest.fixture
def root(keys: SealAuthority) -> bytes:
    """Its root certificate."""
    return keys.root_certificate().public_bytes(Encoding.DER)


class Counted:
    """The pids that a pool's files were read by."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pids: list[int] = []
        examine = Reader.examine

        def counted(reader: Reader, pdf: bytes, root: bytes, seconds: float) -> object:
            self.pids.append(reader.pid)
            return examine(reader, pdf, root, seconds)

        monkeypatch.setattr(Reader, "examine", counted)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Who read what."""
    return Counted(monkeypatch)


@pytest.fixture
def pool() -> Iterator[VerificationPool]:
    """A pool of one process that reads three files."""
    made = VerificationPool(processes=1, files_each=3)
    yield made
    made.close()


def is_whole(found: dict[str, object] | None) -> bool:
    """Whether the findings say that the file is genuine."""
    return found is not None and bool(found["trusted"]) and bool(found["whole"])


@pytest.mark.clause("HOUSE-35")
def test_a_process_reads_so_many_files_and_is_replaced(
    pool: VerificationPool, counted: Counted, signed: bytes, root: bytes
) -> None:
    assert all(is_whole(pool.examine(signed, root)) for _file in range(4))
    first, second, third, fourth = counted.pids
    assert first == second == third != fourth


@pytest.mark.clause("HOUSE-35")
def test_after_a_fault_the_next_file_has_a_fresh_process(
    pool: VerificationPool, counted: Counted, signed: bytes, root: bytes
) -> None:
    assert "unreadable" in (pool.examine(NOISE, root) or {})
    assert is_whole(pool.examine(signed, root))
    assert len(set(counted.pids)) == 2


@pytest.mark.clause("HOUSE-35")
def test_a_file_that_unfolds_to_more_than_its_memory_ends_in_no_findings(
    pool: VerificationPool, signed: bytes, root: bytes
) -> None:
    packing = zlib.compressobj(1)
    stream = b"".join(packing.compress(bytes(2**20)) for _ in range(1500)) + packing.flush()
    head = b"<</Type/XRef/Size 9/W[1 4 2]/Root 1 0 R/Filter/FlateDecode/Length %d>>" % len(stream)
    tail = b"\nendstream\nendobj\nstartxref\n9\n%%EOF"
    bomb = b"%PDF-1.7\n1 0 obj\n" + head + b"\nstream\n" + stream + tail
    found = pool.examine(bomb, root)
    assert found is None or "unreadable" in found
    assert is_whole(pool.examine(signed, root))


@pytest.mark.clause("HOUSE-35")
def test_a_file_that_takes_too_long_ends_its_process_and_the_next_is_read(
    counted: Counted, signed: bytes, root: bytes
) -> None:
    hurried = VerificationPool(processes=1, seconds=0.001)
    assert hurried.examine(signed, root) is None
    patient = VerificationPool(processes=1)
    assert is_whole(patient.examine(signed, root))
    patient.close()


def test_a_process_that_died_while_it_waited_is_not_the_fault_of_the_file(
    pool: VerificationPool, signed: bytes, root: bytes
) -> None:
    assert is_whole(pool.examine(signed, root))
    pool._idle[0]._process.kill()
    pool._idle[0]._process.wait()
    assert is_whole(pool.examine(signed, root))


def test_who_finds_every_process_busy_is_told_so(
    monkeypatch: pytest.MonkeyPatch, signed: bytes, keys: SealAuthority, root: bytes
) -> None:
    small = VerificationPool(processes=1, seconds=0.05)
    held, go_on = threading.Event(), threading.Event()

    def slow(reader: Reader, pdf: bytes, root: bytes, seconds: float) -> dict[str, object]:
        held.set()
        go_on.wait(10)
        return {"signed": False}

    monkeypatch.setattr(Reader, "examine", slow)
    monkeypatch.setattr(verification, "pool", lambda: small)
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(small.examine, signed, root)
        assert held.wait(10)
        with pytest.raises(PoolBusy):
            small.examine(signed, root)
        assert verification.verify_pdf(signed, keys.root_certificate()).outcome is Outcome.BUSY
        go_on.set()
        assert waiting.result() == {"signed": False}
    small.close()


def test_several_files_at_once_get_their_own_findings(signed: bytes, root: bytes, tmp_path: Path) -> None:
    shared = VerificationPool(processes=2)
    foreign = SealAuthority(tmp_path / "foreign").root_certificate().public_bytes(Encoding.DER)
    roots = [root, foreign] * 8
    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(lambda one: is_whole(shared.examine(signed, one)), roots))
    assert found == [one is root for one in roots]
    shared.close()
