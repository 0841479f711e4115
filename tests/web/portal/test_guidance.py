"""The 一次性告知单 tells one person everything before filing; it is dated, printable, and kept on request."""

from __future__ import annotations

import html
import itertools
import json
import re
from datetime import date

import pytest
from django.test import Client

from onevisit.accounts import rate_limit
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.evaluate import check_scenarios, demanded_materials, visible_questions
from onevisit.demo.city_files import item_files
from onevisit.documents.models import Document
from onevisit.law.document_content import content_faults
from onevisit.law.document_kinds import DocumentKind
from onevisit.records import clock
from onevisit.web.portal.sheets import guidance_content, guide_content
from tests.catalog.sample_items import definition
from tests.documents.pdf import text_of
from tests.harness.statements import counted

pytestmark = pytest.mark.usefixtures("demo_city")

CODE = definition().code
SHEET = f"/items/{CODE}/guidance/"
ANSWERS = "business_kind=catering&vending=no&by_agent=agent"
ALL_ITEMS = sorted(item_files("jiaohe"))
DAY = date(2026, 11, 23)


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return html.unescape(answer.content.decode())


def all_scenarios(item: ItemDefinition) -> list[dict[str, str]]:
    """Every complete set of answers to the scenario questions."""
    choices = [[(question.key, one.value) for one in question.options] for question in item.scenarios]
    found: list[dict[str, str]] = []
    for combination in itertools.product(*choices):
        answers = dict(combination)
        shown = {question.key for question in visible_questions(item.scenarios, answers)}
        narrowed = {key: value for key, value in answers.items() if key in shown}
        if narrowed not in found and check_scenarios(item, narrowed).complete:
            found.append(narrowed)
    return found


@pytest.mark.clause("AS-3.3b", "RULE-1")
@pytest.mark.parametrize("name", ALL_ITEMS)
def test_every_scenario_gives_a_complete_sheet(name: str) -> None:
    item = definition(name)
    for answers in all_scenarios(item):
        content = guidance_content(item, answers, organ="机关", department="部门", today=DAY, demo=False)
        assert content_faults(DocumentKind.GUIDANCE_SHEET, content) == []
        told = json.dumps(content, ensure_ascii=False)
        for material in demanded_materials(item, answers):
            assert material.name in told
        assert content["date"] == "2026-11-23"


@pytest.mark.clause("AS-3.1b")
@pytest.mark.parametrize("name", ALL_ITEMS)
def test_every_guide_is_a_complete_document(name: str) -> None:
    content = guide_content(definition(name), organ="机关", department="部门", issued=DAY, demo=False)
    assert content_faults(DocumentKind.GUIDE, content) == []


@pytest.mark.clause("AS-3.3b")
def test_the_sheet_lists_only_what_this_person_needs(client: Client) -> None:
    text = page(client, f"{SHEET}?{ANSWERS}")
    assert "授权委托书及代理人身份证明" in text
    assert "食堂承包经营合同" not in text
    for wanted in ("办理条件", "办理程序", "法定办结时限", "承诺办结时限", "餐饮服务"):
        assert wanted in text


@pytest.mark.clause("HOUSE-33")
def test_a_sheet_costs_two_statements(client: Client) -> None:
    page(client, f"{SHEET}?{ANSWERS}")
    with counted(2):
        page(client, f"{SHEET}?{ANSWERS}")


def test_the_first_visit_asks_without_scolding(client: Client) -> None:
    text = page(client, SHEET)
    assert "您打算经营哪一类？" in text
    assert "有几处需要改一下" not in text and "个问题要问" not in text


def test_a_question_that_depends_on_an_answer_is_asked_next_without_scolding(client: Client) -> None:
    text = page(client, f"{SHEET}?asked=business_kind&asked=by_agent&business_kind=catering&by_agent=self")
    assert "是否利用自动设备" in text
    assert "有几处需要改一下" not in text
    assert re.search('href="#question-vending">按您的回答，还有 1 个问题要问', text)
    assert re.search(r'value="catering" checked', text)


@pytest.mark.clause("HOUSE-31", "HOUSE-35")
def test_an_unanswered_question_is_named_and_answers_stay(client: Client) -> None:
    text = page(client, f"{SHEET}?asked=business_kind&asked=vending&asked=by_agent&business_kind=catering")
    assert "请选择“由谁来办理？”" in text
    assert re.search(r'value="catering" checked', text)


@pytest.mark.clause("HOUSE-35")
@pytest.mark.parametrize("value", ["%00", "no_such", "😀", "a" * 10_000])
def test_a_wrong_answer_is_said_at_its_question(client: Client, value: str) -> None:
    text = page(client, f"{SHEET}?asked=business_kind&asked=by_agent&business_kind={value}&by_agent=self")
    question = text.partition('id="question-business_kind"')[2].partition("</fieldset>")[0]
    assert "field__error" in question
    assert "checked" not in question


