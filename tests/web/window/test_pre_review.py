"""The pre-review across the faces: asked on the web, answered at the desk, received at the window."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from onevisit.cases.models import Case
from onevisit.law.lifecycle import Action
from tests.cases.world import HANDLER, do, owner
from tests.harness.statements import counted
from tests.web.apply.world import browser_of, citizen, completed
from tests.web.window import world

pytestmark = pytest.mark.django_db


def ask(case: Case) -> Client:
    """The applicant asks on his page."""
    client = browser_of(citizen("李敏"))
    address = reverse("apply:pre_review", args=[case.pk])
    assert "不是正式申请" in client.get(address).content.decode()
    response = client.post(address, {"idempotency_key": world.key()})
    assert response["Location"] == reverse("apply:case", args=[case.pk])
    case.refresh_from_db()
    return client


def answer(case: Case, action: Action, **fields: str) -> str:
    """The department answers at its desk."""
    desk = world.desk(HANDLER)
    address = reverse("desk:act", args=[case.pk, action.value])
    assert desk.get(address).status_code == 200
    response = desk.post(address, {"idempotency_key": world.key(), **fields})
    assert response.status_code == 302, response.content.decode()
    case.refresh_from_db()
    return str(response["Location"])


@pytest.mark.clause("JH-20", "JH-20a", "JH-20b", "RULE-4")
def test_from_asking_to_receipt_in_one_visit(clerk: Client) -> None:
    case = completed(citizen("李敏"))
    client = ask(case)
    waiting = client.get(reverse("apply:case", args=[case.pk])).content.decode()
    assert "正在预审，还不是正式申请" in waiting
    assert "收件时间" not in waiting
    assert "预审中" in client.get(reverse("apply:my")).content.decode()
    desk = world.desk(HANDLER)
    listed = desk.get(reverse("desk:worklist") + "?show=pre_review").content.decode()
    assert str(case.number) in listed
    seen = desk.get(reverse("desk:case", args=[case.pk])).content.decode()
    assert "网上预审" in seen
    assert "预审通过" in seen
    assert answer(case, Action.PASS_PRE_REVIEW, note="请带身份证原件。").endswith("?show=pre_review")
    told = client.get(reverse("apply:draft", args=[case.pk])).content.decode()
    assert str(case.number) in told
    assert "请带身份证原件" in told
    assert "先请预审" not in told
    found = clerk.get(reverse("window:pre_reviewed"), {"find": str(case.number)})
    assert found["Location"] == reverse("window:case", args=[case.pk])
    console = clerk.get(reverse("window:case", args=[case.pk])).content.decode()
    assert "内容和预审时看到的一样" in console
    assert "删除这份草稿" not in console.split("console__do")[1].split("</section>")[0]
    assert world.press(clerk, case, "receive").status_code == 302
    assert world.state_of(case) == "received"
    assert case.channel == "window"


@pytest.mark.clause("JH-20b")
def test_found_by_identity_and_said_when_there_is_none(clerk: Client) -> None:
    case = completed(citizen("李敏"))
    number = world.LI_MIN["identity_number"]
    address = reverse("window:pre_reviewed")
    none = clerk.get(address, {"find": number})
    assert none.status_code == 422
    assert "没有找到预审通过" in none.content.decode()
    assert clerk.get(address, {"find": "不是编号"}).status_code == 422
    do(case, Action.ASK_PRE_REVIEW, owner(case))
    do(case, Action.PASS_PRE_REVIEW, HANDLER)
    assert clerk.get(address, {"find": number})["Location"] == reverse("window:case", args=[case.pk])
    listed = clerk.get(address).content.decode()
    assert str(case.number) in listed
    assert "李敏" not in listed
    assert str(case.number) not in world.desk("township1").get(address).content.decode()


@pytest.mark.clause("RULE-4", "AS-3.3b")
def test_returned_points_are_shown_with_their_basis(clerk: Client) -> None:
    case = completed(citizen("李敏"))
    client = ask(case)
    material = world.demanded(case)[0]
    answer(case, Action.RETURN_PRE_REVIEW, **{f"material__{material.key}": "缺第二页。"})
    told = client.get(reverse("apply:draft", args=[case.pk])).content.decode()
    assert "缺第二页" in told
    assert "依据：" in told
    again = client.post(reverse("apply:pre_review", args=[case.pk]), {"idempotency_key": world.key()})
    assert again.status_code == 409
    assert "直接提交申请" in again.content.decode()
    assert clerk.get(reverse("window:case", args=[case.pk])).status_code == 404


@pytest.mark.clause("JH-20a")
def test_taken_back_and_dropped_on_the_applicants_pages() -> None:
    case = completed(citizen("李敏"))
    client = ask(case)
    back = client.post(reverse("apply:take_back", args=[case.pk]), {"idempotency_key": world.key()})
    assert back["Location"] == reverse("apply:draft", args=[case.pk])
    assert world.state_of(case) == "draft"
    client.post(reverse("apply:discard", args=[case.pk]), {"idempotency_key": world.key()})
    assert world.state_of(case) == "withdrawn"
    assert client.get(reverse("apply:case", args=[case.pk])).status_code == 200


@pytest.mark.clause("HOUSE-33")
def test_the_list_of_passed_ones_costs_no_more_with_more_of_them(clerk: Client) -> None:
    for _one in range(3):
        case = completed(citizen("李敏"))
        do(case, Action.ASK_PRE_REVIEW, owner(case))
        do(case, Action.PASS_PRE_REVIEW, HANDLER)
    with counted(at_most=9):
        assert clerk.get(reverse("window:pre_reviewed")).status_code == 200
