"""Anybody with a document: the page behind its QR code, and the check of its file."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from onevisit.accounts.rate_limit import BUDGETS, Budget
from onevisit.cases.models import Case
from onevisit.documents import actions, production, queries
from onevisit.documents.authority import SealAuthority
from onevisit.documents.models import Document
from onevisit.documents.rendering import render
from onevisit.documents.signatures import SignatureFacts
from onevisit.documents.signing import sign, signer_for
from onevisit.law.document_kinds import DocumentKind
from onevisit.records import clock
from tests.cases import world
from tests.documents.papers import refusal

pytestmark = pytest.mark.usefixtures("demo_city")


@pytest.fixture
def notice() -> Document:
    """A notice of acceptance that is ready."""
    return ready(world.accepted(), DocumentKind.ACCEPTANCE)


def ready(case: Case, kind: DocumentKind) -> Document:
    """The document of this kind, made as the worker would."""
    document = Document.objects.get(case_id=case.pk, kind=kind)
    production.produce([document.pk])
    document.refresh_from_db()
    assert document.state == Document.State.READY
    return document


def send(client: Client, content: bytes, name: str = "文书.pdf") -> str:
    """Uploads a file and returns the page."""
    response = client.post("/verify/", {"file": SimpleUploadedFile(name, content, "application/pdf")})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.clause("JH-32", "DZ-13")
def test_the_qr_page_says_genuine_which_seal_and_when_and_masks_the_name(
    client: Client, notice: Document
) -> None:
    page = client.get(f"/verify/{notice.verification_code}")

    assert page.status_code == 200
    text = page.content.decode()
    assert "这份文书是真的，现在有效。" in text
    assert notice.number in text
    assert "业务受理章" in text
    person = world.person()
    assert person.masked_name in text
    assert person.name not in text
    assert person.phone is not None and person.phone not in text


def test_a_code_is_found_however_it_is_typed(client: Client, notice: Document) -> None:
    typed = f" {notice.verification_code[:4].lower()}-{notice.verification_code[4:]} "
    answer = client.get("/verify/", {"code": typed}, follow=True)
    assert "现在有效" in answer.content.decode()


def test_a_revoked_document_says_so_and_why_and_its_file_too(client: Client, notice: Document) -> None:
    pdf = queries.file_of(notice)
    actions.revoke(notice.pk, "更正后另行出具。")

    for text in (client.get(f"/verify/{notice.verification_code}").content.decode(), send(client, pdf)):
        assert "已撤销，没有效力" in text
        assert "更正后另行出具。" in text
        assert "现在有效" not in text


def test_a_document_being_made_is_not_called_valid(client: Client) -> None:
    document = Document.objects.get(case_id=world.accepted().pk, kind=DocumentKind.ACCEPTANCE)
    text = client.get(f"/verify/{document.verification_code}").content.decode()
    assert "正在生成或者等待用印" in text
    assert "现在有效" not in text


@pytest.mark.parametrize("code", ["ZZZZZZZZZZZZ", "9" * 500, "核验码", "%00", "a'b", "😀", "..."])
def test_an_unknown_code_is_a_page_that_says_what_it_may_mean(client: Client, code: str) -> None:
    page = client.get(f"/verify/{code}")
    assert page.status_code == 404
    assert "可能是假的" in page.content.decode()


@pytest.mark.clause("DZ-13")
def test_the_file_itself_is_checked_and_shown_with_its_facts(client: Client, notice: Document) -> None:
    text = send(client, queries.file_of(notice))
    assert "现在有效" in text
    assert notice.number in text


@pytest.mark.clause("DZ-13")
def test_a_changed_file_is_never_called_genuine(client: Client, notice: Document) -> None:
    pdf = queries.file_of(notice)
    for changed in (
        pdf[:3000] + bytes([pdf[3000] ^ 1]) + pdf[3001:],
        pdf + b"\n% nothing",
        with_an_addition(pdf),
    ):
        text = send(client, changed)
        assert "现在有效" not in text
        assert notice.number not in text


def with_an_addition(pdf: bytes) -> bytes:
    """The file with a lawful further version of itself, as an editor would save it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.update_root()  # type: ignore[no-untyped-call]
    target = io.BytesIO()
    writer.write(target)  # type: ignore[no-untyped-call]
    return target.getvalue()


def unsigned() -> bytes:
    """A document as it is before it is signed."""
    paper = refusal()
    return render(paper.kind, paper.content)


def test_a_signature_of_another_authority_is_not_ours(client: Client, tmp_path: Path) -> None:
    stranger = SealAuthority(tmp_path / "stranger")
    credential = stranger.for_seal("蛟受001", "蛟河市市场监督管理局", "业务受理章")
    facts = SignatureFacts("蛟河市市场监督管理局", "不予决定", "大厅", clock.now())
    forged = sign(unsigned(), signer_for(credential, stranger.root_certificate()), facts)
    assert "不是用本系统登记的印章签的" in send(client, forged)


@pytest.mark.clause("HOUSE-35")
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "不是 PDF"),
        (b"hello", "不是 PDF"),
        (b"MZ\x90\x00%PDF-", "不是 PDF"),
        (b"%PDF-1.7\n" + b"\x00\xff" * 500, "已损坏或者结构异常"),
        (b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000 + b"\nendobj\n%%EOF", "已损坏或者结构异常"),
        (b"%PDF-1.7" + b" " * 20 * 1024 * 1024, "超过 20 MB"),
    ],
)
def test_what_is_no_document_of_ours_ends_in_a_sentence(
    client: Client, content: bytes, sentence: str
) -> None:
    response = client.post("/verify/", {"file": SimpleUploadedFile("文书.pdf", content)})
    assert response.status_code in (200, 422)
    assert sentence in response.content.decode()


def test_an_unsigned_copy_is_told_from_a_forgery(client: Client) -> None:
    assert "没有电子签名" in send(client, unsigned())


def test_nothing_chosen_is_said_at_the_field(client: Client) -> None:
    page = client.post("/verify/")
    assert page.status_code == 422
    assert "还没有选择文件" in page.content.decode()


@pytest.mark.clause("HOUSE-17")
def test_who_asks_too_often_waits_and_is_told_how_long(
    client: Client, notice: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(BUDGETS, "document-check", Budget(2, timedelta(minutes=10)))
    address = f"/verify/{notice.verification_code}"
    assert [client.get(address).status_code for _ in range(3)] == [200, 200, 429]
    text = client.get(address).content.decode()
    assert "分钟后再试" in text
    assert client.post("/verify/", {"file": SimpleUploadedFile("a.pdf", b"%PDF-")}).status_code == 429