def test_answers_can_be_changed(client: Client) -> None:
    text = page(client, f"{SHEET}?{ANSWERS}&change=1")
    assert re.search(r'value="agent" checked', text)
    assert "看告知单" in text


@pytest.mark.clause("AS-3.3b", "RULE-1")
def test_the_sheet_as_pdf_is_dated_and_holds_the_materials(client: Client) -> None:
    answer = client.get(f"/items/{CODE}/guidance.pdf?{ANSWERS}")
    printed = "".join(text_of(answer.content).split())
    today = clock.today()
    assert f"{today.year}年{today.month}月{today.day}日" in printed
    assert "授权委托书及代理人身份证明" in printed
    assert "食堂承包经营合同" not in printed


def test_without_answers_the_pdf_leads_to_the_questions(client: Client) -> None:
    answer = client.get(f"/items/{CODE}/guidance.pdf?business_kind=catering")
    assert answer.status_code == 302
    assert answer["Location"] == f"{SHEET}?business_kind=catering"


def keep(client: Client, key: str, **changes: str) -> str:
    answers = {"business_kind": "catering", "vending": "no", "by_agent": "agent", **changes}
    answer = client.post(SHEET, {**answers, "idempotency_key": key})
    assert answer.status_code == 302
    return str(answer["Location"])


@pytest.mark.clause("RULE-1", "HOUSE-2")
def test_a_kept_sheet_is_a_dated_document_once_however_often_it_is_asked(client: Client) -> None:
    first, again = keep(client, "a" * 32), keep(client, "a" * 32)
    assert first == again
    document = Document.objects.get(kind=DocumentKind.GUIDANCE_SHEET.value)
    assert document.issued_on == clock.today()
    text = page(client, first)
    assert document.verification_code in text
    answer = client.get(first.rstrip("/") + ".pdf")
    printed = "".join(text_of(answer.content).split())
    assert document.verification_code in printed
    assert "授权委托书及代理人身份证明" in printed


@pytest.mark.clause("HOUSE-2", "HOUSE-31")
def test_the_same_key_with_other_answers_is_refused_in_words(client: Client) -> None:
    keep(client, "b" * 32)
    answers = {"business_kind": "catering", "vending": "no", "by_agent": "self", "idempotency_key": "b" * 32}
    answer = client.post(SHEET, answers)
    assert answer.status_code == 409
    assert "已经提交过" in answer.content.decode()
    assert Document.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x", "\0" * 32, "A" * 32])
def test_keeping_without_a_proper_key_keeps_nothing(client: Client, key: str) -> None:
    answers = {"business_kind": "catering", "vending": "no", "by_agent": "self", "idempotency_key": key}
    assert client.post(SHEET, answers).status_code == 409
    assert not Document.objects.exists()


def test_keeping_without_all_answers_asks_for_them(client: Client) -> None:
    answer = client.post(SHEET, {"business_kind": "catering", "idempotency_key": "c" * 32})
    assert answer.status_code == 200
    assert not Document.objects.exists()


@pytest.mark.parametrize("code", ["AAAAAAAAAAAA", "short", "%00%00%00%00%00%00%00%00"])
def test_an_unknown_sheet_is_not_found(client: Client, code: str) -> None:
    page(client, f"{SHEET}{code}/", status=404)
    page(client, f"{SHEET}{code}.pdf", status=404)


@pytest.mark.clause("HOUSE-17")
def test_keeping_has_a_budget(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    one = rate_limit.Budget(1, rate_limit.BUDGETS["guidance-sheet"].period)
    monkeypatch.setitem(rate_limit.BUDGETS, "guidance-sheet", one)
    keep(client, "d" * 32)
    answers = {"business_kind": "catering", "vending": "no", "by_agent": "self", "idempotency_key": "e" * 32}
    answer = client.post(SHEET, answers)
    assert answer.status_code == 429
    assert "操作太频繁" in answer.content.decode()


@pytest.mark.clause("AS-3.3b", "HOUSE-35")
def test_applying_from_the_sheet_carries_the_answers_along(client: Client) -> None:
    wanted = f'href="/apply/{CODE}/?{ANSWERS}"'
    assert wanted in page(client, f"{SHEET}?{ANSWERS}")
    guide = page(client, f"/items/{CODE}/?{ANSWERS}")
    assert wanted in guide and f'href="{SHEET}?{ANSWERS}"' in guide
    assert f'href="/apply/{CODE}/"' in page(client, f"/items/{CODE}/")
