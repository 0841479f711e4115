"""What rests on a law and on an article, for anybody: from the guide's citations to the items and back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onevisit.catalog.models import LawText
from onevisit.web.law_names import linked
from tests.catalog.sample_items import definition

pytestmark = pytest.mark.usefixtures("demo_city")

ITEM = definition()
FOOD = "食品安全法"


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.clause("JH-29", "JH-30a")
def test_a_guide_leads_to_what_rests_on_its_articles_and_back(client: Client) -> None:
    guide = page(client, reverse("portal:guide", args=[ITEM.code]))
    address = reverse("portal:law_article", args=[FOOD, "35"])
    assert f'href="{address}"' in guide
    shown = page(client, address)
    assert "《食品安全法》第三十五条" in shown and ITEM.name in shown and "设定依据" in shown
    assert reverse("portal:guide", args=[ITEM.code]) in shown
    assert ITEM.name in page(client, reverse("portal:law", args=[FOOD]))


def test_the_words_and_the_standing_are_shown_where_they_are_known(client: Client) -> None:
    shown = page(client, reverse("portal:law_article", args=["优化营商环境条例", "37"]))
    assert "国务院令第722号" in shown and "现行有效" in shown and "一网通办" in shown
    LawText.objects.filter(key="优化营商环境条例").update(ends="2021-01-01")
    assert "已失效" in page(client, reverse("portal:law", args=["优化营商环境条例"]))


def test_an_article_on_which_nothing_rests_says_so(client: Client) -> None:
    assert "现在没有事项以它为依据" in page(client, reverse("portal:law_article", args=[FOOD, "150"]))


@pytest.mark.parametrize(
    "address",
    ["/laws/没有的法/", "/laws/没有的法/1/", "/laws/%00/", "/laws/食品安全法/0/", "/laws/食品安全法/甲/"],
)
def test_what_is_no_law_is_not_found(client: Client, address: str) -> None:
    page(client, address, 404)


@pytest.mark.clause("HOUSE-27")
def test_a_page_costs_few_statements(client: Client) -> None:
    for address in (reverse("portal:law", args=[FOOD]), reverse("portal:law_article", args=[FOOD, "35"])):
        page(client, address)
        with CaptureQueriesContext(connection) as asked:
            page(client, address)
        assert len(asked) <= 5, [query["sql"][:90] for query in asked]


def test_links_escape_what_a_citation_holds() -> None:
    shown = linked(["《甲法<b>》第三条、第四条；“x”", "没有书名号<i>"], "portal")
    assert "<b>" not in shown and "<i>" not in shown
    assert shown.count("<a ") == 2 and "&lt;b&gt;" in shown
    assert "<a " not in linked(["《甲/乙法》第三条"], "portal")
