"""A joint application in the browser's requests: one form, one list, one submission, one page afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from onevisit.cases.joint.members import members_of
from onevisit.cases.models import CaseMaterial, JointCase
from onevisit.people.models import Applicant
from tests.cases import world as cases
from tests.cases.joint import world
from tests.web.apply.world import browser_of, key, pdf
from tests.web.window.world import desk

pytestmark = pytest.mark.django_db


def begin(client: Client, scenario: dict[str, str] | None = None) -> JointCase:
    """Answers the questions of the package."""
    data = {f"a-{name}": value for name, value in (scenario or world.WITH_LICENCE).items()}
    response = client.post(reverse("apply:joint_begin", args=[world.RESTAURANT]), data)
    assert response.status_code == 302, response.content.decode()
    return JointCase.objects.latest("pk")


def page(client: Client, name: str, joint: JointCase, *more: str) -> Any:
    """One page of the draft."""
    return client.get(reverse(f"apply:{name}", args=[joint.pk, *more]))


@pytest.mark.clause("JH-18", "AS-3.1e")
def test_the_whole_way_from_the_guide_to_the_receipt(citizen: Applicant, signed_in: Client) -> None:
    guide = signed_in.get(reverse("portal:package", args=[world.RESTAURANT]))
    assert "食品经营许可" in guide.content.decode()
    assert "package-chart" in guide.content.decode()
    joint = begin(signed_in)
    listing = page(signed_in, "joint_draft", joint)
    assert listing.status_code == 200
    # Each question once: the telephone is asked on the common page and nowhere else.
    shared = page(signed_in, "joint_group", joint, "shared").content.decode()
    assert shared.count('name="a-s__phone"') == 1
    assert 'value="13804420004"' in shared
    context: Any = page(signed_in, "joint_check", joint).context
    for task in context["left"]:
        url = task["url"]
        if "/form/" not in url:
            continue
        questions = signed_in.get(url).context["form"].questions
        data = {f"a-{one.key}": cases.example(one) for one in questions}
        answer = signed_in.post(url, data)
        assert answer.status_code == 302, answer.content.decode()
    materials = page(signed_in, "joint_materials", joint)
    for row in materials.context["rows"]:
        if row["state"] == "missing":
            file = SimpleUploadedFile("图.pdf", pdf(len(row["key"])))
            assert signed_in.post(row["upload_url"], {"file": file}).status_code == 302
    assert not CaseMaterial.objects.filter(case__joint=joint, supply="missing", required=True).exists()
    delivery = {
        "delivery_way": "window",
        "electronic_way": "site",
        "recipient": "李敏",
        "phone": "13804420004",
        "postal_address": "吉林省蛟河市长安街道振兴街 5 号",
    }
    address = reverse("apply:joint_service", args=[joint.pk])
    assert signed_in.post(address, delivery).status_code == 302
    check = page(signed_in, "joint_check", joint)
    assert not check.context["left"]
    sent = signed_in.post(reverse("apply:joint_submit", args=[joint.pk]), {"idempotency_key": key()})
    assert sent["Location"] == reverse("apply:joint", args=[joint.pk])
    own = page(signed_in, "joint", joint)
    text = own.content.decode()
    joint.refresh_from_db()
    assert str(joint.number) in text
    for member in members_of(joint):
        assert str(member.case.number) in text
    assert [one["title"] for one in own.context["documents"]] == ["收件凭证"]


@pytest.mark.clause("AS-3.1e", "HOUSE-35")
def test_one_answer_is_written_into_every_form_that_asks(citizen: Applicant, signed_in: Client) -> None:
    joint = begin(signed_in)
    url = reverse("apply:joint_group", args=[joint.pk, "shared"])
    wrong = signed_in.post(url, {"a-s__phone": "13804", "a-s__premises": "民主路 12 号"})
    assert wrong.status_code == 422
    assert "13804" in wrong.content.decode()
    for member in members_of(joint):
        assert member.case.answers["phone"] == "13804"
    assert members_of(joint)[0].case.answers["premises_address"] == "民主路 12 号"
    saved = signed_in.post(f"{url}save/", {"a-s__phone": "13804420004"})
    assert saved.json()["saved_at"]
    assert {member.case.answers["phone"] for member in members_of(joint)} == {"13804420004"}


@pytest.mark.clause("AS-3.1e", "JH-31")
def test_one_file_goes_to_every_item_and_can_be_taken_out_again(
    citizen: Applicant, signed_in: Client
) -> None:
    joint = begin(signed_in)
    url = reverse("apply:joint_upload", args=[joint.pk, "s__plan"])
    answer = signed_in.post(
        url, {"file": SimpleUploadedFile("图.pdf", pdf())}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    rows = CaseMaterial.objects.filter(case__joint=joint, key__in=("layout_plan", "fire_plans"))
    assert {row.supply for row in rows} == {"supplied"}
    line = next(
        one for one in page(signed_in, "joint_materials", joint).context["rows"] if one["key"] == "s__plan"
    )
    assert signed_in.post(line["files"][0]["remove_url"]).status_code == 302
    assert {row.supply for row in rows.all()} == {"missing"}


@pytest.mark.clause("HOUSE-10")
def test_a_member_draft_has_no_pages_of_its_own_and_a_stranger_sees_nothing(
    citizen: Applicant, signed_in: Client
) -> None:
    joint = begin(signed_in)
    member = members_of(joint)[0]
    answer = signed_in.get(reverse("apply:draft", args=[member.case_id]))
    assert answer["Location"] == reverse("apply:joint", args=[joint.pk])
    assert b"apply/drafts" not in signed_in.get(reverse("apply:my")).content
    stranger = browser_of(Applicant.objects.filter(account__isnull=False).exclude(pk=citizen.pk).latest("pk"))
    assert page(stranger, "joint_draft", joint).status_code == 404


@pytest.mark.clause("JH-18", "XK-32.4")
def test_the_merged_notice_is_answered_on_one_page(demo_city: None) -> None:
    joint = world.filed()
    client = browser_of(cases.person())
    world.register(joint, "food", "sign", "fire")
    world.accept(joint, "food")
    world.report(joint, "sign", "question:board_address", "material:rendering")
    world.report(joint, "fire", "question:place_area")
    world.issue(joint)
    shown = page(client, "joint_correction", joint)
    text = shown.content.decode()
    assert text.count("请补充完整。") == 3
    url = reverse("apply:joint_correction", args=[joint.pk])
    typed = {"a-sign__board_address": "民主路 1 号", "a-fire__place_area": "很大", "idempotency_key": key()}
    wrong = client.post(url, typed)
    assert wrong.status_code == 422
    assert "很大" in wrong.content.decode()
    sign = world.case(joint, "sign")
    upload = reverse("apply:upload", args=[sign.pk, "rendering"])
    assert client.post(upload, {"file": SimpleUploadedFile("新.pdf", pdf(9))}).status_code == 302
    done = client.post(url, {**typed, "a-fire__place_area": "260", "idempotency_key": key()})
    assert done.status_code == 302, done.content.decode()
    assert world.case(joint, "fire").answers["place_area"] == "260"
    assert {world.case(joint, name).state for name in ("sign", "fire")} == {"received"}


@pytest.mark.clause("RULE-32", "JH-18")
def test_everything_under_way_is_withdrawn_with_one_button(demo_city: None) -> None:
    joint = world.filed()
    client = browser_of(cases.person())
    assert page(client, "joint", joint).context["may_withdraw"]
    client.post(reverse("apply:joint_withdraw", args=[joint.pk]), {"idempotency_key": key()})
    assert {member.case.state for member in members_of(joint)} == {"withdrawn"}
    listed = client.get(reverse("apply:my_joint"))
    assert "没有办成的事项" in listed.content.decode()


@pytest.mark.clause("JH-18", "JH-25b")
def test_nobody_is_sent_to_the_window_before_the_results_are_there(
    citizen: Applicant, signed_in: Client
) -> None:
    joint = world.filed({**world.WITH_LICENCE, "sign": "none"})
    world.accept(joint, "food")
    world.accept(joint, "fire")
    for name in ("food", "fire"):
        world.decide(joint, name, grant=False)
    waiting = page(signed_in, "joint", joint).content.decode()
    assert "请先不用来" in waiting and "一次领取" not in waiting
    for name in ("food", "fire"):
        world.make_ready(joint, name)
    assert "一次领取" in page(signed_in, "joint", joint).content.decode()


@pytest.mark.clause("XK-32.4", "JH-18")
def test_the_lead_department_reads_what_each_point_is_about(citizen: Applicant, signed_in: Client) -> None:
    joint = world.filed()
    world.register(joint, "food", "sign", "fire")
    world.report(joint, "fire", "question:place_area", "material:fire_plans")
    shown = desk("market-handler").get(reverse("desk:joint", args=[joint.pk])).content.decode()
    assert "场所建筑面积" in shown and "场所平面布置图" in shown
