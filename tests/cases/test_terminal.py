"""A result in a self-service cabinet: put in, collected once by its applicant, returned after the period."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onevisit.cases import deposits, engine, telling
from onevisit.cases.models import Case, Deposit
from onevisit.cases.performers import THE_LAW, Performer
from onevisit.documents.models import Service
from onevisit.law.lifecycle import Action, State
from onevisit.law.refusal import Refusal
from onevisit.organization import cabinets
from onevisit.organization.models import Cabinet, Hall
from onevisit.records import clock
from onevisit.records.models import AccessLogRow, Clock, Message
from tests.cases import world
from tests.cases.at_once import Gate, Together

TOKEN = "AAAA-BBBB-CCCC-DDDD"
OTHER = "22028119790815001X"


def cabinet() -> Cabinet:
    """Cabinet A of the hall, with its screen signed in by TOKEN."""
    found, _new = Cabinet.objects.get_or_create(
        hall=Hall.objects.get(kind="hall"),
        code="A",
        defaults={"place": "一楼东门内", "slots": 3, "token_hash": cabinets.token_hash(TOKEN)},
    )
    return found


def put_in(slot: int = 2) -> tuple[Case, Deposit]:
    """A result in a slot."""
    case = world.decided(delivery_way="terminal")
    world.do(case, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True)
    world.do(case, Action.OFFER_HANDOVER, world.HANDLER, signature="a" * 64)
    world.do(case, Action.TAKE_OVER, world.ISSUER, signature="b" * 64)
    world.do(case, Action.PUT_IN_SLOT, world.ISSUER, cabinet=cabinet().pk, slot=slot)
    return case, Deposit.objects.get(case=case)


def screen() -> Client:
    """The screen of the cabinet, signed in."""
    client = Client()
    client.post(reverse("terminal:sign_in"), {"token": TOKEN.lower()})
    return client


def collecting(deposit: Deposit) -> dict[str, object]:
    return {"deposit": deposit.pk, "signature": "c" * 64}


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
@pytest.mark.clause("JH-25b", "AS-4.4", "RULE-12", "RULE-30")
def test_the_applicant_collects_with_the_code_and_is_served_at_that_moment() -> None:
    case, deposit = put_in()
    assert (case.state, case.slot, case.waits_since) == (State.IN_SLOT, "A-02", None)
    assert not Clock.objects.filter(subject_id=case.pk, kind="delivery", state="running").exists()
    telling.after_act(case.pk, case.sequence, Action.PUT_IN_SLOT.value, [])
    told = Message.objects.filter(template="case.put_in_slot", subject_id=case.pk)
    code = deposits.pickup_code(deposit.pk)
    assert {one.parameters["code"] for one in told} == {code}

    client = screen()
    wrong = client.post(reverse("terminal:code"), {"code": "00000000"})
    assert wrong.status_code == 422 and "00000000" in wrong.content.decode()
    assert AccessLogRow.objects.filter(action="terminal.code", allowed=False).exists()
    page = client.post(reverse("terminal:code"), {"code": code})
    text = page.content.decode()
    assert "李*" in text and "李敏" not in text and str(case.number) not in text
    data = {"mark": page.context["mark"], "idempotency_key": uuid.uuid4().hex}
    unsigned = client.post(reverse("terminal:take"), {**data, "signature_typed": "张三"})
    assert unsigned.status_code == 422 and "李敏" not in unsigned.content.decode()
    done = client.post(reverse("terminal:take"), {**data, "signature_typed": "李敏"})
    assert "A-02" in done.content.decode()
    case.refresh_from_db()
    assert (case.state, case.slot, case.slot_until) == (State.DELIVERED, "", None)
    services = Service.objects.filter(document__case_id=case.pk)
    assert {one.served_at for one in services} == {case.last_act_at}

    again = client.post(reverse("terminal:code"), {"code": code})
    assert again.status_code == 422


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
@pytest.mark.clause("JH-25b", "AS-4.4")
def test_another_person_is_sent_to_the_window_and_tries_are_limited() -> None:
    _case, deposit = put_in()
    client = screen()
    code = deposits.pickup_code(deposit.pk)
    refused = client.post(reverse("terminal:card"), {"code": code, "number": OTHER})
    assert refused.status_code == 409 and "授权委托书" in refused.content.decode()
    own = client.post(reverse("terminal:card"), {"code": code, "number": "22028119880312002X"})
    assert own.status_code == 200
    states = [client.post(reverse("terminal:code"), {"code": "00000000"}).status_code for _try in range(14)]
    assert states[0] == 422 and states[-1] == 429


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
@pytest.mark.clause("JH-25b", "AS-4.4")
def test_after_the_period_the_result_goes_back_and_the_slot_is_to_be_emptied() -> None:
    case, deposit = put_in()
    clock.shift(by=timedelta(days=7))
    engine.bring_up_to_date(case.pk)
    case.refresh_from_db()
    assert case.state == State.IN_SLOT
    clock.shift(by=timedelta(days=1))
    page = screen().post(reverse("terminal:code"), {"code": deposits.pickup_code(deposit.pk)})
    assert page.status_code == 409
    case.refresh_from_db()
    deposit.refresh_from_db()
    assert (case.state, deposit.outcome) == (State.RESULT_AT_WINDOW, "expired")
    given = {"receiver": "李敏", "identity_checked": True, "signature": "c" * 64}
    with pytest.raises(Refusal) as still:
        world.do(case, Action.COLLECT, world.ISSUER, **given)
    assert still.value.code == "still_in_slot"
    world.do(case, Action.TAKE_OUT_OF_SLOT, world.ISSUER)
    world.do(case, Action.COLLECT, world.ISSUER, **given)
    assert case.state == State.DELIVERED


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_only_the_cabinet_itself_opens_and_a_revoked_screen_shows_nothing() -> None:
    case, deposit = put_in()
    for performer in (THE_LAW, world.staff(world.ISSUER), Performer(cabinet_id=cabinet().pk + 1)):
        with pytest.raises(Refusal):
            world.do(case, Action.DELIVER_AT_TERMINAL, performer, **collecting(deposit))
    client = screen()
    assert client.get(reverse("terminal:home")).status_code == 200
    cabinets.renew_token(cabinet(), "other", world.worker("manager"), "设备被盗用", uuid.uuid4().hex)
    assert client.get(reverse("terminal:home"))["Location"] == reverse("terminal:sign_in")
    second = world.decided(delivery_way="terminal")
    world.do(second, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True)
    world.do(second, Action.OFFER_HANDOVER, world.HANDLER, signature="a" * 64)
    world.do(second, Action.TAKE_OVER, world.ISSUER, signature="b" * 64)
    with pytest.raises(Refusal) as taken:
        world.do(second, Action.PUT_IN_SLOT, world.ISSUER, cabinet=cabinet().pk, slot=deposit.slot)
    assert taken.value.code == "slot_taken"


@pytest.mark.database
@pytest.mark.usefixtures("demo_database")
@pytest.mark.clause("JH-25b", "RULE-30")
def test_a_code_used_twice_at_once_opens_the_slot_once(monkeypatch: pytest.MonkeyPatch) -> None:
    case, deposit = put_in()
    here = Performer(cabinet_id=cabinet().pk)

    def take() -> object:
        return engine.perform(
            case.pk, Action.DELIVER_AT_TERMINAL, here, uuid.uuid4().hex, collecting(deposit)
        )

    gate = Gate(monkeypatch)
    first = gate.hold(take)
    second = Together(take, lock_timeout="100ms")
    with pytest.raises(Refusal) as busy:
        second.join()
    gate.open()
    first.join()
    with pytest.raises(Refusal) as over:
        take()
    assert (busy.value.code, over.value.code) == ("busy", "wrong_state")
    assert Service.objects.filter(document__case_id=case.pk, document__kind="grant").count() == 1
