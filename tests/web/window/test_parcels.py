"""Results by post on the screens: of the issuing window, of the hall's list, of the applicant."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from onevisit.cases.models import Case, Parcel
from onevisit.law.lifecycle import Action
from onevisit.records import clock
from tests.accounts.signing_in import be_signed_in
from tests.cases.world import HANDLER, ISSUER, decided, do, owner_of_person
from tests.harness.statements import counted
from tests.web.window import world

pytestmark = pytest.mark.django_db

HOME = {"recipient": "李敏", "phone": "13804420004", "postal_address": "蛟河市长安街道振兴街 5 号"}


@pytest.fixture
def issuer(city: None) -> Client:
    """The clerk of window 7, at her desk."""
    return world.desk(ISSUER)


def at_window() -> Case:
    """A result at the window that goes by post."""
    case = decided()
    do(case, Action.CHANGE_DELIVERY, owner_of_person(case), delivery_way="post", **HOME)
    do(case, Action.MAKE_CERTIFICATE, HANDLER, proof_read=True)
    do(case, Action.OFFER_HANDOVER, HANDLER, signature="a" * 64)
    do(case, Action.TAKE_OVER, ISSUER, signature="b" * 64)
    return case


def press(client: Client, case: Case, action: Action, **typed: Any) -> Any:
    """Presses a button of the issuing page."""
    data = {"idempotency_key": world.key(), **typed}
    return client.post(reverse("issuing:deliver", args=[case.pk, action.value]), data)


def enter(client: Client, case: Case, action: Action, **typed: Any) -> Any:
    """Fills in the page of an act."""
    address = reverse("desk:act", args=[case.pk, action.value]) + "?back=issuing"
    return client.post(address, {"idempotency_key": world.key(), **typed})


def shown(client: Client, case: Case) -> str:
    """The issuing page of the case."""
    return client.get(reverse("issuing:result", args=[case.pk])).content.decode()


@pytest.mark.clause("JH-25b", "AS-3.4.5")
def test_a_parcel_is_ordered_labelled_posted_and_signed_for_on_the_screen(issuer: Client) -> None:
    case = at_window()
    assert press(issuer, case, Action.ORDER_POST).status_code == 302
    assert "正在等快递系统给出单号" in shown(issuer, case)
    assert issuer.get(reverse("issuing:label", args=[case.pk])).status_code == 404
    Parcel.objects.update(tracking_number="TEST10000001CN")
    label = issuer.get(reverse("issuing:label", args=[case.pk])).content.decode()
    for words in ("TEST10000001CN", HOME["postal_address"], HOME["phone"], "李敏", "收件人不付费", "<svg"):
        assert words in label
    assert press(issuer, case, Action.DELIVER_BY_POST, tracking_number="").status_code == 302
    page = shown(issuer, case)
    assert "签收以后才算送达" in page and "登记邮寄签收" in page
    wrong = enter(issuer, case, Action.CONFIRM_POST_SERVICE, receiver="李敏", served_on="2020-01-01")
    assert wrong.status_code == 409 and "签收日期不对" in wrong.content.decode()
    assert 'value="李敏"' in wrong.content.decode()
    done = enter(
        issuer, case, Action.CONFIRM_POST_SERVICE, receiver="李敏", served_on=clock.today().isoformat()
    )
    assert done["Location"] == reverse("issuing:result", args=[case.pk])
    assert world.state_of(case) == "delivered"


@pytest.mark.clause("JH-25b", "HOUSE-35")
def test_a_wrong_number_is_said_at_its_field_and_kept(issuer: Client) -> None:
    case = at_window()
    answer = press(issuer, case, Action.DELIVER_BY_POST, tracking_number="单号？")
    assert answer.status_code == 422
    assert "4 至 40 位字母、数字" in answer.content.decode() and "单号？" in answer.content.decode()
    missing = press(issuer, case, Action.DELIVER_BY_POST, tracking_number="")
    assert missing.status_code == 409 and "还没有快递单号" in missing.content.decode()


@pytest.mark.clause("JH-25b")
def test_the_list_of_the_hall_shows_where_each_parcel_is_and_costs_the_same_for_many(issuer: Client) -> None:
    cases = [at_window() for _each in range(3)]
    do(cases[0], Action.ORDER_POST, ISSUER)
    address = reverse("issuing:parcels")
    issuer.get(address)
    with counted(10) as one:
        page = issuer.get(address).content.decode()
    assert str(cases[0].number) in page and "李*" in page and HOME["postal_address"] not in page
    for case in cases[1:]:
        do(case, Action.ORDER_POST, ISSUER)
    Parcel.objects.filter(case=cases[1]).update(unanswered=3)
    with counted(10) as many:
        page = issuer.get(address).content.decode()
    assert len(many.texts) == len(one.texts)
    assert "快递系统没有应答" in page
    do(cases[2], Action.DELIVER_BY_POST, ISSUER, tracking_number="EMS12345678")
    under_way = issuer.get(address, {"show": "under_way"}).content.decode()
    assert "EMS12345678" in under_way and str(cases[0].number) not in under_way
    do(cases[2], Action.DECLARE_LOST, ISSUER, reason="快递公司确认丢失")
    assert "EMS12345678" in issuer.get(address, {"show": "lost"}).content.decode()
    assert "这里没有快件" in issuer.get(address, {"show": "ended"}).content.decode()


@pytest.mark.clause("HOUSE-10")
def test_another_hall_sees_no_parcel_of_this_one(issuer: Client) -> None:
    case = at_window()
    do(case, Action.ORDER_POST, ISSUER)
    page = world.desk("township1").get(reverse("issuing:parcels")).content.decode()
    assert str(case.number) not in page


@pytest.mark.clause("JH-25b", "RULE-35")
def test_the_applicant_follows_the_parcel_in_plain_words(issuer: Client) -> None:
    case = at_window()
    assert case.applicant is not None and case.applicant.account is not None
    own = Client()
    be_signed_in(own, case.applicant.account)
    address = reverse("apply:case", args=[case.pk])
    do(case, Action.ORDER_POST, ISSUER)
    assert "结果准备寄给您" in own.get(address).content.decode()
    do(case, Action.DELIVER_BY_POST, ISSUER, tracking_number="EMS12345678")
    page = own.get(address).content.decode()
    assert "EMS12345678" in page and "邮寄不收您任何费用" in page and "等您签收" in page
    assert "变更领取方式或者邮寄地址" not in page
    do(case, Action.RECORD_RETURN, ISSUER, reason="无人签收")
    page = own.get(address).content.decode()
    assert "快件没有送到，已退回窗口" in page and "变更领取方式或者邮寄地址" in page


@pytest.mark.clause("JH-25b", "AS-4.4", "RULE-30")
def test_the_applicant_changes_the_way_and_what_he_typed_is_kept(issuer: Client) -> None:
    case = at_window()
    assert case.applicant is not None and case.applicant.account is not None
    own = Client()
    be_signed_in(own, case.applicant.account)
    address = reverse("apply:delivery", args=[case.pk])
    assert HOME["postal_address"] in own.get(address).content.decode()
    typed = {**HOME, "postal_address": "", "phone": "123", "delivery_way": "post"}
    wrong = own.post(address, {"idempotency_key": world.key(), **typed})
    assert wrong.status_code == 422 and 'value="123"' in wrong.content.decode()
    electronic = {"idempotency_key": world.key(), "delivery_way": "electronic"}
    assert "请同时同意电子送达" in own.post(address, electronic).content.decode()
    right = {"idempotency_key": world.key(), **HOME, "delivery_way": "post"}
    right["postal_address"] = "蛟河市新站镇站前街 6 号"
    assert own.post(address, right).status_code == 302
    case.refresh_from_db()
    assert case.service_address == "蛟河市新站镇站前街 6 号"
    stranger = Client()
    be_signed_in(stranger, world.applicant("张桂兰").account)  # type: ignore[arg-type]
    assert stranger.get(address).status_code == 404
