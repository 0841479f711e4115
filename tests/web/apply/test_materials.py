"""Uploads of an applicant: told by content, row by row, with a sentence that says what to do."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from onevisit.cases.models import Case, MaterialFile
from onevisit.people.models import Applicant
from tests.cases.world import SMALL_PDF
from tests.web.apply import world

FETCHED = {"HX-Request": "true"}
PLAN = "layout_plan"


def upload(client: Client, case: Case, content: bytes, name: str = "图.pdf", key: str = PLAN):  # type: ignore[no-untyped-def]
    """Sends one file as the page does."""
    url = reverse("apply:upload", args=[case.pk, key])
    return client.post(url, {"file": SimpleUploadedFile(name, content)}, headers=FETCHED)


@pytest.mark.clause("HOUSE-16", "HOUSE-35")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ\x90\x00" + bytes(200), "程序文件"),
        (b"", "空的"),
        (SMALL_PDF[:60], "不完整"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "不完整"),
        (b"PK\x03\x04" + bytes(60), "压缩包"),
        (b"hello, this is text only", "不是 PDF"),
        (b"%PDF-1.4\n" + bytes(21 * 1024 * 1024), "20 MB"),
    ],
    ids=["exe", "empty", "cut-pdf", "cut-jpeg", "zip", "text", "21-mb"],
)
def test_a_wrong_file_is_refused_with_what_to_do(
    signed_in: Client, citizen: Applicant, content: bytes, said: str
) -> None:
    case = world.begun(citizen)
    response = upload(signed_in, case, content)
    assert response.status_code == 422
    assert said in response.json()["message"]
    assert "都在" in response.json()["message"]
    assert not MaterialFile.objects.exists()


def test_several_files_fill_a_material_and_the_same_one_counts_once(
    signed_in: Client, citizen: Applicant
) -> None:
    case = world.begun(citizen)
    for number in (1, 2, 2):
        assert upload(signed_in, case, world.pdf(number)).status_code == 200
    row = case.materials.get(key=PLAN)
    assert row.supply == "supplied"
    assert row.files.count() == 2


@pytest.mark.clause("HOUSE-1", "HOUSE-31")
def test_several_files_at_once_go_in_together_or_not_at_all(signed_in: Client, citizen: Applicant) -> None:
    case = world.begun(citizen)
    url = reverse("apply:upload", args=[case.pk, PLAN])
    good = [SimpleUploadedFile(f"图{number}.pdf", world.pdf(number)) for number in (1, 2)]
    wrong = SimpleUploadedFile("setup.pdf", b"MZ" + bytes(60))
    refused = signed_in.post(url, {"file": [*good, wrong]}, headers=FETCHED)
    assert refused.status_code == 422
    assert "“setup.pdf”" in refused.json()["message"]
    assert not MaterialFile.objects.exists()
    for one in good:
        one.seek(0)
    assert signed_in.post(url, {"file": good}, headers=FETCHED).status_code == 200
    assert MaterialFile.objects.count() == 2


def test_the_row_that_comes_back_shows_the_file_and_how_to_remove_it(
    signed_in: Client, citizen: Applicant
) -> None:
    case = world.begun(citizen)
    page = upload(signed_in, case, world.pdf(), name="../../平面图\x00😀.pdf").content.decode()
    file = MaterialFile.objects.get()
    assert file.name == "平面图😀.pdf"
    assert reverse("apply:file", args=[case.pk, file.pk]) in page
    removed = signed_in.post(reverse("apply:remove_file", args=[case.pk, file.pk]), headers=FETCHED)
    assert "还没上传" in removed.content.decode()
    assert case.materials.get(key=PLAN).supply == "missing"


def test_without_script_the_same_works_with_whole_pages(signed_in: Client, citizen: Applicant) -> None:
    case = world.begun(citizen)
    url = reverse("apply:upload", args=[case.pk, PLAN])
    materials = reverse("apply:materials", args=[case.pk])
    good = signed_in.post(url, {"file": SimpleUploadedFile("图.pdf", world.pdf())})
    assert good.headers["Location"] == materials
    nothing = signed_in.post(url, follow=True)
    assert "还没有选择文件" in nothing.content.decode()


@pytest.mark.clause("JH-31")
def test_what_is_shared_is_shown_as_got_and_never_asked_for(signed_in: Client, citizen: Applicant) -> None:
    case = world.begun(citizen)
    page = signed_in.get(reverse("apply:materials", args=[case.pk]))
    rows = {row["key"]: row for row in page.context["rows"]}
    assert rows["business_licence"]["state_words"] == "系统获取，无需提交"
    assert rows["business_licence"]["upload_url"] == ""
    assert rows["application"]["upload_url"] == "", "the form itself is the application"
    assert rows[PLAN]["blank_url"] and rows[PLAN]["sample_url"]


@pytest.mark.clause("XK-31")
def test_a_material_that_is_not_on_the_list_is_not_taken(signed_in: Client, citizen: Applicant) -> None:
    case = world.begun(citizen)
    response = upload(signed_in, case, world.pdf(), key="marriage_certificate")
    assert response.status_code == 422
    assert "不需要这份材料" in response.json()["message"]


@pytest.mark.clause("HOUSE-15")
def test_files_are_seen_by_their_owner_only(signed_in: Client, citizen: Applicant) -> None:
    case = world.begun(citizen)
    upload(signed_in, case, world.pdf())
    url = reverse("apply:file", args=[case.pk, MaterialFile.objects.get().pk])
    response = signed_in.get(url)
    assert response.status_code == 200
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    stranger = world.browser_of(world.citizen("张桂兰"))
    assert stranger.get(url).status_code == 404
    assert upload(stranger, case, world.pdf(9)).status_code == 404
    own = world.begun(world.citizen("张桂兰"))
    crossed = reverse("apply:file", args=[own.pk, MaterialFile.objects.get().pk])
    assert stranger.get(crossed).status_code == 404


@pytest.mark.clause("RULE-4")
def test_rule_4_after_submitting_no_file_goes_in_or_out(signed_in: Client, citizen: Applicant) -> None:
    case = world.filed(signed_in, citizen)
    filed = MaterialFile.objects.filter(material__case=case, removed_at=None).count()
    assert upload(signed_in, case, world.pdf(5)).status_code == 422
    file = MaterialFile.objects.filter(material__case=case).first()
    assert file is not None
    gone = signed_in.post(reverse("apply:remove_file", args=[case.pk, file.pk]), headers=FETCHED)
    assert gone.status_code == 409
    assert MaterialFile.objects.filter(material__case=case, removed_at=None).count() == filed
