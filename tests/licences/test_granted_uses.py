"""One look for one office on one day: used, expired, foreign, taken back, raced for (rule 35, JH-31)."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from onevisit.config.environment import DatabaseAddresses
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.licences import granting
from onevisit.licences.models import GrantedUse, Licence
from onevisit.organization.models import Department, Staff
from onevisit.records import clock, installation
from onevisit.records.models import AccessLogRow, Message
from tests.cases import world

OFFICER, COLLEAGUE, FOREIGNER = "market-handler", "market-handler2", "health-handler"


def key() -> str:
    """A fresh idempotency key."""
    return uuid.uuid4().hex


def issued() -> Licence:
    """A food licence just issued to Li Min."""
    case = world.decided()
    world.do(case, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True, licence_number="JY1220281000077")
    return Licence.objects.get(case_id=case.pk)


@pytest.fixture
def licence(demo_city: None) -> Iterator[Licence]:
    """The licence whose holder grants uses; the clock is set back afterwards."""
    yield issued()
    installation.store_clock_offset(timedelta(0))


def office() -> Department:
    """The office of the officer and his colleague."""
    return Staff.objects.get(account__username=OFFICER).department


def granted(licence: Licence, *, day: date | None = None, purpose: str = "办理银行开户") -> GrantedUse:
    """A use that Li Min grants to the office, today if not said otherwise."""
    account = licence.holder.account_id
    assert account is not None
    return granting.grant(
        licence,
        account,
        key(),
        department_id=office().pk,
        day=day or clock.today(),
        purpose=purpose,
    )


def look_refused(username: str, typed: str) -> str:
    """The code of the refusal that this officer gets."""
    with pytest.raises(Refusal) as refused:
        granting.look(world.worker(username), key(), typed)
    return refused.value.code


@pytest.mark.clause("RULE-35", "JH-31", "HOUSE-15")
def test_an_officer_looks_once_and_the_holder_sees_who_and_when(licence: Licence) -> None:
    use = granted(licence)
    shown = granting.look(world.worker(OFFICER), key(), use.code)
    assert shown.licence == licence
    assert shown.purpose == "办理银行开户"
    kept = granting.uses_of(licence)[0]
    assert kept.used_by == Staff.objects.get(account__username=OFFICER)
    assert kept.used_at is not None and not kept.is_open
    line = AccessLogRow.objects.filter(action="licence.look", allowed=True).latest("recorded_at")
    assert line.subject_id == licence.pk
    assert line.actor_id == kept.used_by_id
    told = Message.objects.get(template="licence.shown")
    assert told.account_id == licence.holder.account_id
    assert look_refused(OFFICER, use.code) == "grant_used"
    assert look_refused(COLLEAGUE, use.code) == "grant_used"


@pytest.mark.clause("HOUSE-2")
def test_a_lost_answer_is_given_again_for_ten_minutes_and_then_no_more(licence: Licence) -> None:
    use, same = granted(licence), key()
    granting.look(world.worker(OFFICER), same, use.code)
    granting.look(world.worker(OFFICER), same, use.code)
    assert Message.objects.filter(template="licence.shown").count() == 1
    installation.store_clock_offset(timedelta(minutes=11))
    with pytest.raises(Refusal) as refused:
        granting.look(world.worker(OFFICER), same, use.code)
    assert refused.value.code in ("grant_used", "grant_expired")


@pytest.mark.clause("RULE-35")
def test_a_foreign_office_and_an_invented_code_are_refused_and_logged(licence: Licence) -> None:
    use = granted(licence)
    assert look_refused(FOREIGNER, use.code) == "granted_to_another_office"
    assert look_refused(OFFICER, "22222222") == "no_such_code"
    codes = AccessLogRow.objects.filter(action="licence.look", allowed=False).values_list("detail", flat=True)
    assert {"granted_to_another_office", "no_such_code"} <= {detail["code"] for detail in codes}
    use.refresh_from_db()
    assert use.used_at is None


@pytest.mark.clause("RULE-35")
def test_the_code_works_on_its_one_day_only(licence: Licence) -> None:
    tomorrow = granted(licence, day=clock.today() + timedelta(days=1))
    today = granted(licence)
    assert look_refused(OFFICER, tomorrow.code) == "grant_too_early"
    installation.store_clock_offset(timedelta(days=1))
    assert look_refused(OFFICER, today.code) == "grant_expired"
    assert granting.look(world.worker(OFFICER), key(), tomorrow.code).licence == licence


@pytest.mark.clause("RULE-35", "GX-15")
def test_the_holder_takes_a_code_back_until_it_was_used(licence: Licence) -> None:
    use, other = granted(licence), granted(licence)
    granting.take_back(licence, use.pk)
    assert look_refused(OFFICER, use.code) == "grant_taken_back"
    granting.look(world.worker(OFFICER), key(), other.code)
    with pytest.raises(Refusal) as refused:
        granting.take_back(licence, other.pk)
    assert refused.value.code == "grant_used"
    with pytest.raises(GrantedUse.DoesNotExist):
        granting.take_back(licence, 2**62)


@pytest.mark.clause("RULE-35")
@pytest.mark.parametrize("spelled", ["{0}-{1}", "{0} {1}", " {0}{1} "])
def test_a_code_is_found_however_it_is_spaced_or_typed_wide(licence: Licence, spelled: str) -> None:
    code = granted(licence).code
    typed = spelled.format(code[:4].lower(), code[4:])
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in typed)
    assert granting.look(world.worker(OFFICER), key(), wide).licence == licence


@pytest.mark.clause("RULE-35")
def test_what_the_holder_can_not_grant(licence: Licence) -> None:
    today = clock.today()
    for day in (today - timedelta(days=1), today + timedelta(days=31)):
        with pytest.raises(Refusal) as refused:
            granted(licence, day=day)
        assert refused.value.code == "day_out_of_range"
    with pytest.raises(Refusal) as refused:
        granted(licence, purpose="  办 ")
    assert refused.value.code == "purpose_needed"
    licence.state = "annulled"
    with pytest.raises(Refusal) as refused:
        granted(licence)
    assert refused.value.code == "licence_not_in_force"


def test_the_database_keeps_no_code_in_clear_and_no_use_that_was_taken_back(licence: Licence) -> None:
    use = granted(licence, purpose="𬱖𬟁公司年检")
    with connection.cursor() as cursor:
        cursor.execute("SELECT granteduse::text FROM licences_granteduse AS granteduse")
        stored = str(cursor.fetchall())
    assert use.code not in stored and "公司年检" not in stored
    use.refresh_from_db()
    assert use.purpose == "𬱖𬟁公司年检"
    use.used_by_id, use.used_at, use.taken_back_at = office().staff.first().pk, clock.now(), clock.now()  # type: ignore[union-attr]
    with pytest.raises(IntegrityError), transaction.atomic():
        use.save()


def two_at_once(code: str) -> list[str]:
    """Two officers of the office send the code at the same moment; what each got."""
    start = threading.Barrier(2)

    def one(username: str) -> str:
        try:
            who = world.worker(username)
            start.wait(10)
            granting.look(who, key(), code)
            return "seen"
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(one, (OFFICER, COLLEAGUE)))


@pytest.mark.clause("RULE-35", "HOUSE-5")
def test_of_two_officers_at_once_one_sees_the_licence(demo_database: DatabaseAddresses) -> None:
    licence = issued()
    for _round in range(5):
        assert two_at_once(granted(licence).code) == ["grant_used", "seen"]


def test_without_the_lock_the_same_race_shows_it_twice(
    demo_database: DatabaseAddresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: read first, decide later."""
    both_have_read = threading.Barrier(2)

    def unlocked(found: QuerySet[GrantedUse]) -> GrantedUse | None:
        use = found.select_related("licence__holder", "department").first()
        both_have_read.wait(10)
        return use

    code = granted(issued()).code
    monkeypatch.setattr(granting, "_locked", unlocked)
    assert two_at_once(code) == ["seen", "seen"]
