"""The keepers' pages of laws: the list, one law, one article, registering and changing on screen."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onevisit.catalog.models import LawArticle, LawChange, LawText
from onevisit.law.catalogue_changes import ChangeKind
from tests.cases import world
from tests.catalog.changing import AGENCY, KEEPER, proposed
from tests.catalog.sample_items import definition
from tests.web.window.world import desk

pytestmark = pytest.mark.usefixtures("demo_city")

CODE, NAME = definition().code, definition().name
FOOD = "食品安全法"
LAW = {
    "name": "《中华人民共和国食品安全法》",
    "number": "主席令第1号",
    "issuer": "示例机关",
    "begins": "2015-10-01",
    "ends": "",
    "url": "https://example.gov.cn/food",
    "reason": "按公布的文本登记",
}


def page(client: Client, view: str, *arguments: Any, **asked: str) -> str:
    response = client.get(reverse(view, args=arguments), asked)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def press(client: Client, view: str, *arguments: Any, **typed: Any) -> Any:
    data = {"idempotency_key": uuid.uuid4().hex, **typed}
    return client.post(reverse(view, args=arguments), data)


@pytest.mark.clause("JH-29", "JH-8.3")
def test_a_law_is_registered_amended_and_repealed_on_screen() -> None:
    agency = desk(AGENCY)
    assert "未登记" in page(agency, "catalogue:law", FOOD)
    assert press(agency, "catalogue:new_law", **LAW)["Location"] == reverse("catalogue:law", args=[FOOD])
    law = LawText.objects.get(key=FOOD)
    assert law.name == "中华人民共和国食品安全法"
    shown = page(agency, "catalogue:law", FOOD)
    for text in (
        "主席令第1号",
        "现行有效",
        "第三十五条",
        NAME,
        "https://example.gov.cn/food",
        "登记法律依据",
    ):
        assert text in shown, text
    change = {
        "kind": "amended",
        "articles": "第三十五条，第三十三条第二款",
        "effective_on": "2026-01-01",
        "note": "示例决定改了第三十五条",
        "reason": "按公布的决定登记",
    }
    assert press(agency, "catalogue:change_law", law.pk, **change).status_code == 302
    assert LawChange.objects.get().articles == ["33", "35"]
    assert "示例决定改了第三十五条" in page(agency, "catalogue:law", FOOD)
    repeal = {**change, "kind": "repealed", "articles": "", "effective_on": "2026-01-02"}
    assert press(agency, "catalogue:change_law", law.pk, **repeal).status_code == 302
    assert "已失效" in page(agency, "catalogue:law", FOOD)
    assert "已失效" in page(agency, "catalogue:laws", show="doubtful")


@pytest.mark.clause("JH-29")
def test_whoever_lets_a_change_pass_is_warned_of_a_basis_that_ended() -> None:
    change = proposed(CODE, ChangeKind.CHANGE)
    keeper = desk(KEEPER)
    assert "依据不是现行有效的" not in page(keeper, "catalogue:change", change.pk)
    LawText.objects.create(name=FOOD, issuer="示例", begins="2015-10-01", ends="2020-01-01")
    for view, arguments in (("change", (change.pk,)), ("act", (change.pk, "submit"))):
        shown = page(keeper, f"catalogue:{view}", *arguments)
        assert "依据不是现行有效的" in shown and "已失效，最后一天是 2020-01-01" in shown


def test_the_words_of_an_article_stand_on_its_page() -> None:
    agency = desk(AGENCY)
    law = LawText.objects.create(name=FOOD, issuer="示例", begins="2015-10-01")
    assert "还没有登记" in page(agency, "catalogue:law_article", FOOD, "35")
    words = "国家对食品生产经营实行许可制度。\n\n第二款，堃喆昇祎玥翀𠮷。"
    typed = {"words": words, "reason": "照录公布的文本"}
    assert press(agency, "catalogue:set_article", law.pk, "35", **typed).status_code == 302
    assert "堃喆昇祎玥翀𠮷" in page(agency, "catalogue:law_article", FOOD, "35")
    assert (
        press(agency, "catalogue:set_article", law.pk, "35", words="", reason="登记有误").status_code == 302
    )
    assert not LawArticle.objects.filter(law=law).exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": "甲法/乙法"}, "不含书名号和斜线"),
        ({"name": "中华人民共和国"}, "不含书名号和斜线"),
        ({"name": "甲法😀"}, "表情或图形符号"),
        ({"name": "法" * 81}, "80"),
        ({"begins": "去年"}, "有效日期"),
        ({"url": "javascript:alert(1)"}, "URL"),
        ({"ends": "2010-01-01"}, "失效日期早于施行日期"),
        ({"reason": "改"}, "请把理由写完整"),
    ],
)
def test_what_can_not_be_is_told_and_what_was_typed_stays(typed: dict[str, str], told: str) -> None:
    answer = press(desk(AGENCY), "catalogue:new_law", **{**LAW, **typed})
    assert answer.status_code in (409, 422)
    shown = answer.content.decode()
    assert told in shown and "示例机关" in shown
    assert not LawText.objects.filter(key=FOOD).exists()


@pytest.mark.parametrize("articles", ["三十五", "第零条", "前言", "第条"])
def test_articles_that_nobody_can_find_are_told(articles: str) -> None:
    law = LawText.objects.create(name=FOOD, issuer="示例", begins="2015-10-01")
    typed = {"kind": "amended", "articles": articles, "effective_on": "2026-01-01", "note": "示例决定"}
    answer = press(desk(AGENCY), "catalogue:change_law", law.pk, reason="按决定登记", **typed)
    assert answer.status_code == 422 and "第九条、第十三条" in answer.content.decode()


@pytest.mark.clause("HOUSE-10")
def test_a_department_keeper_reads_what_rests_on_its_own_items_and_registers_nothing() -> None:
    keeper = desk(KEEPER)
    shown = page(keeper, "catalogue:law", FOOD)
    assert NAME in shown and "请政务服务管理机构的事项管理员登记" in shown
    assert keeper.get(reverse("catalogue:new_law")).status_code == 403
    foreign = "母婴保健法"
    assert foreign in page(desk(AGENCY), "catalogue:laws")
    assert foreign not in page(keeper, "catalogue:laws")
    assert keeper.get(reverse("catalogue:law", args=[foreign])).status_code == 404


def test_open_cases_are_counted_for_whoever_keeps_their_items() -> None:
    filed = world.received()
    law = filed.version.definition.basis[0].partition("》")[0].removeprefix("《")
    shown = page(desk(AGENCY), "catalogue:law", law.removeprefix("中华人民共和国"))
    assert "在办办件共 1 件" in shown


@pytest.mark.parametrize("name", ["没有的法", "法\x00", "x" * 81, "😀"])
def test_a_law_that_nobody_cites_is_not_found(name: str) -> None:
    client = desk(AGENCY)
    assert client.get(f"/desk/catalogue/laws/{name}/").status_code == 404
    assert client.get(f"/desk/catalogue/laws/{name}/35/").status_code == 404


@pytest.mark.clause("HOUSE-27")
def test_the_pages_cost_few_statements() -> None:
    client = desk(AGENCY)
    for view, arguments, most in (
        ("laws", (), 10),
        ("law", (FOOD,), 14),
        ("law_article", (FOOD, "35"), 13),
    ):
        page(client, f"catalogue:{view}", *arguments)
        with CaptureQueriesContext(connection) as asked:
            page(client, f"catalogue:{view}", *arguments)
        assert len(asked) <= most, (view, [query["sql"][:90] for query in asked])
