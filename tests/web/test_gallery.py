"""Every component in every state: readable by everybody, by keyboard, large, narrow and on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.harness.browser import assert_accessible, open_page
from tests.harness.site import Site

PAGES = [
    "/components/",
    "/components/desk/",
    "/components/device/",
    "/preferences/",
    "/privacy/",
    "/no-such-page/",
]
FIRST_LOAD_LIMIT = 150 * 1024  # bytes, compressed


def use_elder_mode(page: Page, site: Site) -> None:
    """The cookie that the switch in the header sets."""
    page.context.add_cookies([{"name": "elder", "value": "on", "url": site.url}])


@pytest.mark.clause("HOUSE-32")
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("elder", [False, True])
def test_no_accessibility_fault(page: Page, shared_site: Site, path: str, elder: bool) -> None:
    if elder:
        use_elder_mode(page, shared_site)
    page.goto(shared_site.url + path)
    assert_accessible(page)


@pytest.mark.clause("HOUSE-32")
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("width", "elder"),
    [(360, False), (360, True), (683, False), (1366, True)],
    ids=["phone", "elder phone", "200 %", "elder"],
)
def test_nothing_is_cut_off(browser: Browser, shared_site: Site, path: str, width: int, elder: bool) -> None:
    with open_page(browser, viewport={"width": width, "height": 740}) as page:
        if elder:
            use_elder_mode(page, shared_site)
        page.goto(shared_site.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


SMALL_TARGETS = """smallest => [...document.querySelectorAll('button, .button, .chip, input, select')]
    .filter(element => element.type !== 'hidden' && element.getClientRects().length)
    .map(element => [...element.labels ?? []].find(each => !each.matches('.field__label')) ?? element)
    .filter(element => element.getBoundingClientRect().height < smallest - 0.5)
    .map(element => element.outerHTML.slice(0, 120))"""


@pytest.mark.clause("HOUSE-32")
@pytest.mark.parametrize(("elder", "smallest", "print_size"), [(False, 44, 17), (True, 60, 24)])
def test_targets_and_print_are_large_enough(
    page: Page, shared_site: Site, elder: bool, smallest: int, print_size: int
) -> None:
    if elder:
        use_elder_mode(page, shared_site)
    page.goto(f"{shared_site.url}/components/")
    assert page.evaluate(SMALL_TARGETS, smallest) == []
    sizes = page.evaluate(
        "[...document.querySelectorAll('main p')].map(p => parseFloat(getComputedStyle(p).fontSize))"
    )
    assert float(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")) >= print_size
    assert not elder or min(sizes) >= print_size


@pytest.mark.clause("HOUSE-32")
@pytest.mark.parametrize("path", PAGES[:3])
def test_focus_is_always_visible(page: Page, shared_site: Site, path: str) -> None:
    page.goto(shared_site.url + path)
    page.evaluate("document.activeElement.blur()")
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => {
                const element = document.activeElement;
                if (element === document.body) return null;
                const shown = element.closest('.upload .button') ?? element;
                return [element.outerHTML.slice(0, 100), parseFloat(getComputedStyle(shown).outlineWidth),
                    getComputedStyle(shown).outlineStyle];
            }"""
        )
        if found is None:
            break
        seen.add(found[0])
        assert found[1] >= 2, found
        assert found[2] != "none", found
    assert len(seen) >= 4


@pytest.mark.clause("HOUSE-12")
def test_an_act_that_is_not_allowed_says_why_to_the_keyboard(page: Page, shared_site: Site) -> None:
    page.goto(f"{shared_site.url}/components/desk/")
    reason = page.locator("#accept-reason")
    assert not reason.is_visible()
    page.keyboard.press("F8")
    assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") == "accept-reason"
    assert reason.is_visible()
    assert "第十三条" in reason.inner_text()


@pytest.mark.clause("HOUSE-32")
def test_shortcuts_are_listed_and_work(page: Page, shared_site: Site) -> None:
    page.goto(f"{shared_site.url}/components/desk/")
    page.keyboard.press("F1")
    shortcuts = page.locator("#shortcuts-help")
    assert "一次性告知" in shortcuts.inner_text()
    assert "Alt+G" in shortcuts.inner_text()
    page.keyboard.press("F1")
    assert not shortcuts.is_visible()
    tick = page.locator("#material-1")
    before = tick.is_checked()
    page.keyboard.press("Alt+q")
    assert tick.is_checked() != before


@pytest.mark.clause("HOUSE-32")
def test_a_worklist_is_worked_with_the_arrow_keys(page: Page, shared_site: Site) -> None:
    page.goto(f"{shared_site.url}/components/desk/")
    page.evaluate("document.activeElement.blur()")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "220281-20260304-000140-2"
    page.keyboard.press("Enter")
    assert page.url.endswith("#case-2")


@pytest.mark.clause("HOUSE-32")
def test_paper_carries_the_text_and_not_the_controls(page: Page, shared_site: Site) -> None:
    page.goto(f"{shared_site.url}/components/")
    page.emulate_media(media="print")
    assert page.locator("main h1").first.is_visible()
    for control in (".site-header", ".site-footer", ".actions", ".pager", ".chips"):
        assert not page.locator(control).first.is_visible()


@pytest.mark.clause("HOUSE-18")
def test_no_script_and_no_style_stands_in_the_page(page: Page, shared_site: Site) -> None:
    for path in PAGES:
        response = page.goto(shared_site.url + path)
        assert response is not None
        policy = response.headers["content-security-policy"]
        assert "unsafe-inline" not in policy
        assert "unsafe-eval" not in policy
        text = response.text()
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=", text), path


@pytest.mark.parametrize("path", PAGES[:3])
def test_the_first_load_is_small(page: Page, shared_site: Site, path: str) -> None:
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto(shared_site.url + path)
    page.wait_for_load_state("networkidle")
    assert len(sizes) >= 4
    assert sum(sizes) <= FIRST_LOAD_LIMIT


@pytest.mark.clause("HOUSE-23")
def test_pages_say_that_the_installation_is_not_in_real_use(page: Page, shared_site: Site) -> None:
    page.goto(f"{shared_site.url}/privacy/")
    assert page.locator(".installation-mark").inner_text() == "测试系统"


@pytest.mark.clause("HOUSE-31")
def test_an_error_says_what_happened_what_is_kept_and_what_to_do(page: Page, shared_site: Site) -> None:
    response = page.goto(f"{shared_site.url}/no-such-page/")
    assert response is not None
    assert response.status == 404
    text = page.locator("main").inner_text()
    for sentence in ("没有找到这一页", "不受影响", "可以在首页搜索"):
        assert sentence in text
