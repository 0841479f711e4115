"""The catalogue in and out on screen: a file becomes a job, its faults a table, exports keep to the scope."""

from __future__ import annotations

import io
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from onevisit.catalog import exporting, importing
from onevisit.catalog.bundles import BundleFormat, read_bundle, write_bundle
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.models import CatalogueChange, CatalogueImport
from onevisit.web.catalogue import transfer
from tests.catalog.changing import AGENCY, BASIS, KEEPER, WHY
from tests.catalog.sample_items import definition, with_changes
from tests.web.window.world import desk

pytestmark = pytest.mark.usefixtures("demo_city")


def packed(*definitions: ItemDefinition) -> bytes:
    target = io.BytesIO()
    write_bundle(definitions, BundleFormat.ITEM_FILES, target)
    return target.getvalue()


def send(client: Client, content: bytes, **typed: str) -> Any:
    data = {
        "idempotency_key": uuid.uuid4().hex,
        "reason": WHY,
        "basis": BASIS,
        "file": SimpleUploadedFile("items.zip", content),
        **typed,
    }
    return client.post(reverse("catalogue:imports"), data)


@pytest.mark.clause("JH-9")
def test_a_file_sent_is_imported_by_the_worker_and_its_page_tells_how_it_went() -> None:
    client = desk(AGENCY)
    answer = send(client, packed(with_changes(definition(), promised_limit="9wd")))
    asked = CatalogueImport.objects.get()
    assert answer.status_code == 302 and answer.url == reverse("catalogue:import", args=[asked.pk])
    waiting = client.get(answer.url).content.decode()
    assert "等待处理" in waiting and "every 2s" in waiting
    importing.run_import(asked.pk)
    ended = client.get(answer.url).content.decode()
    assert "已核对 1 / 1 项" in ended and "看这些变更" in ended and "every 2s" not in ended
    assert CatalogueChange.objects.get().reason == WHY
    assert "已导入" in client.get(reverse("catalogue:imports")).content.decode()


def test_the_faults_of_a_file_are_a_table() -> None:
    client = desk(AGENCY)
    send(client, packed(with_changes(definition(), department="nobody")))
    asked = CatalogueImport.objects.get()
    importing.run_import(asked.pk)
    told = client.get(reverse("catalogue:import", args=[asked.pk])).content.decode()
    assert "1 处错误" in told and "没有编码为“nobody”的部门" in told
    assert not CatalogueChange.objects.exists()


def test_what_was_typed_is_kept_when_something_is_missing() -> None:
    client = desk(AGENCY)
    answer = send(client, packed(), file="", reason="按市政府部署统一修改")
    assert answer.status_code == 422 and "按市政府部署统一修改" in answer.content.decode()
    answer = send(client, packed(definition()), basis="某个文件")
    assert answer.status_code == 409 and "某个文件" in answer.content.decode()
    assert not CatalogueImport.objects.exists()


@pytest.mark.clause("JH-9", "HOUSE-10")
@pytest.mark.parametrize("form", BundleFormat)
def test_an_export_holds_the_items_of_the_keepers_scope(form: BundleFormat) -> None:
    def codes(who: str, **asked: str) -> set[str]:
        answer = desk(who).get(reverse("catalogue:export_file"), {"format": form.value, **asked})
        return {one.code for one in read_bundle(answer.getvalue(), "file").values()}

    own = codes(KEEPER)
    assert definition().code in own and all(code[:18] == definition().code[:18] for code in own)
    assert own < codes(AGENCY)
    assert codes(AGENCY, department=definition().department) == own


def test_an_export_too_large_for_a_page_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "MOST_ON_SCREEN", exporting.versions_in_effect().count() - 1)
    answer = desk(AGENCY).get(reverse("catalogue:export_file"))
    assert answer.status_code == 409 and "请按部门导出" in answer.content.decode()


def test_unknown_formats_and_imports_are_not_there() -> None:
    client = desk(AGENCY)
    assert client.get(reverse("catalogue:export_file"), {"format": "exe"}).status_code == 404
    assert client.get(reverse("catalogue:import", args=[10**18])).status_code == 404
    assert client.get(reverse("catalogue:template")).getvalue()[:2] == b"PK"
