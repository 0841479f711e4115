"""Codes by text message and mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client

from onevisit.accounts import codes
from onevisit.accounts.destination import parse_destination
from onevisit.accounts.models import Account, MessageCode
from onevisit.accounts.rate_limit import BUDGETS
from onevisit.law.refusal import Refusal
from onevisit.records.models import Message
from tests.accounts.signing_in import PASSWORD, PHONE, sent_code, sign_in
from tests.accounts.test_rate_limit import pass_time

pytestmark = [pytest.mark.django_db, pytest.mark.clause("HOUSE-13")]
ADDRESS = "198.51.100.7"


def send() -> str:
    codes.send_code(codes.Purpose.SIGN_IN, parse_destination(PHONE), ADDRESS)
    return sent_code(PHONE)


def refusal_of(typed: str) -> str:
    with pytest.raises(Refusal) as refused:
        codes.use_code(codes.Purpose.SIGN_IN, parse_destination(PHONE), typed)
    return refused.value.code


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_code_works_once(applicant: Account) -> None:
    code = send()
    codes.use_code(codes.Purpose.SIGN_IN, parse_destination(PHONE), code)
    assert refusal_of(code) == "code_expired"


def test_a_code_is_good_for_its_purpose_only(applicant: Account) -> None:
    code = send()
    with pytest.raises(Refusal):
        codes.use_code(codes.Purpose.RESET_PASSWORD, parse_destination(PHONE), code)


def test_a_code_ends_after_ten_minutes(applicant: Account) -> None:
    code = send()
    MessageCode.objects.update(expires_at=F("expires_at") - timedelta(minutes=10, seconds=1))
    assert refusal_of(code) == "code_expired"


def test_five_wrong_tries_end_a_code(applicant: Account) -> None:
    code = send()
    refusals = [refusal_of(other_than(code)) for _try in range(5)]
    assert refusals == ["wrong_code"] * 4 + ["code_expired"]
    assert refusal_of(code) == "code_expired"


def test_a_new_code_replaces_the_old_one(applicant: Account) -> None:
    old = send()
    pass_time(61)
    new = send()
    if old != new:
        assert refusal_of(old) == "wrong_code"
    codes.use_code(codes.Purpose.SIGN_IN, parse_destination(PHONE), new)


def test_codes_are_sent_once_a_minute_and_six_an_hour(applicant: Account) -> None:
    sent = 0
    for _try in range(10):
        try:
            send()
            sent += 1
        except Refusal as refusal:
            assert refusal.code == "too_many_tries"
        with pytest.raises(Refusal):
            send()
        pass_time(61)
    assert sent == BUDGETS["message-code"].count


def test_the_code_is_nowhere_in_clear(applicant: Account) -> None:
    code = send()
    with connection.cursor() as cursor:
        for table in ("accounts_messagecode", "records_message", "procrastinate_jobs"):
            cursor.execute(f"SELECT one::text FROM {table} one")
            assert all(code not in row and PHONE not in row for (row,) in cursor.fetchall())


def test_a_number_without_account_is_told_so_itself(db: None) -> None:
    codes.send_code(codes.Purpose.SIGN_IN, parse_destination("13900004321"), ADDRESS)
    message = Message.objects.latest("queued_at")
    assert message.template == "not-registered"
    assert not message.parameters["code"]


def test_a_new_password_by_code(client: Client, applicant: Account) -> None:
    path = "/accounts/password/forgotten/"
    client.post(path, {"step": "send", "destination": PHONE})
    given = {"step": "use", "destination": PHONE, "code": sent_code(PHONE)}
    reused = client.post(path, {**given, "password1": "short", "password2": "short"})
    assert "密码至少要有 8 个字符" in reused.content.decode()
    done = client.post(path, {**given, "password1": "Songhua-9", "password2": "Songhua-9"})
    assert done.headers["Location"] == "/accounts/sign-in/"
    assert sign_in(client, PHONE, PASSWORD) == ""
    assert sign_in(client, PHONE, "Songhua-9") == "/my/"


def test_waiting_for_a_second_code_keeps_the_page(client: Client, applicant: Account) -> None:
    path = "/accounts/password/forgotten/"
    client.post(path, {"step": "send", "destination": PHONE})
    response = client.post(path, {"step": "send", "destination": PHONE, "code": "123456"})
    assert response.status_code == 429
    page = response.content.decode()
    assert "操作太频繁" in page
    assert 'value="123456"' in page
    assert 'name="password1"' in page


@pytest.mark.parametrize(
    "text", ["1380000123", "23800001234", "a@b", "张三", "1380000\x001234", "😀", "a" * 300 + "@b.cn", ""]
)
def test_an_impossible_destination_is_told_at_the_field(client: Client, text: str) -> None:
    page = client.post("/accounts/sign-in/code/", {"step": "send", "destination": text}).content.decode()
    assert 'id="id_destination_error"' in page
    assert not MessageCode.objects.exists()


def test_mail_addresses_that_differ_by_a_hyphen_are_two_people() -> None:
    assert parse_destination("a-b@example.cn").hash != parse_destination("ab@example.cn").hash
    assert parse_destination("AB@Example.cn").hash == parse_destination("ab@example.cn").hash
