"""The keepers' pages in a real browser: judged by axe, nothing wider than a phone, rows moved by keyboard."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from onevisit.law.catalogue_changes import ChangeAct
from tests.catalog.changing import AGENCY, HEAD, KEEPER, do, proposed, written
from tests.catalog.sample_items import definition
from tests.harness.browser import DESK_SIZE, assert_accessible
from tests.harness.site import Site
from tests.web.desk.conftest import staff_browser

NARROW = {"width": 390, "height": 844}
CODE = definition().code


def sits_down(page: Page, site: Site, username: str) -> None:
    """The same browser now belongs to this member of staff."""
    cookie = staff_browser(username).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site.url}])


def judged(page: Page, name: str) -> None:
    """No fault by axe, and nothing wider than a desk's window or a phone."""
    for size in (DESK_SIZE, NARROW):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        assert_accessible(page)

        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    page.set_viewport_size({"width": DESK_SIZE["width"], "height": DESK_SIZE["height"]})


@pytest.mark.clause("JH-9", "JH-29")
def test_every_page_of_the_keepers(page: Page, demo_site: Site) -> None:
    change = proposed(CODE)
    written(change, {"promised_limit": "11wd", "manual": "先核对主体资格，再看场所。"})
    sits_down(page, demo_site, KEEPER)
    for name, address in (
        ("items", reverse("catalogue:items")),
        ("changes", reverse("catalogue:changes")),
        ("item", reverse("catalogue:item", args=[CODE])),
        ("change", reverse("catalogue:change", args=[change.pk])),
        ("limits", reverse("catalogue:edit", args=[change.pk, "limits"])),
        ("conditions", reverse("catalogue:edit", args=[change.pk, "conditions"])),
        ("materials", reverse("catalogue:edit", args=[change.pk, "materials"])),
        ("material", reverse("catalogue:edit_row", args=[change.pk, "materials", 0])),
        ("form", reverse("catalogue:edit_row", args=[change.pk, "form", 0])),
        ("preview", reverse("catalogue:change_guide", args=[change.pk])),
        ("preview-form", reverse("catalogue:change_form", args=[change.pk])),
        ("submit", reverse("catalogue:act", args=[change.pk, "submit"])),
        ("new", reverse("catalogue:new")),
        ("laws", reverse("catalogue:laws")),
        ("law", reverse("catalogue:law", args=["食品安全法"])),
        ("article", reverse("catalogue:law_article", args=["优化营商环境条例", "37"])),
        ("public-article", reverse("portal:law_article", args=["优化营商环境条例", "37"])),
        ("reviews", reverse("catalogue:reviews")),
        ("review", reverse("catalogue:review", args=[CODE])),
    ):
        page.goto(f"{demo_site.url}{address}")
        judged(page, name)
    page.goto(f"{demo_site.url}{reverse('catalogue:edit', args=[change.pk, 'materials'])}")
    second = page.locator(".editor__rows tbody th a").nth(1).inner_text()
    page.locator(".editor__rows tbody tr").nth(1).get_by_role("button", name="上移").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".editor__rows tbody th a").first).to_have_text(second)
    change.refresh_from_db()
    written(change, {"promised_limit": "9wd"})
    do(change, ChangeAct.SUBMIT, KEEPER)
    for who, act in ((HEAD, "approve"), (AGENCY, "publish")):
        sits_down(page, demo_site, who)
        page.goto(f"{demo_site.url}{reverse('catalogue:act', args=[change.pk, act])}")
        judged(page, act)
        page.keyboard.press("F9")
        expect(page.locator("#messages")).to_contain_text("已完成")
    page.goto(f"{demo_site.url}{reverse('catalogue:differences', args=[CODE])}")
    judged(page, "differences")
    page.goto(f"{demo_site.url}{reverse('portal:changes')}")
    judged(page, "notices")
