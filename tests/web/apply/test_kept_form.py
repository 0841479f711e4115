"""A form that arrives after its session ran out, without script: kept for its owner, for nobody else."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from onevisit.accounts.machine_time import machine_now
from onevisit.accounts.models import Account
from onevisit.accounts.rate_limit import BUDGETS
from onevisit.accounts.session import SEEN_KEY
from onevisit.cases.models import Case
from onevisit.people.models import Applicant
from onevisit.web.kept_form import LARGEST, SESSION_KEY
from tests.accounts.signing_in import PASSWORD, be_signed_in, sign_in
from tests.harness.browser import open_page
from tests.harness.site import Site
from tests.web.apply import test_in_the_browser, world

CONTINUE = "/my/continue/"
TYPED = f"吉林省蛟河市 {world.RARE} 路 12 号"

pytestmark = pytest.mark.clause("HOUSE-14", "GX-51.3")


def owner_field(client: Client, path: str) -> str:
    """The hidden field that says whose page the form stands on."""
    found = re.search(r'name="kept_for" value="([^"]+)"', client.get(path).content.decode())
    assert found
    return found[1]


def typed_page(client: Client, case: Case) -> tuple[str, dict[str, str]]:
    """The address and the fields of a form that somebody filled in."""
    path = reverse("apply:group", args=[case.pk, "premises"])
    fields = {
        "a-premises_address": TYPED,
        "a-premises_area": "86",
        "a-employees": "6",
        "a-warehouse": "no",
        "version": str(case.revision),
        "kept_for": owner_field(client, path),
    }
    return path, fields


def sent_too_late(client: Client, case: Case) -> str:
    """Sends the form when the session's cookie is gone; returns where the browser is led."""
    path, fields = typed_page(client, case)
    del client.cookies["sessionid"]
    return str(client.post(path, fields).headers["Location"])


def sign_in_as(client: Client, person: Applicant) -> None:
    """Signs in on the page; the demo's passwords are hashed more slowly than tests can read."""
    assert isinstance(person.account, Account) and person.phone
    person.account.set_password(PASSWORD)
    person.account.save()
    assert sign_in(client, person.phone)


def kept_page(client: Client) -> str:
    """What the page of kept forms shows after signing in."""
    return client.get(CONTINUE, follow=True).content.decode()


def test_what_was_typed_is_offered_after_signing_in_and_saved(signed_in: Client, citizen: Applicant) -> None:
    case = world.begun(citizen)
    assert sent_too_late(signed_in, case) == f"/accounts/sign-in/?next={quote(CONTINUE)}"
    assert "替您留着" in signed_in.get("/accounts/sign-in/").content.decode()
    sign_in_as(signed_in, citizen)
    page = kept_page(signed_in)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    assert fields["a-premises_address"] == TYPED
    path = re.search(r'<form method="post" action="(/apply/[^"]+)"', page)
    assert path
    assert signed_in.post(path[1], fields).status_code == 302
    case.refresh_from_db()
    assert case.answers["premises_address"] == TYPED


def test_nothing_is_shown_to_another_person_at_the_same_browser(
    signed_in: Client, citizen: Applicant
) -> None:
    sent_too_late(signed_in, world.begun(citizen))
    sign_in_as(signed_in, world.citizen("王建国"))
    page = kept_page(signed_in)
    assert TYPED not in page and "没有替您留着的内容了" in page
    assert SESSION_KEY not in signed_in.session


def test_it_is_unreadable_where_it_is_kept(signed_in: Client, citizen: Applicant) -> None:
    sent_too_late(signed_in, world.begun(citizen))
    kept = Session.objects.get(session_key=signed_in.session.session_key).get_decoded()
    assert SESSION_KEY in kept
    assert "民主" not in str(kept) and "premises" not in str(kept)


def test_after_half_an_hour_it_is_forgotten(signed_in: Client, citizen: Applicant) -> None:
    sent_too_late(signed_in, world.begun(citizen))
    sign_in_as(signed_in, citizen)
    session = signed_in.session
    until, sealed = session[SESSION_KEY]
    assert 1790 <= until - machine_now().timestamp() <= 1800
    session[SESSION_KEY] = [until - 1801, sealed]
    session.save()
    assert TYPED not in kept_page(signed_in)
    assert SESSION_KEY not in signed_in.session


