"""Anybody finds the item meant: by search in every way people type, by theme, by department."""

from __future__ import annotations

import html
import re
from urllib.parse import quote

import pytest
from django.test import Client

from onevisit.accounts import rate_limit
from onevisit.catalog import queries
from onevisit.catalog.models import ItemVersion
from onevisit.web.portal.asked import LONGEST_QUESTION, address_after, page_key, question_of
from tests.harness.statements import counted

pytestmark = pytest.mark.usefixtures("demo_city")

FOOD = "食品经营许可（新办）"
ITEM_NAME = re.compile(r'<p class="items__name"><a href="[^"]+">([^<]+)</a>')


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return html.unescape(answer.content.decode())


def listed(text: str) -> list[str]:
    return ITEM_NAME.findall(text)


@pytest.mark.clause("AS-3.1c")
@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("低保", "最低生活保障对象审核确认"),
        ("食品经营许可（新办）", FOOD),
        ("spjyxk", FOOD),
        ("开饭店", FOOD),
        ("我想开一家饭店要办什么手续", FOOD),
        ("　开　饭　店　", FOOD),
    ],
)
def test_search_finds_words_phrases_initials_and_everyday_words(
    client: Client, typed: str, first: str
) -> None:
    assert listed(page(client, f"/items/?q={quote(typed)}"))[0] == first


@pytest.mark.clause("AS-3.1c")
def test_a_word_of_two_characters_finds_all_items_that_hold_it(client: Client) -> None:
    assert set(listed(page(client, f"/items/?q={quote('食品')}"))) >= {FOOD, "仅销售预包装食品备案"}


def test_search_keeps_what_was_typed_and_costs_at_most_three_statements(client: Client) -> None:
    with counted(3):
        text = page(client, f"/items/?q={quote('开饭店')}")
    assert 'value="开饭店"' in text


@pytest.mark.clause("HOUSE-35")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("\0", "没有收到可以查的字"),
        ("\x01\x02", "没有收到可以查的字"),
        ("😀", "表情和符号查不了"),
        ("？！…", "表情和符号查不了"),
        ("开" * 10_000, f"只用前 {LONGEST_QUESTION} 个字查找"),
        ("𠮷堃喆", "没有找到和“𠮷堃喆”相近的事项"),
        ("' OR 1=1 --", "没有找到"),
        ("<script>alert(1)</script>", "查找“<script>alert(1)</script>”"),
    ],
)
def test_what_cannot_be_searched_is_answered_politely(client: Client, typed: str, said: str) -> None:
    answer = client.get("/items/", {"q": typed})
    assert answer.status_code == 200
    assert said in html.unescape(answer.content.decode())
    assert b"<script>alert" not in answer.content


def test_an_empty_result_says_what_to_try_next(client: Client) -> None:
    text = page(client, "/items/?q=zzzz")
    assert "没有找到和“zzzz”相近的事项" in text
    assert 'href="/themes/"' in text
    assert 'href="/departments/"' in text


def test_without_a_question_all_items_are_listed_page_by_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    browse = queries.browse
    monkeypatch.setattr(queries, "browse", lambda on, **asked: browse(on, **asked, limit=5))
    seen: list[str] = []
    address = "/items/"
    while address:
        text = page(client, address)
        seen += listed(text)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        address = following[1] if following else ""
    assert len(seen) == len(set(seen)) == ItemVersion.objects.count()


@pytest.mark.parametrize("after", ["x", "1~\0", "9" * 400, "~", "-1~a", "1~" + "a" * 5000])
def test_an_unreadable_page_key_leads_to_the_first_page(client: Client, after: str) -> None:
    answer = client.get("/items/", {"after": after})
    assert answer.status_code == 200
    assert len(listed(html.unescape(answer.content.decode()))) == ItemVersion.objects.count()


def test_a_page_key_survives_the_address() -> None:
    key = ("shi2 pin3 lv4", 12)
    address = address_after("/items/", key)
    assert page_key(address.partition("after=")[2].replace("%7E", "~").replace("+", " ")) == key
    assert address_after("/items/", None) == ""


def test_beyond_the_last_page_the_list_says_so(client: Client) -> None:
    assert "后面没有了" in page(client, "/items/?after=1~zzzz")


@pytest.mark.clause("JH-9", "JH-30")
def test_home_leads_to_themes_departments_halls_and_changes_in_five_statements(client: Client) -> None:
    with counted(5):
        text = page(client, "/")
    for word in ("创业开店", "准营准办", "市场监管局", "蛟河市政务服务中心", "0432-67250000", "事项变更公告"):
        assert word in text
    assert "08:30-12:00" in text


@pytest.mark.clause("HOUSE-33")
@pytest.mark.parametrize(
    ("address", "statements"),
    [
        ("/themes/", 2),
        ("/themes/person/", 2),
        (f"/themes/organization/{quote('餐饮食品')}/", 2),
        ("/departments/", 1),
        ("/departments/220281031/", 2),
        ("/items/", 1),
        ("/changes/", 1),
        ("/rules/", 0),
    ],
)
def test_pages_of_lists_cost_few_statements(client: Client, address: str, statements: int) -> None:
    with counted(statements):
        page(client, address)


def test_a_theme_lists_its_items_only(client: Client) -> None:
    names = listed(page(client, f"/themes/organization/{quote('餐饮食品')}/"))
    assert FOOD in names
    assert "最低生活保障对象审核确认" not in names


def test_a_department_lists_its_items(client: Client) -> None:
    text = page(client, "/departments/220281031/")
    assert "蛟河市市场监督管理局" in text
    assert FOOD in listed(text)


@pytest.mark.parametrize(
    "address",
    [
        "/themes/nobody/",
        f"/themes/person/{quote('没有这个主题')}/",
        "/themes/person/%00/",
        "/departments/999999999/",
        "/departments/%00/",
        f"/departments/{quote('市场监管局')}/",
        "/items/NOSUCHITEM/",
        "/items/%00/",
        f"/items/{'1' * 60}/",
    ],
)
def test_what_is_not_there_is_not_found_in_words(client: Client, address: str) -> None:
    assert "没有找到这一页" in page(client, address, status=404)


@pytest.mark.clause("HOUSE-17")
@pytest.mark.parametrize("address", ["/", "/items/", "/themes/", "/departments/", "/changes/", "/rules/"])
def test_readers_get_no_session(client: Client, address: str) -> None:
    answer = client.get(address)
    assert "sessionid" not in answer.cookies


def test_a_question_is_cut_and_cleaned() -> None:
    asked = question_of("开\0饭\u200b店" + "a" * 200)
    assert asked.text.startswith("开饭店")
    assert len(asked.text) == LONGEST_QUESTION
    assert question_of("").remark == ""


@pytest.mark.clause("HOUSE-17")
def test_search_has_a_budget(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    one = rate_limit.Budget(1, rate_limit.BUDGETS["item-search"].period)
    monkeypatch.setitem(rate_limit.BUDGETS, "item-search", one)
    page(client, f"/items/?q={quote('食品')}")
    assert "操作太频繁" in page(client, f"/items/?q={quote('食品')}", status=429)
    page(client, "/items/")
