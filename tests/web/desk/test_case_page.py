"""The page of a case: what it shows to whom, what it offers, what the case waits for."""

from __future__ import annotations

import pytest
from django.urls import reverse

from onevisit.cases.models import Case, CaseMaterial
from onevisit.config.environment import DatabaseAddresses
from onevisit.law.lifecycle import Action
from onevisit.people.models import Applicant
from onevisit.records import clock
from tests.cases import world
from tests.harness.statements import counted
from tests.web.desk.conftest import SignIn, staff_browser
from tests.web.desk.pages import allowed, case_page, done, greyed, send

TABS = ("materials", "form", "steps", "documents", "course", "time", "unknown")
CASE_PAGE_STATEMENTS = 13


@pytest.mark.clause("JH-17", "XK-42", "RULE-12")
def test_both_limits_stand_in_the_header_and_lead_to_their_explanation(browser_of: SignIn) -> None:
    handler = browser_of(world.HANDLER)
    case = world.accepted()
    page = case_page(handler, case)
    for label, kind in (("法定办理时限", "statutory"), ("承诺办理时限", "promise")):
        assert label in page
        address = reverse("desk:time_limit", args=[case.pk, kind])
        assert address in page
        explained = handler.get(address).content.decode()
        assert "逐日列表" in explained and "起算日，不计" in explained


def test_every_clock_of_a_case_is_explained_and_no_other(browser_of: SignIn) -> None:
    handler = browser_of(world.HANDLER)
    case = world.accepted()
    for kind in ("one_time_notice", "acceptance", "statutory", "promise"):
        assert handler.get(reverse("desk:time_limit", args=[case.pk, kind])).status_code == 200
    for kind in ("delivery", "nonsense"):
        assert handler.get(reverse("desk:time_limit", args=[case.pk, kind])).status_code == 404


def test_every_tab_of_every_stage_opens(browser_of: SignIn) -> None:
    handler = browser_of(world.HANDLER)
    for case in (world.received(), world.delivered()):
        for tab in TABS:
            case_page(handler, case, tab)


