"""Whatever is typed or sent to the pages of sign-in: a sentence at the field, what was typed is kept."""

from __future__ import annotations

import pytest
from django.test import Client

from onevisit.accounts.models import Account
from tests.accounts.signing_in import PHONE, sign_in, sign_in_wholly

pytestmark = [pytest.mark.django_db, pytest.mark.clause("HOUSE-35")]

ODD_TEXTS = [
    "\x00",
    "a\x00b",
    "😀",
    "堃喆昇祎玥翀𠮷",
    "x" * 5000,
    "\ud7ff\uffff",
    "<script>alert(1)</script>",
    " ",
]
ODD_CREDENTIALS = [
    "",
    "not json",
    "[]",
    "1",
    "null",
    "{}",
    '{"id": 1}',
    '{"response": {"attestationObject": "AAAA"}}',
    '{"id": "a", "rawId": "a", "type": "public-key", "response": {"clientDataJSON": "eyJ9"}}',
]


@pytest.mark.parametrize("text", ODD_TEXTS)
@pytest.mark.parametrize("field", ["identifier", "password"])
def test_odd_texts_at_sign_in(client: Client, staff: Account, field: str, text: str) -> None:
    given = {"identifier": "zhang", "password": "wrong", field: text}
    response = client.post("/accounts/sign-in/", given)
    page = response.content.decode()
    assert response.status_code == 200
    assert "<script>alert(1)</script>" not in page
    assert ("账号或密码不对" in page) or (f'id="id_{field}_error"' in page)


def test_nothing_posted_names_both_fields(client: Client) -> None:
    page = client.post("/accounts/sign-in/", {}).content.decode()
    assert "请填写手机号码、邮箱或账号。" in page
    assert "请填写密码。" in page


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_odd_codes(client: Client, staff_with_app: Account, text: str) -> None:
    sign_in(client)
    page = client.post("/accounts/sign-in/second-factor/", {"code": text}).content.decode()
    assert 'id="id_code_error"' in page


@pytest.mark.parametrize("credential", ODD_CREDENTIALS)
def test_odd_answers_of_security_keys(client: Client, staff_with_app: Account, credential: str) -> None:
    sign_in_wholly(client, staff_with_app)
    client.post("/accounts/confirm/", {"password": "Onevisit-2026!"})
    adding = client.post("/accounts/second-factor/keys/add/", {"name": "key", "credential": credential})
    assert adding.status_code == 200
    other = Client(REMOTE_ADDR="198.51.100.8")
    sign_in(other)
    assert other.post("/accounts/sign-in/second-factor/", {"credential": credential}).status_code == 200


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_odd_new_passwords(client: Client, applicant: Account, text: str) -> None:
    sign_in(client, PHONE)
    response = client.post("/accounts/password/", {"present": "x", "password1": text, "password2": "y"})
    assert response.status_code == 200
    assert "密码不对。请重新输入。" in response.content.decode()


def test_unknown_steps_and_methods(client: Client) -> None:
    assert client.post("/accounts/sign-in/code/", {"step": "jump"}).status_code == 200
    assert client.put("/accounts/sign-in/").status_code == 405


def test_what_was_typed_is_kept_except_passwords(client: Client) -> None:
    page = client.post("/accounts/sign-in/", {"identifier": "喆 昇", "password": "hidden-1"}).content.decode()
    assert 'value="喆 昇"' in page
    assert "hidden-1" not in page
