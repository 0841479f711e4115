"""The holder's page of granted uses and the officer's page of the code, as they are used."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onevisit.accounts.rate_limit import BUDGETS
from onevisit.law.lifecycle import Action
from onevisit.licences.models import GrantedUse, Licence
from onevisit.organization.models import Staff
from onevisit.records import clock
from tests.accounts.signing_in import be_signed_in
from tests.cases import world
from tests.web.window.world import desk

pytestmark = pytest.mark.usefixtures("demo_city")

RARE = "𬱖𬟁"


@pytest.fixture
def licence(demo_city: None) -> Iterator[Licence]:
    """A food licence just issued to Li Min."""
    case = world.decided()
    world.do(case, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True, licence_number="JY1220281000078")
    yield Licence.objects.get(case_id=case.pk)


@pytest.fixture
def holder(licence: Licence) -> Client:
    """Li Min's telephone."""
    client = Client()
    assert licence.holder.account is not None
    be_signed_in(client, licence.holder.account)
    return client


def form(**changes: str) -> dict[str, str]:
    """A complete form of the holder."""
    office = Staff.objects.get(account__username="market-handler").department_id
    return {
        "idempotency_key": uuid.uuid4().hex,
        "department": str(office),
        "purpose": f"办理{RARE}公司银行开户",
        "day": clock.today().isoformat(),
        **changes,
    }


def look(client: Client, code: str) -> tuple[int, str]:
    """What an officer gets who types this code."""
    answer = client.post(reverse("register:shown"), {"idempotency_key": uuid.uuid4().hex, "code": code})
    return answer.status_code, answer.content.decode()


@pytest.mark.clause("RULE-35", "JH-31", "GX-14")
def test_the_holder_gives_a_code_and_the_officer_sees_the_licence_once(
    licence: Licence, holder: Client
) -> None:
    address = reverse("wallet:uses", args=[licence.pk])
    page = holder.post(address, form(), follow=True).content.decode()
    use = GrantedUse.objects.get()
    assert use.spaced_code in page
    assert f"办理{RARE}公司银行开户" in page
    officer = desk("market-handler2")
    status, shown = look(officer, use.spaced_code.lower())
    assert status == 200
    assert licence.holder_name in shown and f"办理{RARE}公司银行开户" in shown
    status, again = look(officer, use.code)
    assert status == 409 and licence.holder_name not in again and "已经用过" in again
    page = holder.get(address).content.decode()
    assert use.spaced_code not in page
    assert Staff.objects.get(account__username="market-handler2").name in page


@pytest.mark.clause("GX-15")
def test_the_holder_takes_it_back_and_a_stranger_can_not(licence: Licence, holder: Client) -> None:
    holder.post(reverse("wallet:uses", args=[licence.pk]), form())
    use = GrantedUse.objects.get()
    address = reverse("wallet:take_back", args=[licence.pk, use.pk])
    assert desk("market-handler").post(address).status_code == 403
    assert holder.post(address).status_code == 302
    assert holder.post(address).status_code == 409
    status, page = look(desk("market-handler"), use.code)
    assert status == 409 and "收回" in page


@pytest.mark.parametrize(
    "changes",
    [
        {"department": ""},
        {"department": "99999999999999999999"},
        {"department": "x\0"},
        {"purpose": ""},
        {"purpose": "办\0理银行开户"},
        {"purpose": "长" * 101},
        {"day": ""},
        {"day": "2026-02-30"},
        {"day": "今天"},
    ],
)
def test_a_wrong_form_is_kept_and_nothing_is_granted(
    licence: Licence, holder: Client, changes: dict[str, str]
) -> None:
    answer = holder.post(reverse("wallet:uses", args=[licence.pk]), form(**changes))
    assert answer.status_code == 422
    assert not GrantedUse.objects.exists()


def test_a_day_that_can_not_be_granted_is_refused_with_what_was_typed(
    licence: Licence, holder: Client
) -> None:
    late = (clock.today() + timedelta(days=60)).isoformat()
    answer = holder.post(reverse("wallet:uses", args=[licence.pk]), form(day=late))
    assert answer.status_code == 409
    assert f"办理{RARE}公司银行开户" in answer.content.decode()


@pytest.mark.parametrize("typed", ["", "\0\0", "A" * 41])
def test_what_is_no_code_is_asked_again(typed: str) -> None:
    assert look(desk("market-handler"), typed)[0] == 422


@pytest.mark.clause("HOUSE-17")
def test_guessing_ends_after_ten_wrong_codes_and_a_right_one_costs_nothing(
    licence: Licence, holder: Client
) -> None:
    officer, most = desk("market-handler"), BUDGETS["licence-code"].count
    for wrong in range(most - 1):
        assert look(officer, f"2222222{wrong}")[0] == 409
    for _right in range(2):
        holder.post(reverse("wallet:uses", args=[licence.pk]), form())
        assert look(officer, GrantedUse.objects.latest("pk").code)[0] == 200
    assert look(officer, "𬱖𬟁𬱖𬟁")[0] == 409
    holder.post(reverse("wallet:uses", args=[licence.pk]), form())
    code = GrantedUse.objects.latest("pk").code
    assert look(officer, code)[0] == 429
    assert look(desk("market-handler2"), code)[0] == 200, "the budget is each officer's own"
