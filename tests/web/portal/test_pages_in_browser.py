"""The public pages in a real browser: readable by all, on a phone, in large print."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from tests.catalog.sample_items import definition
from tests.conftest import own_clone
from tests.harness.browser import PHONE_SIZE, assert_accessible, open_page
from tests.harness.databases import DEMO, TestServer
from tests.harness.site import Site, running_site

CODE = definition().code
ADDRESSES = [
    "/",
    "/items/?q=开饭店",
    "/items/?q=zzzz",
    "/themes/",
    "/themes/person/",
    "/departments/",
    "/departments/220281031/",
    f"/items/{CODE}/",
    f"/items/{CODE}/guidance/",
    f"/items/{CODE}/guidance/?business_kind=catering&vending=no&by_agent=agent",
    "/rules/",
    "/changes/",
    "/items/NOSUCHITEM/",
]


@pytest.fixture(scope="module")
def city_site(
    server: TestServer, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Site]:
    """The real pages on a demo city, for all tests of this module."""
    server.prepare_demo()
    with (
        django_db_blocker.unblock(),
        own_clone(server, DEMO) as addresses,
        running_site(addresses, programs=("serve",)) as site,
    ):
        yield site


@pytest.mark.clause("HOUSE-32")
def test_no_page_has_an_accessibility_fault(city_site: Site, page: Page) -> None:
    for address in ADDRESSES:
        page.goto(city_site.url + address)
        assert_accessible(page)


@pytest.mark.clause("HOUSE-32")
def test_no_page_is_wider_than_a_phone_even_in_large_print(city_site: Site, browser: Browser) -> None:
    with open_page(browser, viewport=PHONE_SIZE, has_touch=True) as page:
        for large_print in (False, True):
            if large_print:
                page.context.add_cookies([{"name": "elder", "value": "on", "url": city_site.url}])
            for address in ADDRESSES:
                page.goto(city_site.url + address)
                width = page.evaluate("document.documentElement.scrollWidth")
                assert width <= PHONE_SIZE["width"], (address, large_print)
                assert_accessible(page)


@pytest.mark.clause("JH-31")
def test_answers_narrow_the_materials_and_stay_chosen(city_site: Site, page: Page) -> None:
    page.goto(f"{city_site.url}/items/{CODE}/")
    materials = page.locator("#materials")
    narrow = page.get_by_role("button", name="只看我的材料")
    expect(materials).to_contain_text("授权委托书及代理人身份证明")
    page.get_by_label("餐饮服务（饭店、小吃店、冷饮店等）").check()
    page.get_by_label("法定代表人（负责人）或者经营者本人").check()
    narrow.click()
    expect(materials).to_contain_text("还有问题没有答")
    page.get_by_label("否", exact=True).check()
    narrow.click()
    expect(materials).to_contain_text("按您的情形，共 4 样")
    expect(materials).not_to_contain_text("授权委托书及代理人身份证明")
    expect(page.get_by_label("餐饮服务（饭店、小吃店、冷饮店等）")).to_be_checked()


@pytest.mark.clause("AS-3.3b")
def test_a_person_searches_reads_and_keeps_a_sheet_by_keyboard(city_site: Site, page: Page) -> None:
    page.goto(city_site.url)
    page.keyboard.type("开饭店")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="食品经营许可（新办）").click()
    page.get_by_role("link", name="取我的一次性告知单").click()
    page.get_by_label("餐饮服务（饭店、小吃店、冷饮店等）").check()
    page.get_by_label("委托代理人").check()
    page.keyboard.press("Enter")
    page.get_by_label("否", exact=True).check()
    page.get_by_role("button", name="看告知单").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("一次性告知单")
    page.get_by_role("button", name="留存一份作凭据").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("一次性告知单已留存")
