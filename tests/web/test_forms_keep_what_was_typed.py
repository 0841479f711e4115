"""What people typed is safe: against a lost line, a lost session, a second window, a double press."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from onevisit.accounts.actions import create_applicant_account
from onevisit.accounts.destination import parse_destination
from tests.harness.site import Site

SAVED = re.compile(r"已保存 \d\d:\d\d")


@pytest.fixture
def form(page: Page, shared_site: Site) -> Iterator[Page]:
    """The gallery, whose sample form saves itself, as somebody sees it who did not sign in."""
    page.goto(f"{shared_site.url}/components/")
    yield page


def state(page: Page) -> str:
    """The words of the save state."""
    return page.locator("#sample-form [data-save-state]").inner_text()


def sign_in(page: Page, site: Site, key: str) -> None:
    """Gives the browser a session that exists in the site's database."""
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": site.url}])


@pytest.mark.clause("HOUSE-31")
def test_a_form_saves_itself_and_says_so(form: Page) -> None:
    form.fill("#id_name", "张记面馆")
    expect(form.locator("#sample-form [data-save-state]")).to_have_text(SAVED)
    copies = "Object.keys(sessionStorage).filter(key => key.startsWith('autosave:'))"
    assert form.evaluate(copies) == []


@pytest.mark.clause("HOUSE-31")
def test_without_a_line_nothing_is_lost_and_nothing_is_claimed(form: Page, shared_site: Site) -> None:
    form.context.set_offline(True)
    form.fill("#id_name", "张记面馆")
    line = form.locator("#sample-form [data-save-state]")
    expect(line).to_contain_text("网络断了")
    form.context.set_offline(False)
    expect(line).to_have_text(SAVED)


@pytest.mark.clause("HOUSE-31")
def test_what_was_not_saved_is_there_again_after_a_reload(form: Page) -> None:
    form.context.set_offline(True)
    form.fill("#id_name", "张记面馆")
    form.check("#id_kind_1")
    expect(form.locator("#sample-form [data-save-state]")).to_contain_text("网络断了")
    form.route("**/components/save/", lambda route: route.abort())
    form.context.set_offline(False)
    form.once("dialog", lambda dialog: dialog.accept())
    form.reload()
    assert form.input_value("#id_name") == "张记面馆"
    assert form.is_checked("#id_kind_1")
    assert "已恢复" in state(form)


@pytest.mark.clause("HOUSE-5")
def test_a_form_changed_elsewhere_is_not_overwritten(form: Page) -> None:
    form.evaluate("document.querySelector('#sample-form').elements.version.value = '0'")
    form.fill("#id_name", "张记面馆")
    expect(form.locator("#sample-form [data-save-state]")).to_contain_text("别处改过")
    form.once("dialog", lambda dialog: dialog.accept())
    form.reload()
    assert form.input_value("#id_name") == ""
    form.get_by_role("button", name="换成我刚才填的内容").click()
    assert form.input_value("#id_name") == "张记面馆"
    expect(form.locator("#sample-form [data-save-state]")).to_have_text(SAVED)


@pytest.mark.clause("HOUSE-31")
def test_a_session_that_ran_out_takes_nothing_with_it(page: Page, shared_site: Site) -> None:
    account = create_applicant_account(parse_destination("13804320001"), "Correct-Horse-7")
    client = Client()
    client.force_login(account)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    sign_in(page, shared_site, key)
    page.goto(f"{shared_site.url}/components/")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.fill("#id_name", "张记面馆")
    again = page.locator("#sign-in-again")
    expect(again).to_be_visible()
    assert "没有丢" in again.inner_text()
    page.get_by_role("button", name="我已登录，接着保存").click()
    expect(again).to_be_visible()
    sign_in(page, shared_site, key)
    page.get_by_role("button", name="我已登录，接着保存").click()
    expect(again).not_to_be_visible()
    expect(page.locator("#sample-form [data-save-state]")).to_have_text(SAVED)
    assert page.input_value("#id_name") == "张记面馆"


@pytest.mark.clause("HOUSE-2")
def test_a_button_pressed_often_sends_one_request(form: Page) -> None:
    sent: list[str] = []
    form.on("request", lambda request: sent.append(request.method))
    button = "document.querySelector('#sample-form button[type=submit]')"
    with form.expect_navigation():
        form.evaluate(f"{button}.click(); {button}.click(); {button}.click()")
    assert sent.count("POST") == 1


@pytest.mark.clause("HOUSE-31")
def test_a_press_without_a_line_is_said_and_can_be_repeated(form: Page) -> None:
    form.route("**/components/save/", lambda route: route.abort())
    form.fill("#id_name", "张记面馆")
    form.click("#sample-form button[type=submit]")
    expect(form.locator("#sample-form [data-save-state]")).to_contain_text("网络断了")
    form.unroute("**/components/save/")
    with form.expect_navigation():
        form.click("#sample-form button[type=submit]")
