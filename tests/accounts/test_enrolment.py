"""Enrolling second factors, in the real pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import override_settings
from playwright.sync_api import Page, expect

from onevisit.accounts import actions
from onevisit.config.environment import DatabaseAddresses
from tests.accounts.signing_in import PASSWORD
from tests.harness.browser import assert_accessible
from tests.harness.site import Site, running_site

pytestmark = pytest.mark.clause("HOUSE-13")


@pytest.fixture
def site(committed_database: DatabaseAddresses) -> Iterator[Site]:
    """The pages, with one staff member who has no second factor yet."""
    # The program hashes as in real use; the tests' own quick hash is unknown to it.
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):
        actions.create_staff_account("zhang", PASSWORD, must_change=False)
    with running_site(committed_database, programs=("serve",)) as running:
        yield running


def address_of(site: Site) -> str:
    """Security keys work for names only, not for 127.0.0.1."""
    return site.url.replace("127.0.0.1", "localhost")


def sign_in(page: Page, site: Site) -> None:
    page.goto(f"{address_of(site)}/accounts/sign-in/")
    page.get_by_label("手机号码、邮箱或账号").fill("zhang")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: not url.endswith("/accounts/sign-in/"))


def test_an_authenticator_app_is_enrolled_and_its_recovery_codes_shown_once(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"{address_of(site)}/accounts/second-factor/")
    expect(page.get_by_text("工作人员登录必须有第二重验证")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="绑定动态码应用").click()
    secret = page.locator("samp").inner_text()
    page.get_by_label("应用里显示的 6 位动态码").fill("12345a")
    page.get_by_role("button", name="绑定", exact=True).click()
    expect(page.locator("#id_code_error")).to_contain_text("动态码不对")
    assert page.locator("samp").inner_text() == secret
    assert_accessible(page)
    counter = list(totp.yield_hotp_counters_from_time())[1]
    page.get_by_label("应用里显示的 6 位动态码").fill(
        totp.format_hotp_value(totp.hotp_value(secret, counter))
    )
    page.get_by_role("button", name="绑定", exact=True).click()
    expect(page.get_by_text("只显示这一次")).to_be_visible()
    assert page.locator("main li samp").count() == 10
    assert_accessible(page)
    page.reload()
    expect(page.get_by_text("只显示这一次")).to_have_count(0)
    assert secret not in str(Authenticator.objects.get(type="totp").data)
    page.goto(f"{address_of(site)}/accounts/second-factor/")
    expect(page.get_by_text("已绑定")).to_be_visible()


def test_a_security_key_is_enrolled_and_signs_in(page: Page, site: Site) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": False,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    sign_in(page, site)
    page.goto(f"{address_of(site)}/accounts/second-factor/keys/add/")
    page.get_by_label("给它起个名字").fill("蓝色钥匙")
    assert_accessible(page)
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("只显示这一次")).to_be_visible()
    page.goto(f"{address_of(site)}/accounts/second-factor/keys/")
    expect(page.get_by_text("蓝色钥匙").first).to_be_visible()
    assert_accessible(page)
    page.goto(f"{address_of(site)}/accounts/sign-out/")
    page.locator("main").get_by_role("button", name="退出登录").click()
    sign_in(page, site)
    expect(page).to_have_url(re.compile("/accounts/sign-in/second-factor/$"))
    assert_accessible(page)
    page.get_by_role("button", name="使用安全密钥").click()
    expect(page).to_have_url(re.compile("/desk/$"))


def test_without_its_key_the_page_says_so_and_stays(page: Page, site: Site) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    sign_in(page, site)
    page.goto(f"{address_of(site)}/accounts/second-factor/keys/add/")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('no key')) }")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("没有读到安全密钥。请插好密钥")).to_be_visible()
