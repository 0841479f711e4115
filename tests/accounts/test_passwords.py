"""Password rules."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from onevisit.accounts import actions, passwords
from onevisit.accounts.machine_time import machine_now
from onevisit.accounts.models import Account, FormerPassword
from tests.accounts.signing_in import PASSWORD, sign_in_wholly

pytestmark = pytest.mark.clause("HOUSE-13")


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("Aa1!aaa", "密码至少要有 8 个字符。"),
        ("aaaaaaaa1", "密码要用到大写字母、小写字母、数字、符号中的至少三种。"),
        ("Password1", "这个密码太常见，容易被猜到。请换一个。"),
        ("Aa1!" * 40, "密码最多 128 个字符。"),
    ],
)
def test_a_weak_password_is_told_what_is_missing(password: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert sentence in refused.value.messages


@pytest.mark.parametrize("password", ["Songhua2026", "松花江上的水 aB", "lake-2026-blue"])
def test_a_good_password_is_taken(password: str) -> None:
    validate_password(password)


@pytest.mark.django_db
def test_staff_need_ten_characters_and_no_own_name(staff: Account) -> None:
    for password in ("Ab3-Cd5-x", "My-zhang-2026"):
        with pytest.raises(ValidationError):
            validate_password(password, staff)


@pytest.mark.django_db
def test_none_of_the_last_five_comes_back(staff: Account) -> None:
    used = [PASSWORD, *(f"Songhua-Lake-{number}" for number in range(1, 5))]
    for password in used[1:]:
        actions.change_password(staff, password)
    for password in used:
        with pytest.raises(ValidationError, match="最近用过"):
            actions.change_password(staff, password)
    actions.change_password(staff, "Songhua-Lake-5")
    actions.change_password(staff, PASSWORD)
    assert FormerPassword.objects.filter(account=staff).count() == passwords.REMEMBERED


@pytest.mark.django_db
def test_staff_change_a_password_after_90_days_before_going_on(
    client: Client, staff_with_app: Account
) -> None:
    sign_in_wholly(client, staff_with_app)
    Account.objects.update(password_changed_at=machine_now() - timedelta(days=91))
    response = client.get("/accounts/sign-in/")
    assert response.headers["Location"].startswith("/accounts/password/")
    page = client.get("/accounts/password/").content.decode()
    assert "已经用满 90 天" in page
    client.post(
        "/accounts/password/",
        {"present": PASSWORD, "password1": "Songhua-Lake-9", "password2": "Songhua-Lake-9"},
    )
    assert client.get("/accounts/sign-in/").headers["Location"] == "/desk/"


@pytest.mark.django_db
def test_an_applicant_keeps_his_password(client: Client, applicant: Account) -> None:
    assert not passwords.is_too_old(applicant, machine_now() + timedelta(days=1000))


@pytest.mark.django_db
def test_a_temporary_password_meets_the_rules_and_must_be_changed(staff: Account) -> None:
    given = actions.give_temporary_password(staff)
    validate_password(given)
    assert staff.check_password(given)
    assert passwords.is_too_old(staff, machine_now())


@pytest.mark.django_db
def test_a_new_password_ends_other_sessions(client: Client, staff_with_app: Account) -> None:
    sign_in_wholly(client, staff_with_app)
    actions.change_password(staff_with_app, "Songhua-Lake-9")
    assert client.get("/accounts/sign-in/").status_code == 200
