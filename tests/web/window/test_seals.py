"""The keeper of seals: what waits, who may seal it, with which seal."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from onevisit.cases import engine
from onevisit.cases.models import Case
from onevisit.documents.models import Document, Seal, SealUse
from onevisit.records import clock
from tests.cases.moments import next_working_morning
from tests.cases.world import FOOD_LICENCE, received
from tests.web.window import world

pytestmark = pytest.mark.django_db


def deemed_accepted() -> Document:
    """The notice of a case that the law itself accepted: nobody was there to seal it."""
    case: Case = received(FOOD_LICENCE)
    clock.shift(working_days=7)
    next_working_morning()
    engine.bring_up_to_date(case.pk)
    return Document.objects.get(case_id=case.pk, kind="acceptance")


def test_only_keepers_see_what_waits(city: None) -> None:
    address = reverse("seals:waiting")
    assert Client().get(address).status_code == 302
    for name, status in (
        ("sealkeeper", 200),
        ("market-handler2", 200),
        ("market-handler", 403),
        ("window1", 403),
    ):
        assert world.desk(name).get(address).status_code == status, name
    assert "没有等待用印的文书" in world.desk("sealkeeper").get(address).content.decode()


@pytest.mark.clause("JH-32", "JH-33", "RULE-7", "RULE-28")
def test_a_keeper_seals_what_waits_and_the_use_is_on_record(city: None) -> None:
    document = deemed_accepted()
    assert document.state == Document.State.WAITING_SEAL
    keeper = world.desk("market-handler2")
    seen = keeper.get(reverse("seals:waiting")).content.decode()
    assert document.title in seen and "蛟受-市场监管局-01" in seen
    address = reverse("seals:seal", args=[document.pk])
    seal = Seal.objects.get(number="蛟受-市场监管局-01")
    assert keeper.post(address, {"seal": str(seal.pk)}).status_code == 302
    document.refresh_from_db()
    assert (document.state, document.seal) == (Document.State.QUEUED, seal)
    use = SealUse.objects.get(document=document)
    assert use.operator is not None and use.operator.account.username == "market-handler2"
    again = keeper.post(address, {"seal": str(seal.pk)}, follow=True)
    assert "已经用过印" in again.content.decode()
    assert SealUse.objects.filter(document=document).count() == 1


@pytest.mark.clause("JH-32", "RULE-28")
@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("蛟批-市场监管局-01", "不能盖"),
        ("蛟章-市场监管局-01", "不能盖"),
        ("蛟受-市场监管局-02", "不由您所在的单位保管"),
        ("蛟受-卫生健康局-01", "不由您所在的单位保管"),
    ],
)
def test_the_wrong_seal_is_refused(city: None, number: str, sentence: str) -> None:
    document = deemed_accepted()
    seal = Seal.objects.get(number=number)
    address = reverse("seals:seal", args=[document.pk])
    refused = world.desk("market-handler2").post(address, {"seal": str(seal.pk)})
    assert refused.status_code == 409
    assert sentence in refused.content.decode()
    document.refresh_from_db()
    assert document.state == Document.State.WAITING_SEAL


@pytest.mark.clause("JH-32")
def test_a_keeper_of_many_organs_seals_takes_the_right_one(city: None) -> None:
    document = deemed_accepted()
    keeper = world.desk("sealkeeper")
    address = reverse("seals:seal", args=[document.pk])
    other = Seal.objects.get(number="蛟受-卫生健康局-02")
    refused = keeper.post(address, {"seal": str(other.pk)})
    assert refused.status_code == 409
    assert "不是出具" in refused.content.decode()
    right = Seal.objects.get(number="蛟受-市场监管局-02")
    assert keeper.post(address, {"seal": str(right.pk)}).status_code == 302


@pytest.mark.clause("JH-32")
def test_another_department_s_keeper_finds_nothing(city: None) -> None:
    document = deemed_accepted()
    other = world.desk("health-handler2")
    address = reverse("seals:seal", args=[document.pk])
    assert address not in other.get(reverse("seals:waiting")).content.decode()
    seal = Seal.objects.get(number="蛟受-卫生健康局-01")
    other.post(address, {"seal": str(seal.pk)})
    document.refresh_from_db()
    assert document.state == Document.State.WAITING_SEAL


@pytest.mark.parametrize("seal", ["", "x", "0", "9" * 30, "\x00"])
def test_a_seal_that_does_not_exist_is_not_found(city: None, seal: str) -> None:
    document = deemed_accepted()
    response = world.desk("market-handler2").post(reverse("seals:seal", args=[document.pk]), {"seal": seal})
    assert response.status_code == 404
