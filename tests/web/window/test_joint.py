"""A package at the window: begun for the person in front of the clerk, one form, one list, one receipt."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from onevisit.cases.joint.members import members_of
from onevisit.cases.joint.queries import form_of
from onevisit.cases.models import Case, CaseMaterial, JointCase
from onevisit.documents.models import Document
from onevisit.law.lifecycle import Action
from tests.cases import world as cases
from tests.cases.joint import world
from tests.harness.statements import counted
from tests.web.apply.world import pdf
from tests.web.window.world import COMPANY, LI_MIN, desk, key

pytestmark = pytest.mark.django_db

SCRIPT = {"HX-Request": "true"}


def begin(client: Client, **typed: str) -> Any:
    """Chooses the package for the person whose card was read."""
    data = {**LI_MIN, "idempotency_key": key(), "package": world.RESTAURANT, **typed}
    return client.post(reverse("window:start"), data)


def address(name: str, joint: JointCase, *more: str) -> str:
    """A page of the console."""
    return reverse(f"window:{name}", args=[joint.pk, *more])


def situation(client: Client, joint: JointCase, answers: dict[str, str]) -> None:
    """Answers the questions of the package."""
    data = {f"a-{name}": value for name, value in answers.items()}
    assert client.post(address("joint_scenario", joint), data).status_code == 302


def begun(client: Client, answers: dict[str, str] | None = None) -> JointCase:
    """A draft in a situation."""
    response = begin(client)
    assert response.status_code == 302, response.content.decode()
    joint = JointCase.objects.latest("pk")
    situation(client, joint, world.WITH_LICENCE if answers is None else answers)
    return joint


def fill(client: Client, joint: JointCase) -> None:
    """The one form, everything answered."""
    form = form_of(joint, members_of(joint))
    data = {f"a-{one.key}": cases.example(one) for one in form.questions()}
    assert client.post(address("joint_form", joint), data).status_code == 302


@pytest.mark.clause("JH-18", "AS-3.1e", "AS-4.2", "RULE-28")
def test_the_whole_way_at_the_window_ends_with_one_receipt(clerk: Client) -> None:
    found = clerk.get(reverse("window:items"), {"q": "餐饮店"}).content.decode()
    assert 'name="package"' in found and "开办餐饮店" in found
    assert 'name="package"' in clerk.get(reverse("window:items"), {"q": "cyd"}).content.decode()
    joint = begun(clerk)
    page = clerk.get(address("joint", joint)).content.decode()
    assert "食品经营许可" in page and "消防" in page
    fill(clerk, joint)
    assert clerk.post(address("joint_check_all", joint)).status_code == 302
    response = clerk.post(address("joint_receive", joint), {"idempotency_key": key()})
    assert response.status_code == 302, response.content.decode()
    joint.refresh_from_db()
    assert joint.received_at is not None and joint.channel == "window"
    assert {one.case.state for one in members_of(joint)} == {"received"}
    receipt = Document.objects.get(kind="receipt", case_id__in=[one.case_id for one in members_of(joint)])
    assert "店面平面布置图" in receipt.content and receipt.content.count("店面平面布置图") == 1
    after = clerk.get(address("joint", joint)).content.decode()
    assert "收件凭证" in after and str(joint.number) in after


@pytest.mark.clause("HOUSE-2", "JH-18")
def test_the_receipt_sent_twice_receives_once(clerk: Client) -> None:
    joint = begun(clerk)
    sent = {"idempotency_key": key()}
    for _ in range(2):
        assert clerk.post(address("joint_receive", joint), sent).status_code == 302
    assert clerk.post(address("joint_receive", joint), {"idempotency_key": key()}).status_code == 302
    assert Document.objects.filter(kind="receipt").count() == 1


@pytest.mark.clause("JH-18")
def test_nothing_is_received_before_the_situation_is_known(clerk: Client) -> None:
    begin(clerk)
    joint = JointCase.objects.latest("pk")
    assert "先问完办理情形" in clerk.get(address("joint", joint)).content.decode()
    response = clerk.post(address("joint_receive", joint), {"idempotency_key": key()})
    assert response.status_code == 409
    assert "还没有问完办理情形" in response.content.decode()
    joint.refresh_from_db()
    assert joint.received_at is None


@pytest.mark.clause("XK-29", "JH-18")
def test_without_an_applicant_no_package_is_begun(clerk: Client) -> None:
    response = begin(clerk, identity_number="", name="", phone="")
    assert response.status_code == 422
    assert "先登记申请人" in response.content.decode()
    assert not JointCase.objects.exists()


@pytest.mark.clause("AS-3.1e", "AS-3.1d")
def test_a_paper_is_counted_once_and_kept_for_every_item_that_asks(clerk: Client) -> None:
    joint = begun(clerk)
    sent = {"originals": "1", "copies": "2", "original_seen": "on", "checked": "on"}
    response = clerk.post(address("joint_check", joint, "s__plan"), sent, headers=SCRIPT)
    assert response.status_code == 302
    rows = CaseMaterial.objects.filter(case__joint=joint, key__in=("layout_plan", "fire_plans"))
    assert {(row.originals, row.copies, row.checked) for row in rows} == {(1, 2, True)}
    assert rows.count() == 2
    wrong = {**sent, "originals": "many"}
    response = clerk.post(address("joint_check", joint, "s__plan"), wrong, headers=SCRIPT)
    assert response.status_code == 200 and "份数应在" in response.content.decode()
    assert clerk.post(address("joint_check", joint, "s__plan"), wrong).status_code == 409


@pytest.mark.clause("AS-3.1e", "HOUSE-16")
def test_a_scan_goes_to_every_item_and_out_of_every_item(clerk: Client) -> None:
    joint = begun(clerk)
    scan = SimpleUploadedFile("平面图𠮷😀.pdf", pdf())
    response = clerk.post(address("joint_upload", joint, "s__plan"), {"file": scan}, headers=SCRIPT)
    assert response.status_code == 200 and "平面图" in response.content.decode()
    held = CaseMaterial.objects.filter(case__joint=joint, files__removed_at=None, files__isnull=False)
    assert sorted(held.values_list("key", flat=True)) == ["fire_plans", "layout_plan"]
    sha = held[0].files.get().sha256
    clerk.post(address("joint_remove_file", joint, "s__plan", sha))
    assert not CaseMaterial.objects.filter(
        case__joint=joint, files__removed_at=None, files__isnull=False
    ).exists()
    bad = SimpleUploadedFile("a.pdf", b"no pdf")
    assert clerk.post(address("joint_upload", joint, "s__plan"), {"file": bad}).status_code == 422


@pytest.mark.clause("JH-18", "RULE-19")
def test_a_member_that_waited_is_completed_at_the_window_and_hinders_no_grant(clerk: Client) -> None:
    joint = begun(clerk, world.WITHOUT_LICENCE)
    fill(clerk, joint)
    clerk.post(address("joint_receive", joint), {"idempotency_key": key()})
    licence = world.case(joint, "licence")
    cases.check_all(licence)
    cases.do(licence, Action.DECIDE_AT_ONCE, cases.CLERK)
    assert licence.outcome == "grant"
    sign = world.member(joint, "sign")
    assert sign.case.state == "draft"
    assert any(one.startswith("material:") for one in sign.open_questions)
    console = clerk.get(reverse("window:case", args=[sign.case_id]))
    assert console.status_code == 200
    act = {"act": "receive", "idempotency_key": key()}
    assert clerk.post(reverse("window:do", args=[sign.case_id]), act).status_code == 302
    sign = world.member(joint, "sign")
    assert (sign.case.state, sign.round) == ("received", 2)


@pytest.mark.clause("JH-18")
def test_a_member_whose_predecessor_is_not_granted_is_not_received(clerk: Client) -> None:
    joint = begun(clerk, world.WITHOUT_LICENCE)
    clerk.post(address("joint_receive", joint), {"idempotency_key": key()})
    act = {"act": "receive", "idempotency_key": key()}
    response = clerk.post(reverse("window:do", args=[world.case(joint, "food").pk]), act)
    assert response.status_code == 409
    assert world.case(joint, "food").state == "draft"


@pytest.mark.clause("XK-29p2")
def test_a_firm_is_named_for_every_item_and_its_agent_needs_an_authority(clerk: Client) -> None:
    joint = begun(clerk)
    firm = {
        "identity_type": "credit_code",
        "identity_number": COMPANY,
        "name": "蛟河演示公司",
        "legal_representative": "王建国",
        "phone": "13804420004",
    }
    response = clerk.post(address("joint_applicant", joint), firm)
    assert response.status_code == 302, response.content.decode()
    joint.refresh_from_db()
    applicants = Case.objects.filter(joint=joint).values_list("applicant_id", flat=True)
    assert set(applicants) == {joint.applicant_id}
    response = clerk.post(address("joint_agent", joint), {**LI_MIN, "acts": ["submit"], "valid_to": ""})
    assert response.status_code == 422 and "授权委托书" in response.content.decode()
    paper = SimpleUploadedFile("授权.pdf", pdf())
    data = {**LI_MIN, "acts": ["submit", "supply"], "valid_to": "", "document": paper}
    assert clerk.post(address("joint_agent", joint), data).status_code == 302
    joint.refresh_from_db()
    assert joint.agent is not None
    assert set(Case.objects.filter(joint=joint).values_list("agent_id", flat=True)) == {joint.agent_id}
    clerk.post(address("joint_without_agent", joint))
    joint.refresh_from_db()
    assert joint.agent is None


def test_a_draft_is_parked_as_one_and_its_members_are_not_listed(clerk: Client) -> None:
    joint = begun(clerk)
    clerk.post(address("joint_park", joint))
    page = clerk.get(reverse("window:start")).content.decode()
    assert address("joint", joint) in page
    member = members_of(joint)[0].case
    assert reverse("window:case", args=[member.pk]) not in page
    assert clerk.get(reverse("window:case", args=[member.pk]))["Location"] == address("joint", joint)
    clerk.post(address("joint_discard", joint))
    assert not JointCase.objects.exists() and not Case.objects.filter(pk=member.pk).exists()


@pytest.mark.clause("RULE-30", "JH-25b")
def test_one_way_of_delivery_for_everything(clerk: Client) -> None:
    joint = begun(clerk)
    wrong = {"delivery_way": "post", "electronic": "", "postal_address": ""}
    response = clerk.post(address("joint_service", joint), wrong, headers=SCRIPT)
    assert response.status_code == 200 and "请填写" in response.content.decode()
    right = {**wrong, "postal_address": "吉林省蛟河市民主路 1 号"}
    assert clerk.post(address("joint_service", joint), right).status_code == 302
    assert set(Case.objects.filter(joint=joint).values_list("delivery_way", flat=True)) == {"post"}


def test_a_clerk_of_the_web_drafts_sees_none(clerk: Client) -> None:
    web = world.begun()
    assert clerk.get(address("joint", web)).status_code == 404
    assert desk("market-handler").get(address("joint", web)).status_code == 403


def test_the_console_asks_the_database_a_bounded_number_of_times(clerk: Client) -> None:
    """As many for four items as for one."""
    for answers in ({**world.WITH_LICENCE, "sign": "none", "big": "no"}, world.WITHOUT_LICENCE):
        joint = begun(clerk, answers)
        clerk.get(address("joint", joint))
        with counted(at_most=16):
            clerk.get(address("joint", joint))
