"""What is listed is what can be opened: for everybody of the city, and over random worlds of powers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onevisit.cases import own_cases, queries, window_lists
from onevisit.cases.models import Case
from onevisit.law.items import Channel
from onevisit.law.lifecycle import Action, State
from onevisit.law.powers import (
    DELEGABLE,
    OVER_ITEMS,
    DelegationInForce,
    HeldRole,
    PowerKind,
    Role,
    grants_of,
)
from onevisit.organization.authorization import holds, scope
from onevisit.organization.models import Hall, Staff
from onevisit.organization.workers import Worker, worker_of
from onevisit.people.models import Applicant
from onevisit.records import clock
from onevisit.records.clock import SHANGHAI
from tests.cases import world

pytestmark = pytest.mark.usefixtures("city")

MOST = 1000


def everybody() -> Iterator[tuple[str, Worker]]:
    """Every member of staff of the city who can act today."""
    for account_id, name in Staff.objects.order_by("pk").values_list("account_id", "account__username"):
        found = worker_of(account_id, clock.today())
        assert found is not None
        yield name, found


@pytest.fixture
def cases() -> list[Case]:
    """Cases of several departments, halls and states, drafts among them."""
    found = [
        world.draft(),
        world.draft(channel=Channel.WEB),
        world.received(),
        world.accepted(),
        world.decided(),
        world.delivered(),
        world.received(world.SOLE_TRADER),
        world.received("公共场所卫生许可"),
        world.received("取水许可"),
    ]
    filed = world.draft(channel=Channel.WEB)
    filed.materials.filter(supply="missing").update(supply="supplied")
    world.do(filed, Action.FILE, world.owner(filed))
    township = Hall.objects.exclude(pk=filed.hall_id).order_by("pk").last()
    assert township is not None
    elsewhere = world.received()
    Case.objects.filter(pk=elsewhere.pk).update(hall=township)
    return [*found, filed, elsewhere]


def can_open(worker: Worker, case: Case) -> bool:
    """Whether the case page would show it."""
    try:
        queries.case_for(worker, case.pk)
    except Case.DoesNotExist:
        return False
    return True


@pytest.mark.clause("HOUSE-10")
def test_everybody_can_open_exactly_what_is_listed_for_him(cases: list[Case]) -> None:
    opened_by_somebody: set[int] = set()
    for name, worker in everybody():
        visible = set(queries.visible(worker).values_list("pk", flat=True))
        opened = {case.pk for case in Case.objects.all() if can_open(worker, case)}
        assert visible == opened, name
        opened_by_somebody |= opened
        for power in set(PowerKind) - OVER_ITEMS:
            listed = {row.case.pk for row in queries.worklist(worker, power, size=MOST).rows}
            assert listed <= opened, (name, power)
        for page in (
            window_lists.to_take_over(worker, size=MOST).cases,
            window_lists.to_hand_out(worker, size=MOST).cases,
            window_lists.to_register(worker, size=MOST),
            window_lists.taken_in_today(worker, size=MOST),
        ):
            assert {case.pk for case in page} <= opened, name
    assert opened_by_somebody == set(Case.objects.exclude(state=State.DRAFT).values_list("pk", flat=True))


@pytest.mark.clause("HOUSE-10")
def test_a_draft_of_the_web_is_listed_for_no_member_of_staff(cases: list[Case]) -> None:
    drafts = set(Case.objects.filter(state=State.DRAFT, channel="web").values_list("pk", flat=True))
    assert drafts
    for name, worker in everybody():
        parked = {case.pk for case in window_lists.parked(worker, whole_hall=True, size=MOST)}
        assert not parked & drafts, name
        for pk in drafts:
            with pytest.raises(Case.DoesNotExist):
                window_lists.case_at_window(worker, pk)


THREE = {
    "handler": (world.HANDLER, world.SECOND_HANDLER, world.OUTSIDER),
    "signer": (world.SIGNER, world.HEAD, "health-signer"),
    "clerk": (world.CLERK, world.SECOND_CLERK, "township1"),
    "issuer": (world.ISSUER, "issuing2", "township2"),
}


@pytest.mark.clause("HOUSE-10")
@pytest.mark.parametrize("role", THREE)
def test_owner_and_colleague_see_the_case_and_the_outsider_does_not(role: str) -> None:
    case = world.accepted()
    owner, colleague, outsider = (world.worker(name) for name in THREE[role])
    assert can_open(owner, case)
    assert can_open(colleague, case)
    assert not can_open(outsider, case)
    assert case.pk not in set(queries.visible(outsider).values_list("pk", flat=True))


@pytest.mark.clause("HOUSE-10")
def test_an_applicant_sees_his_own_cases_and_a_stranger_none_of_them(cases: list[Case]) -> None:
    owner = world.person()
    stranger = Applicant.objects.filter(kind="person", account__isnull=False).order_by("pk").last()
    assert stranger is not None and stranger.pk != owner.pk
    assert owner.account_id is not None and stranger.account_id is not None
    own = set(queries.of_account(owner.account_id).values_list("pk", flat=True))
    at_windows = Case.objects.filter(state=State.DRAFT, channel="window")
    filed_or_web = Case.objects.filter(applicant=owner).exclude(pk__in=at_windows)
    assert own == set(filed_or_web.values_list("pk", flat=True))
    assert at_windows.exists(), "what a clerk is still writing is his"
    assert not queries.of_account(stranger.account_id).exists()
    assert not own_cases.listed(stranger.account_id).exists()
    assert set(own_cases.listed(owner.account_id).values_list("pk", flat=True)) <= own
    for pk in own:
        assert queries.case_of_account(owner.account_id, pk).pk == pk
        with pytest.raises(Case.DoesNotExist):
            queries.case_of_account(stranger.account_id, pk)


@dataclass(frozen=True)
class Place:
    """The values of a case that powers look at."""

    department_id: int
    hall_id: int
    item_code: str
    received_at: datetime | None
    acceptance_delegated: bool
    decision_delegated: bool
    recused: list[int]


MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
DEPARTMENTS, HALLS, ITEMS = (1, 2, 3), (1, 2, 3), ("a", "b", "c")
STAFF = (1, 2)
places = st.builds(
    Place,
    st.sampled_from(DEPARTMENTS),
    st.sampled_from(HALLS),
    st.sampled_from(ITEMS),
    st.sampled_from([None, MOMENT]),
    st.booleans(),
    st.booleans(),
    st.lists(st.sampled_from(STAFF), max_size=2),
)
roles = st.builds(
    HeldRole, st.sampled_from(Role), st.sampled_from(DEPARTMENTS), st.frozensets(st.sampled_from(HALLS))
)
delegations = st.builds(
    DelegationInForce,
    st.sampled_from(DEPARTMENTS),
    st.sampled_from(DEPARTMENTS),
    st.frozensets(st.sampled_from(sorted(DELEGABLE))),
    st.frozensets(st.sampled_from(ITEMS)),
)


@pytest.mark.clause("HOUSE-10", "JH-13")
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(roles, max_size=4),
    st.lists(delegations, max_size=4),
    st.lists(delegations, max_size=2),
    st.lists(places, min_size=1, max_size=12),
)
def test_in_random_worlds_the_filter_and_the_check_of_one_case_say_the_same(
    held: list[HeldRole],
    moved: list[DelegationInForce],
    ended: list[DelegationInForce],
    where: list[Place],
) -> None:
    """The filter runs in the database over these very values, as a table of its own."""
    worker = replace(world.worker(world.HANDLER), staff_id=1, grants=grants_of(held, moved, ended))
    rows = ", ".join(["(%s, %s, %s, %s, %s::timestamptz, %s, %s, %s::integer[])"] * len(where))
    values: list[int | str | datetime | list[int] | None] = [
        value
        for number, place in enumerate(where)
        for value in (
            number,
            place.department_id,
            place.hall_id,
            place.item_code,
            place.received_at,
            place.acceptance_delegated,
            place.decision_delegated,
            place.recused,
        )
    ]
    for power in PowerKind:
        opened = {number for number, place in enumerate(where) if holds(worker, power, place)}
        assert listed_by(scope(worker, power), rows, values) == opened, power


def listed_by(condition: Q, rows: str, values: list[int | str | datetime | list[int] | None]) -> set[int]:
    """The numbers of the rows that the filter lets through."""
    try:
        found = Case.objects.filter(condition).values_list("pk", flat=True).query.sql_with_params()
    except EmptyResultSet:
        return set()
    statement, parameters = found
    columns = "id, department_id, hall_id, item_code, received_at, acceptance_delegated, "
    columns += "decision_delegated, recused"
    table = f'"cases_case" ({columns}) AS (VALUES {rows})'
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {table} {statement}", [*values, *parameters])
        return {pk for (pk,) in cursor.fetchall()}
