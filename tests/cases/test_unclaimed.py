"""Results that nobody collects: reminders on their days, once each, and the list of the window."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from onevisit.cases import telling, unclaimed
from onevisit.cases.models import Case, CollectionCall
from onevisit.cases.performers import THE_LAW
from onevisit.law.lifecycle import Action, State
from onevisit.law.refusal import Refusal
from onevisit.records import clock
from onevisit.records.models import LedgerRow, Message
from tests.cases import world
from tests.harness.statements import counted
from tests.web.window.world import desk, key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

HOME = {"recipient": "李敏", "phone": "13804420004", "postal_address": "蛟河市长安街道振兴街 5 号"}


def waiting(**inputs: str) -> Case:
    """A result at the window."""
    case = world.decided(**inputs)
    world.do(case, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True)
    world.do(case, Action.OFFER_HANDOVER, world.HANDLER, signature="a" * 64)
    world.do(case, Action.TAKE_OVER, world.ISSUER, signature="b" * 64)
    return case


def reminders(case: Case) -> int:
    """How often the ledger says that the applicant was reminded."""
    return LedgerRow.objects.filter(case_id=case.pk, action="remind_to_collect").count()


@pytest.mark.clause("JH-25b", "AS-4.4")
def test_the_applicant_is_reminded_on_the_days_of_the_profile_and_once_each() -> None:
    case = waiting()
    seen = []
    for days in (9, 1, 5, 5, 10, 20):
        clock.shift(by=timedelta(days=days))
        unclaimed.remind()
        unclaimed.remind()
        seen.append(reminders(case))
    assert seen == [0, 1, 1, 2, 3, 3]
    case.refresh_from_db()
    telling.after_act(case.pk, case.sequence, Action.REMIND_TO_COLLECT.value, [])
    assert Message.objects.filter(template="case.remind_to_collect", subject_id=case.pk).exists()


@pytest.mark.clause("JH-25b", "AS-4.4")
def test_nobody_is_reminded_who_collected_or_wants_it_by_post() -> None:
    collected, posted = waiting(), waiting()
    world.do(
        collected, Action.COLLECT, world.ISSUER, receiver="李敏", identity_checked=True, signature="c" * 64
    )
    world.do(posted, Action.CHANGE_DELIVERY, world.ISSUER, delivery_way="post", **HOME)
    clock.shift(by=timedelta(days=40))
    assert unclaimed.remind() == 0
    assert collected.waits_since is None


def test_a_reminder_before_its_day_is_refused_and_none_is_sent_by_hand() -> None:
    case = waiting()
    with pytest.raises(Refusal) as early:
        world.do(case, Action.REMIND_TO_COLLECT, THE_LAW)
    assert early.value.code == "no_reminder_due"
    with pytest.raises(Refusal) as by_hand:
        world.do(case, Action.REMIND_TO_COLLECT, world.ISSUER)
    assert by_hand.value.code == "law_only"


@pytest.mark.clause("JH-25b", "AS-4.4")
def test_the_window_sees_what_waits_too_long_and_notes_its_calls() -> None:
    case = waiting()
    client = desk(world.ISSUER)
    address = reverse("issuing:unclaimed")
    clock.shift(by=timedelta(days=29))
    assert str(case.number) not in client.get(address).content.decode()
    clock.shift(by=timedelta(days=1))
    page = client.get(address).content.decode()
    assert str(case.number) in page and "李*" in page and "30 天" in page
    assert str(case.number) not in desk("township1").get(address).content.decode()

    act = reverse("desk:act", args=[case.pk, "call_to_collect"]) + "?back=issuing"
    wrong = client.post(act, {"idempotency_key": key(), "note": "下周三来取"})
    assert wrong.status_code == 422 and "下周三来取" in wrong.content.decode()
    done = client.post(act, {"idempotency_key": key(), "note": "下周三来取", "reached": "yes"})
    assert done["Location"] == reverse("issuing:result", args=[case.pk])
    assert CollectionCall.objects.get(case=case).note == "下周三来取"
    assert "下周三来取" in client.get(done["Location"]).content.decode()
    assert "下周三" not in str(LedgerRow.objects.filter(case_id=case.pk).values_list("canonical", flat=True))
    case.refresh_from_db()
    assert case.state == State.RESULT_AT_WINDOW


def test_the_list_costs_the_same_however_long_it_is() -> None:
    """Thirty a page by key; at most six statements beside those of the session."""
    waiting()
    address = reverse("issuing:unclaimed")
    client = desk(world.ISSUER)
    clock.shift(by=timedelta(days=31))
    client.get(address)
    with counted(10) as one:
        client.get(address)
    waiting()
    waiting()
    clock.shift(by=timedelta(days=31))
    with counted(10) as three:
        client.get(address)
    assert len(three.texts) == len(one.texts)
    assert len([name for name in three.names if "cases_case" in name]) == 1
    page, after = unclaimed.of_worker(world.worker(world.ISSUER), after=0)
    assert len(page) == 3 and after is None
    assert unclaimed.of_worker(world.worker(world.ISSUER), after=page[0].pk)[0] == page[1:]
