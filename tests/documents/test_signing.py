"""Signatures that other programs accept, and the check of files that strangers bring."""

from __future__ import annotations

import stat
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from onevisit.documents.authority import SealAuthority
from onevisit.documents.rendering import SealFace, render, warm_up
from onevisit.documents.signatures import PLATFORM, SignatureFacts
from onevisit.documents.signing import sign, signer_for
from onevisit.documents.verification import MAXIMUM_BYTES, Outcome, verify_pdf
from onevisit.law.document_kinds import SealKind
from tests.documents import papers
from tests.documents.pdf import signature_report

FACE = SealFace(SealKind.APPROVAL_SEAL, "蛟河市市场监督管理局", "蛟批-市监-01")
FACTS = SignatureFacts(
    signer="蛟河市市场监督管理局审批专用章",
    reason="不予行政许可决定书 蛟市监不准〔2026〕12号",
    place="蛟河市政务服务大厅",
    signed_at=datetime(2026, 3, 4, 10, 0, tzinfo=timezone(timedelta(hours=8))),
)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> SealAuthority:
    return SealAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    paper = papers.refusal()
    return render(paper.kind, {**paper.content, "verify_url": "http://127.0.0.1:8000/verify/X"}, seal=FACE)


@pytest.fixture(scope="module")
def signed(keys: SealAuthority, unsigned: bytes) -> bytes:
    credential = keys.for_seal(FACE.number, FACE.organ_name, FACE.kind.label)
    return sign(unsigned, signer_for(credential, keys.root_certificate()), FACTS)


@pytest.fixture(scope="module")
def root(keys: SealAuthority) -> x509.Certificate:
    return keys.root_certificate()


@pytest.mark.clause("JH-32")
@pytest.mark.clause("DZ-13")
def test_another_program_finds_the_signature_valid(signed: bytes, tmp_path: Path) -> None:
    report = signature_report(signed, tmp_path)
    assert "Signature is Valid" in report
    assert "Total document signed" in report
    assert "ETSI.CAdES.detached" in report
    assert "蛟批-市监-01 (development)" in report


def test_the_signature_field_lies_over_the_seal(signed: bytes) -> None:
    reader = IncrementalPdfFileWriter(BytesIO(signed)).prev
    field = reader.root["/AcroForm"]["/Fields"][0]
    left, bottom, right, top = (float(value) for value in field["/Rect"])
    assert 115 < right - left < 123 and 115 < top - bottom < 123


def test_a_document_without_seal_gets_an_invisible_signature(
    keys: SealAuthority, root: x509.Certificate
) -> None:
    paper = papers.handover()
    credential = keys.for_seal(PLATFORM.number, PLATFORM.owner, PLATFORM.kind_label)
    pdf = sign(render(paper.kind, paper.content), signer_for(credential, root), FACTS)
    checked = verify_pdf(pdf, root)
    assert checked.genuine and "平台签名" in checked.seal_name
    field = IncrementalPdfFileWriter(BytesIO(pdf)).prev.root["/AcroForm"]["/Fields"][0]
    assert [float(value) for value in field["/Rect"]] == [0, 0, 0, 0]


@pytest.mark.clause("DZ-13")
def test_a_genuine_document_says_which_seal_and_when(signed: bytes, root: x509.Certificate) -> None:
    checked = verify_pdf(signed, root)
    assert checked.outcome is Outcome.GENUINE
    assert "审批专用章" in checked.seal_name and checked.organ == FACE.organ_name
    assert checked.signed_at == FACTS.signed_at
    assert (checked.reason, checked.place) == (FACTS.reason, FACTS.place)


