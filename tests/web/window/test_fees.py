"""Fees on the screens: assessed and entered at the window, told to the applicant."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from onevisit.cases.models import Case, FeePayment
from onevisit.law.lifecycle import Action
from tests.accounts.signing_in import be_signed_in
from tests.cases import fee_world
from tests.cases.world import CLERK, ISSUER, do
from tests.web.window import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def issuer(city: None) -> Client:
    """The clerk of window 7, at her desk."""
    return world.desk(ISSUER)


def page_of(client: Client, case: Case, name: str) -> str:
    """A page of the case."""
    return client.get(reverse(name, args=[case.pk])).content.decode()


def enter(client: Client, case: Case, action: Action, **typed: Any) -> Any:
    """Fills in the page of an act."""
    address = reverse("desk:act", args=[case.pk, action.value]) + "?back=issuing"
    return client.post(address, {"idempotency_key": world.key(), **typed})


@pytest.mark.clause("XK-58", "XK-59", "JH-8.2.6")
def test_the_window_assesses_takes_the_money_and_only_then_hands_the_result_out(issuer: Client) -> None:
    case = fee_world.at_window()
    page = page_of(issuer, case, "issuing:result")
    assert "待核定收费" in page and "还没有核定收费" in page
    form = issuer.get(reverse("desk:act", args=[case.pk, "assess_fee"])).content.decode()
    assert "12.5 平方米" in form and "¥ 1,500.00" in form and "《缴费通知书》" in form
    assert enter(issuer, case, Action.ASSESS_FEE)["Location"] == reverse("issuing:result", args=[case.pk])
    assert "费用还没有缴清" in page_of(issuer, case, "issuing:result")
    wrong = enter(issuer, case, Action.RECORD_PAYMENT, way="cash", receipt_number="票")
    assert wrong.status_code == 422 and "票据号是 4 至 40 位" in wrong.content.decode()
    assert 'value="票"' in wrong.content.decode()
    assert enter(issuer, case, Action.RECORD_PAYMENT, way="cash", receipt_number="P100001").status_code == 302
    page = page_of(issuer, case, "issuing:result")
    assert "已缴清" in page and "P100001" in page and "费用还没有缴清" not in page
    assert FeePayment.objects.get(order__case=case).amount_fen == fee_world.DUE_FEN


@pytest.mark.clause("XK-59")
def test_the_applicant_sees_what_to_pay_and_then_the_receipt(issuer: Client) -> None:
    case = fee_world.at_window()
    assert case.applicant is not None and case.applicant.account is not None
    own = Client()
    be_signed_in(own, case.applicant.account)
    assert "缴款单号" not in page_of(own, case, "apply:case")
    do(case, Action.ASSESS_FEE, CLERK)
    page = page_of(own, case, "apply:case")
    assert "请缴费 ¥ 1,500.00" in page and f"J{case.number}" in page and "全部缴入国库" in page
    fee_world.pay(case, "card", "P100002")
    page = page_of(own, case, "apply:case")
    assert "费用已缴清" in page and "P100002" in page and "请缴费" not in page.split("消息")[0]


@pytest.mark.clause("XK-59")
def test_the_desk_of_the_department_sees_how_far_the_fee_is(city: None) -> None:
    case = fee_world.granted()
    desk = world.desk(fee_world.HANDLER)
    page = page_of(desk, case, "desk:case")
    assert "待核定收费" in page and "核定收费" in page
    do(case, Action.ASSESS_FEE, fee_world.HANDLER)
    page = page_of(desk, case, "desk:case")
    assert "待缴费" in page and "¥ 1,500.00" in page and "登记缴费" in page
