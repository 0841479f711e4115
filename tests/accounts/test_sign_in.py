"""Signing in: two factors of staff, lock-outs, idle time, and what a stranger learns."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onevisit.accounts import actions
from onevisit.accounts.models import Account, SignInFailures
from onevisit.accounts.session import SEEN_KEY
from onevisit.records.models import AccessLogRow
from tests.accounts.signing_in import (
    PASSWORD,
    PHONE,
    app_code,
    be_signed_in,
    sent_code,
    sign_in,
    sign_in_wholly,
)

pytestmark = [pytest.mark.django_db, pytest.mark.clause("HOUSE-13")]
CODE_PAGE = "/accounts/sign-in/second-factor/"


def page_text(client: Client, name: str, password: str) -> str:
    """The page after posting name and password, without the name and the form's token."""
    response = client.post("/accounts/sign-in/", {"identifier": name, "password": password})
    return without_tokens(response.content.decode()).replace(name, "")


def without_tokens(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def idle(client: Client, minutes: float) -> None:
    """Makes the last act of this session so many minutes old."""
    session = client.session
    session[SEEN_KEY] = int(session[SEEN_KEY] - minutes * 60)
    session.save()


def test_staff_without_second_factor_reach_only_enrolment(client: Client, staff: Account) -> None:
    assert sign_in(client) == "/desk/"
    for path in ("/accounts/sign-in/", "/accounts/password/", "/demo/outbox/"):
        assert client.get(path).headers.get("Location") == "/accounts/second-factor/"
    assert "必须有第二重验证" in client.get("/accounts/second-factor/").content.decode()
    assert client.get("/accounts/second-factor/app/").status_code == 200


def test_the_password_alone_signs_nobody_in_who_has_a_second_factor(
    client: Client, staff_with_app: Account
) -> None:
    assert sign_in(client) == CODE_PAGE
    assert client.get("/accounts/password/").status_code == 302
    assert client.get("/accounts/sign-in/").status_code == 200


def test_a_code_works_once(client: Client, staff_with_app: Account) -> None:
    sign_in(client)
    code = app_code(staff_with_app)
    assert client.post(CODE_PAGE, {"code": code}).headers["Location"] == "/desk/"
    other = Client(REMOTE_ADDR="198.51.100.8")
    sign_in(other)
    assert "已经用过" in other.post(CODE_PAGE, {"code": code}).content.decode()


def test_a_recovery_code_stands_in_for_the_app_once(client: Client, staff_with_app: Account) -> None:
    spare = RecoveryCodes.activate(staff_with_app).get_unused_codes()[0]
    for expected in (302, 200):
        other = Client(REMOTE_ADDR="198.51.100.8")
        sign_in(other)
        assert other.post(CODE_PAGE, {"code": spare}).status_code == expected


def test_five_wrong_codes_lock_the_second_factor_even_after_the_password_again(
    client: Client, staff_with_app: Account
) -> None:
    for _try in range(5):
        sign_in(client)
        client.post(CODE_PAGE, {"code": "00000000"})
    sign_in(client)
    page = client.post(CODE_PAGE, {"code": app_code(staff_with_app)})
    assert "登录已暂停" in page.content.decode()


def test_a_staff_member_keeps_the_last_second_factor(client: Client, staff_with_app: Account) -> None:
    sign_in_wholly(client, staff_with_app)
    client.post("/accounts/confirm/?next=/accounts/second-factor/", {"password": PASSWORD})
    page = client.get("/accounts/second-factor/app/remove/").content.decode()
    assert "至少要保留一种" in page
    client.post("/accounts/second-factor/app/remove/")
    assert Authenticator.objects.filter(type="totp").exists()


def test_wrong_name_and_wrong_password_answer_alike(client: Client, staff: Account) -> None:
    assert page_text(client, "zhang", "wrong") == page_text(client, "nobody", "wrong")


def test_five_failures_lock_an_account_and_an_unknown_name_alike(client: Client, staff: Account) -> None:
    for name in ("zhang", "nobody"):
        for number in range(1, 6):
            text = page_text(Client(REMOTE_ADDR=f"198.51.100.{number}"), name, "wrong")
            assert ("登录已暂停" in text) == (number == 5)
        assert "登录已暂停" in page_text(Client(REMOTE_ADDR="198.51.100.99"), name, PASSWORD)


def test_a_lock_ends_after_half_an_hour(client: Client, staff_with_app: Account) -> None:
    for _try in range(5):
        sign_in(client, password="wrong")
    assert sign_in(client) == ""
    passed = timedelta(minutes=30, seconds=1)
    SignInFailures.objects.update(
        locked_until=F("locked_until") - passed, last_failure_at=F("last_failure_at") - passed
    )
    assert sign_in(client) == CODE_PAGE


def test_a_success_starts_the_count_again(client: Client, staff_with_app: Account) -> None:
    for _round in range(3):
        for _try in range(4):
            sign_in(client, password="wrong")
        assert sign_in(client) == CODE_PAGE


def test_an_address_that_tries_many_names_is_locked(client: Client, staff_with_app: Account) -> None:
    for number in range(20):
        sign_in(client, name=f"guess{number}", password="wrong")
    assert sign_in(client) == ""
    assert sign_in(Client(REMOTE_ADDR="198.51.100.200")) == CODE_PAGE


def test_a_closed_account_cannot_sign_in_and_its_session_ends(
    client: Client, staff_with_app: Account
) -> None:
    sign_in_wholly(client, staff_with_app)
    actions.deactivate(staff_with_app)
    assert client.get("/accounts/sign-in/").status_code == 200
    assert sign_in(client) == ""


def test_an_applicant_signs_in_with_number_or_address_and_password(
    client: Client, applicant: Account
) -> None:
    for written in (PHONE, f"+86 {PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}"):
        other = Client()
        assert sign_in(other, written) == "/my/"


def test_an_applicant_signs_in_with_a_code(client: Client, applicant: Account) -> None:
    page = client.post("/accounts/sign-in/code/", {"step": "send", "destination": PHONE})
    assert "验证码已发送到 138****1234" in page.content.decode()
    given = {"step": "use", "destination": PHONE, "code": sent_code(PHONE), "next": "/my/?tab=2"}
    assert client.post("/accounts/sign-in/code/", given).headers["Location"] == "/my/?tab=2"
    assert Client().post("/accounts/sign-in/code/", given).status_code == 200


def test_asking_for_a_code_tells_nobody_whether_a_number_is_registered(
    client: Client, applicant: Account
) -> None:
    pages = []
    for number, masked in ((PHONE, "138****1234"), ("13900004321", "139****4321")):
        response = client.post("/accounts/sign-in/code/", {"step": "send", "destination": number})
        assert masked in response.content.decode()
        pages.append(without_tokens(response.content.decode()).replace(number, "").replace(masked, ""))
    assert pages[0] == pages[1]


def test_staff_cannot_sign_in_with_a_message_code(client: Client, staff: Account) -> None:
    page = client.post("/accounts/sign-in/code/", {"step": "send", "destination": "zhang"})
    assert "请填写 11 位手机号码或邮箱地址。" in page.content.decode()


@pytest.mark.parametrize("wanted", ["https://example.com/", "//example.com/", "javascript:alert(1)"])
def test_nobody_is_led_to_a_foreign_page(client: Client, applicant: Account, wanted: str) -> None:
    response = client.post(
        f"/accounts/sign-in/?next={wanted}", {"identifier": PHONE, "password": PASSWORD, "next": wanted}
    )
    assert response.headers["Location"] == "/my/"


def test_idle_staff_are_signed_out_after_15_minutes(client: Client, staff_with_app: Account) -> None:
    sign_in_wholly(client, staff_with_app)
    idle(client, 14.9)
    assert client.get("/accounts/second-factor/").status_code == 200
    idle(client, 15.1)
    response = client.get("/accounts/second-factor/")
    assert response.headers["Location"] == "/accounts/sign-in/?next=%2Faccounts%2Fsecond-factor%2F"
    assert "15 分钟没有操作" in client.get("/accounts/sign-in/").content.decode()


def test_idle_applicants_are_signed_out_after_30_minutes(client: Client, applicant: Account) -> None:
    sign_in(client, PHONE)
    idle(client, 29.9)
    assert client.get("/accounts/password/").status_code == 200
    idle(client, 30.1)
    assert client.get("/accounts/password/").status_code == 302


def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(client: Client, applicant: Account) -> None:
    sign_in(client, PHONE)
    idle(client, 20)
    client.get("/accounts/password/", headers={"X-Background-Request": "1"})
    idle(client, 11)
    assert client.get("/accounts/password/", headers={"HX-Request": "true"}).status_code == 401


def test_the_session_is_written_at_most_once_a_minute(client: Client, applicant: Account) -> None:
    sign_in(client, PHONE)
    idle(client, 0.9)
    with CaptureQueriesContext(
        connection,
    ) as statements:
        client.get("/accounts/password/")
    assert not [one for one in statements if "UPDATE" in one["sql"]]
    idle(client, 0.2)
    client.get("/accounts/password/")
    with CaptureQueriesContext(connection) as statements:
        client.get("/accounts/password/")
    assert not [one for one in statements if "UPDATE" in one["sql"]]


def test_a_browser_prepared_for_other_tests_is_held_to_the_same_rules(client: Client, staff: Account) -> None:
    be_signed_in(client, staff)
    assert client.get("/accounts/sign-in/").headers["Location"] == "/desk/"
    idle(client, 15.1)
    assert client.get("/accounts/sign-in/").headers["Location"].startswith("/accounts/sign-in/")


def test_signing_out_ends_the_session(client: Client, applicant: Account) -> None:
    sign_in(client, PHONE)
    assert client.get("/accounts/sign-out/").status_code == 200
    client.post("/accounts/sign-out/")
    assert client.get("/accounts/password/").status_code == 302
    assert not Session.objects.filter(session_key=client.session.session_key).exists()


@pytest.mark.clause("HOUSE-15")
def test_sign_ins_leave_a_trail_without_what_was_typed(client: Client, staff_with_app: Account) -> None:
    sign_in(client, "mistyped-secret", "wrong")
    sign_in_wholly(client, staff_with_app)
    rows = list(AccessLogRow.objects.filter(action="sign-in").order_by("recorded_at"))[-2:]
    assert [(row.actor_kind, row.allowed) for row in rows] == [("visitor", False), ("staff", True)]
    assert all(row.source_address == "198.51.100.7" for row in rows)
    assert "mistyped-secret" not in str([row.detail for row in rows])


def test_sign_in_goes_by_keyboard_alone(client: Client, staff_with_app: Account) -> None:
    """The page opens in the field that comes next: name, password after a failure, code."""

    def focused(page: str) -> str:
        field = re.search(r"<input[^>]*autofocus[^>]*>", page)
        assert field is not None and page.count("autofocus") == 1
        return field.group(0)

    assert 'name="identifier"' in focused(client.get("/accounts/sign-in/").content.decode())
    wrong = client.post("/accounts/sign-in/", {"identifier": "zhang", "password": "wrong"})
    assert 'name="password"' in focused(wrong.content.decode())
    sign_in(client)
    assert 'name="code"' in focused(client.get("/accounts/sign-in/second-factor/").content.decode())
