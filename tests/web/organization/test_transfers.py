"""Transferred powers: new cases go to the bureau, every decision to who supervises (rule 25)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onevisit.cases.models import SupervisionReceipt
from onevisit.documents import production
from onevisit.documents.models import Document
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.organization.models import Department, Transfer
from onevisit.records import clock, installation
from tests.cases import world
from tests.harness.statements import counted
from tests.web.desk.conftest import SignIn
from tests.web.organization.conftest import send, staff

FORMER = "公共场所卫生许可"
"""The health department's item, as it stood before the transfer."""


@pytest.fixture
def bureau(demo_city: None) -> Department:
    """The market department as approval bureau, which takes over from the health department."""
    department = staff(world.HEAD).department
    department.kind = Department.Kind.APPROVAL_BUREAU
    department.save()
    return department


def moved(client: Client, **changed: str) -> int:
    typed = {
        "item": world.version(world.FOOD_LICENCE).item.code,
        "former_item": world.version(FORMER).item.code,
        "from_department": str(staff(world.OUTSIDER).department_id),
        "document": "辽政〔2026〕3号",
        "effective_on": (clock.today() + timedelta(days=1)).isoformat(),
        **changed,
    }
    status: int = send(client, reverse("organization:new_transfer"), **typed).status_code
    return status


def pass_a_day() -> None:
    installation.store_clock_offset(installation.facts().clock_offset + timedelta(days=1))


@pytest.mark.clause("RULE-25", "XK-25")
def test_from_the_first_day_the_former_department_takes_no_new_case_and_keeps_those_under_way(
    browser_of: SignIn, bureau: Department
) -> None:
    assert moved(browser_of(world.HEAD)) == 302
    running = world.received(FORMER)
    pass_a_day()
    with pytest.raises(Refusal) as refused:
        world.received(FORMER)
    assert refused.value.code == "not_stationed" and "已划转" in str(refused.value)
    assert bureau.name in str(refused.value)
    world.check_all(running)
    world.do(running, Action.ACCEPT, world.CLERK)
    assert world.received(world.FOOD_LICENCE).department_id == bureau.pk


@pytest.mark.clause("RULE-25")
def test_what_is_no_lawful_transfer_is_refused(browser_of: SignIn, bureau: Department) -> None:
    head = browser_of(world.HEAD)
    assert moved(head, effective_on=(clock.today() - timedelta(days=1)).isoformat()) == 409
    assert moved(browser_of("health-head")) == 403
    assert moved(browser_of(world.CLERK)) == 403
    assert moved(head) == 302
    assert moved(head) == 409, "once"
    assert "辽政〔2026〕3号" in head.get(reverse("organization:transfers")).content.decode()


@pytest.mark.clause("RULE-25", "AS-3.2a")
def test_every_decision_arrives_at_the_supervising_department_and_is_acknowledged(
    browser_of: SignIn, bureau: Department
) -> None:
    Transfer.objects.create(
        item_code=world.version(world.FOOD_LICENCE).item.code,
        from_department=staff(world.OUTSIDER).department,
        to_department=bureau,
        document="示例",
        effective_on=clock.today(),
    )
    case, open_case = world.decided(), world.accepted()
    production.produce(Document.objects.values_list("pk", flat=True))
    Document.objects.filter(case_id=case.pk).exclude(file_sha256="").update(state="ready")
    inbox, health = reverse("organization:supervised"), browser_of(world.OUTSIDER)
    page = health.get(inbox).content.decode()
    assert str(case.number) in page and str(open_case.number) not in page
    entry = reverse("organization:acknowledge", args=[case.pk])
    assert health.get(entry).status_code == 200
    assert browser_of("land-handler").get(entry).status_code == 404
    assert health.get(reverse("organization:acknowledge", args=[open_case.pk])).status_code == 404
    document = Document.objects.filter(case_id=case.pk, kind="grant", state="ready").first()
    if document is not None:
        paper = reverse("organization:supervised_document", args=[case.pk, document.pk])
        assert health.get(paper).status_code == 200
        assert browser_of("land-handler").get(paper).status_code == 404
    other = Document.objects.filter(case_id=case.pk, kind="receipt").first()
    assert other is not None
    foreign = reverse("organization:supervised_document", args=[case.pk, other.pk])
    assert health.get(foreign).status_code == 404, "the decision, not the whole case"
    assert send(health, entry).status_code == 302
    assert send(health, entry).status_code == 409
    assert SupervisionReceipt.objects.get().acknowledged_by_id == staff(world.OUTSIDER).pk
    assert str(case.number) not in health.get(inbox).content.decode()
    assert str(case.number) in health.get(inbox + "?show=all").content.decode()
    health.get(inbox)
    with counted(at_most=7):
        health.get(inbox)
