"""People find what they need: two-character words, phrases, pinyin initials, everyday words."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onevisit.catalog.queries import browse, current_version, departments, search, themes
from onevisit.catalog.search_terms import bigrams, normalised, pinyin_initials
from onevisit.records import clock
from tests.catalog.sample_items import definition

pytestmark = pytest.mark.usefixtures("demo_city")


def names(text: str) -> list[str]:
    return [found.version.name for found in search(text, clock.now())]


@pytest.mark.clause("AS-3.1c")
@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("开饭店", "食品经营许可（新办）"),
        ("我想开一家饭店要办什么手续", "食品经营许可（新办）"),
        ("食品经营许可", "食品经营许可（新办）"),
        ("食品经营许可（新办）", "食品经营许可（新办）"),
        ("spjyxk", "食品经营许可（新办）"),
        ("KFD", "食品经营许可（新办）"),
        ("低保", "最低生活保障对象审核确认"),
        ("打井", "取水许可"),
        ("老年证", "老年人优待证办理"),
        ("电梯", "特种设备使用登记"),
        ("准生证", "生育登记"),
        ("养老保险", "城乡居民基本养老保险参保登记"),
        ("　施工 许可 ", "建筑工程施工许可证核发"),
        ("ＬＥＤ屏", "设置大型户外广告及在城市建筑物、设施上悬挂、张贴宣传品审批"),
        ("怎么注册公司", "企业设立登记"),
    ],
)
def test_the_item_meant_comes_first(typed: str, first: str) -> None:
    assert names(typed)[0] == first


@pytest.mark.parametrize(
    "typed", ["", "   ", "？！", "%", "_", "'; DROP TABLE catalog_item; --", "\0", "😀", "x" * 5000]
)
def test_what_nobody_can_mean_finds_nothing_and_breaks_nothing(typed: str) -> None:
    assert names(typed) == []


def test_a_search_takes_two_statements_and_a_guide_one() -> None:
    with CaptureQueriesContext(
        connection,
    ) as search_statements:
        names("开饭店")
    assert len(search_statements) <= 2
    code = definition().code
    warm = current_version(code, clock.now())
    assert warm is not None
    assert warm.definition
    now = clock.now()
    with CaptureQueriesContext(connection) as guide_statements:
        found = current_version(code, now)
        assert found is not None
        assert found.definition.name
        assert found.item.department.name
    assert len(guide_statements) == 1


@pytest.mark.clause("JH-30", "JH-30a")
def test_browsing_by_audience_theme_and_department() -> None:
    now = clock.now()
    person = browse(now, audience="person").versions
    assert all(found.for_people for found in person)
    counted = {count.theme: count.items for count in themes("person", now)}
    for theme, items in counted.items():
        assert len(browse(now, audience="person", theme=theme).versions) == items
    for count in departments(now):
        listed = browse(now, department_code=count.code).versions
        assert len(listed) == count.items
        assert {found.item.department.code for found in listed} == {count.code}


def test_pages_follow_one_another_without_gap_or_repeat() -> None:
    now = clock.now()
    whole = [found.pk for found in browse(now, limit=100).versions]
    pages: list[int] = []
    after = None
    while True:
        page = browse(now, limit=5, after=after)
        pages.extend(found.pk for found in page.versions)
        after = page.after
        if after is None:
            break
    assert pages == whole
    assert len(pages) == len(set(pages))


def test_terms_of_a_text() -> None:
    assert normalised(" 食品（Ｎew） ") == "食品new"
    assert bigrams("开饭店") == ["开饭", "饭店"]
    assert bigrams("店") == ["店"]
    assert bigrams("") == []
    assert pinyin_initials("食品经营许可") == "spjyxk"
    assert pinyin_initials("LED屏") == "ledp"
    assert pinyin_initials("𠮷祥") == "𠮷x"
