"""The registers in a real browser: judged by axe, wide and narrow."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from onevisit.organization.models import Delegation, Post
from tests.cases import world
from tests.harness.browser import DESK_SIZE
from tests.harness.site import Site
from tests.web.desk.test_in_the_browser import NARROW, judged, sits_down

PAGES = (
    "delegations/",
    "delegations/new/",
    "posts/",
    "chiefs/",
    "stationing/",
    "stationing/gaps/",
    "exemptions/new/",
    "people/",
    "powers/",
)


def test_the_registers_are_accessible_and_fit_a_telephone(demo_site: Site, page: Page) -> None:
    sits_down(page, demo_site, world.HEAD)
    entries = (
        f"delegations/{Delegation.objects.order_by('pk')[0].pk}/",
        f"posts/{Post.objects.get(name='市场监管局承办岗').pk}/",
    )
    for path in (*PAGES, *entries):
        for size in (DESK_SIZE, NARROW):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.goto(f"{demo_site.url}/desk/organization/{path}")
            judged(page)
    page.goto(f"{demo_site.url}/delegations/")
    judged(page)


def test_a_list_is_walked_and_opened_by_keyboard(demo_site: Site, page: Page) -> None:
    sits_down(page, demo_site, world.HEAD)
    page.goto(f"{demo_site.url}/desk/organization/delegations/")
    first = page.locator("table[data-worklist] tbody tr").first
    name = first.locator("a").inner_text()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