@pytest.mark.clause("DZ-13")
def test_every_change_of_a_byte_is_discovered(signed: bytes, root: x509.Certificate) -> None:
    for place in (40, len(signed) // 3, len(signed) - 700):
        changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
        assert verify_pdf(changed, root).outcome in (Outcome.CHANGED, Outcome.UNREADABLE)


@pytest.mark.clause("DZ-13")
def test_an_addition_after_signing_is_discovered(signed: bytes, root: x509.Certificate) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    writer.root["/Lang"] = writer.root["/Type"]
    writer.update_root()  # type: ignore[no-untyped-call]
    added = BytesIO()
    writer.write(added)  # type: ignore[no-untyped-call]
    assert verify_pdf(added.getvalue(), root).outcome is Outcome.CHANGED
    assert verify_pdf(signed + b"\n% nothing", root).outcome is Outcome.CHANGED


def test_a_signature_of_somebody_else_is_not_ours(
    unsigned: bytes, root: x509.Certificate, tmp_path: Path
) -> None:
    stranger = SealAuthority(tmp_path / "stranger")
    credential = stranger.for_seal(FACE.number, FACE.organ_name, FACE.kind.label)
    forged = sign(unsigned, signer_for(credential, stranger.root_certificate()), FACTS)
    assert verify_pdf(forged, root).outcome is Outcome.NOT_OURS


NESTED = b"%PDF-1.7\n1 0 obj\n" + b"[" * 500_000 + b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"
LOOP = (
    b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/AcroForm 1 0 R/Fields 1 0 R>>\nendobj\n"
    b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n"
    b"trailer<</Size 2/Root 1 0 R/Prev 95>>\nstartxref\n95\n%%EOF"
)


@pytest.mark.clause("HOUSE-35")
@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (b"", Outcome.NOT_A_PDF),
        (b"hello", Outcome.NOT_A_PDF),
        (b"MZ\x90\x00" + b"%PDF-", Outcome.NOT_A_PDF),
        (b"%PDF-1.7\n" + b"\x00\xff" * 5000, Outcome.UNREADABLE),
        (NESTED, Outcome.UNREADABLE),
        (LOOP, Outcome.UNREADABLE),
        (b"%PDF-1.7" + b" " * MAXIMUM_BYTES, Outcome.TOO_LARGE),
    ],
)
def test_hostile_files_end_in_a_sentence(data: bytes, outcome: Outcome, root: x509.Certificate) -> None:
    checked = verify_pdf(data, root)
    assert checked.outcome is outcome
    assert checked.message.endswith("。") and not checked.genuine


def test_half_a_file_and_an_unsigned_file(signed: bytes, unsigned: bytes, root: x509.Certificate) -> None:
    assert verify_pdf(signed[: len(signed) // 2], root).outcome is Outcome.UNREADABLE
    assert verify_pdf(unsigned, root).outcome is Outcome.NOT_SIGNED


def test_keys_are_kept_private_and_read_again(tmp_path: Path) -> None:
    first = SealAuthority(tmp_path / "keys")
    certificate = first.for_seal("蛟收001", "蛟河市政务服务中心", "业务收件章").certificate
    again = SealAuthority(tmp_path / "keys")
    assert again.for_seal("蛟收001", "蛟河市政务服务中心", "业务收件章").certificate == certificate
    for path in (tmp_path / "keys").glob("*.pem"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert "development" in certificate.subject.rfc4514_string()
    assert "development" in certificate.issuer.rfc4514_string()


def test_a_folder_has_one_authority_however_many_start_at_once(tmp_path: Path) -> None:
    starters = [SealAuthority(tmp_path / "keys") for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        roots = set(pool.map(lambda one: one.root_certificate(), starters))
    assert len(roots) == 1


def test_a_document_is_rendered_sealed_and_signed_in_forty_milliseconds(
    keys: SealAuthority, root: x509.Certificate
) -> None:
    warm_up()
    signer = signer_for(keys.for_seal(FACE.number, FACE.organ_name, FACE.kind.label), root)
    spent = []
    for index in range(15):
        paper = papers.refusal(case_number=f"220281-20260304-{index:06d}", verify_url=f"http://x/{index}")
        start = time.process_time()
        sign(render(paper.kind, paper.content, seal=FACE), signer, FACTS)
        spent.append(time.process_time() - start)
    assert sorted(spent)[len(spent) // 2] < 0.040
