"""Submitting: complete or not at all, once however often, under the guide in effect."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from onevisit.cases import engine
from onevisit.cases.actions import drafts
from onevisit.cases.models import Case
from onevisit.cases.performers import Performer
from onevisit.catalog.models import ItemVersion
from onevisit.config.environment import DatabaseAddresses
from onevisit.documents.models import Document
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.people.agents import authorize_agent, revoke_authorization
from onevisit.people.models import Applicant, Authorization
from onevisit.records import clock, ledger
from tests.cases.world import version
from tests.harness.statements import counted
from tests.web.apply import world


def newer_version(case: Case, **changes: object) -> ItemVersion:
    """The guide as published anew one moment ago, with these parts changed; the old one ends there."""
    old = ItemVersion.objects.get(pk=case.version_id)
    began = clock.now()
    ItemVersion.objects.filter(pk=old.pk).update(valid_to=began)
    content = {**old.content, **changes}
    fields = {
        field.name: getattr(old, field.name)
        for field in ItemVersion._meta.concrete_fields
        if field.name not in ("id", "number", "content", "digest", "valid_from", "valid_to")
    }
    return ItemVersion.objects.create(
        **fields, number=old.number + 1, content=content, digest="0" * 64, valid_from=began
    )


@pytest.mark.clause("RULE-4", "DZ-11", "HOUSE-2")
def test_pressed_twice_it_is_filed_once(signed_in: Client, citizen: Applicant) -> None:
    case = world.completed(citizen)
    page_key = world.key()
    first = world.submit(signed_in, case, page_key)
    again = world.submit(signed_in, case, page_key)
    elsewhere = world.submit(signed_in, case)
    receipt = reverse("apply:receipt", args=[case.pk])
    assert [one.headers["Location"] for one in (first, again, elsewhere)] == [receipt] * 3
    case.refresh_from_db()
    assert case.number
    assert [row.action for row in ledger.rows_of(case.pk)] == ["file"]


@pytest.mark.clause("HOUSE-2")
def test_pressed_in_two_windows_at_the_same_moment_it_is_filed_once(
    demo_database: DatabaseAddresses,
) -> None:
    person = world.citizen("李敏")
    case = world.completed(person)
    browsers = [world.browser_of(person) for _window in range(4)]
    page_key = world.key()

    def press(number: int) -> int:
        try:
            return int(world.submit(browsers[number], case, page_key if number < 2 else None).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=4) as pool:
        answers = list(pool.map(press, range(4)))
    assert set(answers) <= {302, 409}
    assert 302 in answers
    case.refresh_from_db()
    assert [row.action for row in ledger.rows_of(case.pk)] == ["file"]
    assert Document.objects.filter(case_id=case.pk).count() == 1


@pytest.mark.clause("AS-4.2", "RULE-30")
def test_the_receipt_gives_number_code_and_what_comes_next(signed_in: Client, citizen: Applicant) -> None:
    case = world.filed(signed_in, citizen)
    response = signed_in.get(reverse("apply:receipt", args=[case.pk]))
    page = response.content.decode()
    assert case.number and case.number in page
    assert len(response.context["code"].replace(" ", "")) >= 10
    assert "<svg" in page
    assert "一次性告知" in page
    assert case.electronic_service_agreed and case.delivery_way == "window"


def test_what_is_missing_is_said_and_nothing_is_filed(signed_in: Client, citizen: Applicant) -> None:
    case = world.begun(citizen)
    page = signed_in.get(reverse("apply:check", args=[case.pk])).content.decode()
    assert "还差这些" in page
    assert world.submit(signed_in, case).headers["Location"] == reverse("apply:service", args=[case.pk])
    complete = world.completed(citizen)
    drafts.save_answers(complete.pk, {"employees": ""})
    response = world.submit(signed_in, complete)
    assert response.status_code == 409
    assert "从业人员人数" in response.content.decode()
    complete.refresh_from_db()
    assert complete.number is None


def test_a_page_without_key_files_nothing(signed_in: Client, citizen: Applicant) -> None:
    case = world.completed(citizen)
    response = signed_in.post(reverse("apply:submit", args=[case.pk]), {"idempotency_key": "'; --"})
    assert response.status_code == 409
    case.refresh_from_db()
    assert case.number is None


def test_nobody_else_submits_it(signed_in: Client, citizen: Applicant) -> None:
    case = world.completed(citizen)
    stranger = world.browser_of(world.citizen("张桂兰"))
    assert world.submit(stranger, case).status_code == 404
    case.refresh_from_db()
    assert case.number is None


@pytest.mark.clause("XK-31", "GX-6")
def test_only_what_is_asked_for_is_filed(signed_in: Client, citizen: Applicant) -> None:
    case = world.completed(citizen)
    drafts.save_answers(
        case.pk, {"warehouse": "no", "warehouse_address": "藏在草稿里的地址", "phone": "138 1234 5678"}
    )
    drafts.save_answers(case.pk, {}, scenario={"by_agent": "agent"})
    world.put_file(case, "power_of_attorney", 7)
    drafts.save_answers(case.pk, {}, scenario={"by_agent": "self"})
    assert case.materials.filter(key="power_of_attorney").exists(), "nothing is lost in the draft"
    world.submit(signed_in, case)
    case.refresh_from_db()
    assert case.number
    assert "warehouse_address" not in case.answers
    assert case.answers["phone"] == "13812345678"
    assert not case.materials.filter(key="power_of_attorney").exists()


@pytest.mark.clause("HOUSE-33")
def test_filing_takes_at_most_fifteen_statements(citizen: Applicant) -> None:
    case = world.completed(citizen)
    performer = Performer(account_id=citizen.account_id)
    inputs = {"delivery_way": "window", "electronic_service_agreed": True}
    with counted(at_most=15):
        engine.perform(case.pk, Action.FILE, performer, world.key(), inputs)


@pytest.mark.clause("XK-29p2")
def test_an_agent_whose_authority_ended_can_not_submit(citizen: Applicant) -> None:
    principal = world.citizen("张桂兰")
    held = authorize_agent(
        principal,
        citizen,
        acts=[Authorization.Act.SUBMIT],
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=30),
        document_sha256="a" * 64,
    )
    case = world.completed(citizen)
    Case.objects.filter(pk=case.pk).update(applicant=principal, agent=citizen)
    revoke_authorization(held)
    client = world.browser_of(citizen)
    response = world.submit(client, case)
    assert response.status_code == 409
    assert "没有有效的授权" in response.content.decode()


@pytest.mark.clause("JH-9", "RULE-4", "HOUSE-28")
def test_rule_4_a_draft_of_a_superseded_guide_is_carried_over_with_everything(
    signed_in: Client, citizen: Applicant
) -> None:
    case = world.completed(citizen)
    definition = version("食品经营许可").definition
    content = ItemVersion.objects.get(pk=case.version_id).content
    form = [group for group in content["form"] if group["key"] != "safety"]
    materials = [
        {**one, "name": "经营场所布局图"} if one["key"] == "layout_plan" else one
        for one in content["materials"]
        if one["key"] != "safety_rules"
    ] + [{**content["materials"][3], "key": "insurance", "name": "食品安全责任保险单"}]
    newer = newer_version(case, form=form, materials=materials)
    answers = dict(Case.objects.get(pk=case.pk).answers)

    refused = world.submit(signed_in, case)
    page_of_changes = reverse("apply:new_version", args=[case.pk])
    assert refused.headers["Location"] == page_of_changes
    assert signed_in.get(reverse("apply:draft", args=[case.pk])).headers["Location"] == page_of_changes
    page = signed_in.get(page_of_changes).content.decode()
    assert "新增“食品安全责任保险单”" in page
    assert "食品安全管理人员姓名" in page, "what is no longer asked is shown"

    assert signed_in.post(page_of_changes).status_code == 302
    case = Case.objects.get(pk=case.pk)
    assert case.version_id == newer.pk
    assert case.answers == answers, "not one answer is lost"
    rows = {row.key: row for row in case.materials.all()}
    assert rows["layout_plan"].name == "经营场所布局图"
    assert rows["layout_plan"].files.count() == 1
    assert rows["insurance"].supply == "missing"
    assert not rows["safety_rules"].required and rows["safety_rules"].files.count() == 1
    page = signed_in.get(reverse("apply:materials", args=[case.pk])).content.decode()
    assert "新版指南不再需要" in page

    world.put_file(case, "insurance", 3)
    world.submit(signed_in, case)
    case.refresh_from_db()
    assert case.number
    assert "safety_manager" not in case.answers
    assert not case.materials.filter(key="safety_rules").exists()
    assert definition.material("safety_rules")


@pytest.mark.clause("JH-9", "HOUSE-28")
def test_a_draft_moves_only_to_the_version_in_effect_of_its_own_item(citizen: Applicant) -> None:
    case = world.begun(citizen)
    with pytest.raises(Refusal) as refused:
        drafts.move_to_version(case.pk, version("生育登记"))
    assert refused.value.code == "wrong_version"
    newer_version(case)
    with pytest.raises(Refusal):
        drafts.move_to_version(case.pk, ItemVersion.objects.get(pk=case.version_id))


@pytest.mark.clause("JH-9", "HOUSE-28")
def test_a_version_change_leaves_a_filed_case_alone(signed_in: Client, citizen: Applicant) -> None:
    case = world.filed(signed_in, citizen)
    before = case.version_id
    newer_version(case)
    page = signed_in.get(reverse("apply:case", args=[case.pk]))
    assert page.status_code == 200
    case.refresh_from_db()
    assert case.version_id == before
    with pytest.raises(Refusal):
        drafts.move_to_version(case.pk, ItemVersion.objects.latest("pk"))


@pytest.mark.clause("HOUSE-2")
def test_the_address_of_a_refused_submission_can_be_opened_again(
    signed_in: Client, citizen: Applicant
) -> None:
    case = world.begun(citizen)
    assert world.submit(signed_in, case).status_code in (302, 409)
    answer = signed_in.get(reverse("apply:submit", args=[case.pk]))
    assert answer.headers["Location"] == reverse("apply:check", args=[case.pk])
