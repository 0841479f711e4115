"""Posts with A and B: exactly one holds the powers at any moment, whatever comes and goes (AS-3.3d)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onevisit.law.posts import AbsenceKind, PostHolders, on_duty
from onevisit.law.powers import PowerKind, Role
from onevisit.law.refusal import Refusal
from onevisit.organization import posts
from onevisit.organization.authorization import holds
from onevisit.organization.models import Absence, Post, RoleAssignment, Staff
from onevisit.records import clock, installation
from tests.cases import world

people = st.integers(min_value=1, max_value=5)
REASON = "外出开会"


@pytest.mark.clause("AS-3.3d")
@given(people, people, st.none() | people, st.frozensets(people))
def test_exactly_one_is_on_duty_or_the_post_is_unmanned(
    holder_a: int, holder_b: int, stand_in: int | None, absent: frozenset[int]
) -> None:
    holder = on_duty(PostHolders(holder_a, holder_b, stand_in), absent)
    present = [one for one in (holder_a, holder_b, stand_in) if one is not None and one not in absent]
    assert holder == (present[0] if present else None)
    if holder == holder_b != holder_a:
        assert holder_a in absent, "B never acts while A is there"


def staff(username: str) -> Staff:
    return Staff.objects.select_related("department", "hall").get(account__username=username)


def away(who: str, hours: int = 4, *, by: str = "", starts_in: int = 0, note: str = "") -> Absence:
    """Registers an absence from now, or from some hours on, for some hours."""
    starts = clock.now() + timedelta(hours=starts_in)
    made = posts.register_absence(
        staff(who),
        starts,
        starts + timedelta(hours=hours),
        AbsenceKind.ERRAND,
        note,
        world.worker(by or who),
        REASON,
        uuid.uuid4().hex,
    )
    return Absence.objects.select_related("staff").get(pk=made)


def back(absence: Absence, by: str) -> None:
    posts.end_absence(absence, world.worker(by), "会议提前结束", uuid.uuid4().hex)


def pass_time(span: timedelta) -> None:
    installation.store_clock_offset(installation.facts().clock_offset + span)


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("AS-3.3d")
def test_b_has_the_powers_and_the_worklist_of_a_the_moment_he_is_away_and_loses_them_when_he_is_back() -> (
    None
):
    """The issuing clerk at window 7 has no other role than his B, and the signer's B is the head."""
    case = world.accepted()
    absence = away(world.SIGNER)
    signer, head = world.worker(world.SIGNER), world.worker(world.HEAD)
    assert signer.away and not signer.grants and not signer.roles
    assert Role.SIGNER in head.roles and signer.staff_id in head.acts_for
    back(absence, world.SIGNER)
    signer, head = world.worker(world.SIGNER), world.worker(world.HEAD)
    assert holds(signer, PowerKind.SIGN, case) and Role.SIGNER not in head.roles and not head.acts_for


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("AS-3.3d")
def test_the_end_of_an_absence_comes_by_itself() -> None:
    away(world.HANDLER, hours=2)
    assert world.worker(world.SECOND_HANDLER).acts_for
    pass_time(timedelta(hours=2, seconds=1))
    assert not world.worker(world.SECOND_HANDLER).acts_for
    assert Role.HANDLER in world.worker(world.HANDLER).roles


