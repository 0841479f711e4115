"""One whole way through a department in a real browser, with the keyboard; every page judged by axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from onevisit.cases import telling
from onevisit.cases.models import Case, Outcome
from onevisit.law.lifecycle import Action, State
from onevisit.organization.models import Staff
from tests.cases import world
from tests.harness.browser import DESK_SIZE, assert_accessible
from tests.harness.site import Site
from tests.web.desk.conftest import staff_browser

NARROW = {"width": 390, "height": 844}
TWICE_AS_LARGE = {"width": DESK_SIZE["width"] // 2, "height": DESK_SIZE["height"] // 2}
TABS = ("materials", "form", "steps", "documents", "course", "time")


def sits_down(page: Page, site: Site, username: str) -> None:
    """The same browser now belongs to this member of staff."""
    cookie = staff_browser(username).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site.url}])


def judged(page: Page) -> None:
    """No fault by axe, and nothing wider than the window."""
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def ticks_all(page: Page) -> None:
    """Ticks every box of the form with the space bar."""
    for box in page.locator(".act-form input[type=checkbox]").all():
        box.focus()
        page.keyboard.press("Space")


def reviews(page: Page) -> None:
    """The next review step, from its key to its record."""
    page.keyboard.press("F8")
    expect(page.locator("h1")).to_contain_text("完成审查环节")
    judged(page)
    ticks_all(page)
    page.get_by_label("通过", exact=True).check()
    page.get_by_label("审查意见").fill("符合要求。")
    page.keyboard.press("F9")
    expect(page.locator("#messages")).to_contain_text("已完成：完成审查环节")


def visits(page: Page) -> None:
    """The visit to the site: appointed with two officers, recorded with their signatures."""
    page.keyboard.press("F9")
    expect(page.locator("h1")).to_have_text("安排现场核查")
    judged(page)
    page.get_by_label("核查地点").fill("长安街道振兴街 5 号")
    page.get_by_label("韩永强").check()
    page.get_by_label("杨玉兰").check()
    page.keyboard.press("F9")
    expect(page.locator("#messages")).to_contain_text("已完成")
    page.keyboard.press("F8")
    expect(page.locator("h1")).to_contain_text("登记现场核查")
    judged(page)
    ticks_all(page)
    page.get_by_label("核查情况").fill("现场与平面图一致，三防设施齐全。")
    page.get_by_label("通过", exact=True).check()
    page.get_by_label("在场人姓名").fill("李敏")
    for field, name in zip(
        page.locator("input[name$=_typed]").all(), ("韩永强", "杨玉兰", "李敏"), strict=True
    ):
        field.fill(name)
    page.keyboard.press("F9")
    expect(page.locator("#messages")).to_contain_text("已完成")


@pytest.mark.clause("JH-24", "AS-4.3", "RULE-21", "JH-23b", "JH-25a")
def test_a_licence_goes_through_the_department_by_keyboard(page: Page, demo_site: Site) -> None:
    case = world.received()
    other = world.received()

    sits_down(page, demo_site, world.HANDLER)
    page.goto(f"{demo_site.url}/desk/")
    judged(page)
    page.locator(".worklist tbody a").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("食品经营许可（新办）")
    assert page.url.endswith(f"/desk/cases/{case.pk}/")
    judged(page)

    for box in page.locator(".material-check input[type=checkbox]").all():
        box.check()
    page.keyboard.press("Alt+s")
    expect(page.locator("#messages")).to_contain_text("已保存")
    page.keyboard.press("F9")
    expect(page.locator("h1")).to_have_text("受理")
    judged(page)
    page.keyboard.press("F9")
    expect(page.locator("#case-facts")).to_contain_text("已受理，待审查")
    expect(page.locator("#case-facts")).to_contain_text("法定办理时限")
    expect(page.locator("#case-facts")).to_contain_text("承诺办理时限")

    page.keyboard.press("F8")
    expect(page.locator("#case-facts")).to_contain_text("审查中")
    reviews(page)
    visits(page)
    reviews(page)
    page.keyboard.press("F9")
    expect(page.locator("h1")).to_have_text("拟定决定")
    judged(page)
    page.get_by_label("准予", exact=True).check()
    page.keyboard.press("F9")
    expect(page.locator("#case-matters")).to_contain_text("等首席代表或者负责人签发")

    sits_down(page, demo_site, world.SIGNER)
    page.goto(f"{demo_site.url}/desk/worklist/?show=signing")
    expect(page.locator(".worklist tbody tr")).to_have_count(1)
    page.locator(".worklist tbody a").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#case-facts")).to_contain_text("审查中")
    page.keyboard.press("F9")
    expect(page.locator(".act-form")).to_contain_text("韩永强")
    judged(page)
    page.keyboard.press("F9")
    expect(page.locator("#case-facts")).to_contain_text("已作出决定（准予）")

    sits_down(page, demo_site, world.HANDLER)
    page.goto(f"{demo_site.url}/desk/cases/{case.pk}/")
    page.keyboard.press("F8")
    expect(page.locator("h1")).to_have_text("制证")
    judged(page)
    ticks_all(page)
    page.keyboard.press("F9")
    expect(page.locator("#messages")).to_contain_text("已完成：制证")
    page.keyboard.press("F9")
    expect(page.locator("h1")).to_have_text("移交结果")
    judged(page)
    page.locator("input[name=signature_typed]").fill("韩永强")
    page.keyboard.press("F9")
    expect(page.locator("#messages")).to_contain_text("已完成")
    case.refresh_from_db()
    assert (case.state, case.outcome) == (State.DECIDED, Outcome.GRANT)
    assert case.handover_offered_by == Staff.objects.get(account__username=world.HANDLER)
    every_tab_fits(page, demo_site, case)
    every_tab_fits(page, demo_site, other)


def every_tab_fits(page: Page, site: Site, case: Case) -> None:
    """Each tab on a desk, a telephone and at 200 %; then once in large print."""
    for size in (DESK_SIZE, NARROW, TWICE_AS_LARGE):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        for tab in TABS:
            page.goto(f"{site.url}/desk/cases/{case.pk}/?tab={tab}")
            judged(page)
    page.set_viewport_size({"width": DESK_SIZE["width"], "height": DESK_SIZE["height"]})


def test_pages_of_the_desk_fit_in_large_print_and_on_a_telephone(page: Page, demo_site: Site) -> None:
    case = world.accepted()
    world.received()
    sits_down(page, demo_site, world.HANDLER)
    page.goto(f"{demo_site.url}/desk/worklist/")
    page.get_by_text("长辈版").click()
    page.wait_for_load_state()
    addresses = [
        "worklist/",
        "worklist/?show=decided",
        f"cases/{case.pk}/",
        f"cases/{case.pk}/time/statutory/",
        f"cases/{case.pk}/acts/start_special_procedure/",
        f"cases/{case.pk}/acts/request_extension/",
        f"cases/{case.pk}/acts/sign_decision/",
    ]
    for size in (DESK_SIZE, NARROW):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        for address in addresses:
            page.goto(f"{demo_site.url}/desk/{address}")
            judged(page)


def test_f1_names_the_keys_of_the_page(page: Page, demo_site: Site) -> None:
    case = world.accepted()
    sits_down(page, demo_site, world.HANDLER)
    page.goto(f"{demo_site.url}/desk/cases/{case.pk}/")
    page.keyboard.press("F1")
    listed = page.locator("dialog[open]")
    for words in ("开始审查", "F8", "启动特别程序", "Alt+6"):
        expect(listed).to_contain_text(words)
    judged(page)


@pytest.mark.clause("JH-32")
def test_the_verification_pages_are_accessible(page: Page, demo_site: Site) -> None:
    for width in (DESK_SIZE, NARROW):
        page.set_viewport_size({"width": width["width"], "height": width["height"]})
        for address in ("/verify/", "/verify/receipt/", "/verify/ZZZZZZZZZZZZ"):
            page.goto(f"{demo_site.url}{address}")
            judged(page)


@pytest.mark.clause("HOUSE-5")
def test_what_a_colleague_does_shows_on_the_open_page(page: Page, demo_site: Site) -> None:
    case = world.accepted()
    sits_down(page, demo_site, world.HANDLER)
    page.goto(f"{demo_site.url}/desk/cases/{case.pk}/?tab=steps")
    expect(page.locator("#case-facts")).to_contain_text("已受理，待审查")
    expect(page.locator("[data-live-state]")).to_have_text("自动更新中")
    world.do(case, Action.START_REVIEW, world.SECOND_HANDLER)
    telling.after_act(case.pk, case.sequence, Action.START_REVIEW.value, [])
    expect(page.locator("#case-facts")).to_contain_text("审查中")
    expect(page.locator("#case-facts")).to_contain_text("杨玉兰")
    expect(page.locator("#case-do")).to_contain_text("完成审查环节：材料审查")
