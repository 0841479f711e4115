"""Fees paid online: signed messages, told twice, forged, late or wrong, two at once, and the real program."""

from __future__ import annotations

import json
import signal
import threading
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as configured

from onevisit.cases import engine, loading, payments
from onevisit.cases.act import Act
from onevisit.cases.actions import fee
from onevisit.cases.models import Case, FeeOrder, FeePayment, PaymentMessage
from onevisit.config import environment, processes
from onevisit.config.environment import DatabaseAddresses
from onevisit.exchange.payments import HttpPayments, PaymentsUnavailable, signature
from onevisit.law.lifecycle import State
from onevisit.records import clock, installation
from tests.cases import fee_world
from tests.cases.at_once import Gate, Together
from tests.harness.site import COMMAND, Site, program_variables, running_site, wait_for_answer

NOBODY_THERE = HttpPayments("http://127.0.0.1:9", "secret")


def paid(order: FeeOrder, **other: Any) -> bytes:
    """What the provider says of a payment of this order."""
    number = uuid.uuid4().hex[:16]
    told = {
        "reference": order.reference,
        "transaction": f"T{number}",
        "amount_fen": order.outstanding_fen,
        "receipt_number": f"E{number}",
        "paid_at": clock.now().isoformat(),
    }
    return json.dumps({**told, **other}).encode()


def tell(body: bytes, *, moment: str = "", secret: str = "") -> str:
    """Tells it, signed by the provider unless another secret is named."""
    moment = moment or clock.now().isoformat()
    return payments.receive(moment, signature(secret or configured.PAYMENT_SECRET, moment, body), body)


def order_of(case: Case) -> FeeOrder:
    """The order of the case, read again."""
    case.refresh_from_db()
    return FeeOrder.objects.get(case=case)


@pytest.mark.clause("XK-59", "HOUSE-2")
def test_a_signed_message_pays_once_however_often_it_is_told(city: None) -> None:
    case = fee_world.assessed()
    body = paid(order_of(case))
    assert [tell(body) for _each in range(3)] == ["accepted", "repeated", "repeated"]
    order = order_of(case)
    assert (order.paid_fen, order.outstanding_fen, case.fee) == (fee_world.DUE_FEN, 0, "settled")
    payment = FeePayment.objects.get(order=order)
    assert (payment.way, payment.recorded_by_id) == ("online", None)
    assert list(PaymentMessage.objects.order_by("pk").values_list("outcome", flat=True)) == [
        "accepted",
        "repeated",
        "repeated",
    ]
    fee_world.collect(case)
    assert fee_world.judged(case) == []


@pytest.mark.clause("XK-59")
def test_what_is_forged_late_or_wrong_changes_nothing_and_is_kept(city: None) -> None:
    case, other = fee_world.assessed(), fee_world.assessed("3")
    order = order_of(case)
    good = paid(order)
    moment = clock.now().isoformat()
    sealed = signature(configured.PAYMENT_SECRET, moment, good)
    tampered = good.replace(b"150000", b"150001")
    assert payments.receive(moment, sealed, tampered) == "bad_signature"
    assert tell(good, secret="another") == "bad_signature"
    assert payments.receive("yesterday", signature(configured.PAYMENT_SECRET, "yesterday", good), good) == (
        "bad_signature"
    )
    assert not PaymentMessage.objects.exists()
    for minutes in (6, -6):
        then = (clock.now() + timedelta(minutes=minutes)).isoformat()
        assert tell(good, moment=then) == "stale"
    assert tell(paid(order, amount_fen=149_999)) == "wrong_amount"
    assert tell(paid(order, amount_fen=order_of(other).due_fen)) == "wrong_amount"
    assert tell(paid(order, reference="f" * 32)) == "wrong_order"
    assert tell(b"{}") == tell(paid(order, amount_fen="150000")) == "unreadable"
    assert order_of(case).paid_fen == 0 and case.fee == "owed"
    assert PaymentMessage.objects.exclude(outcome="accepted").count() == 7
    assert tell(good) == "accepted"
    used = json.loads(good)["transaction"]
    assert tell(paid(order_of(other), transaction=used)) == "transaction_used"
    assert order_of(other).paid_fen == 0


@pytest.mark.clause("XK-59")
def test_what_was_paid_at_the_window_is_not_paid_again_online(city: None) -> None:
    case = fee_world.assessed()
    body = paid(order_of(case))
    fee_world.pay(case, "cash")
    assert tell(body) == "fee_settled"
    assert FeePayment.objects.filter(order__case=case).count() == 1
    assert fee_world.judged(case) == []


@pytest.mark.clause("HOUSE-14")
def test_the_provider_hears_of_no_person_and_of_no_case(city: None) -> None:
    case = fee_world.assessed()
    heard: list[Any] = []

    class Listening:
        def order(self, bill: Any) -> str:
            heard.append(vars(bill))
            return "https://pay.example/1"

        def close(self, reference: str) -> None:
            heard.append({"closed": reference})

    payments.attend(Listening())
    order = order_of(case)
    assert order.pay_url == "https://pay.example/1"
    assert heard == [
        {
            "reference": order.reference,
            "title": "城市道路挖掘修复费",
            "amount_fen": 150_000,
            "return_url": f"{configured.PUBLIC_URL}/my/",
            "notify_url": f"{configured.PUBLIC_URL}/payments/messages/",
        }
    ]
    assert str(case.number) not in json.dumps(heard)
    fee_world.pay(case)
    payments.attend(Listening())
    payments.attend(Listening())
    assert heard[1:] == [{"closed": order.reference}]


