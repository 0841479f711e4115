"""Progress by number and query code: forgiving to people, unyielding to guessing, silent about persons."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onevisit.accounts import machine_time
from onevisit.accounts.rate_limit import BUDGETS
from onevisit.cases.models import Case
from onevisit.cases.numbers import query_code
from onevisit.law.identifiers import case_number
from onevisit.people.models import Applicant
from onevisit.records import clock
from onevisit.web.progress import look_up as views
from tests.harness.statements import counted
from tests.web.apply import world

LOOK_UP = "/progress/"


@pytest.fixture
def case(demo_city: None) -> Case:
    """A case filed on the web by 李敏."""
    person = world.citizen("李敏")
    return world.filed(world.browser_of(person), person)


def look_up(client: Client, number: str, code: str) -> int:
    """The status of one try."""
    return client.post(LOOK_UP, {"number": number, "code": code}).status_code


@pytest.mark.clause("AS-4.4")
@pytest.mark.parametrize("typed", ["as it is", "lower", "spaced", "full width"])
def test_number_and_code_open_the_page_however_they_are_typed(case: Case, typed: str) -> None:
    number, code = str(case.number), query_code(case)
    ways = {
        "as it is": (number, code),
        "lower": (number.lower(), code.lower()),
        "spaced": (f" {number[:6]} {number[6:]} ", f" {code[:4]} {code[4:8]}-{code[8:]} "),
        "full width": (number, "".join(chr(ord(sign) + 0xFEE0) for sign in code)),
    }
    client = Client()
    response = client.post(LOOK_UP, dict(zip(("number", "code"), ways[typed], strict=True)))
    assert response.headers.get("Location") == reverse("progress:case", args=[case.pk])


@pytest.mark.clause("HOUSE-17", "AS-4.4")
def test_the_page_has_the_line_but_no_person(case: Case) -> None:
    client = Client()
    assert look_up(client, str(case.number), query_code(case)) == 302
    page = client.get(reverse("progress:case", args=[case.pk])).content.decode()
    assert "提交申请" in page and "等窗口收件登记" in page
    assert "李敏" not in page and "李*" in page
    assert "/my/cases/" not in page
    assert str(case.answers["premises_address"]) not in page
    limit = client.get(reverse("progress:time_limit", args=[case.pk, "one_time_notice"]))
    assert "逐日列表" in limit.content.decode()
    assert client.get(reverse("progress:receipt_json", args=[case.pk])).json()["case"] == case.pk


@pytest.mark.parametrize("name", ["case", "receipt_json"])
def test_without_the_code_the_address_opens_nothing(case: Case, name: str) -> None:
    url = reverse(f"progress:{name}", args=[case.pk])
    assert Client().get(url).headers["Location"] == LOOK_UP
    other = world.citizen("张桂兰")
    second = world.filed(world.browser_of(other), other)
    client = Client()
    look_up(client, str(second.number), query_code(second))
    assert client.get(url).headers["Location"] == LOOK_UP


def test_wrong_number_and_wrong_code_are_told_alike(case: Case) -> None:
    unknown = case_number("220281031", clock.today(), 987654)
    client = Client()
    answers = [
        client.post(LOOK_UP, {"number": number, "code": code})
        for number, code in ((str(case.number), "A" * 12), (unknown, query_code(case)))
    ]
    said = [answer.context["form"].non_field_errors()[0] for answer in answers]
    assert said[0] == said[1]
    assert {answer.status_code for answer in answers} == {422}


@pytest.mark.clause("HOUSE-17")
def test_guessing_at_one_number_ends_soon_even_from_many_addresses(case: Case) -> None:
    tries = BUDGETS["query-code"].count
    for place in range(tries):
        client = Client(REMOTE_ADDR=f"10.1.{place}.1")
        assert look_up(client, str(case.number), "A" * 12) == 422
    late = Client(REMOTE_ADDR="10.9.9.9")
    answer = late.post(LOOK_UP, {"number": str(case.number), "code": query_code(case)})
    assert answer.status_code == 429
    text = answer.content.decode()
    assert "再试" in text and "有几处需要改一下" not in text
    assert f'value="{case.number}"' in text


@pytest.mark.clause("HOUSE-17")
def test_guessing_from_one_address_ends_soon_and_success_costs_nothing(case: Case) -> None:
    client = Client(REMOTE_ADDR="10.2.2.2")
    for _time in range(BUDGETS["query-code-address"].count + 2):
        assert look_up(client, str(case.number), query_code(case)) == 302
    for serial in range(BUDGETS["query-code-address"].count):
        assert look_up(client, case_number("220281031", clock.today(), 900000 + serial), "A" * 12) == 422
    assert look_up(client, str(case.number), query_code(case)) == 429


@pytest.mark.clause("HOUSE-35")
@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", ""),
        ("\x00", "\x00"),
        ("😀", "😀"),
        ("堃喆昇𠮷", "堃喆昇𠮷"),
        ("1" * 500, "A" * 500),
        ("220281031202611220000019", "A" * 12),
        ("'; DROP TABLE cases_case; --", "%"),
    ],
)
def test_anything_typed_gets_a_sentence_at_its_field(demo_city: None, number: str, code: str) -> None:
    answer = Client().post(LOOK_UP, {"number": number, "code": code})
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert answer.context["form"]["number"].value() == number


def test_a_draft_has_no_progress_and_its_number_nobody_knows(demo_city: None) -> None:
    person: Applicant = world.citizen("李敏")
    draft = world.begun(person)
    assert Client().get(reverse("progress:case", args=[draft.pk])).headers["Location"] == LOOK_UP


def test_an_opened_page_closes_after_half_an_hour(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    look_up(client, str(case.number), query_code(case))
    url = reverse("progress:case", args=[case.pk])
    assert client.get(url).status_code == 200
    monkeypatch.setattr(views, "machine_now", lambda: machine_time.machine_now() + timedelta(minutes=31))
    assert client.get(url).headers["Location"] == LOOK_UP


@pytest.mark.clause("HOUSE-33")
def test_the_page_asks_little_of_the_database(case: Case) -> None:
    client = Client()
    look_up(client, str(case.number), query_code(case))
    client.get(reverse("progress:case", args=[case.pk]))
    with counted(at_most=8):
        client.get(reverse("progress:case", args=[case.pk]))


@pytest.mark.clause("HOUSE-17")
def test_a_page_that_is_no_longer_open_says_why_it_asks_again(case: Case) -> None:
    answer = Client().get(reverse("progress:case", args=[case.pk]), follow=True)
    assert "只开放半小时" in answer.content.decode()
