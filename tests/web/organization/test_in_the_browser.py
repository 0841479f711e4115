"""The registers in a real browser: judged by axe, wide and narrow."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from playwright.sync_api import Page, expect

from onevisit.organization.models import Delegation, Post, Staff
from onevisit.people.models import CreditBar, CreditRepair
from onevisit.records import clock
from tests.accounts.signing_in import be_signed_in
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


def test_bars_and_their_repair_are_accessible_and_fit_a_telephone(demo_site: Site, page: Page) -> None:
    department = Staff.objects.get(account__username=world.HEAD).department_id
    bar = CreditBar.objects.create(
        applicant=world.person(),
        reason="承诺的检测报告不存在",
        basis="《中华人民共和国行政许可法》第七十九条",
        barred_from=clock.today(),
        barred_until=clock.today() + timedelta(days=90),
        department_id=department,
        recorded_at=clock.now(),
        recorded_by_id=1,
    )
    CreditRepair.objects.create(bar=bar, asked_at=clock.now(), statement="已经重新委托检测，结论合格。")
    sits_down(page, demo_site, world.HEAD)
    for path in ("", "new/", f"{bar.pk}/", f"{bar.pk}/decide/"):
        for size in (DESK_SIZE, NARROW):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.goto(f"{demo_site.url}/desk/organization/credit/{path}")
            judged(page)
    holder = Client()
    assert bar.applicant.account is not None
    be_signed_in(holder, bar.applicant.account)
    cookie = holder.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": demo_site.url}])
    for path in ("", f"{bar.pk}/"):
        for size in (DESK_SIZE, NARROW):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.goto(f"{demo_site.url}/my/credit/{path}")
            judged(page)


def test_a_list_is_walked_and_opened_by_keyboard(demo_site: Site, page: Page) -> None:
    sits_down(page, demo_site, world.HEAD)
    page.goto(f"{demo_site.url}/desk/organization/delegations/")
    first = page.locator("table[data-worklist] tbody tr").first
    name = first.locator("a").inner_text()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
