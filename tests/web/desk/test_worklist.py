"""The worklist: order, lights, filters, pages, the way to a case by its number."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from onevisit.config.environment import DatabaseAddresses
from onevisit.law.lifecycle import Action
from onevisit.records import clock
from tests.cases import world
from tests.harness.statements import counted
from tests.web.desk.conftest import SignIn, staff_browser
from tests.web.desk.pages import many

WORKLIST_STATEMENTS = 6
_NUMBER = re.compile(r'<a class="number" href="/desk/cases/\d+/">([0-9A-Z]+)</a>')


def worklist(client: Client, **asked: str) -> str:
    """The worklist as text."""
    response = client.get(reverse("desk:worklist"), asked)
    assert response.status_code == 200
    return response.content.decode()


def numbers(page: str) -> list[str]:
    """The case numbers in the order of the list."""
    return _NUMBER.findall(page)


def test_an_empty_list_says_what_comes_next(browser_of: SignIn) -> None:
    page = worklist(browser_of(world.HANDLER))
    assert "今天没有待办" in page
    assert "快到期的排在最前面" in page
    assert "没有这样的办件" in worklist(browser_of(world.HANDLER), show="review")


def test_what_is_due_first_stands_first_with_a_light_in_words(demo_database: DatabaseAddresses) -> None:
    late, soon, fresh = world.accepted(), world.received(), None
    clock.shift(working_days=2)
    fresh = world.received()
    page = worklist(staff_browser(world.HANDLER))
    assert numbers(page) == [soon.number, fresh.number, late.number]
    assert "今天到期" in page
    clock.shift(working_days=1)
    page = worklist(staff_browser(world.HANDLER))
    assert "超期" in page and "已超期 1 个工作日" in page
    assert "李*" in page and "李敏" not in page


def test_every_case_is_on_exactly_one_page(browser_of: SignIn) -> None:
    many(world.received(), 104)
    client = browser_of(world.HANDLER)
    seen: list[str] = []
    address = reverse("desk:worklist")
    pages = 0
    while address:
        page = client.get(address).content.decode()
        seen += numbers(page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found.group(1).replace("&amp;", "&") if found else ""
        pages += 1
    assert pages == 4
    assert len(seen) == len(set(seen)) == 105


@pytest.mark.clause("HOUSE-35")
@pytest.mark.parametrize(
    "after", ["x", "2026-13-45_1", "none_", "none_x", "_", "2026-03-01_" + "9" * 40, "none_²"]
)
def test_a_page_that_never_was_leads_to_the_first(browser_of: SignIn, after: str) -> None:
    answer = browser_of(world.HANDLER).get(reverse("desk:worklist"), {"after": after})
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("desk:worklist")


def test_filters_show_what_waits_for_whom(browser_of: SignIn) -> None:
    plain, drafted, asked = world.accepted(), world.accepted(), world.accepted()
    world.review(drafted)
    world.do(drafted, Action.DRAFT_DECISION, world.HANDLER, outcome="grant")
    world.do(asked, Action.REQUEST_EXTENSION, world.HANDLER, days=5, reason="需要现场核查多处")
    signer, head, handler = browser_of(world.SIGNER), browser_of(world.HEAD), browser_of(world.HANDLER)
    assert numbers(worklist(signer, show="signing")) == [drafted.number]
    assert numbers(worklist(head, show="extension")) == [asked.number]
    assert numbers(worklist(handler, show="mine")) == [drafted.number]
    assert set(numbers(worklist(handler, show="review"))) == {plain.number, drafted.number, asked.number}
    page = worklist(handler)
    assert "待签发" in page and "延期待批准" in page


def test_a_procedure_that_stops_the_clock_is_shown_as_such(browser_of: SignIn) -> None:
    case = world.accepted(electronic_service_agreed=True)
    world.do(
        case,
        Action.START_SPECIAL_PROCEDURE,
        world.HANDLER,
        procedure="testing",
        days=5,
        reason="抽样检测",
    )
    page = worklist(browser_of(world.HANDLER))
    assert "light--special" in page
    assert "正在检测" in page


@pytest.mark.clause("JH-41.4")
def test_a_number_opens_only_what_one_may_see(browser_of: SignIn) -> None:
    case = world.received()
    assert case.number is not None
    address = reverse("desk:worklist")
    found = browser_of(world.HANDLER).get(address, {"number": f" {case.number.lower()} "})
    assert found.headers.get("Location") == reverse("desk:case", args=[case.pk])
    hidden = browser_of(world.OUTSIDER).get(address, {"number": case.number})
    assert hidden.status_code == 422
    assert "不在您的办理范围内" in hidden.content.decode()


@pytest.mark.clause("HOUSE-35")
@pytest.mark.parametrize(
    "typed", ["1", "220281", "一二三", "x" * 300, "😀", "\x00", "22028103120261122000001A"]
)
def test_a_wrong_number_is_said_at_the_field_and_kept(browser_of: SignIn, typed: str) -> None:
    answer = browser_of(world.HANDLER).get(reverse("desk:worklist"), {"number": typed})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'aria-describedby="number-fault"' in page


def test_the_worklist_costs_six_statements_however_many_cases(browser_of: SignIn) -> None:
    many(world.received(), 104)
    client = browser_of(world.HANDLER)
    worklist(client)
    with counted(WORKLIST_STATEMENTS):
        worklist(client)


def test_strangers_and_applicants_see_no_worklist(client: Client, browser_of: SignIn) -> None:
    assert client.get(reverse("desk:worklist")).status_code == 302
    applicant = Client()
    account = world.person().account
    assert account is not None
    applicant.force_login(account)
    assert applicant.get(reverse("desk:worklist")).status_code in (302, 403)
