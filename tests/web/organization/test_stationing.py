"""Stationed items: received where they are stationed, gaps listed, exemptions decided by two leaders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from onevisit.law.items import CaseRoute
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.stationing import StationedPower, missing_powers, needed_powers
from onevisit.organization.models import Exemption, Stationing
from onevisit.records import clock
from tests.cases import world
from tests.harness.statements import counted
from tests.web.desk.conftest import SignIn
from tests.web.organization.conftest import send, staff


@pytest.mark.clause("RULE-26", "JH-8.2")
@given(
    st.sampled_from(CaseRoute), st.booleans(), st.booleans(), st.frozensets(st.sampled_from(StationedPower))
)
def test_a_gap_is_exactly_what_the_item_calls_for_and_was_not_given(
    route: CaseRoute, on_site: bool, with_fees: bool, held: frozenset[StationedPower]
) -> None:
    needed = needed_powers(route, on_site=on_site, with_fees=with_fees)
    assert set(missing_powers(needed, held)) == needed - held
    assert (StationedPower.APPRAISAL in needed) == on_site
    assert (StationedPower.FEES in needed) == with_fees
    assert len(needed) == 1 + on_site + with_fees


def here() -> Stationing:
    """The food licence in the main hall."""
    return Stationing.objects.get(
        item_code=world.version(world.FOOD_LICENCE).item.code, hall__staff=staff(world.HEAD)
    )


def terms(**changed: Any) -> dict[str, Any]:
    return {
        "given": [],
        "authorised_by": "局长",
        "document": "蛟市监授〔2026〕1号",
        "valid_from": clock.today().isoformat(),
        **changed,
    }


@pytest.mark.clause("JH-10", "JH-10a", "JH-40.1")
def test_what_is_not_stationed_in_the_hall_is_not_received_there(browser_of: SignIn) -> None:
    one, head = here(), browser_of(world.HEAD)
    end = reverse("organization:withdraw_item", args=[one.hall_id, one.item_code])
    assert send(head, end).status_code == 302
    assert world.received().number, "it is served until the end of the day"
    Stationing.objects.filter(pk=one.pk).update(
        valid_from=clock.today() - timedelta(days=9), valid_to=clock.today() - timedelta(days=1)
    )
    case = world.draft()
    with pytest.raises(Refusal) as refused:
        world.do(case, Action.RECEIVE, world.CLERK)
    assert refused.value.code == "not_stationed" and "没有进驻" in str(refused.value)
    again = reverse("organization:station_item", args=[one.hall_id, one.item_code])
    assert send(head, again, **terms(given=["promised"])).status_code == 302
    world.do(case, Action.RECEIVE, world.CLERK)


@pytest.mark.clause("RULE-26", "JH-8.1", "JH-8.2", "JH-40.2")
def test_a_power_not_given_shows_as_a_gap_until_it_is_given(browser_of: SignIn) -> None:
    one, head = here(), browser_of(world.HEAD)
    address = reverse("organization:station_item", args=[one.hall_id, one.item_code])
    assert send(head, address, **terms()).status_code == 302
    item = world.version(world.FOOD_LICENCE)
    gaps = reverse("organization:gaps")
    listed = head.get(gaps).content.decode()
    assert f"/{one.item_code}/" in listed and item.name in listed
    assert send(head, address, **terms(given=one.needed)).status_code == 302
    assert f"/{one.item_code}/" not in head.get(gaps).content.decode()
    page = head.get(reverse("organization:stationed_items", args=[one.department_id, one.hall_id]))
    assert "蛟市监授〔2026〕1号" in page.content.decode()
    foreign = browser_of("health-head")
    assert send(foreign, address, **terms()).status_code == 403


@pytest.mark.clause("JH-10c")
def test_an_exemption_passes_department_agency_and_two_leaders(browser_of: SignIn) -> None:
    one, head, manager = here(), browser_of(world.HEAD), browser_of("manager")
    asked = {"item": one.item_code, "basis": "《保守国家秘密法》", "reasons": "涉密场所"}
    assert send(head, reverse("organization:new_exemption"), **asked).status_code == 302
    assert send(head, reverse("organization:new_exemption"), **asked).status_code == 409
    exemption = Exemption.objects.get()
    decide = reverse("organization:decide_exemption", args=[exemption.pk])
    decision = {
        "approved": "yes",
        "leader_in_charge": "张副市长",
        "chief_leader": "李市长",
        "document": "蛟政批〔2026〕7号",
        "decided_on": clock.today().isoformat(),
        "valid_to": (clock.today() + timedelta(days=30)).isoformat(),
    }
    assert send(manager, decide, **decision).status_code == 409, "first the agency examines"
    review = reverse("organization:review_exemption", args=[exemption.pk])
    assert send(manager, review, review="确有法律特殊规定，同意报请决定。").status_code == 302
    alone = send(manager, decide, **{**decision, "chief_leader": "张副市长"})
    assert alone.status_code == 409 and "两个人都要决定" in alone.content.decode()
    assert send(manager, decide, **decision).status_code == 302
    page = head.get(reverse("organization:exemption", args=[exemption.pk])).content.decode()
    assert "张副市长" in page and "李市长" in page and "蛟政批〔2026〕7号" in page
    Stationing.objects.filter(pk=one.pk).delete()
    case = world.received()
    assert case.number, "exempt: no gap"
    Exemption.objects.update(
        decided_on=clock.today() - timedelta(days=9), valid_to=clock.today() - timedelta(days=1)
    )
    with pytest.raises(Refusal, match="没有进驻"):
        world.received()


def test_the_pages_cost_few_statements(browser_of: SignIn) -> None:
    client = browser_of(world.CLERK)
    one = here()
    for address in (
        reverse("organization:stationing"),
        reverse("organization:gaps"),
        reverse("organization:stationed_items", args=[one.department_id, one.hall_id]),
        reverse("organization:exemptions"),
    ):
        client.get(address)
        with counted(at_most=9):
            client.get(address)
