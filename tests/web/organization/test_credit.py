"""Bars on who broke a promise: who sees them, how one is repaired by two persons, how it ends."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from onevisit.cases.models import Case
from onevisit.law.items import Channel
from onevisit.law.refusal import Refusal
from onevisit.organization.models import Staff
from onevisit.people import credit as rules
from onevisit.people.credit import is_barred
from onevisit.people.models import Applicant, CreditBar, CreditRepair
from onevisit.records import clock
from onevisit.records.models import Message
from tests.accounts.signing_in import be_signed_in
from tests.cases import world
from tests.harness.statements import counted
from tests.web.apply import world as world_of_applicants
from tests.web.desk.conftest import SignIn
from tests.web.organization.conftest import REASON, send

pytestmark = pytest.mark.usefixtures("demo_city")

HANDLER, SIGNER, HEAD = "health-handler", "health-signer", "health-head"
RARE = "堃喆昇祎玥翀𠮷已整改到位"


def barred(applicant: Applicant | None = None, days: int = 30) -> CreditBar:
    """A bar made by the health department, from today on."""
    return CreditBar.objects.create(
        applicant=applicant or world.person(),
        reason="没有委托检测",
        basis="《中华人民共和国行政许可法》第七十九条",
        barred_from=clock.today(),
        barred_until=clock.today() + timedelta(days=days),
        department_id=Staff.objects.get(account__username=HANDLER).department_id,
        recorded_at=clock.now(),
        recorded_by_id=1,
    )


def holder_of(bar: CreditBar) -> Client:
    """The holder's telephone."""
    client = Client()
    assert bar.applicant.account is not None
    be_signed_in(client, bar.applicant.account)
    return client


def ask(client: Client, bar: CreditBar, statement: str = RARE) -> Any:
    """The holder asks for repair."""
    typed = {"statement": statement, "idempotency_key": uuid.uuid4().hex}
    return client.post(reverse("wallet:credit_bar", args=[bar.pk]), typed)


def step(client: Client, name: str, bar: CreditBar, outcome: str = "yes") -> Any:
    """An opinion or a decision."""
    address = reverse(f"organization:{name}", args=[bar.pk])
    return send(client, address, outcome=outcome, text="已经核实整改情况。")


@pytest.mark.clause("YS-40", "RULE-21")
def test_the_holder_asks_one_proposes_another_decides_and_he_is_told(browser_of: SignIn) -> None:
    bar = barred()
    phone = holder_of(bar)
    page = phone.get(reverse("wallet:credit")).content.decode()
    assert "限制中" in page and bar.barred_until.isoformat() in page
    assert step(browser_of(HANDLER), "propose_repair", bar).status_code == 409, "nobody asked yet"
    assert ask(phone, bar).status_code == 302
    assert ask(phone, bar).status_code == 409, "one request at a time"
    assert step(browser_of(SIGNER), "decide_repair", bar).status_code == 409, "the handler comes first"
    desk = browser_of(HANDLER)
    entry = desk.get(reverse("organization:credit_bar", args=[bar.pk])).content.decode()
    assert RARE in entry and bar.applicant.name not in entry
    assert step(desk, "propose_repair", bar).status_code == 302
    assert step(desk, "propose_repair", bar).status_code == 409
    assert step(desk, "decide_repair", bar).status_code == 403
    assert is_barred(bar.applicant_id, clock.today())
    assert step(browser_of(SIGNER), "decide_repair", bar).status_code == 302
    assert not is_barred(bar.applicant_id, clock.today())
    told = Message.objects.filter(template="credit.repaired").get()
    assert told.account_id == bar.applicant.account_id
    page = phone.get(reverse("wallet:credit_bar", args=[bar.pk])).content.decode()
    assert "已修复" in page and "已经核实整改情况。" in page


@pytest.mark.clause("YS-40", "RULE-21")
def test_who_proposed_does_not_decide_whatever_else_he_is(browser_of: SignIn) -> None:
    bar = barred()
    ask(holder_of(bar), bar)
    signer = world.worker(SIGNER)
    CreditRepair.objects.filter(bar=bar).update(
        proposes_repair=True, proposed_at=clock.now(), proposed_by_id=signer.staff_id
    )
    with pytest.raises(Refusal) as refused:
        rules.decide_repair(bar, signer, granted=True, decision="同意修复。", reason=REASON, key="k" * 12)
    assert refused.value.code == "proposer_decides"
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditRepair.objects.filter(bar=bar).update(decided_by_id=signer.staff_id)


@pytest.mark.clause("YS-40")
def test_refused_with_reasons_the_bar_stays_and_may_be_asked_about_again(browser_of: SignIn) -> None:
    bar = barred()
    phone = holder_of(bar)
    ask(phone, bar)
    step(browser_of(HANDLER), "propose_repair", bar, "no")
    assert step(browser_of(HEAD), "decide_repair", bar, "no").status_code == 302
    assert is_barred(bar.applicant_id, clock.today())
    assert Message.objects.filter(template="credit.not_repaired").exists()
    assert "没有同意" in phone.get(reverse("wallet:credit_bar", args=[bar.pk])).content.decode()
    assert ask(phone, bar).status_code == 302