def test_a_provider_that_does_not_answer_keeps_nobody_from_anything(city: None) -> None:
    case = fee_world.assessed()
    payments.attend(NOBODY_THERE)
    order = order_of(case)
    assert (order.pay_url, order.unanswered) == ("", 1)
    fee_world.pay(case)
    assert case.fee == "settled"
    with pytest.raises(PaymentsUnavailable):
        NOBODY_THERE.close(order.reference)


def two_at_once(monkeypatch: pytest.MonkeyPatch) -> tuple[Case, list[Any]]:
    """Two payments of one order under two numbers, the second told while the first is being entered."""
    case = fee_world.assessed()
    first_body, second_body = (paid(order_of(case)) for _each in range(2))
    gate = Gate(monkeypatch)
    first = gate.hold(lambda: tell(first_body))
    second = Together(lambda: tell(second_body), lock_timeout="1s")
    outcomes = []
    try:
        outcomes.append(second.join())
    finally:
        gate.open()
    outcomes.append(first.join())
    return case, outcomes


@pytest.mark.clause("XK-59", "HOUSE-2")
def test_of_two_payments_at_once_one_counts(shared_city: None, monkeypatch: pytest.MonkeyPatch) -> None:
    case, outcomes = two_at_once(monkeypatch)
    assert outcomes == ["busy", "accepted"]
    order = order_of(case)
    assert (order.payments.count(), order.outstanding_fen) == (1, 0)
    assert tell(paid(order, amount_fen=fee_world.DUE_FEN)) == "fee_settled"
    assert fee_world.judged(case) == []


def test_control_without_the_lock_both_count(shared_city: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first has read the order and found it owed when the second comes: that is what the lock is for."""
    monkeypatch.setattr(engine, "lock", loading.read)
    reached, opened = threading.Event(), threading.Event()
    checked = fee._require_new_receipt

    def waiting(act: Act) -> None:
        checked(act)
        if threading.current_thread().name == "held":
            reached.set()
            assert opened.wait(20)

    monkeypatch.setattr(fee, "_require_new_receipt", waiting)
    case = fee_world.assessed()
    first_body, second_body = (paid(order_of(case)) for _each in range(2))
    first = Together(lambda: tell(first_body), "held")
    assert reached.wait(20)
    second = Together(lambda: tell(second_body))
    try:
        assert second.join() == "accepted"
    finally:
        opened.set()
    assert first.join() == "accepted"
    assert order_of(case).payments.count() == 2
    assert fee_world.judged(case) != []


@dataclass
class Play:
    """The test provider and the pages as they run."""

    site: Site
    url: str

    def is_asked(self) -> None:
        """The job that the worker does every minute."""
        payments.attend(HttpPayments(self.url, environment.secret_text("payment-secret")))

    def pays(self, address: str) -> str:
        """Somebody presses 确认支付 on the provider's page."""
        with urllib.request.urlopen(address, b"", timeout=20) as page:
            return str(page.read().decode())


@pytest.fixture
def play(demo_database: DatabaseAddresses, settings: Any) -> Iterator[Play]:
    """The pages, and the test provider as a program of its own."""
    with running_site(demo_database) as site:
        port = int(site.url.rpartition(":")[2])
        settings.PUBLIC_URL = site.url
        log = environment.data_root() / "logs" / f"payments-{port}.log"
        program = processes.start(
            [*COMMAND, "payments"], environment=program_variables(demo_database, port), log=log
        )
        try:
            wait_for_answer(program, port + 3, log)
            yield Play(site, f"http://127.0.0.1:{port + 3}")
        finally:
            processes.stop(program, signal.SIGTERM, patience=10)
            installation.store_clock_offset(timedelta(0))


@pytest.mark.database
@pytest.mark.clause("XK-59")
def test_a_bill_is_paid_on_the_providers_page_and_the_result_handed_out(play: Play) -> None:
    case = fee_world.assessed()
    play.is_asked()
    order = order_of(case)
    assert order.pay_url == f"{play.url}/pay/{order.reference}"
    assert "已支付" in play.pays(order.pay_url)
    order = order_of(case)
    assert (case.fee, order.outstanding_fen) == ("settled", 0)
    assert order.payments.get().receipt_number.startswith("E")
    fee_world.collect(case)
    assert case.state == State.DELIVERED
    assert fee_world.judged(case) == []

    other = fee_world.assessed()
    play.is_asked()
    fee_world.pay(other)
    play.is_asked()
    closed = order_of(other)
    assert closed.closed_at is not None
    assert "已关闭" in play.pays(closed.pay_url)
    assert closed.payments.count() == 1
