"""Asking for fee relief on a telephone and deciding on it at a desk, in a real browser, judged by axe."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from onevisit.cases.models import FeeReduction
from tests.cases import fee_world
from tests.cases.world import CLERK
from tests.harness.browser import assert_accessible
from tests.harness.site import Site
from tests.web.apply.test_in_the_browser import sign_in
from tests.web.desk.test_in_the_browser import judged, sits_down

SHOTS = os.environ.get("SHOTS")


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@pytest.mark.clause("XK-59", "HOUSE-36", "HOUSE-32")
def test_fee_relief_is_asked_for_on_a_telephone_and_decided_at_a_desk(page: Page, demo_site: Site) -> None:
    case = fee_world.assessed()
    page.set_viewport_size(ViewportSize(width=390, height=844))
    sign_in(page, demo_site, f"/my/cases/{case.pk}/")
    shot(page, "own-390")
    page.get_by_role("link", name="申请减免缓缴").click()
    judged(page)
    expect(page.get_by_label("文件名称和文号")).to_be_hidden()
    page.get_by_label("其他有效文件规定").check()
    expect(page.get_by_label("文件名称和文号")).to_be_visible()
    page.get_by_role("button", name="申请减免缓缴").click()
    expect(page.get_by_role("alert")).to_contain_text("有几处需要改一下")
    judged(page)
    shot(page, "ask-390")
    page.get_by_label("缓缴：晚些再缴").check()
    page.get_by_label("文件名称和文号").fill("财税〔2019〕13号第三条")
    page.get_by_label("理由").fill("企业停产，暂时困难，附停产证明。")
    page.get_by_role("button", name="申请减免缓缴").click()
    expect(page.get_by_text("您申请了缓缴，等待决定")).to_be_visible()
    shot(page, "asked-390")
    assert_accessible(page)

    page.set_viewport_size(ViewportSize(width=1366, height=768))
    sits_down(page, demo_site, fee_world.SIGNER)
    page.goto(f"{demo_site.url}/desk/?show=reduction")
    shot(page, "list-1366")
    page.goto(f"{demo_site.url}/desk/cases/{case.pk}/")
    judged(page)
    shot(page, "case-1366")
    page.get_by_role("link", name="准予减免缓缴").click()
    judged(page)
    expect(page.get_by_label("减缴多少元")).to_be_hidden()
    expect(page.get_by_label("缓缴到哪一天")).to_be_visible()
    shot(page, "decide-1366")
    page.get_by_label("缓缴到哪一天").fill("2099-06-30")
    page.get_by_label("理由").fill("停产证明属实。")
    page.keyboard.press("F9")
    expect(page.locator("#messages")).to_contain_text("已完成：准予减免缓缴")
    assert FeeReduction.objects.get(case=case).state == FeeReduction.State.APPROVED
    judged(page)
    shot(page, "decided-1366")
    sits_down(page, demo_site, CLERK)
    page.goto(f"{demo_site.url}/desk/cases/{case.pk}/")
    shot(page, "clerk-1366")
