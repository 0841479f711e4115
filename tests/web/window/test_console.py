"""The console with a case: papers checked, received, accepted, corrected, refused, as delegation allows."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from onevisit.cases.models import Case, CaseMaterial
from onevisit.documents.models import Document
from onevisit.law.items import Channel
from onevisit.law.lifecycle import Action
from onevisit.people.models import Authorization
from onevisit.records.models import LedgerRow
from tests.cases.world import FOOD_LICENCE, SMALL_PDF, do, draft, owner
from tests.harness.statements import counted
from tests.web.apply.world import begun, citizen, completed, pdf
from tests.web.window import world

pytestmark = pytest.mark.django_db


def page_of(client: Client, case: Case) -> str:
    """The console as the clerk sees it."""
    return client.get(reverse("window:case", args=[case.pk])).content.decode()


def ledger_of(case: Case) -> list[str]:
    """The acts on record, in order."""
    rows = LedgerRow.objects.filter(case_id=case.pk).order_by("sequence")
    return [row.action for row in rows]


def ready_to_accept(client: Client) -> Case:
    """A draft of the delegated item with everything checked."""
    case = world.begun(client)
    world.answer_scenario(client, case)
    world.check_all(client, case)
    return case


@pytest.mark.clause("JH-13", "JH-23a", "AS-4.2", "JH-32", "JH-33")
def test_one_key_receives_and_accepts_two_acts_on_record(clerk: Client) -> None:
    case = ready_to_accept(clerk)
    assert world.press(clerk, case, "accept").status_code == 302
    assert world.state_of(case) == "accepted"
    assert ledger_of(case) == ["receive", "accept"]
    sealed = {one.kind: one.seal.number for one in Document.objects.filter(case_id=case.pk) if one.seal}
    assert sealed == {"receipt": "蛟收001", "acceptance": "蛟受-卫生健康局-02"}
    seen = page_of(clerk, case)
    assert "受理通知书" in seen
    assert "22028119880312002X" not in seen, "the department holds the case now (RULE-35)"


def test_the_same_press_sent_twice_acts_once(clerk: Client) -> None:
    case = ready_to_accept(clerk)
    page_key = world.key()
    assert world.press(clerk, case, "receive", page_key).status_code == 302
    again = world.press(clerk, case, "receive", page_key)
    assert again.status_code == 302
    assert ledger_of(case) == ["receive"]


@pytest.mark.clause("JH-13", "JH-23b", "JH-14.3")
def test_what_is_not_delegated_is_received_and_says_why_it_is_not_accepted(clerk: Client) -> None:
    case = world.begun(clerk, FOOD_LICENCE)
    world.answer_scenario(clerk, case)
    world.check_all(clerk, case)
    seen = page_of(clerk, case)
    assert "不能由窗口受理：本事项未委托。依据：蛟河规则第十三条。" in seen
    assert "蛟河市市场监督管理局" in seen
    response = world.press(clerk, case, "accept")
    assert response.status_code == 409
    assert (world.state_of(case), ledger_of(case)) == ("draft", [])
    assert world.press(clerk, case, "receive").status_code == 302
    assert world.state_of(case) == "received"
    assert "已收件并转交市场监管局" in page_of(clerk, case)


@pytest.mark.clause("XK-32.5")
def test_missing_papers_stop_acceptance_before_anything_is_received(clerk: Client) -> None:
    case = world.begun(clerk)
    unanswered = world.press(clerk, case, "accept")
    assert unanswered.status_code == 409 and "还有情形没有选择" in unanswered.content.decode()
    world.answer_scenario(clerk, case)
    response = world.press(clerk, case, "accept")
    assert response.status_code == 409
    assert "还有材料未齐全或未核对" in response.content.decode()
    assert ledger_of(case) == []


@pytest.mark.clause("JH-22", "JH-17a")
def test_an_immediate_item_is_decided_on_the_spot(clerk: Client) -> None:
    case = world.begun(clerk, world.PREPACKED_FOOD)
    world.answer_scenario(clerk, case)
    world.check_all(clerk, case)
    assert world.press(clerk, case, "decide_at_once").status_code == 302
    assert world.state_of(case) == "decided"
    assert ledger_of(case) == ["receive", "decide_at_once"]


@pytest.mark.clause("AS-4.2", "JH-23a")
def test_an_incomplete_form_is_received_at_the_window(clerk: Client) -> None:
    case = world.begun(clerk)
    assert case.answers == {}
    assert world.press(clerk, case, "receive").status_code == 302
    assert world.state_of(case) == "received"


@pytest.mark.clause("RULE-5")
def test_a_refusal_needs_two_people(clerk: Client) -> None:
    case = world.begun(clerk)
    response = world.press(clerk, case, "propose_refusal_of_acceptance")
    assert "/acts/propose_refusal_of_acceptance/?back=window" in response["Location"]
    assert world.state_of(case) == "received"
    refusal = {
        "ground": "wrong_organ",
        "competent_organ": "吉林市卫生健康委员会",
        "reasons": "场所位于吉林市船营区",
        "legal_basis": "《公共场所卫生管理条例》第八条",
    }
    address = reverse("desk:act", args=[case.pk, "propose_refusal_of_acceptance"]) + "?back=window"
    proposed = clerk.post(address, {**refusal, "idempotency_key": world.key()})
    assert proposed["Location"] == reverse("window:case", args=[case.pk])
    confirm = reverse("desk:act", args=[case.pk, "refuse_acceptance"])
    alone = clerk.post(confirm, {**refusal, "idempotency_key": world.key()})
    assert alone.status_code == 409
    assert "提出人和确认人不能是同一人" in alone.content.decode()
    assert world.state_of(case) == "received"
    assert "赵志远提出不予受理，等另一人确认" in page_of(world.desk("window2"), case)
    second = world.desk("window2").post(confirm, {**refusal, "idempotency_key": world.key()})
    assert second.status_code == 302
    assert world.state_of(case) == "not_accepted"


@pytest.mark.clause("RULE-35", "AS-4.2")
def test_drafts_of_the_web_and_of_other_halls_are_not_there(clerk: Client) -> None:
    web = begun(citizen("李敏"))
    mine = world.begun(clerk)
    for path in ("", "printed/", "form/", "applicant/", "agent/"):
        assert clerk.get(f"/desk/window/{web.pk}/{path}").status_code == 404, path
        assert world.desk("township1").get(f"/desk/window/{mine.pk}/{path}").status_code == 404, path
        assert world.desk("market-handler").get(f"/desk/window/{mine.pk}/{path}").status_code == 403, path
    for name in ("window1", "health-handler", "manager", "supervisor"):
        assert world.desk(name).get(f"/desk/cases/{web.pk}/").status_code == 404, name
        assert world.desk(name).get(f"/desk/cases/{mine.pk}/").status_code == 404, name
    assert world.press(clerk, web, "receive").status_code == 404


@pytest.mark.clause("RULE-4", "JH-23c")
def test_a_web_filing_is_registered_at_the_window(clerk: Client) -> None:
    person = citizen("李敏")
    case = completed(person)
    do(case, Action.FILE, owner(case))
    assert f"/desk/window/{case.pk}/" in clerk.get(reverse("window:start")).content.decode()
    assert world.press(clerk, case, "register").status_code == 302
    assert world.state_of(case) == "received"


@pytest.mark.clause("JH-31", "AS-3.1d")
def test_shared_materials_are_shown_and_not_demanded(clerk: Client) -> None:
    case = world.begun(clerk, FOOD_LICENCE)
    seen = page_of(clerk, case)
    assert "共享，不得索要" in seen
    assert reverse("window:check", args=[case.pk, "business_licence"]) not in seen
    world.check_all(clerk, case)
    shared = CaseMaterial.objects.get(case=case, key="business_licence")
    assert (shared.supply, shared.originals, shared.copies) == ("shared", 0, 0)


@pytest.mark.clause("JH-23a", "AS-3.1d")
def test_a_row_keeps_what_was_found(clerk: Client) -> None:
    case = world.begun(clerk)
    row = world.demanded(case)[0]
    address = reverse("window:check", args=[case.pk, row.key])
    point = case.version.definition.material(row.key).review_points[0].key
    typed = {"originals": "1", "copies": "2", "original_seen": "on", "ticks": point}
    part = clerk.post(address, typed, headers={"HX-Request": "true"}).content.decode()
    assert f'id="row-{row.key}"' in part and 'hx-swap-oob="true"' in part
    row.refresh_from_db()
    assert (row.originals, row.copies, row.original_seen, row.ticks) == (1, 2, True, [point])
    assert (row.supply, row.checked) == ("supplied", False)
    clerk.post(reverse("window:check_as_required", args=[case.pk, row.key]))
    row.refresh_from_db()
    assert (row.checked, row.copies) == (True, 2)


@pytest.mark.clause("HOUSE-35")
@pytest.mark.parametrize("count", ["一份", "-1", "100", "9" * 40, "1.5", "\x00"])
def test_a_wrong_count_is_said_in_the_row(clerk: Client, count: str) -> None:
    case = world.begun(clerk)
    row = world.demanded(case)[0]
    address = reverse("window:check", args=[case.pk, row.key])
    part = clerk.post(address, {"originals": count}, headers={"HX-Request": "true"}).content.decode()
    assert "份数应在 0 到 99 之间" in part
    row.refresh_from_db()
    assert row.originals == 0


@pytest.mark.parametrize("key", ["nothing", "business_licence';--"])
def test_a_material_that_is_not_listed_is_not_taken(clerk: Client, key: str) -> None:
    case = world.begun(clerk)
    assert world.scan(clerk, case, key).status_code == 422
    assert clerk.post(reverse("window:check", args=[case.pk, key]), {"originals": "1"}).status_code == 302


@pytest.mark.clause("HOUSE-16", "HOUSE-35")
def test_scans_go_straight_into_the_row_and_are_looked_at(clerk: Client) -> None:
    case = world.begun(clerk)
    row = world.demanded(case)[0]
    refused = world.scan(clerk, case, row.key, b"MZ\x90\x00" + b"\x00" * 400)
    assert refused.status_code == 422 and refused.json()["message"]
    assert world.scan(clerk, case, row.key, b"").status_code == 422
    part = world.scan(clerk, case, row.key, SMALL_PDF, **{"HX-Request": "true"}).content.decode()
    assert "扫描.pdf" in part
    file = row.files.get()
    opened = clerk.get(reverse("window:file", args=[case.pk, file.pk]))
    assert b"".join(opened.streaming_content) == SMALL_PDF  # type: ignore[attr-defined]
    assert world.desk("township1").get(reverse("window:file", args=[case.pk, file.pk])).status_code == 404
    clerk.post(reverse("window:remove_file", args=[case.pk, file.pk]))
    file.refresh_from_db()
    assert file.removed_at is not None


@pytest.mark.clause("AS-4.2")
def test_the_form_is_kept_while_typing_and_never_overwritten(clerk: Client) -> None:
    case = world.begun(clerk)
    form = reverse("window:form", args=[case.pk])
    assert "经营" in clerk.get(form).content.decode()
    case.refresh_from_db()
    save = reverse("window:save", args=[case.pk])
    question = next(iter(case.version.definition.questions()))
    typed = {f"a-{question.key}": "写到一半", "version": str(case.revision)}
    kept = clerk.post(save, typed)
    assert kept.status_code == 200 and kept.json()["version"] == str(case.revision + 1)
    stale = clerk.post(save, {**typed, f"a-{question.key}": "别处的旧内容"})
    assert stale.status_code == 409
    case.refresh_from_db()
    assert case.answers[question.key] == "写到一半"


@pytest.mark.clause("XK-32.3")
def test_an_error_is_put_right_on_the_spot(clerk: Client) -> None:
    case = draft(world.HEALTH_LICENCE)
    assert world.press(clerk, case, "receive").status_code == 302
    case.refresh_from_db()
    form = reverse("window:form", args=[case.pk])
    typed = {f"a-{key}": value for key, value in case.answers.items()}
    unchanged = clerk.post(form, {**typed, "idempotency_key": world.key()})
    assert unchanged.status_code == 422
    wrong = clerk.post(form, {**typed, "a-phone": "123", "idempotency_key": world.key()})
    assert wrong.status_code == 422 and 'value="123"' in wrong.content.decode()
    right = clerk.post(form, {**typed, "a-phone": "13904420009", "idempotency_key": world.key()})
    assert right.status_code == 302
    case.refresh_from_db()
    assert case.answers["phone"] == "13904420009"
    assert ledger_of(case) == ["receive", "correct_on_the_spot"]


@pytest.mark.clause("JH-22", "JH-23a", "AS-3.3b", "XK-32.4")
def test_corrections_are_demanded_in_one_table_and_taken_in_at_the_window(clerk: Client) -> None:
    case = world.begun(clerk)
    world.answer_scenario(clerk, case)
    world.check_all(clerk, case)
    asked = world.press(clerk, case, "request_correction")
    table = clerk.get(asked["Location"]).content.decode()
    row = world.demanded(case)[0]
    assert f'name="material__{row.key}"' in table
    shared = CaseMaterial.objects.filter(case=case, supply="shared").first()
    assert shared is not None and f'name="material__{shared.key}"' not in table
    nothing = clerk.post(asked["Location"], {"idempotency_key": world.key()})
    assert nothing.status_code == 422 and "还没有写任何补正内容" in nothing.content.decode()
    demand = {f"material__{row.key}": "请补交盖章的原件"}
    done = clerk.post(asked["Location"], {**demand, "idempotency_key": world.key()})
    assert done["Location"] == reverse("window:case", args=[case.pk])
    assert world.state_of(case) == "correcting"
    seen = page_of(clerk, case)
    assert "请补交盖章的原件" in seen
    early = world.press(clerk, case, "supply_correction")
    assert early.status_code == 409 and "还有没有补正的内容" in early.content.decode()
    clerk.post(reverse("window:check_as_required", args=[case.pk, row.key]))
    assert world.press(clerk, case, "supply_correction").status_code == 302
    assert world.state_of(case) == "received"
    assert ledger_of(case) == ["receive", "request_correction", "supply_correction"]
    assert world.press(clerk, case, "accept").status_code == 302
    assert world.state_of(case) == "accepted"


@pytest.mark.clause("XK-29p2")
def test_an_agent_needs_a_paper_that_says_so(clerk: Client) -> None:
    case = world.begun(clerk)
    address = reverse("window:agent", args=[case.pk])
    agent = {"identity_type": "resident_number", "identity_number": world.NOBODY_YET, "name": "王小明"}
    terms = {"acts": ["submit", "collect"], "valid_to": "2099-12-31"}
    without = clerk.post(address, {**agent, **terms})
    assert without.status_code == 422 and "没有查到有效的授权" in without.content.decode()
    case.refresh_from_db()
    assert case.agent is None and not Authorization.objects.filter(item_codes=[case.item_code]).exists()
    paper = SimpleUploadedFile("委托书.pdf", pdf(7), "application/pdf")
    recorded = clerk.post(address, {**agent, **terms, "document": paper})
    assert recorded.status_code == 302
    case.refresh_from_db()
    assert case.agent is not None and case.agent.name == "王小明"
    held = Authorization.objects.get(agent=case.agent)
    assert (held.acts, held.item_codes) == (["submit", "collect"], [case.item_code])


@pytest.mark.clause("RULE-30", "JH-25b")
def test_service_is_confirmed_at_intake(clerk: Client) -> None:
    case = world.begun(clerk)
    address = reverse("window:service", args=[case.pk])
    part = clerk.post(address, {"delivery_way": "post"}, headers={"HX-Request": "true"}).content.decode()
    assert "地址" in part and "field__error" in part
    typed = {"delivery_way": "post", "electronic": "on", "postal_address": "吉林省蛟河市民主路 12 号"}
    part = clerk.post(address, typed, headers={"HX-Request": "true"}).content.decode()
    assert "已保存" in part
    world.press(clerk, case, "receive")
    case.refresh_from_db()
    assert (case.delivery_way, case.electronic_service_agreed) == ("post", True)
    assert case.service_address == "吉林省蛟河市民主路 12 号"


def test_a_draft_that_became_nothing_is_deleted_and_a_case_is_not(clerk: Client) -> None:
    case = world.begun(clerk)
    assert clerk.post(reverse("window:discard", args=[case.pk])).status_code == 302
    assert not Case.objects.filter(pk=case.pk).exists()
    received = world.begun(clerk)
    world.press(clerk, received, "receive")
    assert clerk.post(reverse("window:discard", args=[received.pk])).status_code == 409
    assert Case.objects.filter(pk=received.pk).exists()


@pytest.mark.parametrize("act", ["", "sign_decision", "file", "nothing", "\x00"])
def test_only_acts_of_a_window_are_done_there(clerk: Client, act: str) -> None:
    case = world.begun(clerk)
    assert world.press(clerk, case, act).status_code in (404, 409)
    assert world.state_of(case) == "draft"


@pytest.mark.clause("HOUSE-20")
def test_the_console_costs_few_statements(clerk: Client) -> None:
    case = ready_to_accept(clerk)
    page_of(clerk, case)
    with counted(at_most=14):
        page_of(clerk, case)
    world.press(clerk, case, "receive")
    with counted(at_most=18):
        page_of(clerk, case)


def test_a_draft_is_begun_in_the_channel_of_its_hall(city: None) -> None:
    case = world.begun(world.desk("township1"), world.PREPACKED_FOOD)
    assert case.channel == Channel.WINDOW.value
    assert case.hall.kind == "service_point"


@pytest.mark.clause("HOUSE-5", "HOUSE-12")
def test_the_second_of_two_clerks_is_told_and_sees_the_case_as_it_stands(clerk: Client) -> None:
    case = world.begun(clerk)
    world.press(world.desk("window2"), case, "receive")
    address = reverse("window:do", args=[case.pk])
    late = clerk.post(address, {"act": "receive", "idempotency_key": world.key()})
    assert late.status_code == 409
    page = late.content.decode()
    number = Case.objects.get(pk=case.pk).number
    assert "办件已收件" in page and str(number) in page
    assert 'value="receive"' not in page, "nobody is offered to receive it again"
    assert "field__error" not in page, "the refusal is said once, where acts are refused"


@pytest.mark.clause("HOUSE-12")
def test_a_button_keeps_the_focus_when_its_column_is_fetched_anew(clerk: Client) -> None:
    case = world.begun(clerk)
    before = clerk.get(reverse("window:case", args=[case.pk])).content.decode()
    assert 'id="act-accept" class="button button--secondary" type="button" aria-disabled="true"' in before
    world.answer_scenario(clerk, case)
    world.check_all(clerk, case)
    after = clerk.get(reverse("window:case", args=[case.pk])).content.decode()
    assert 'id="act-accept" class="button" type="submit"' in after
