"""The guide of an item holds every element of the published definition, is exact, dated and cheap."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
import segno
from django.test import Client

from onevisit.catalog.actions import publish, retire
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.importing import import_files
from onevisit.catalog.models import ItemVersion
from onevisit.demo.city_files import item_files
from onevisit.records import clock
from tests.catalog.sample_items import RESTAURANT, changed, definition, item_text
from tests.documents.pdf import text_of
from tests.harness.statements import counted

pytestmark = pytest.mark.usefixtures("demo_city")

FOOD = f"/items/{definition().code}/"
ALL_ITEMS = sorted(item_files("jiaohe"))


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return html.unescape(answer.content.decode())


def elements(item: ItemDefinition) -> list[str]:
    """What domain practice asks of a guide, as the definition words it."""
    return [
        item.name,
        item.summary,
        item.code,
        item.type.label,
        item.route.label,
        item.review.label,
        item.level.label,
        item.organ_nature.label,
        *(served.label for served in item.service_objects),
        *item.basis,
        *(condition.text for condition in item.conditions),
        *(basis for condition in item.conditions for basis in condition.basis),
        *(material.name for material in item.materials),
        *(basis for material in item.materials for basis in material.basis),
        *(step.name for step in item.steps),
        *(planned.procedure.name for planned in item.special_procedures),
        *(f"约 {planned.days} 个工作日" for planned in item.special_procedures),
        *(fee.name for fee in item.fees),
        *(fee.standard for fee in item.fees),
        item.result.name,
        item.result.validity,
        *(place.name for place in item.places),
        *(place.address for place in item.places),
        *(hours for place in item.places for opening in place.opening for hours in opening.hours),
        *item.telephones.consultation,
        *item.telephones.complaint,
        *(entry.question for entry in item.faq),
        item.quantity_limit,
    ]


@pytest.mark.clause("AS-3.1b", "JH-17", "XK-30")
@pytest.mark.parametrize("name", ALL_ITEMS)
def test_a_guide_holds_every_element(client: Client, name: str) -> None:
    item = definition(name)
    text = page(client, f"/items/{item.code}/")
    missing = [element for element in elements(item) if element not in text]
    assert not missing


@pytest.mark.clause("AS-3.1b")
@pytest.mark.parametrize("name", ALL_ITEMS)
def test_the_guide_as_pdf_holds_conditions_materials_limits_and_telephones(client: Client, name: str) -> None:
    item = definition(name)
    answer = client.get(f"/items/{item.code}/guide.pdf")
    assert answer["Content-Type"] == "application/pdf"
    printed = "".join(text_of(answer.content).split())
    for wanted in (item.name, *item.telephones.consultation, *(one.name for one in item.materials)):
        assert "".join(wanted.split()) in printed


@pytest.mark.clause("JH-17", "XK-45")
def test_both_limits_and_what_does_not_count_stand_in_the_first_screen(client: Client) -> None:
    first_screen = page(client, FOOD).partition("guide__contents")[0]
    assert "8个工作日" in first_screen
    assert "10个工作日" in first_screen
    assert "需要检测的，约 7 个工作日不计在内" in first_screen
    assert "今天受理的，最晚" in first_screen
    assert "不收费" in first_screen
    assert "由系统调取，不用带" in first_screen


@pytest.mark.clause("HOUSE-33")
def test_a_guide_drawn_before_costs_one_statement_and_no_session(client: Client) -> None:
    page(client, FOOD)
    with counted(1):
        answer = client.get(FOOD)
    assert "sessionid" not in answer.cookies


def test_two_readers_share_a_page_but_not_the_token_of_its_forms(client: Client) -> None:
    page(client, FOOD)
    first, second = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    tokens = set()
    for reader in (first, second):
        answer = reader.get(FOOD)
        token = answer.content.split(b'name="csrfmiddlewaretoken" value="')[1].split(b'"')[0].decode()
        tokens.add(token)
        sent = {"csrfmiddlewaretoken": token, "elder": "on", "next": FOOD}
        assert reader.post("/preferences/", sent).status_code == 302
        assert b'class="elder"' in reader.get(FOOD).content
    assert len(tokens) == 2
    assert b'class="elder"' not in client.get(FOOD).content


@pytest.mark.clause("JH-31")
def test_answers_narrow_the_materials(client: Client) -> None:
    everything = page(client, FOOD)
    mine = page(client, f"{FOOD}?business_kind=catering&vending=no&by_agent=self")
    assert "食堂承包经营合同" in everything
    assert "食堂承包经营合同" not in mine
    assert "授权委托书及代理人身份证明" not in mine
    assert "您要准备的材料" in mine
    assert "按您的情形，共 4 样" in mine


@pytest.mark.clause("HOUSE-35")
@pytest.mark.parametrize(
    "query", ["business_kind=%00", "business_kind=no_such", "x=1", f"by_agent={'a' * 9999}"]
)
def test_answers_that_do_not_exist_change_nothing(client: Client, query: str) -> None:
    text = page(client, f"{FOOD}?{query}")
    assert all(material.name in text for material in definition().materials)


@pytest.mark.clause("AS-3.1b")
def test_the_qr_code_leads_to_the_guide_by_the_public_address(client: Client) -> None:
    answer = client.get(f"{FOOD}qr.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    expected = segno.make_qr(f"http://127.0.0.1:8000{FOOD}", error="m").svg_inline(border=4, omitsize=True)
    drawing = re.findall(r' d="([^"]+)"', answer.content.decode())[-1]
    assert drawing == re.findall(r' d="([^"]+)"', expected)[-1]
    assert b"style=" not in answer.content


@pytest.mark.clause("JH-8.3", "XK-30")
def test_blank_form_and_sample_are_drawn_from_one_definition(client: Client) -> None:
    blank = text_of(client.get(f"{FOOD}papers/application/blank.pdf").content)
    sample = text_of(client.get(f"{FOOD}papers/application/sample.pdf").content)
    for question in definition().questions():
        label = question.label
        assert "".join(label.split())[:6] in "".join(blank.split())
        assert "".join(label.split())[:6] in "".join(sample.split())
    assert "松花湖畔饭店" in sample
    assert "松花湖畔饭店" not in blank
    assert "样表" in sample


@pytest.mark.parametrize(
    "address", ["papers/business_licence/blank.pdf", "papers/nothing/sample.pdf", "papers/../guide.pdf"]
)
def test_a_material_without_form_has_no_paper(client: Client, address: str) -> None:
    page(client, f"{FOOD}{address}", status=404)


@pytest.mark.clause("HOUSE-28")
def test_a_running_case_gets_the_papers_of_its_own_version(client: Client) -> None:
    published_change("title: 经营场所布局与操作流程说明", "title: 经营场所布局图说明")
    paper = f"{FOOD}papers/layout_plan/blank.pdf"
    assert "经营场所布局图说明" in text_of(client.get(paper).content)
    assert "经营场所布局与操作流程说明" in text_of(client.get(f"{paper}?version=1").content)
    for wrong in ("3", "0", "x", "%00", "9" * 30):
        page(client, f"{paper}?version={wrong}", status=404)


def published_change(before: str, after: str, days: int = 0) -> ItemVersion:
    """The food licence with one place changed, in effect ``days`` from now."""
    (draft,) = import_files({RESTAURANT: changed(item_text(), before, after)}).drafted
    return publish(draft, valid_from=clock.now() + timedelta(days=days) if days else None)


@pytest.mark.clause("JH-9", "JH-29")
def test_a_change_is_shown_announced_and_kept_in_the_history(client: Client) -> None:
    page(client, FOOD)
    published_change("promised_limit: 8wd", "promised_limit: 9wd")
    text = page(client, FOOD)
    assert "9个工作日" in text
    assert "由“8个工作日”改为“9个工作日”" in text
    assert "首次发布" in text
    assert "由“8个工作日”改为“9个工作日”" in page(client, "/changes/")


@pytest.mark.clause("JH-29")
def test_a_change_to_come_is_announced_on_the_guide_before_it_holds(client: Client) -> None:
    page(client, FOOD)
    published_change("promised_limit: 8wd", "promised_limit: 9wd", days=30)
    text = page(client, FOOD)
    assert "将生效" in text
    assert "承诺 <strong>8个工作日</strong>" in text


@pytest.mark.clause("JH-9")
def test_a_retired_item_says_since_when_and_why(client: Client) -> None:
    version = ItemVersion.objects.get(item__code=definition().code)
    page(client, FOOD)
    retire(version, valid_to=clock.now() + timedelta(minutes=30), reason="上级取消")
    assert "这个事项" not in page(client, FOOD)
    clock.shift(by=timedelta(hours=1))
    text = page(client, FOOD, status=404)
    assert "起不再办理" in text
    assert "上级取消" in text
    assert "没有找到" in page(client, f"{FOOD}guide.pdf", status=404)
    assert "停用" in page(client, "/changes/")


@pytest.mark.clause("RULE-39")
def test_an_item_that_needs_a_visit_says_why(client: Client) -> None:
    for name in ALL_ITEMS:
        item = definition(name)
        text = page(client, f"/items/{item.code}/")
        if item.visits.count:
            assert f"最多跑 {item.visits.count} 次：{item.visits.reason}" in text
        if item.online.not_complete_because:
            assert item.online.not_complete_because.reason in text


@pytest.mark.parametrize("address", ["", "guidance/", "guide.pdf", "qr.svg"])
def test_a_guide_can_only_be_read(client: Client, address: str) -> None:
    wanted = 200 if address == "guidance/" else 405
    assert client.post(f"{FOOD}{address}").status_code in (wanted, 405)
    assert client.delete(f"{FOOD}{address}").status_code == 405