@pytest.mark.clause("YS-40")
def test_a_bar_that_ended_needs_no_repair(browser_of: SignIn) -> None:
    bar = barred(days=1)
    clock.shift(by=timedelta(days=2))
    phone = holder_of(bar)
    page = phone.get(reverse("wallet:credit_bar", args=[bar.pk])).content.decode()
    assert "已到期" in page and "申请提前修复" not in page
    assert ask(phone, bar).status_code == 409
    listed = browser_of(HANDLER).get(reverse("organization:credit_bars") + "?show=over").content.decode()
    assert "已到期" in listed


@pytest.mark.clause("YS-40", "RULE-33")
def test_a_barred_applicant_is_told_at_once_and_not_asked_to_sign(browser_of: SignIn) -> None:
    health = "公共场所卫生许可"
    online, at_window = world.draft(health, Channel.WEB), world.draft(health)
    phone = world_of_applicants.browser_of(world.person())
    pages = (
        (phone, reverse("apply:declare", args=[online.pk])),
        (browser_of("window1"), reverse("window:declare", args=[at_window.pk])),
    )
    for client, address in pages:
        assert 'name="points"' in client.get(address).content.decode()
    bar = barred()
    for client, address in pages:
        page = client.get(address).content.decode()
        assert "不适用容缺受理和告知承诺" in page and "我的信用" in page
        assert 'name="points"' not in page and "按一般程序办理" in page
    bar.delete()
    for case in (online, at_window):
        Case.objects.filter(pk=case.pk).update(scenario={**case.scenario, "place_kind": "swimming"})
    for client, address in pages:
        page = client.get(address).content.decode()
        assert "游泳场" in page and 'name="points"' not in page


@pytest.mark.clause("HOUSE-10")
def test_only_the_department_and_the_agency_see_a_bar_and_only_the_holder_his_own(browser_of: SignIn) -> None:
    bar = barred()
    entry = reverse("organization:credit_bar", args=[bar.pk])
    for who, status in ((HANDLER, 200), ("manager", 200), ("supervisor", 200), ("market-handler", 404)):
        assert browser_of(who).get(entry).status_code == status, who
    assert browser_of("window1").get(entry).status_code == 403
    stranger = Applicant.objects.filter(kind="person", account__isnull=False).exclude(pk=bar.applicant_id)
    other = Client()
    account = stranger.order_by("pk")[0].account
    assert account is not None
    be_signed_in(other, account)
    assert other.get(reverse("wallet:credit_bar", args=[bar.pk])).status_code == 404
    assert ask(other, bar).status_code == 404
    assert "没有失信限制" in other.get(reverse("wallet:credit")).content.decode()


@pytest.mark.clause("YS-40", "RULE-33")
def test_serious_dishonesty_is_entered_by_the_head_with_basis_and_end(browser_of: SignIn) -> None:
    person = world.person()
    address = reverse("organization:record_dishonesty")
    typed = {
        "identity_type": person.identity_type,
        "number": person.identity_number,
        "recorded": "被列入严重失信主体名单",
        "basis": "认定书（蛟市监信〔2026〕3号）",
        "barred_until": (clock.today() + timedelta(days=90)).isoformat(),
    }
    head = browser_of(HEAD)
    assert browser_of(HANDLER).get(address).status_code == 403
    assert send(head, address, **{**typed, "barred_until": ""}).status_code == 422, "never without end"
    assert send(head, address, **{**typed, "barred_until": clock.today().isoformat()}).status_code == 409
    unknown = send(head, address, **{**typed, "number": "11010519491231002X\0😀"})
    assert unknown.status_code in (409, 422) and not CreditBar.objects.exists()
    assert send(head, address, **typed).status_code == 302
    bar = CreditBar.objects.get()
    assert (bar.kind, bar.applicant_id) == ("serious_dishonesty", person.pk)
    assert is_barred(person.pk, clock.today())


@pytest.mark.clause("YS-40")
def test_a_request_on_paper_is_entered_and_bad_input_keeps_what_was_typed(browser_of: SignIn) -> None:
    bar = barred()
    desk = browser_of(HANDLER)
    address = reverse("organization:enter_repair", args=[bar.pk])
    for wrong in ("", "短", "长" * 2001, "\0" * 9):
        assert send(desk, address, statement=wrong).status_code == 422
        assert ask(holder_of(bar), bar, wrong).status_code == 422
    assert send(desk, address, statement=RARE).status_code == 302
    assert CreditRepair.objects.get(bar=bar).asked_by is None
    asked = desk.get(reverse("organization:credit_bars") + "?show=asked").content.decode()
    assert "有修复申请" in asked


def test_the_lists_cost_few_statements(browser_of: SignIn) -> None:
    for _ in range(35):
        barred()
    desk = browser_of(HANDLER)
    desk.get(reverse("organization:credit_bars"))
    with counted(at_most=7):
        page = desk.get(reverse("organization:credit_bars")).content.decode()
    assert "after=" in page
    phone = holder_of(CreditBar.objects.all()[0])
    phone.get(reverse("wallet:credit"))
    with counted(at_most=8):
        phone.get(reverse("wallet:credit"))
