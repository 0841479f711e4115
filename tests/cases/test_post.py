"""A result by post, with the test courier as a real program: ordered, posted, signed for, returned, lost."""

from __future__ import annotations

import signal
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from onevisit.cases import engine, parcels
from onevisit.cases.models import Case, Parcel, ParcelEvent
from onevisit.cases.performers import THE_COURIER
from onevisit.config import environment, processes
from onevisit.config.environment import DatabaseAddresses
from onevisit.documents.models import Document, Service
from onevisit.exchange.courier import CourierUnavailable, HttpCourier
from onevisit.law.lifecycle import Action, State
from onevisit.law.refusal import Refusal
from onevisit.records import clock, installation
from onevisit.records.models import Clock, LedgerRow
from tests.cases import predicates, world
from tests.cases.at_once import Gate, Together
from tests.cases.record import life_of
from tests.harness.site import COMMAND, free_port, program_variables, wait_for_answer

pytestmark = pytest.mark.database

HOME = {"recipient": "李敏", "phone": "13804420004", "postal_address": "蛟河市长安街道振兴街 5 号"}
NOBODY_THERE = HttpCourier("http://127.0.0.1:9", "token")


@dataclass
class Play:
    """The test courier as it runs, and what one lets it do."""

    url: str

    @property
    def courier(self) -> HttpCourier:
        """The courier as the program asks it."""
        return HttpCourier(self.url, environment.secret_text("courier-token"))

    def happens(self, parcel: Parcel, *codes: str) -> None:
        """Presses the buttons on the courier's own page."""
        for code in codes:
            body = urllib.parse.urlencode({"code": code}).encode()
            with urllib.request.urlopen(
                f"{self.url}/play/{parcel.tracking_number}", body, timeout=10
            ) as page:
                assert "测试快递" in page.read().decode()

    def is_asked(self) -> None:
        """The job that the worker does every minute."""
        parcels.attend(self.courier)


@pytest.fixture
def play(demo_database: DatabaseAddresses) -> Iterator[Play]:
    """The test courier as a program of its own, on a free port, beside a fresh demo city."""
    port = free_port()
    folder = environment.data_root() / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"courier-{port}.log"
    program = processes.start(
        [*COMMAND, "courier"], environment=program_variables(demo_database, port), log=log
    )
    try:
        wait_for_answer(program, port + 2, log)
        yield Play(f"http://127.0.0.1:{port + 2}")
    finally:
        processes.stop(program, signal.SIGTERM, patience=10)
        installation.store_clock_offset(timedelta(0))


def at_window() -> Case:
    """A result at the window whose applicant wants it by post."""
    case = world.decided()
    world.do(case, Action.CHANGE_DELIVERY, world.owner_of_person(case), delivery_way="post", **HOME)
    world.do(case, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True)
    world.do(case, Action.OFFER_HANDOVER, world.HANDLER, signature="a" * 64)
    world.do(case, Action.TAKE_OVER, world.ISSUER, signature="b" * 64)
    return case


def ordered() -> tuple[Case, Parcel]:
    """The same with a parcel ordered."""
    case = at_window()
    world.do(case, Action.ORDER_POST, world.ISSUER)
    return case, Parcel.objects.get(case=case, ended_at=None)


def again(case: Case, parcel: Parcel) -> None:
    """Reads both again."""
    case.refresh_from_db()
    parcel.refresh_from_db()


def judged(case: Case) -> list[str]:
    """What is against the rules in the record of the case."""
    life = life_of(case.pk)
    return predicates.faults(life)


@pytest.mark.clause("JH-25b", "AS-3.4.5", "RULE-12", "RULE-30", "XK-44")
def test_the_ten_days_end_with_the_posting_and_service_with_the_signature(play: Play) -> None:
    case, parcel = ordered()
    play.is_asked()
    again(case, parcel)
    assert parcel.tracking_number.startswith("TEST")
    assert Clock.objects.get(subject_id=case.pk, kind="delivery").stopped_at is None

    play.happens(parcel, "posted")
    clock.shift(by=timedelta(hours=30))
    play.is_asked()
    again(case, parcel)
    assert case.state == State.POSTED
    stopped = Clock.objects.get(subject_id=case.pk, kind="delivery")
    assert stopped.stopped_at == parcel.posted_at == parcel.events.get(code="posted").at
    assert clock.now() - parcel.events.get(code="posted").at > timedelta(hours=29)
    assert not Service.objects.filter(document__case_id=case.pk, method="post").exists()

    play.happens(parcel, "under_way", "out_for_delivery")
    play.is_asked()
    again(case, parcel)
    assert (case.state, parcel.state) == (State.POSTED, "out_for_delivery")

    play.happens(parcel, "served")
    play.is_asked()
    again(case, parcel)
    assert case.state == State.DELIVERED
    served = Service.objects.filter(document__case_id=case.pk, method="post")
    assert {one.served_at for one in served} == {parcel.events.get(code="served").at}
    assert set(served.values_list("document__kind", flat=True)) == {"grant", "result"}
    assert Document.objects.filter(case_id=case.pk, kind="proof_of_service").count() == 1
    assert judged(case) == []


