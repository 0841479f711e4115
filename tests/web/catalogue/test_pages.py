"""The keepers' pages: lists of their scope, the whole way on screen, everything typed kept."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from onevisit.catalog.models import CatalogueChange, Item, ItemVersion
from onevisit.law.catalogue_changes import ChangeAct, ChangeKind, ChangeStage
from onevisit.web.catalogue.sections import EDITOR_SECTIONS
from tests.catalog.changing import AGENCY, HEAD, KEEPER, do, item, proposed, published, written
from tests.catalog.sample_items import definition
from tests.web.window.world import desk

pytestmark = pytest.mark.usefixtures("demo_city")

CODE = definition().code
NAME = definition().name


def page(client: Client, view: str, *arguments: Any, **asked: str) -> str:
    response = client.get(reverse(view, args=arguments), asked)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def press(client: Client, view: str, *arguments: Any, **typed: Any) -> Any:
    data = {"idempotency_key": uuid.uuid4().hex, **typed}
    return client.post(reverse(view, args=arguments), data)


@pytest.mark.clause("JH-9", "HOUSE-10")
def test_a_department_keeper_sees_his_own_items_and_the_agency_all() -> None:
    own, everything = page(desk(KEEPER), "catalogue:items"), page(desk(AGENCY), "catalogue:items")
    other = Item.objects.exclude(department=item(CODE).department).filter(versions__state="published")[0]
    assert CODE in own and other.code not in own
    assert CODE in everything and other.code in everything
    for view in ("item", "differences"):
        assert desk(KEEPER).get(reverse(f"catalogue:{view}", args=[other.code])).status_code == 404


def test_items_are_found_by_a_part_of_the_name_or_of_the_code() -> None:
    client = desk(AGENCY)
    assert CODE in page(client, "catalogue:items", find=NAME[:4])
    assert CODE in page(client, "catalogue:items", find=CODE[:24].lower())
    assert "没有这样的事项" in page(client, "catalogue:items", find="不存在的事项")
    assert "没有这样的事项" in page(client, "catalogue:items", show="suspended")


@pytest.mark.clause("HOUSE-27")
def test_a_page_of_many_items_costs_what_a_page_of_few_costs() -> None:
    client = desk(AGENCY)
    page(client, "catalogue:items")
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(client, "catalogue:items")
    known = ItemVersion.objects.filter(item__code=CODE).get()
    codes = [f"{CODE[:19]}T{number:011d}" for number in range(200)]
    Item.objects.bulk_create(Item(code=code, department=known.item.department) for code in codes)
    versions = []
    for made in Item.objects.filter(code__in=codes):
        twin = ItemVersion.objects.get(pk=known.pk)
        twin.pk, twin.item, twin._state.adding = None, made, True
        versions.append(twin)
    ItemVersion.objects.bulk_create(versions)
    with CaptureQueriesContext(connection) as many:
        shown = page(client, "catalogue:items")
    assert len(many) == len(few) <= 10, [query["sql"][:90] for query in many]
    assert "下一页" in shown


@pytest.mark.clause("JH-9", "JH-29")
def test_the_whole_way_on_screen() -> None:
    keeper, head, agency = desk(KEEPER), desk(HEAD), desk(AGENCY)
    answer = press(keeper, "catalogue:propose", CODE, "change", reason="按市政府部署调整")
    change = CatalogueChange.objects.get(item__code=CODE)
    assert answer.status_code == 302 and answer["Location"].endswith(f"/changes/{change.pk}/")
    shown = page(keeper, "catalogue:change", change.pk)
    assert "发布检查没有发现问题" in shown and "没有区别" in shown
    content = change.content
    assert content is not None
    steps = press(keeper, "catalogue:edit", change.pk, "manual", revision="1", manual="先核对主体资格。")
    assert steps.status_code == 302
    assert "先核对主体资格" in page(keeper, "catalogue:change", change.pk)
    for client, act, typed in (
        (keeper, "submit", {"reason": "补写业务手册", "basis": ""}),
        (head, "approve", {}),
        (agency, "publish", {"effective_on": ""}),
    ):
        assert act in page(client, "catalogue:change", change.pk)
        assert press(client, "catalogue:act", change.pk, act, **typed).status_code == 302
    change.refresh_from_db()
    assert change.stage == ChangeStage.PUBLISHED
    listed = page(agency, "catalogue:item", CODE)
    assert "补写业务手册" in listed and "第 2 版" in listed
    compared = page(agency, "catalogue:differences", CODE, old="1", new="2")
    assert "业务手册" in compared and "先核对主体资格" in compared


@pytest.mark.clause("JH-29", "JH-17")
def test_what_is_typed_wrong_is_kept_and_told_at_its_place() -> None:
    client, change = desk(KEEPER), proposed(CODE)
    sent = {
        "revision": str(change.revision),
        "fees.rows": "0",
        "fees.0.name": "",
        "fees.0.standard": "每证 10 元",
        "fees.0.basis": "老规矩",
        "fees.0.reduction": "",
        "fees.0.reduction_basis": "",
    }
    assert press(client, "catalogue:edit", change.pk, "fees", **sent).status_code == 302
    shown = page(client, "catalogue:edit", change.pk, "fees")
    for text in ("每证 10 元", "老规矩", "不能为空", "请写明法律名称和条款"):
        assert escape(text) in shown, text
    assert 'aria-invalid="true"' in shown
    refused = press(client, "catalogue:act", change.pk, "submit", reason="想要提交的说明", basis="")
    assert refused.status_code == 409 and "想要提交的说明" in refused.content.decode()


def test_saving_an_outdated_page_keeps_what_was_typed_on_it() -> None:
    client, change = desk(KEEPER), proposed(CODE)
    written(change, {"manual": "别人先写的"})
    answer = press(
        client, "catalogue:edit", change.pk, "manual", revision=str(change.revision), manual="我写的"
    )
    assert answer.status_code == 409
    told = answer.content.decode()
    assert "刚被别人改过" in told and "我写的" in told
    change.refresh_from_db()
    assert change.content is not None and change.content["manual"] == "别人先写的"


def test_every_section_and_row_has_a_page() -> None:
    client, change = desk(KEEPER), proposed(CODE)
    for section in EDITOR_SECTIONS:
        shown = page(client, "catalogue:edit", change.pk, section.key)
        assert str(section.title) in shown
        if section.by_row:
            page(client, "catalogue:edit_row", change.pk, section.key, 0)
            gone = client.get(reverse("catalogue:edit_row", args=[change.pk, section.key, 99]))
            assert gone.status_code == 404


def test_rows_are_added_and_moved_by_plain_buttons() -> None:
    client, change = desk(KEEPER), proposed(CODE)
    content = change.content
    assert content is not None
    count = len(content["materials"])
    added = press(client, "catalogue:edit", change.pk, "materials", revision="1", do="add:materials")
    assert added["Location"].endswith(f"/materials/{count}/")
    moved = press(client, "catalogue:edit", change.pk, "materials", revision="2", do=f"up:materials.{count}")
    assert moved["Location"].endswith(f"#in-materials-{count - 1}")
    change.refresh_from_db()
    assert change.content is not None and change.content["materials"][count - 1]["name"] == ""


@pytest.mark.clause("AS-3.1b")
def test_guide_and_form_are_seen_as_the_applicant_will_see_them() -> None:
    client, change = desk(KEEPER), proposed(CODE)
    written(change, {"summary": "新写的一句话说明"})
    assert "新写的一句话说明" in page(client, "catalogue:change_guide", change.pk)
    assert definition().form[0].title in page(client, "catalogue:change_form", change.pk)
    assert NAME in page(client, "catalogue:version", CODE, 1)
    page(client, "catalogue:version_form", CODE, 1)
    change.refresh_from_db()
    written(change, {"route": "soon"})
    assert "现在还不能预览" in page(client, "catalogue:change_guide", change.pk)


@pytest.mark.clause("JH-9")
def test_a_new_item_begins_with_its_code_and_is_not_public() -> None:
    client = desk(KEEPER)
    department = item(CODE).department
    sent = {
        "department": department.code,
        "level": "4",
        "base_code": "220199999000",
        "name": "演示新事项",
        "reason": "法律新设",
        "basis": "《中华人民共和国食品安全法》第三十五条",
    }
    wrong = press(client, "catalogue:new", **{**sent, "base_code": "12"})
    assert wrong.status_code == 422 and "演示新事项" in wrong.content.decode()
    answer = press(client, "catalogue:new", **sent)
    assert answer.status_code == 302
    change = CatalogueChange.objects.get(kind=ChangeKind.ADD.value)
    assert change.item.code == f"{department.credit_code}4220199999000"
    assert change.faults > 5
    assert "演示新事项" in page(client, "catalogue:items")
    found = Client().get(reverse("portal:guide", args=[change.item.code]))
    assert found.status_code == 404
    page(client, "catalogue:change", change.pk)
    for section in EDITOR_SECTIONS:
        page(client, "catalogue:edit", change.pk, section.key)


@pytest.mark.clause("JH-9", "JH-29")
def test_the_public_reads_why_an_item_is_suspended_and_where_a_split_item_went() -> None:
    published(proposed(CODE, ChangeKind.SUSPEND))
    told = Client().get(reverse("portal:guide", args=[CODE]))
    assert told.status_code == 404
    assert "暂停办理" in told.content.decode() and "按市政府部署压减办理时限" in told.content.decode()
    notice = page(Client(), "portal:changes")
    assert NAME in notice and "按市政府部署压减办理时限" in notice


@pytest.mark.clause("JH-9")
def test_a_retroactive_change_lists_the_open_cases_it_touches() -> None:
    from tests.cases import world

    case = world.received()
    change = proposed(CODE)
    written(change, {"promised_limit": "9wd"})
    law = "《演示条例》第五条"
    do(change, ChangeAct.SUBMIT, KEEPER, retroactive_basis=law)
    assert str(case.number) in page(desk(HEAD), "catalogue:cases", change.pk)
    assert law in page(desk(HEAD), "catalogue:change", change.pk)


@pytest.mark.clause("AS-3.1a")
def test_the_directory_is_written_and_published_on_screen_by_two_keepers_of_the_agency() -> None:
    agency, other, base = desk(AGENCY), desk("catalogue2"), definition().base_code
    assert base in page(agency, "catalogue:bases", find=NAME[:4])
    shown = page(agency, "catalogue:base", base)
    assert "没有不一致的事项" in shown
    sent = {
        "revision": "0",
        "name": "改过的名称",
        "type": "01",
        "statutory_limit.count": "很久",
        "statutory_limit.unit": "wd",
        "conditions.rows": "",
        "materials.rows": "",
        "intermediary_services.rows": "",
        "basis": "",
        "reason": "理由写在这里",
    }
    assert press(agency, "catalogue:base", base, **sent).status_code == 302
    kept = page(agency, "catalogue:base", base)
    assert "改过的名称" in kept and "很久" in kept
    assert press(other, "catalogue:publish_base", base).status_code == 409
    outdated = press(other, "catalogue:base", base, **sent)
    assert outdated.status_code == 409 and "改过的名称" in outdated.content.decode()
    assert desk(KEEPER).get(reverse("catalogue:bases")).status_code == 403
    assert "来自目录清单" in page(desk(KEEPER), "catalogue:edit", proposed(CODE).pk, "basics")


@pytest.mark.clause("JH-9", "JH-29")
def test_several_changes_are_submitted_from_the_list() -> None:
    keeper = desk(KEEPER)
    change = written(proposed(CODE), {"manual": "先核对主体资格。"})
    shown = page(keeper, "catalogue:changes")
    assert f'name="change" value="{change.pk}" checked' in shown
    assert 'name="change"' not in page(desk(HEAD), "catalogue:changes", show="all")
    foreign = press(desk("health-keeper"), "catalogue:changes", change=[change.pk])
    assert foreign.status_code == 302
    change.refresh_from_db()
    assert change.stage == ChangeStage.DRAFTING
    for typed in ([], ["x", "0", "9" * 30, "-1"]):
        assert press(keeper, "catalogue:changes", change=typed).status_code == 302
    assert press(keeper, "catalogue:changes", change=[change.pk]).status_code == 302
    change.refresh_from_db()
    assert change.stage == ChangeStage.SUBMITTED
    assert "已送部门审核 1 项" in page(keeper, "catalogue:items")
    refused = press(keeper, "catalogue:changes", change=[change.pk])
    assert refused.status_code == 409 and "没有送出" in refused.content.decode()
