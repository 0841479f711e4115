"""A part of a page follows what others do, and says so when it can't."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from onevisit.records import outbox
from tests.harness.site import Site


@pytest.mark.clause("HOUSE-31")
def test_a_part_is_fetched_again_when_its_subject_changed(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/components/desk/")
    expect(page.locator("[data-live-state]")).to_have_text("自动更新中")
    before = page.locator(".gallery-time").inner_text()
    outbox.publish([outbox.Event("changed", "case", 2), outbox.Event("changed", "case", 1)])
    expect(page.locator(".gallery-time")).not_to_have_text(before)


@pytest.mark.clause("HOUSE-31")
def test_a_page_without_live_updates_says_how_often_it_asks(shared_site: Site, page: Page) -> None:
    page.goto(f"{shared_site.url}/components/desk/")
    expect(page.locator("[data-live-state]")).to_contain_text("每 30 秒")