@pytest.mark.clause("JH-25b")
def test_what_the_courier_says_twice_counts_once(play: Play) -> None:
    case, parcel = ordered()
    play.is_asked()
    parcel.refresh_from_db()
    play.happens(parcel, "posted", "under_way", "out_for_delivery", "served")
    events = play.courier.track(parcel.tracking_number)
    parcels.follow(parcel, events)
    ParcelEvent.objects.filter(parcel=parcel, position=3).delete()
    parcels.follow(parcel, events)
    play.is_asked()
    for action in (Action.DELIVER_BY_POST, Action.CONFIRM_POST_SERVICE):
        assert LedgerRow.objects.filter(case_id=case.pk, action=action.value).count() == 1
    assert parcel.events.count() == 4
    assert judged(case) == []


@pytest.mark.clause("JH-25b", "AS-3.4.5")
def test_a_courier_that_does_not_answer_loses_nothing_and_keeps_nobody_waiting(play: Play) -> None:
    case, parcel = ordered()
    other, second = ordered()
    parcels.attend(NOBODY_THERE)
    parcels.attend(NOBODY_THERE)
    again(case, parcel)
    assert (parcel.unanswered, parcel.tracking_number) == (2, "")
    with pytest.raises(Refusal) as refused:
        world.do(case, Action.DELIVER_BY_POST, world.ISSUER)
    assert refused.value.code == "no_tracking"
    world.do(case, Action.DELIVER_BY_POST, world.ISSUER, tracking_number="EMS12345678")
    play.is_asked()
    again(case, parcel)
    again(other, second)
    assert (case.state, parcel.by_hand, parcel.cancel_at_courier) == (State.POSTED, True, False)
    assert second.tracking_number.startswith("TEST") and second.unanswered == 0
    with pytest.raises(Refusal) as late:
        world.do(case, Action.CONFIRM_POST_SERVICE, world.ISSUER, receiver="李敏", served_on="2020-01-01")
    assert late.value.code == "service_day_wrong"
    world.do(case, Action.CONFIRM_POST_SERVICE, world.ISSUER, receiver="李敏")
    assert case.state == State.DELIVERED
    assert judged(case) == []


@pytest.mark.clause("JH-25b", "AS-3.4.5", "RULE-30")
def test_a_lost_parcel_is_made_again_and_sent_again(play: Play) -> None:
    case, parcel = ordered()
    play.is_asked()
    parcel.refresh_from_db()
    papers = set(Document.objects.filter(case_id=case.pk).values_list("kind", "number"))
    play.happens(parcel, "posted", "lost")
    play.is_asked()
    again(case, parcel)
    assert (case.state, parcel.state) == (State.POSTED, "lost")
    world.do(case, Action.REPLACE_LOST, world.ISSUER, reason="快递公司确认丢失", blank_number="A002")
    assert case.state == State.RESULT_AT_WINDOW
    assert set(Document.objects.filter(case_id=case.pk).values_list("kind", "number")) == papers
    world.do(case, Action.ORDER_POST, world.ISSUER)
    again_sent = Parcel.objects.get(case=case, ended_at=None)
    assert again_sent.reference != parcel.reference
    play.is_asked()
    again_sent.refresh_from_db()
    play.happens(again_sent, "posted", "under_way", "out_for_delivery", "served")
    play.is_asked()
    case.refresh_from_db()
    assert case.state == State.DELIVERED
    assert judged(case) == []


