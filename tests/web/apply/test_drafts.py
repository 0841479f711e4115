"""Drafts on the web: nothing typed is lost, every fault is said at its field, nothing is overwritten."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from onevisit.cases.models import Case
from onevisit.organization.models import Hall
from onevisit.people.actions import change_contact
from onevisit.people.agents import may_be_applied_for
from onevisit.people.models import Applicant, Authorization
from onevisit.records import clock
from tests.cases.world import FOOD_LICENCE, example, version
from tests.cases.world import draft as at_the_window
from tests.harness.statements import counted
from tests.web.apply import world


def group_url(case: Case, key: str = "premises") -> str:
    return reverse("apply:group", args=[case.pk, key])


def premises(case: Case, **changes: str) -> dict[str, str]:
    answers = {
        "a-premises_address": "吉林省蛟河市民主路 12 号",
        "a-premises_area": "86",
        "a-employees": "6",
        "a-warehouse": "no",
        "version": str(case.revision),
    }
    return {**answers, **{f"a-{name}": value for name, value in changes.items()}}


def begin_data(person: Applicant, **changes: str) -> dict[str, str]:
    definition = version(FOOD_LICENCE).definition
    answers = {f"a-{question.key}": str(example(question)) for question in definition.scenarios}
    return {"applicant": str(person.pk), "hall": hall_key(), **answers, **changes}


def hall_key() -> str:
    return str(Hall.objects.get(kind="hall").pk)


def begin_url() -> str:
    return reverse("apply:begin", args=[version(FOOD_LICENCE).definition.code])


def test_beginning_needs_a_signed_in_applicant(demo_city: None) -> None:
    response = Client().get(begin_url())
    assert response.status_code == 302
    assert "next=" in response.headers["Location"]


@pytest.mark.clause("AS-3.1b")
def test_an_open_draft_is_taken_up_again_instead_of_a_second_one(
    signed_in: Client, citizen: Applicant
) -> None:
    first = signed_in.post(begin_url(), begin_data(citizen))
    again = signed_in.post(begin_url(), begin_data(citizen, **{"a-by_agent": "agent"}))
    assert first.headers["Location"] == again.headers["Location"]
    case = Case.objects.get(item_code=version(FOOD_LICENCE).definition.code)
    assert case.scenario["by_agent"] == "agent"
    assert case.materials.filter(key="power_of_attorney").exists()
    assert "接着填" in signed_in.get(begin_url()).content.decode()


def test_beginning_says_what_is_not_answered_and_keeps_the_rest(
    signed_in: Client, citizen: Applicant
) -> None:
    response = signed_in.post(begin_url(), begin_data(citizen, **{"a-business_kind": "", "hall": "999999"}))
    page = response.content.decode()
    assert response.status_code == 422
    assert "请选择“您打算经营哪一类？”" in page
    assert "请选择在哪里办。" in page
    assert not Case.objects.exists()


@pytest.mark.clause("XK-29p2")
def test_only_principals_on_file_are_offered(signed_in: Client, citizen: Applicant) -> None:
    company = next(one for one in Applicant.objects.filter(kind="organization"))
    assert company.name not in signed_in.get(begin_url()).content.decode()
    refused = signed_in.post(begin_url(), begin_data(citizen, applicant=str(company.pk)))
    assert refused.status_code == 422
    assert not Case.objects.exists()

    agent = world.citizen("王建国")
    browser = world.browser_of(agent)
    assert company.name in browser.get(begin_url()).content.decode()
    browser.post(begin_url(), begin_data(agent, applicant=str(company.pk)))
    case = Case.objects.latest("pk")
    assert (case.applicant_id, case.agent_id) == (company.pk, agent.pk)


@pytest.mark.clause("XK-29p2")
def test_a_legal_representative_needs_no_authorisation_but_more_than_a_name(demo_city: None) -> None:
    person = world.citizen("王建国")
    code = version(FOOD_LICENCE).definition.code
    Authorization.objects.all().delete()
    (company,) = may_be_applied_for(person, code, clock.today())
    assert company.legal_representative == person.name
    change_contact(company, phone="13899990000", address=None)
    assert may_be_applied_for(person, code, clock.today()) == []


def test_an_item_for_organisations_is_not_begun_by_a_person(signed_in: Client, citizen: Applicant) -> None:
    code = version("建筑工程施工许可").definition.code
    response = signed_in.get(reverse("apply:begin", args=[code]))
    assert response.status_code == 403
    assert "这个事项要由单位来申请" in response.content.decode()


@pytest.mark.clause("HOUSE-35")
@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("premises_address", "民主路\x00 12 号", "控制字符"),
        ("premises_address", "民主路😀 12 号", "表情或图形符号"),
        ("premises_address", "长" * 201, "最多 200 个字"),
        ("premises_area", "很大", "应当是数字"),
        ("premises_area", "0", "不能小于 1"),
        ("warehouse", "maybe", "没有这个选项"),
        ("employees", "", "请填写"),
    ],
)
def test_a_fault_is_said_at_its_field_and_everything_typed_is_kept(
    signed_in: Client, citizen: Applicant, field: str, typed: str, said: str
) -> None:
    case = world.begun(citizen)
    response = signed_in.post(group_url(case), premises(case, **{field: typed}))
    assert response.status_code == 422
    assert said in response.context["form"][field].errors.as_text()
    assert response.context["form"][field].value() == typed
    case.refresh_from_db()
    assert case.answers["premises_address"]
    assert case.answers[field] == typed, "the draft keeps it as typed"


@pytest.mark.clause("HOUSE-21")
def test_rare_characters_are_characters_like_any_other(signed_in: Client, citizen: Applicant) -> None:
    case = world.begun(citizen)
    address = f"吉林省蛟河市{world.RARE}路 12 号"
    response = signed_in.post(group_url(case), premises(case, premises_address=address))
    assert response.status_code == 302
    case.refresh_from_db()
    assert case.answers["premises_address"] == address
    assert address in signed_in.get(group_url(case)).content.decode()


def test_a_question_that_is_not_asked_is_not_demanded(signed_in: Client, citizen: Applicant) -> None:
    case = world.begun(citizen)
    assert signed_in.post(group_url(case), premises(case)).status_code == 302
    case.refresh_from_db()
    page = signed_in.post(group_url(case), premises(case, warehouse="yes"))
    assert "请填写“仓库地址”" in page.content.decode()


def test_autosave_keeps_half_an_answer_and_tells_when(signed_in: Client, citizen: Applicant) -> None:
    case = world.begun(citizen)
    url = reverse("apply:save", args=[case.pk, "premises"])
    answer = signed_in.post(url, premises(case, premises_area="八"))
    assert answer.status_code == 200
    assert set(answer.json()) == {"saved_at", "version"}
    case.refresh_from_db()
    assert case.answers["premises_area"] == "八"
    assert str(case.revision) == answer.json()["version"]


def test_autosave_refuses_a_stale_page_and_a_lost_session(signed_in: Client, citizen: Applicant) -> None:
    case = world.begun(citizen)
    url = reverse("apply:save", args=[case.pk, "premises"])
    typed = premises(case)
    assert signed_in.post(url, typed).status_code == 200
    assert signed_in.post(url, {**typed, "a-employees": "7"}).status_code == 409
    case.refresh_from_db()
    assert case.answers["employees"] == "6"
    assert Client().post(url, typed).status_code == 401


@pytest.mark.clause("HOUSE-5", "HOUSE-31")
def test_a_stale_page_shows_both_texts_and_overwrites_only_when_asked_again(
    signed_in: Client, citizen: Applicant
) -> None:
    case = world.begun(citizen)
    stale = premises(case, employees="7")
    signed_in.post(group_url(case), premises(case))
    response = signed_in.post(group_url(case), stale)
    page = response.content.decode()
    assert response.status_code == 409
    assert 'value="7"' in page
    assert "6 人" in page, "what was saved elsewhere"
    case.refresh_from_db()
    assert case.answers["employees"] == "6"
    signed_in.post(group_url(case), {**stale, "version": str(case.revision)})
    case.refresh_from_db()
    assert case.answers["employees"] == "7"


def test_an_endless_answer_is_refused_before_it_fills_the_draft(
    signed_in: Client, citizen: Applicant
) -> None:
    case = world.begun(citizen)
    response = signed_in.post(group_url(case), premises(case, premises_address="长" * 30_000))
    assert response.status_code == 409
    assert "太长了" in response.content.decode()
    case.refresh_from_db()
    assert "premises_address" not in case.answers


def test_what_is_known_is_proposed_where_it_fits(signed_in: Client, citizen: Applicant) -> None:
    case = world.begun(citizen)
    form = signed_in.get(group_url(case, "applicant")).context["form"]
    assert form["operator_name"].value() == "李敏"
    assert form["operator_code"].value() is None, "a resident number is no credit code"
    case.refresh_from_db()
    assert case.answers == {}, "proposing saves nothing"


@pytest.mark.clause("RULE-30", "JH-25b")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"delivery_way": "post", "postal_address": ""}, "postal_address"),
        ({"delivery_way": "electronic", "electronic_way": "paper"}, "electronic_way"),
        ({"delivery_way": "pigeon"}, "delivery_way"),
        ({"electronic_way": "mail", "electronic_address": "不是邮箱"}, "electronic_address"),
        ({"electronic_way": ""}, "electronic_way"),
        ({"recipient": "李\x00敏"}, "recipient"),
        ({"phone": "123"}, "phone"),
    ],
)
def test_rule_30_a_wrong_address_for_service_is_said_at_its_field(
    signed_in: Client, citizen: Applicant, changes: dict[str, str], field: str
) -> None:
    case = world.begun(citizen)
    response = signed_in.post(reverse("apply:service", args=[case.pk]), {**SERVICE, **changes})
    assert response.status_code == 422
    assert response.context["form"][field].errors
    case.refresh_from_db()
    assert case.delivery_way == ""


SERVICE = {
    "delivery_way": "window",
    "electronic_way": "site",
    "recipient": "李敏",
    "phone": "13804420004",
    "postal_address": "吉林省蛟河市长安街道振兴街 5 号",
}


@pytest.mark.clause("RULE-30", "DZ-3")
def test_rule_30_consent_to_electronic_service_is_recorded_once_and_may_be_refused(
    signed_in: Client, citizen: Applicant
) -> None:
    case = world.begun(citizen)
    url = reverse("apply:service", args=[case.pk])
    for _time in range(2):
        assert signed_in.post(url, SERVICE).status_code == 302
    case.refresh_from_db()
    assert case.electronic_service_agreed
    assert citizen.consents.filter(kind="electronic-service").count() == 1
    signed_in.post(url, {**SERVICE, "electronic_way": "paper"})
    case.refresh_from_db()
    assert not case.electronic_service_agreed


@pytest.mark.clause("GX-47")
def test_a_draft_is_deleted_with_all_that_is_in_it(signed_in: Client, citizen: Applicant) -> None:
    case = world.completed(citizen)
    assert signed_in.post(reverse("apply:discard", args=[case.pk])).status_code == 302
    assert not Case.objects.filter(pk=case.pk).exists()


PAGES = ("draft", "scenario", "materials", "service", "check")


@pytest.mark.clause("HOUSE-9")
@pytest.mark.parametrize("name", PAGES)
def test_nobody_else_sees_a_draft(signed_in: Client, citizen: Applicant, name: str) -> None:
    case = world.completed(citizen)
    url = reverse(f"apply:{name}", args=[case.pk])
    assert signed_in.get(url).status_code == 200
    assert world.browser_of(world.citizen("张桂兰")).get(url).status_code == 404
    assert Client().get(url).status_code == 302


@pytest.mark.clause("HOUSE-9", "RULE-4")
def test_what_a_clerk_is_writing_at_the_window_is_not_the_applicants_draft(
    signed_in: Client, citizen: Applicant
) -> None:
    case = at_the_window()
    assert case.applicant_id is not None
    Case.objects.filter(pk=case.pk).update(applicant=citizen)
    assert signed_in.get(reverse("apply:draft", args=[case.pk])).status_code == 404
    assert signed_in.get(reverse("apply:my")).context["drafts"] == []


@pytest.mark.clause("HOUSE-33")
@pytest.mark.parametrize("name", PAGES)
def test_pages_of_a_draft_ask_little_of_the_database(
    signed_in: Client, citizen: Applicant, name: str
) -> None:
    case = world.completed(citizen)
    signed_in.get(reverse(f"apply:{name}", args=[case.pk]))
    with counted(at_most=9):
        signed_in.get(reverse(f"apply:{name}", args=[case.pk]))


@pytest.mark.clause("HOUSE-35")
def test_the_summary_of_faults_says_each_label_once(signed_in: Client, citizen: Applicant) -> None:
    case = world.begun(citizen)
    url = reverse("apply:service", args=[case.pk])
    page = signed_in.post(url, {"recipient": "李敏"}).content.decode()
    summary = page[page.index("error-summary") : page.index("</section>")]
    assert ">请选择结果怎么给您。<" in summary
    assert "？：" not in page
    assert ">请填写收件人电话。<" in summary


@pytest.mark.clause("RULE-30", "HOUSE-35")
def test_all_faults_of_the_service_page_are_said_at_once(signed_in: Client, citizen: Applicant) -> None:
    url = reverse("apply:service", args=[world.begun(citizen).pk])
    page = signed_in.post(url, {"recipient": "李敏", "phone": "12"}).content.decode()
    assert ">请选择结果怎么给您。<" in page
    assert re.search('#id_phone">收件人电话：[^<]+号码', page)
    assert "请填写邮寄地址，或者同意电子送达。" not in page
    on_paper = {"recipient": "李敏", "phone": "12", "electronic_way": "paper"}
    assert "请填写邮寄地址，或者同意电子送达。" in signed_in.post(url, on_paper).content.decode()


def test_the_list_of_tasks_leads_to_the_first_open_one(signed_in: Client, citizen: Applicant) -> None:
    case = world.begun(citizen)
    page = signed_in.get(reverse("apply:draft", args=[case.pk])).content.decode()
    assert f'<a class="button button--main" href="{group_url(case, "applicant")}">接着填</a>' in page
