"""Documents of an act: frozen, numbered, sealed by the right hand in the right place, then made."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from django.db import connection, transaction
from PIL import Image

from onevisit.catalog.parts import SealRule
from onevisit.documents import actions, fonts, production, queries, sealing
from onevisit.documents.models import Document, Seal, SealUse, StandingSealOrder
from onevisit.documents.sealing import Place
from onevisit.documents.verification import verify_pdf
from onevisit.law.document_kinds import DocumentKind, permitted_seals
from onevisit.law.refusal import Refusal
from onevisit.organization.workers import Worker
from onevisit.records import clock, files
from tests.documents import papers
from tests.documents.pdf import picture_of, text_of
from tests.documents.world import OPENED, Item, Town
from tests.harness.statements import counted

NOW = datetime(2026, 3, 4, 10, 30, tzinfo=timezone(timedelta(hours=8)))
ONLY_OFFICIAL = Item(SealRule(decision_by_official_seal=("《中华人民共和国行政许可法》第三十九条",)))

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def act(
    town: Town, worker: Worker | None, *made: papers.Paper, item: Item | None = None, now: datetime = NOW
) -> list[Document]:
    with transaction.atomic():
        documents = actions.prepare_all(
            made, case=town.case, worker=worker, definition=item or Item(), now=now
        )
        actions.finish(documents)
    return documents


def reread(documents: Sequence[Document]) -> list[Document]:
    return list(Document.objects.filter(pk__in=[one.pk for one in documents]).order_by("pk"))


@pytest.mark.clause("JH-23b")
@pytest.mark.clause("XK-38")
def test_a_document_without_required_content_is_refused_and_nothing_is_kept(town: Town) -> None:
    with pytest.raises(Refusal) as refused:
        act(town, town.handler, papers.refusal(remedies="", reasons=[]))
    assert refused.value.code == "document_incomplete"
    assert "理由" in str(refused.value) and "救济途径" in str(refused.value)
    assert Document.objects.count() == 0


@pytest.mark.clause("JH-32")
@pytest.mark.clause("RULE-28")
def test_a_decision_in_the_hall_bears_the_approval_seal_and_its_use_is_logged(town: Town) -> None:
    (document,) = reread(act(town, town.handler, papers.refusal()))
    assert document.seal == town.approval_seal
    use = SealUse.objects.get()
    assert (use.seal, use.document, use.number) == (town.approval_seal, document, 1)
    assert (use.operator_id, use.hall, use.post) == (town.handler.staff_id, town.hall, town.post)
    assert document.sealed_at_post == town.post


@pytest.mark.clause("JH-33")
@pytest.mark.clause("RULE-29")
def test_a_decision_signed_outside_the_hall_bears_the_official_seal(town: Town) -> None:
    (document,) = act(town, town.handler_at_home, papers.refusal())
    assert document.seal == town.official_seal


@pytest.mark.clause("JH-33")
def test_an_acceptance_seal_works_only_in_the_hall(town: Town) -> None:
    (document,) = act(town, town.handler_at_home, papers.acceptance())
    assert document.seal is None and document.state == Document.State.WAITING_SEAL
    assert "业务受理章" in document.state_note


@pytest.mark.clause("JH-33")
def test_an_item_that_cites_a_law_gets_the_official_seal(town: Town) -> None:
    (document,) = act(town, town.handler, papers.refusal(), item=ONLY_OFFICIAL)
    assert document.seal == town.official_seal


@pytest.mark.clause("JH-32")
def test_each_keeper_uses_his_own_seal(town: Town) -> None:
    (by_department,) = act(town, town.handler, papers.acceptance())
    (by_window,) = act(town, town.clerk, papers.acceptance())
    assert by_department.seal == town.acceptance_seal
    assert by_window.seal == town.entrusted_seal
    (receipt,) = act(town, town.clerk, papers.receipt())
    assert receipt.seal == town.receipt_seal


def test_a_seal_out_of_force_is_not_used(town: Town) -> None:
    Seal.objects.filter(pk=town.approval_seal.pk).update(valid_to=OPENED)
    (document,) = act(town, town.handler, papers.refusal())
    assert document.seal == town.official_seal


@pytest.mark.clause("RULE-29")
def test_a_receipt_of_the_web_bears_the_platform_signature(town: Town) -> None:
    (document,) = act(town, None, papers.receipt())
    assert document.seal is None and document.state == Document.State.QUEUED
    production.produce([document.pk])
    (made,) = reread([document])
    pdf = queries.file_of(made)
    assert "平台数字签名" in text_of(pdf)
    checked = verify_pdf(pdf)
    assert checked.genuine and "平台签名" in checked.seal_name


@pytest.mark.clause("RULE-29")
def test_a_standing_order_lets_the_platform_seal_receipts(town: Town) -> None:
    order = StandingSealOrder.objects.create(
        seal=town.receipt_seal,
        document_kind=DocumentKind.RECEIPT.value,
        ordered_by_id=town.clerk.staff_id,
        basis="蛟政数发〔2026〕3号",
        valid_from=OPENED,
    )
    (document,) = act(town, None, papers.receipt())
    assert document.seal == town.receipt_seal
    use = SealUse.objects.get()
    assert (use.standing_order, use.operator, use.hall) == (order, None, town.hall)


@pytest.mark.clause("RULE-7")
def test_nothing_is_sealed_by_itself(town: Town) -> None:
    (document,) = act(town, None, papers.acceptance())
    assert document.state == Document.State.WAITING_SEAL
    production.produce([document.pk])
    assert reread([document])[0].state == Document.State.WAITING_SEAL


@pytest.mark.clause("JH-32")
def test_the_keeper_seals_what_waited_and_the_wrong_seal_is_refused(town: Town) -> None:
    (document,) = act(town, None, papers.acceptance())
    assert list(queries.waiting_for_seal([town.market.pk])) == [document]
    for seal, worker, code in (
        (town.receipt_seal, town.clerk, "wrong_seal"),
        (town.approval_seal, town.handler, "wrong_seal"),
        (town.acceptance_seal, town.clerk, "seal_of_another_keeper"),
        (town.acceptance_seal, town.handler_at_home, "seal_outside_hall"),
    ):
        with pytest.raises(Refusal) as refused:
            actions.seal_waiting(document.pk, seal.pk, worker)
        assert refused.value.code == code
    nobody = replace(town.handler, roles=frozenset())
    with pytest.raises(Refusal, match="不是印章保管人"):
        actions.seal_waiting(document.pk, town.acceptance_seal.pk, nobody)
    assert SealUse.objects.count() == 0
    place = Place(town.market, town.hall)
    permitted = permitted_seals(DocumentKind.ACCEPTANCE)
    assert sealing.seals_for(permitted, place, town.handler, NOW.date()) == [town.acceptance_seal]
    actions.seal_waiting(document.pk, town.acceptance_seal.pk, town.handler)
    (sealed,) = reread([document])
    assert sealed.seal == town.acceptance_seal and sealed.state == Document.State.QUEUED
    assert SealUse.objects.get().operator_id == town.handler.staff_id
    with pytest.raises(Refusal):
        actions.seal_waiting(document.pk, town.acceptance_seal.pk, town.handler)


@pytest.mark.clause("HOUSE-5")
def test_document_numbers_and_seal_uses_have_no_gaps(town: Town) -> None:
    act(town, town.handler, papers.refusal(), papers.acceptance())

    class Crash(Exception):
        pass

    with pytest.raises(Crash), transaction.atomic():
        made = actions.prepare_all(
            [papers.refusal()], case=town.case, worker=town.handler, definition=Item(), now=NOW
        )
        actions.finish(made)
        assert made[0].number == "蛟市监不准〔2026〕2号"
        raise Crash
    act(town, town.handler, papers.refusal(), papers.refusal())
    found = Document.objects.order_by("pk").values_list("number", flat=True)
    assert list(found) == [
        "蛟市监不准〔2026〕1号",
        "蛟市监受〔2026〕1号",
        "蛟市监不准〔2026〕2号",
        "蛟市监不准〔2026〕3号",
    ]
    assert list(SealUse.objects.filter(seal=town.approval_seal).values_list("number", flat=True)) == [1, 2, 3]


def test_a_receipt_has_no_document_number(town: Town) -> None:
    (document,) = act(town, town.clerk, papers.receipt())
    assert document.number == ""


def test_the_documents_of_an_act_cost_few_statements(town: Town) -> None:
    with counted(at_most=6):
        act(town, town.handler, papers.refusal())
    with counted(at_most=3):
        act(town, None, papers.receipt())


def test_content_is_frozen_hashed_and_encrypted(town: Town) -> None:
    (document,) = reread(act(town, town.handler, papers.refusal()))
    assert hashlib.sha256(document.content.encode()).digest() == bytes(document.content_hash)
    content = json.loads(document.content)
    assert content["verify_url"].endswith(f"/verify/{document.verification_code}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM documents_document WHERE id = %s", [document.pk])
        assert "张喆堃".encode() not in bytes(cursor.fetchone()[0])


@pytest.mark.clause("JH-32")
def test_the_worker_makes_a_file_that_proves_itself(town: Town) -> None:
    (document,) = act(town, town.handler, papers.refusal())
    production.produce([document.pk])
    (ready,) = reread([document])
    assert ready.state == Document.State.READY and ready.ready_at is not None
    pdf = queries.file_of(ready)
    assert "蛟市监不准〔2026〕1号" in text_of(pdf)
    checked = verify_pdf(pdf)
    assert checked.genuine and "蛟批-市监-01" in checked.seal_name
    found = queries.by_file(pdf, checked)
    assert found is not None and found.valid and found.number == ready.number
    assert found == queries.by_code(f" {ready.verification_code.lower()} ")
    assert "张喆堃" not in found.addressee_masked
    assert queries.by_code("NOSUCHCODE") is None


@pytest.mark.clause("JH-25a")
@pytest.mark.clause("RULE-30")
def test_signatures_on_screen_stand_on_the_paper(town: Town) -> None:
    drawing = io.BytesIO()
    Image.new("RGB", (300, 120), (0, 160, 0)).save(drawing, "PNG")
    drawing.seek(0)
    stored = files.store(drawing)
    signers = [
        {"role": "移交人", "name": "李明", "time": "2026-03-04 10:30", "signature": stored.sha256},
        {"role": "接收人", "name": "赵雪", "time": "2026-03-04 10:31", "signature": "赵雪（键入）"},
    ]
    (document,) = act(town, town.clerk, papers.handover(signers=signers))
    production.produce([document.pk])
    pdf = queries.file_of(reread([document])[0])
    assert "移交人：李明" in text_of(pdf) and "赵雪（键入）" in text_of(pdf)
    assert (0, 160, 0) in {colour for _, colour in picture_of(pdf).getcolors(maxcolors=100_000) or ()}


def test_producing_twice_makes_one_file(town: Town) -> None:
    (document,) = act(town, town.handler, papers.refusal())
    production.produce([document.pk, document.pk])
    first = reread([document])[0].file_sha256
    production.produce([document.pk])
    assert reread([document])[0].file_sha256 == first and files.exists(first)


def test_content_changed_behind_our_back_is_not_signed(town: Town) -> None:
    (document,) = act(town, town.handler, papers.refusal())
    kept = reread([document])[0]
    kept.content = kept.content.replace("不予行政许可", "准予行政许可")
    kept.save()
    production.produce([document.pk])
    (failed,) = reread([document])
    assert failed.state == Document.State.FAILED and failed.file_sha256 == ""


@pytest.mark.clause("HOUSE-35")
def test_a_missing_glyph_never_stops_the_act(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "SYSTEM_FONT_FOLDERS", ())
    fonts.forget_fonts()
    try:
        (document,) = act(town, town.handler, papers.refusal(addressee="李𠮷"))
        assert document.state == Document.State.WAITING_GLYPH and document.number
        assert "𠮷" in document.state_note and "fonts-noto-cjk" in document.state_note
        production.produce([document.pk])
        assert reread([document])[0].state == Document.State.WAITING_GLYPH
        assert list(queries.waiting_for_font()) == [document]
        assert document.pk not in production.reconcile()
    finally:
        monkeypatch.undo()
        fonts.forget_fonts()
    if not fonts.missing_glyphs("𠮷"):
        production.produce([document.pk])
        assert reread([document])[0].state == Document.State.READY


def test_what_was_never_made_is_queued_again(town: Town) -> None:
    (old,) = act(town, town.handler, papers.refusal(), now=clock.now() - timedelta(minutes=5))
    (fresh,) = act(town, town.handler, papers.refusal(), now=clock.now())
    (done,) = act(town, town.handler, papers.refusal(), now=clock.now() - timedelta(minutes=5))
    production.produce([done.pk])
    assert production.reconcile() == [old.pk]
    assert fresh.pk not in production.reconcile()


@pytest.mark.clause("AS-3.3b")
@pytest.mark.clause("RULE-1")
def test_a_guidance_sheet_is_kept_without_a_case(town: Town) -> None:
    document = actions.prepare_guidance_sheet(
        papers.guidance_sheet().content, department=town.market, hall=town.hall, now=NOW
    )
    production.produce([document.pk])
    (ready,) = reread([document])
    assert ready.state == Document.State.READY and ready.case_id is None and ready.number == ""
    assert "办理条件" in text_of(queries.file_of(ready))


def test_a_voided_document_says_so(town: Town) -> None:
    (document,) = act(town, town.handler, papers.refusal())
    production.produce([document.pk])
    actions.revoke(document.pk, "文书内容有误，已由新文书代替")
    found = queries.by_code(document.verification_code)
    assert found is not None and found.revoked and not found.valid and "有误" in found.note