@pytest.mark.clause("JH-25b", "RULE-30")
def test_a_returned_parcel_waits_at_the_window_and_was_not_served(play: Play) -> None:
    case, parcel = ordered()
    play.is_asked()
    parcel.refresh_from_db()
    play.happens(parcel, "posted", "under_way", "returned")
    play.is_asked()
    again(case, parcel)
    assert (case.state, parcel.state) == (State.RESULT_AT_WINDOW, "returned")
    assert not Service.objects.filter(document__case_id=case.pk, method="post").exists()
    world.do(case, Action.COLLECT, world.ISSUER, receiver="李敏", identity_checked=True, signature="c" * 64)
    assert case.state == State.DELIVERED
    assert judged(case) == []


@pytest.mark.clause("JH-25b", "AS-3.4.5")
def test_the_address_can_be_changed_until_it_is_posted(play: Play) -> None:
    case, parcel = ordered()
    play.is_asked()
    world.do(
        case,
        Action.CHANGE_DELIVERY,
        world.ISSUER,
        delivery_way="post",
        **{**HOME, "postal_address": "蛟河市新站镇站前街 6 号"},
    )
    play.is_asked()
    again(case, parcel)
    assert (parcel.state, parcel.cancel_at_courier) == ("cancelled", False)
    world.do(case, Action.ORDER_POST, world.ISSUER)
    second = Parcel.objects.get(case=case, ended_at=None)
    assert second.address.endswith("站前街 6 号")
    play.is_asked()
    second.refresh_from_db()
    play.happens(second, "posted")
    play.is_asked()
    case.refresh_from_db()
    with pytest.raises(Refusal) as refused:
        world.do(case, Action.CHANGE_DELIVERY, world.ISSUER, delivery_way="window")
    assert refused.value.code == "wrong_state"


@pytest.mark.clause("RULE-12")
def test_who_chooses_to_collect_what_waits_at_the_window_ends_the_ten_days(play: Play) -> None:
    case = at_window()
    assert Clock.objects.get(subject_id=case.pk, kind="delivery").stopped_at is None
    world.do(case, Action.CHANGE_DELIVERY, world.ISSUER, delivery_way="window")
    assert Clock.objects.get(subject_id=case.pk, kind="delivery").stopped_at is not None


@pytest.mark.clause("HOUSE-10")
def test_a_courier_speaks_of_parcels_only_and_only_of_its_own(play: Play) -> None:
    case, parcel = ordered()
    for action in (Action.COLLECT, Action.REPLACE_LOST, Action.ORDER_POST, Action.CHANGE_DELIVERY):
        given = {"reason": "x" * 5} if action is Action.REPLACE_LOST else {}
        given = {"delivery_way": "window"} if action is Action.CHANGE_DELIVERY else given
        if action is Action.COLLECT:
            given = {"receiver": "李敏", "identity_checked": True, "signature": "c" * 64}  # type: ignore[dict-item]
        with pytest.raises(Refusal) as refused:
            world.do(case, action, THE_COURIER, **given)
        assert refused.value.code == "not_of_a_courier"
    with pytest.raises(Refusal) as foreign:
        world.do(case, Action.DELIVER_BY_POST, THE_COURIER, parcel=parcel.pk + 1)
    assert foreign.value.code == "no_parcel"
    with pytest.raises(CourierUnavailable):
        HttpCourier(play.url, "wrong").track("TEST10000001CN")


@pytest.mark.clause("HOUSE-2", "JH-25b")
def test_one_clerk_posts_while_another_hands_out_and_only_one_of_them_does(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, parcel = ordered()
    play.is_asked()
    collecting = {"receiver": "李敏", "identity_checked": True, "signature": "c" * 64}
    issuer = world.staff(world.ISSUER)
    gate = Gate(monkeypatch)
    first = gate.hold(lambda: engine.perform(case.pk, Action.COLLECT, issuer, uuid.uuid4().hex, collecting))
    second = Together(
        lambda: engine.perform(case.pk, Action.DELIVER_BY_POST, issuer, uuid.uuid4().hex),
        lock_timeout="100ms",
    )
    with pytest.raises(Refusal) as busy:
        second.join()
    assert busy.value.code == "busy"
    gate.open()
    first.join()
    again(case, parcel)
    assert (case.state, parcel.state) == (State.DELIVERED, "cancelled")
    with pytest.raises(Refusal) as later:
        world.do(case, Action.DELIVER_BY_POST, world.ISSUER)
    assert later.value.code == "wrong_state"
    assert judged(case) == []