def test_a_form_that_names_no_owner_or_a_forged_one_is_not_kept(
    signed_in: Client, citizen: Applicant
) -> None:
    path, fields = typed_page(signed_in, world.begun(citizen))
    for mark in ("", str(citizen.account_id), f"x{fields['kept_for']}"):
        stranger = Client(headers={"Referer": f"http://testserver{path}"})
        answer = stranger.post(path, {**fields, "kept_for": mark})
        assert answer.headers["Location"] == f"/accounts/sign-in/?next={quote(path)}"
        assert SESSION_KEY not in stranger.session


def test_a_button_that_sends_nothing_typed_leads_back_to_its_page(
    signed_in: Client, citizen: Applicant
) -> None:
    case = world.completed(citizen)
    check = reverse("apply:check", args=[case.pk])
    del signed_in.cookies["sessionid"]
    answer = signed_in.post(
        reverse("apply:submit", args=[case.pk]), headers={"Referer": f"http://testserver{check}"}
    )
    assert answer.headers["Location"] == f"/accounts/sign-in/?next={quote(check)}"
    elsewhere = signed_in.post(reverse("apply:submit", args=[case.pk]), headers={"Referer": "http://x.cn/"})
    assert elsewhere.headers["Location"] == f"/accounts/sign-in/?next={quote('/my/')}"


def test_too_much_or_too_often_is_not_kept(signed_in: Client, citizen: Applicant) -> None:
    path, fields = typed_page(signed_in, world.begun(citizen))
    stranger = Client()
    stranger.post(path, {**fields, "a-premises_address": "长" * LARGEST})
    assert SESSION_KEY not in stranger.session
    for _time in range(BUDGETS["kept-form"].count):
        Client().post(path, fields)
    stranger.post(path, fields)
    assert SESSION_KEY not in stranger.session


def test_signed_out_for_idleness_loses_nothing_either(signed_in: Client, citizen: Applicant) -> None:
    path, fields = typed_page(signed_in, world.begun(citizen))
    session = signed_in.session
    session[SEEN_KEY] -= 31 * 60
    session.save()
    assert signed_in.post(path, fields).headers["Location"] == f"/accounts/sign-in/?next={quote(CONTINUE)}"
    sign_in_as(signed_in, citizen)
    assert TYPED in kept_page(signed_in)


def test_a_page_from_before_the_new_sign_in_loses_nothing(citizen: Applicant) -> None:
    client = Client(enforce_csrf_checks=True)
    assert isinstance(citizen.account, Account)
    be_signed_in(client, citizen.account)
    path, fields = typed_page(client, world.begun(citizen))
    fields["csrfmiddlewaretoken"] = "a" * 64
    assert client.post(path, fields).headers["Location"] == CONTINUE
    assert TYPED in kept_page(client)
    del fields["kept_for"]
    assert client.post(path, fields).status_code == 403


@pytest.mark.clause("HOUSE-14", "HOUSE-35")
def test_a_person_without_script_goes_on_where_the_session_ended(demo_site: Site, browser: Browser) -> None:
    case = world.begun(world.citizen("李敏"))
    path = f"/apply/drafts/{case.pk}/form/premises/"
    with open_page(browser, java_script_enabled=False) as page:
        test_in_the_browser.sign_in(page, demo_site, path)
        page.get_by_label("经营场所地址").fill(TYPED)
        page.context.clear_cookies(name="sessionid")
        page.get_by_role("button", name="保存，下一步").click()
        expect(page.get_by_text("替您留着")).to_be_visible()
        test_in_the_browser.fill_in_sign_in(page)
        page.wait_for_url(f"**{CONTINUE}")
        assert page.locator("h1").inner_text() == "刚才填写的内容都在"
        page.get_by_role("button", name="保存，接着填").click()
        expect(page.get_by_label("经营场所地址")).to_have_value(TYPED)
    case.refresh_from_db()
    assert case.answers["premises_address"] == TYPED