moves = st.lists(
    st.tuples(st.sampled_from(["a", "b", "wait"]), st.integers(min_value=1, max_value=5)),
    min_size=3,
    max_size=10,
)


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("AS-3.3d")
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves)
def test_in_random_days_a_and_b_never_act_at_once_and_never_neither_while_one_is_there(
    days: list[tuple[str, int]],
) -> None:
    """The sealkeeper's post: its B manages the hall and keeps seals only in A's place."""
    holder_a, holder_b = "sealkeeper", "manager"
    for who, hours in days:
        if who == "wait":
            pass_time(timedelta(minutes=47 * hours))
        else:
            name = holder_a if who == "a" else holder_b
            running = Absence.objects.filter(staff=staff(name), ends_at__gt=clock.now()).first()
            if running is None:
                away(name, hours)
            else:
                back(running, name)
        one, two = world.worker(holder_a), world.worker(holder_b)
        seals = [Role.SEAL_KEEPER in person.roles for person in (one, two)]
        assert sum(seals) <= 1, "both never act at once"
        assert sum(seals) == (0 if one.away and two.away else 1), "no gap"
    Absence.objects.all().delete()


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("AS-3.3d")
def test_both_away_the_post_is_unmanned_until_the_chief_names_somebody_for_the_day() -> None:
    post = Post.objects.get(name="市场监管局首席代表岗")
    other = staff(world.SECOND_HANDLER)
    posts.appoint_chief(
        staff(world.HEAD),
        post.hall_id,
        "蛟市监人〔2026〕4号",
        clock.today(),
        world.worker(world.HEAD),
        REASON,
        uuid.uuid4().hex,
    )
    with pytest.raises(Refusal, match="有人在岗"):
        posts.name_stand_in(post, other, world.worker(world.HEAD), REASON, uuid.uuid4().hex)
    away(world.SIGNER)
    absence = away(world.HEAD, hours=30)
    assert posts.manning([post], clock.now())[0].on_duty is None
    assert post in posts.unmanned_posts(world.worker(world.HANDLER), clock.now())
    with pytest.raises(Refusal, match="没有“指定当日顶岗人员”的权限"):
        posts.name_stand_in(post, other, world.worker(world.HANDLER), REASON, uuid.uuid4().hex)
    posts.name_stand_in(post, other, world.worker("manager"), REASON, uuid.uuid4().hex)
    assert Role.SIGNER in world.worker(world.SECOND_HANDLER).roles
    back(absence, world.HEAD)
    assert Role.SIGNER not in world.worker(world.SECOND_HANDLER).roles, (
        "B is back: the stand-in is not needed"
    )
    away(world.HEAD, hours=48)
    pass_time(timedelta(days=1))
    assert Role.SIGNER not in world.worker(world.SECOND_HANDLER).roles, "named for one day only"


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("AS-3.3d")
def test_a_post_carries_only_what_it_names_and_what_a_himself_holds() -> None:
    agency = staff("sealkeeper").department
    post = Post.objects.get(name="印章保管岗")
    RoleAssignment.objects.create(
        staff=staff("sealkeeper"),
        role=Role.ISSUING_CLERK.value,
        department=agency,
        hall=post.hall,
        valid_from=clock.today(),
    )
    away("sealkeeper")
    assert world.worker("manager").roles == {Role.HALL_MANAGER, Role.SEAL_KEEPER}


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("AS-3.3d", "JH-41.4")
def test_an_absence_is_registered_by_the_person_or_his_chief_and_never_for_the_past() -> None:
    with pytest.raises(Refusal, match="没有“登记离岗”的权限"):
        away(world.HANDLER, by=world.SECOND_HANDLER)
    past = clock.now() - timedelta(hours=3)
    with pytest.raises(Refusal, match="返岗时间要晚于离岗时间"):
        posts.register_absence(
            staff(world.HANDLER),
            past,
            past + timedelta(hours=1),
            AbsenceKind.SHORT,
            "",
            world.worker(world.HANDLER),
            REASON,
            uuid.uuid4().hex,
        )
    first = away(world.HANDLER, by=world.HEAD, note="3 号件等补正")
    assert first.starts_at >= past and first.handover_note == "3 号件等补正"
    with pytest.raises(Refusal, match="已经登记过离岗"):
        away(world.HANDLER, starts_in=1)


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("AS-3.2b", "JH-8.4")
def test_a_chief_representative_can_sign_and_there_is_one_at_a_time() -> None:
    hall = staff(world.HEAD).hall_id
    assert hall is not None
    head = world.worker(world.HEAD)

    def appoint(who: str, day: datetime) -> None:
        posts.appoint_chief(staff(who), hall, "任命", day.date(), head, REASON, uuid.uuid4().hex)

    with pytest.raises(Refusal, match="没有签发权"):
        appoint(world.HANDLER, clock.now())
    appoint(world.SIGNER, clock.now())
    appoint(world.HEAD, clock.now() + timedelta(days=2))
    department = head.department_id
    assert posts.is_chief(world.worker(world.SIGNER), department, hall)
    pass_time(timedelta(days=2))
    assert not posts.is_chief(world.worker(world.SIGNER), department, hall)
    assert posts.is_chief(world.worker(world.HEAD), department, hall)