@pytest.mark.clause("JH-41.4")
def test_only_acts_with_an_object_are_offered(browser_of: SignIn) -> None:
    handler, signer = browser_of(world.HANDLER), browser_of(world.SIGNER)
    case = world.received()
    assert allowed(handler, case) == {
        Action.REQUEST_CORRECTION,
        Action.ANSWER_NOT_REQUIRED,
        Action.REFUSE_ACCEPTANCE,
    }
    assert greyed(handler, case) == {Action.ACCEPT}
    world.check_all(case)
    assert Action.ACCEPT in allowed(handler, case)

    world.do(case, Action.ACCEPT, world.HANDLER)
    assert allowed(handler, case) == {
        Action.START_REVIEW,
        Action.START_SPECIAL_PROCEDURE,
        Action.REQUEST_EXTENSION,
    }
    world.review(case)
    shown = allowed(handler, case) | greyed(handler, case)
    assert Action.DRAFT_DECISION in allowed(handler, case)
    assert not shown & {
        Action.DECIDE_AT_ONCE,
        Action.RECORD_STEP,
        Action.REPORT_UP,
        Action.RECORD_COLLECTIVE_DISCUSSION,
        Action.APPROVE_EXTENSION,
        Action.END_SPECIAL_PROCEDURE,
        Action.RETURN_DRAFT,
    }
    assert Action.SIGN_DECISION in greyed(signer, case)
    world.do(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant")
    assert allowed(signer, case) == {Action.SIGN_DECISION, Action.RETURN_DRAFT}


def test_the_button_names_the_step_that_comes_next(browser_of: SignIn) -> None:
    handler = browser_of(world.HANDLER)
    case = world.accepted()
    world.do(case, Action.START_REVIEW, world.HANDLER)
    assert "完成审查环节：材料审查" in case_page(handler, case)


@pytest.mark.clause("JH-13", "RULE-40")
def test_a_greyed_act_says_rule_and_who_could(browser_of: SignIn) -> None:
    page = case_page(browser_of(world.HANDLER), world.received(world.SOLE_TRADER))
    assert "本事项已委托综合窗口统一办理。依据：蛟河规则第十三条" in page
    assert "请由综合受理窗口办理。" in page
    assert "JH-13" not in page and "鞍山" not in page


@pytest.mark.clause("RULE-35")
def test_people_are_in_clear_for_holders_only_and_for_others_after_a_reason(browser_of: SignIn) -> None:
    case = world.accepted()
    number = _applicant(case).identity_number
    assert number in case_page(browser_of(world.HANDLER), case)

    supervisor = browser_of("supervisor")
    page = case_page(supervisor, case)
    assert number not in page
    assert "您可以查看这个办件" in page
    address = reverse("desk:case", args=[case.pk])
    assert number not in supervisor.post(address, {"reason": ""}).content.decode()
    assert number in supervisor.post(address, {"reason": "群众投诉核查"}).content.decode()
    assert browser_of(world.OUTSIDER).get(address).status_code == 404


def _applicant(case: Case) -> Applicant:
    assert case.applicant is not None
    return case.applicant


@pytest.mark.clause("RULE-35")
def test_an_ended_case_is_masked_again(browser_of: SignIn) -> None:
    case = world.delivered()
    page = case_page(browser_of(world.HANDLER), case)
    assert _applicant(case).identity_number not in page
    assert "这个办件已经结束" in page


@pytest.mark.clause("XK-32.4", "RULE-7")
def test_rule_7_a_case_deemed_accepted_shows_it_as_an_irregularity(
    demo_database: DatabaseAddresses,
) -> None:
    case = world.received()
    clock.shift(working_days=6)
    page = case_page(staff_browser(world.HANDLER), case)
    assert "违规记录" in page
    assert "依法自收到材料之日起视为受理" in page
    assert "已受理，待审查" in page
    assert "《受理通知书》待用印" in page


@pytest.mark.clause("RULE-10")
def test_a_procedure_past_its_announced_days_has_ended_by_itself(demo_database: DatabaseAddresses) -> None:
    case = world.accepted(electronic_service_agreed=True)
    world.do(
        case,
        Action.START_SPECIAL_PROCEDURE,
        world.HANDLER,
        procedure="testing",
        days=2,
        reason="抽样检测",
    )
    clock.shift(working_days=4)
    handler = staff_browser(world.HANDLER)
    page = case_page(handler, case, "steps")
    assert "期满自动恢复计时，没有登记结果" in page
    assert "正在检测" not in page
    assert Action.END_SPECIAL_PROCEDURE not in allowed(handler, case)
    assert "特别程序期满" in case_page(handler, case, "course")


def test_who_comes_back_by_a_link_after_signing_in_again_finds_the_case(browser_of: SignIn) -> None:
    handler = browser_of(world.HANDLER)
    case = world.received()
    for name in ("materials", "at_once"):
        answer = handler.get(reverse(f"desk:{name}", args=[case.pk]))
        assert answer.headers["Location"] == reverse("desk:case", args=[case.pk])


@pytest.mark.clause("XK-32.4", "RULE-8")
def test_the_correction_notice_stands_on_top_with_points_and_answers(browser_of: SignIn) -> None:
    handler = browser_of(world.HANDLER)
    case = world.received(electronic_service_agreed=True)
    points = [{"subject": "material:application", "demand": "请在申请书第三页补签名"}]
    world.do(case, Action.REQUEST_CORRECTION, world.HANDLER, points=points)
    page = case_page(handler, case)
    assert "已一次性告知补正，等申请人补正" in page
    assert "请在申请书第三页补签名" in page
    assert "还没有提交" in page


@pytest.mark.clause("XK-45", "RULE-10", "RULE-11")
def test_a_special_procedure_stands_on_top_with_days_and_effect(browser_of: SignIn) -> None:
    handler = browser_of(world.HANDLER)
    case = world.accepted(electronic_service_agreed=True)
    done(
        handler,
        case,
        Action.START_SPECIAL_PROCEDURE,
        procedure="testing",
        days="5",
        reason="需要抽样检测",
    )
    page = case_page(handler, case)
    assert "正在检测" in page and "5 个工作日" in page
    assert "法定时限和承诺时限都暂停计算" in page
    done(handler, case, Action.END_SPECIAL_PROCEDURE, result="合格")
    assert "正在检测" not in case_page(handler, case)
    assert "合格" in case_page(handler, case, "steps")


def test_the_case_page_costs_thirteen_statements(browser_of: SignIn) -> None:
    handler = browser_of(world.HANDLER)
    case = world.accepted()
    case_page(handler, case)
    with counted(CASE_PAGE_STATEMENTS):
        case_page(handler, case)


# Checking the materials


def form_of(case: Case) -> dict[str, str]:
    """The form of all materials as the page sends it untouched."""
    fields: dict[str, str] = {}
    for row in CaseMaterial.objects.filter(case=case).exclude(supply="shared"):
        fields[f"was:{row.key}"] = f"{int(row.checked)}{int(row.original_seen)}|{row.originals}|{row.copies}|"
        fields[f"originals:{row.key}"] = str(row.originals)
        fields[f"copies:{row.key}"] = str(row.copies)
    return fields


def key_of(case: Case) -> str:
    """A material of the case that is not shared."""
    row = CaseMaterial.objects.filter(case=case).exclude(supply="shared").order_by("pk").first()
    assert row is not None
    return row.key


@pytest.mark.clause("AS-3.1d", "XK-32.4")
def test_all_materials_are_checked_in_one_form(browser_of: SignIn) -> None:
    handler = browser_of(world.HANDLER)
    case = world.received()
    address = reverse("desk:materials", args=[case.pk])
    form = form_of(case)
    keys = [name.removeprefix("was:") for name in form if name.startswith("was:")]
    ticked = {f"checked:{key}": "on" for key in keys} | {f"original_seen:{key}": "on" for key in keys}
    assert handler.post(address, {**form, **ticked}).status_code == 302
    assert not CaseMaterial.objects.filter(case=case, checked=False).exclude(supply="shared").exists()
    assert Action.ACCEPT in allowed(handler, case)


@pytest.mark.clause("HOUSE-1", "HOUSE-35")
@pytest.mark.parametrize("wrong", ["100", "-1", "x", "１２", "1e3"])
def test_a_wrong_count_keeps_what_was_ticked_and_saves_nothing(browser_of: SignIn, wrong: str) -> None:
    handler = browser_of(world.HANDLER)
    case = world.received()
    first = key_of(case)
    last = CaseMaterial.objects.filter(case=case).exclude(supply="shared").order_by("pk").last()
    assert last is not None
    typed = {f"original_seen:{first}": "on", f"copies:{last.key}": wrong}
    answer = handler.post(reverse("desk:materials", args=[case.pk]), {**form_of(case), **typed})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "应当是 0 到 99 的数字" in page
    assert f'name="original_seen:{first}" checked' in page
    assert f'value="{wrong}"' in page
    assert not CaseMaterial.objects.filter(case=case, original_seen=True).exists()


@pytest.mark.clause("XK-32.4")
def test_what_is_not_there_can_not_be_ticked(browser_of: SignIn) -> None:
    handler = browser_of(world.HANDLER)
    case = world.received()
    form = {**form_of(case), f"checked:{key_of(case)}": "on"}
    answer = handler.post(reverse("desk:materials", args=[case.pk]), form)
    assert answer.status_code == 409
    assert "还没有收到，不能标记为已核对" in answer.content.decode()


@pytest.mark.clause("HOUSE-5")
def test_a_colleagues_check_is_never_overwritten(browser_of: SignIn) -> None:
    handler = browser_of(world.HANDLER)
    case = world.received()
    stale = {**form_of(case), f"copies:{key_of(case)}": "2"}
    world.check_all(case)
    answer = handler.post(reverse("desk:materials", args=[case.pk]), stale)
    assert answer.status_code == 409
    assert "已由别人改动" in answer.content.decode()
    assert CaseMaterial.objects.get(case=case, key=key_of(case)).copies == 0


def test_materials_are_closed_after_the_decision_and_to_readers(browser_of: SignIn) -> None:
    case = world.decided()
    handler = browser_of(world.HANDLER)
    assert "保存核对情况" not in case_page(handler, case)
    changed = {**form_of(case), f"copies:{key_of(case)}": "2"}
    assert handler.post(reverse("desk:materials", args=[case.pk]), changed).status_code == 409
    supervisor = browser_of("supervisor")
    assert supervisor.post(reverse("desk:materials", args=[case.pk]), changed).status_code == 404


@pytest.mark.clause("HOUSE-2", "HOUSE-5")
def test_a_review_begins_with_one_key_once_and_for_one_person(browser_of: SignIn) -> None:
    first, second = browser_of(world.HANDLER), browser_of(world.SECOND_HANDLER)
    case = world.accepted()
    address = reverse("desk:at_once", args=[case.pk])
    form = {"idempotency_key": "b" * 32, "revision": str(case.revision), "start_review": "1"}
    assert first.post(address, form).status_code == 302
    assert first.post(address, form).status_code == 302, "the same press once more"
    late = second.post(address, form | {"idempotency_key": "c" * 32})
    assert late.status_code == 409
    assert "有了新的进展" in late.content.decode() and "韩永强" in late.content.decode()
    case.refresh_from_db()
    assert case.handler_id == world.worker(world.HANDLER).staff_id
    assert first.post(address, {"idempotency_key": "d" * 32, "sign_decision": "1"}).status_code == 404


@pytest.mark.clause("HOUSE-5", "RULE-21")
def test_nobody_signs_a_draft_he_has_not_seen(browser_of: SignIn) -> None:
    signer = browser_of(world.SIGNER)
    case = world.accepted()
    world.review(case)
    world.do(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant")
    seen = str(case.revision)
    world.do(
        case, Action.DRAFT_DECISION, world.HANDLER, outcome="refuse", reasons=["不符"], legal_basis=["某条"]
    )
    answer = send(signer, case, Action.SIGN_DECISION, revision=seen)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "有了新的进展" in page
    assert f'name="revision" value="{case.revision}"' in page
    assert case.outcome == ""
    done(signer, case, Action.SIGN_DECISION)
    assert case.outcome == "refuse"


@pytest.mark.clause("HOUSE-12")
def test_a_page_that_is_not_given_leads_staff_back_to_their_desk(browser_of: SignIn) -> None:
    case = world.received()
    outsider = browser_of(world.OUTSIDER)
    for address, status in (
        (reverse("desk:case", args=[case.pk]), 404),
        (reverse("window:start"), 403),
        (f"{reverse('issuing:results')}?after=x", 403),
    ):
        answer = outsider.get(address)
        assert answer.status_code == status
        assert "回到工作台" in answer.content.decode()
    assert "不在您的办理范围内" in outsider.get(reverse("desk:case", args=[case.pk])).content.decode()


@pytest.mark.clause("JH-42", "RULE-38")
def test_the_trips_of_a_case_stand_above_its_course(browser_of: SignIn) -> None:
    page = case_page(browser_of(world.HANDLER), world.delivered(), "course")
    assert "跑动次数（规则口径：受理到形成结果）" in page and "全程跑动次数" in page
    assert "1 次" in page
