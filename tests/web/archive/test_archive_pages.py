"""The archivist's pages: choose and archive, find, look in, take the package away."""

from __future__ import annotations

import io
import uuid
import zipfile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onevisit.accounts.models import Account
from onevisit.cases import archived
from onevisit.documents.models import Document
from onevisit.law.lifecycle import State
from onevisit.records.models import AccessLogRow
from tests.accounts.signing_in import be_signed_in
from tests.cases import world

pytestmark = pytest.mark.usefixtures("demo_city")


@pytest.fixture
def archivist(client: Client) -> Client:
    """The browser of the market department's archivist."""
    be_signed_in(client, Account.objects.get(username=world.ARCHIVIST))
    return client


@pytest.mark.clause("ZX-12", "HOUSE-30")
def test_ended_cases_are_archived_together_and_refused_ones_say_why(archivist: Client) -> None:
    whole, unfinished = world.delivered_whole(), world.delivered()
    page = archivist.get("/desk/archive/").content.decode()
    assert str(whole.number) in page
    assert str(unfinished.number) in page
    chosen = {"case": [whole.pk, unfinished.pk], "idempotency_key": uuid.uuid4().hex}
    response = archivist.post("/desk/archive/", chosen)
    assert response.status_code == 409
    assert "还不能归档：有文书没有制作完成" in response.content.decode()
    whole.refresh_from_db()
    unfinished.refresh_from_db()
    assert (whole.state, unfinished.state) == (State.ARCHIVED, State.DELIVERED)
    again = archivist.post("/desk/archive/", {**chosen, "case": [whole.pk]}, follow=True)
    assert "没有选择办件，或者所选办件已经归档。" in again.content.decode()


def test_nothing_chosen_is_said(archivist: Client) -> None:
    for chosen in ([], ["x"], ["9" * 5000]):
        response = archivist.post(
            "/desk/archive/", {"case": chosen, "idempotency_key": uuid.uuid4().hex}, follow=True
        )
        assert "没有选择办件" in response.content.decode()


def test_both_lists_say_when_they_are_empty(archivist: Client) -> None:
    assert "没有等待归档的办件" in archivist.get("/desk/archive/").content.decode()
    assert "档案是空的" in archivist.get("/desk/archive/files/").content.decode()
    assert "没有找到这个编号的档案" in archivist.get("/desk/archive/files/?number=X%00").content.decode()


@pytest.mark.clause("ZX-12", "HOUSE-15")
def test_the_package_is_given_to_the_archivist_and_that_is_logged(archivist: Client) -> None:
    case = world.archived()
    page = archivist.get(f"/desk/archive/files/{case.pk}/").content.decode()
    assert "documents/01-收件凭证.pdf" in page
    before = AccessLogRow.objects.filter(action="archive.package", subject_id=case.pk).count()
    response = archivist.get(f"/desk/archive/files/{case.pk}/package.zip")
    content = b"".join(response)
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert {"manifest.json", "proof.json", "case.json", "item.json", "ledger.jsonl"} < set(names)
    assert AccessLogRow.objects.filter(action="archive.package", subject_id=case.pk).count() == before + 1


@pytest.mark.clause("ZX-12")
def test_a_package_whose_file_was_lost_is_not_given_half(archivist: Client) -> None:
    case = world.archived()
    from pathlib import Path

    from onevisit.records import files

    Path(files._path(Document.objects.filter(case_id=case.pk, kind="grant").get().file_sha256)).unlink()
    response = archivist.get(f"/desk/archive/files/{case.pk}/package.zip", follow=True)
    assert "没有生成档案包" in response.content.decode()


def test_the_lists_cost_the_same_however_many_cases(archivist: Client) -> None:
    counts = []
    for _round in range(2):
        world.archived()
        world.delivered_whole()
        for address in ("/desk/archive/", "/desk/archive/files/"):
            with CaptureQueriesContext(connection) as statements:
                archivist.get(address)
            counts.append(len(statements))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 6


def test_a_list_longer_than_a_page_goes_on(archivist: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archived, "PAGE", 1)
    first, second = world.archived(), world.archived()
    page = archivist.get("/desk/archive/files/").content.decode()
    assert str(second.number) in page
    assert str(first.number) not in page
    older = archivist.get(f"/desk/archive/files/?after={second.pk}").content.decode()
    assert str(first.number) in older
    assert archivist.get("/desk/archive/files/?after=x").status_code == 302
