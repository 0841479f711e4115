"""The applicant's own cases: lists, progress, corrections, withdrawal; nobody else's, by no address."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onevisit.cases import telling
from onevisit.cases.message_texts import CASE_TEXTS
from onevisit.cases.models import Case, MaterialFile
from onevisit.config.environment import DatabaseAddresses
from onevisit.documents import production
from onevisit.documents.models import Document
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import TRANSITIONS, Action, Audience, State
from onevisit.law.refusal import Refusal
from onevisit.people.models import Applicant
from onevisit.records import clock
from onevisit.records.receipts import verify_receipt
from tests.cases import world as engine_world
from tests.cases.world import CLERK, HANDLER, ISSUER, do
from tests.harness.statements import counted
from tests.web.apply import world


def page(client: Client, name: str, case: Case) -> str:
    """The page of a case as text."""
    response = client.get(reverse(f"apply:{name}", args=[case.pk]))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.clause("AS-4.3", "AS-4.4", "JH-24")
def test_the_line_tells_what_happened_who_has_it_and_what_is_next(
    signed_in: Client, citizen: Applicant
) -> None:
    case = world.filed(signed_in, citizen)
    text = page(signed_in, "case", case)
    assert "等窗口收件登记" in text
    assert case.hall.name in text
    do(case, Action.REGISTER, CLERK)
    text = page(signed_in, "case", case)
    assert text.index("提交申请") < text.index("收件登记") < text.index("正在决定是否受理")
    assert case.department.name in text
    assert "现场核查" in text, "the steps to come"


@pytest.mark.clause("JH-17", "XK-42", "HOUSE-24")
def test_a_due_date_leads_to_its_day_by_day_explanation(signed_in: Client, citizen: Applicant) -> None:
    case = world.filed(signed_in, citizen)
    url = reverse("apply:time_limit", args=[case.pk, "one_time_notice"])
    assert url in page(signed_in, "case", case)
    assert "逐日列表" in signed_in.get(url).content.decode()
    assert signed_in.get(reverse("apply:time_limit", args=[case.pk, "statutory"])).status_code == 404


@pytest.mark.clause("XK-32.4", "RULE-7", "HOUSE-8")
def test_rule_7_the_page_itself_finds_a_case_deemed_accepted(demo_database: DatabaseAddresses) -> None:
    citizen = world.citizen("李敏")
    case = world.filed(world.browser_of(citizen), citizen)
    clock.shift(by=timedelta(days=20))
    client = world.browser_of(citizen)
    assert "逾期视为受理" in page(client, "case", case)


@pytest.mark.clause("AS-4.2")
def test_documents_are_downloaded_when_ready_by_their_owner_only(
    signed_in: Client, citizen: Applicant
) -> None:
    case = world.filed(signed_in, citizen)
    document = Document.objects.get(case_id=case.pk)
    url = reverse("apply:document", args=[case.pk, document.pk])
    assert signed_in.get(url).status_code == 404
    assert "正在生成" in page(signed_in, "receipt", case)
    production.produce([document.pk])
    document.refresh_from_db()
    assert document.state == Document.State.READY, document.state_note
    assert url in page(signed_in, "receipt", case)
    answer = signed_in.get(url)
    assert answer.content.startswith(b"%PDF-")
    assert world.browser_of(world.citizen("张桂兰")).get(url).status_code == 404


@pytest.mark.clause("RULE-30", "JH-25b", "XK-44")
def test_rule_30_decision_and_result_open_with_their_service(demo_city: None) -> None:
    case = engine_world.decided()
    assert case.applicant is not None
    client = world.browser_of(world.citizen(case.applicant.name))
    do(case, Action.MAKE_CERTIFICATE, HANDLER, proof_read=True, licence_number="JY12202810000011")
    do(case, Action.OFFER_HANDOVER, HANDLER, signature="a" * 64)
    do(case, Action.TAKE_OVER, ISSUER, signature="b" * 64)
    Document.objects.filter(case_id=case.pk).update(state=Document.State.READY)
    papers = {one.kind: one for one in Document.objects.filter(case_id=case.pk)}
    grant = reverse("apply:document", args=[case.pk, papers[DocumentKind.GRANT].pk])
    result = reverse("apply:document", args=[case.pk, papers[DocumentKind.RESULT].pk])
    handover = reverse("apply:document", args=[case.pk, papers[DocumentKind.HANDOVER].pk])

    text = page(client, "case", case)
    assert text.count("送达后可以下载") == 2
    assert papers[DocumentKind.HANDOVER].title not in text
    for url in (grant, result, handover):
        assert url not in text
        assert client.get(url).status_code == 404

    collected = {"receiver": case.applicant.name, "identity_checked": True, "signature": "c" * 64}
    do(case, Action.COLLECT, ISSUER, **collected)
    text = page(client, "case", case)
    assert grant in text and result in text and handover not in text


@pytest.mark.clause("HOUSE-7")
def test_the_receipt_file_proves_the_act_in_the_ledger(signed_in: Client, citizen: Applicant) -> None:
    case = world.filed(signed_in, citizen)
    answer = signed_in.get(reverse("apply:receipt_json", args=[case.pk]))
    assert 'filename="receipt.json"' in answer.headers["Content-Disposition"]
    receipt = json.loads(answer.content)
    assert verify_receipt(receipt).state in ("not_yet_anchored", "anchored")
    assert citizen.name not in answer.content.decode()
    assert signed_in.get(reverse("apply:receipt_json_of", args=[case.pk, 99])).status_code == 404


NAMES = ("case", "receipt", "receipt_json", "correction", "withdraw")


@pytest.mark.clause("HOUSE-9", "HOUSE-15")
@pytest.mark.parametrize("name", NAMES)
def test_another_persons_case_is_not_there(signed_in: Client, citizen: Applicant, name: str) -> None:
    case = world.filed(signed_in, citizen)
    other = world.citizen("张桂兰")
    stranger = world.browser_of(other)
    assert stranger.get(reverse(f"apply:{name}", args=[case.pk])).status_code == 404
    assert Client().get(reverse(f"apply:{name}", args=[case.pk])).status_code == 302
    assert str(case.number) not in stranger.get(reverse("apply:my")).content.decode()
    assert str(case.number) in signed_in.get(reverse("apply:my")).content.decode()


@pytest.mark.clause("HOUSE-35")
@pytest.mark.parametrize("number", ["0", "9" * 19, "9" * 30, "9" * 5000])
def test_a_number_that_no_case_has_is_simply_not_there(signed_in: Client, number: str) -> None:
    for path in ("/my/cases/{}/", "/apply/drafts/{}/", "/my/cases/{}/receipt.json", "/my/cases/1/files/{}/"):
        assert signed_in.get(path.format(number)).status_code == 404
    assert signed_in.get(f"/progress/{number}/").status_code in (302, 404)


def test_an_empty_list_says_how_to_begin(demo_city: None) -> None:
    client = world.browser_of(world.citizen("张桂兰"))
    assert "您还没有办件" in client.get(reverse("apply:my")).content.decode()
    assert "还没有消息" in client.get(reverse("apply:messages")).content.decode()


def test_a_long_list_is_read_page_by_page(signed_in: Client, citizen: Applicant) -> None:
    case = world.filed(signed_in, citizen)
    first = Case.objects.get(pk=case.pk)
    Case.objects.bulk_create(
        [
            Case(
                number=f"N{number:03}",
                item_id=first.item_id,
                version_id=first.version_id,
                item_code=first.item_code,
                department_id=first.department_id,
                hall_id=first.hall_id,
                route=first.route,
                channel=first.channel,
                state=State.SUBMITTED.value,
                applicant=citizen,
                account_id=citizen.account_id,
                created_at=clock.now(),
                saved_at=clock.now(),
                received_at=clock.now(),
            )
            for number in range(45)
        ]
    )
    seen: list[str] = []
    address = reverse("apply:my")
    query = ""
    while True:
        response = signed_in.get(address + query)
        seen += [row.case.number for row in response.context["rows"]]
        query = response.context["later_url"]
        if not query:
            break
    assert len(seen) == len(set(seen)) == 46
    for odd in ("?before=0", "?before=x", "?before=9" + "9" * 30, "?before=" + "9" * 5000, "?before=-1"):
        assert signed_in.get(address + odd).status_code == 200


@pytest.mark.clause("HOUSE-33")
@pytest.mark.parametrize(("name", "most"), [("my", 7), ("messages", 4)])
def test_lists_ask_little_of_the_database(
    signed_in: Client, citizen: Applicant, name: str, most: int
) -> None:
    world.filed(signed_in, citizen)
    signed_in.get(reverse(f"apply:{name}"))
    with counted(at_most=most):
        signed_in.get(reverse(f"apply:{name}"))


@pytest.mark.clause("HOUSE-33")
def test_the_progress_page_asks_little_of_the_database(signed_in: Client, citizen: Applicant) -> None:
    case = world.filed(signed_in, citizen)
    do(case, Action.REGISTER, CLERK)
    page(signed_in, "case", case)
    with counted(at_most=14):
        page(signed_in, "case", case)


POINTS = [
    {"subject": "material:layout_plan", "demand": "请标明各功能间的面积"},
    {"subject": "question:employees", "demand": "从业人员人数与健康证不符，请更正"},
]


def correcting(client: Client, citizen: Applicant) -> Case:
    """A case in which two points have to be corrected."""
    case = world.filed(client, citizen)
    do(case, Action.REGISTER, CLERK)
    do(case, Action.REQUEST_CORRECTION, HANDLER, points=POINTS)
    return case


@pytest.mark.clause("XK-32.4", "XK-32.5", "RULE-8", "JH-22")
def test_corrections_are_supplied_point_by_point(signed_in: Client, citizen: Applicant) -> None:
    case = correcting(signed_in, citizen)
    url = reverse("apply:correction", args=[case.pk])
    text = page(signed_in, "correction", case)
    assert "请标明各功能间的面积" in text and "从业人员人数与健康证不符" in text
    assert url in page(signed_in, "case", case)

    too_early = signed_in.post(url, {"a-employees": "9", "idempotency_key": world.key()})
    assert too_early.status_code == 409
    assert 'value="9"' in too_early.content.decode(), "what was typed is kept"
    wrong = signed_in.post(url, {"a-employees": "很多", "idempotency_key": world.key()})
    assert "应当是数字" in wrong.content.decode()

    world.put_file(case, "layout_plan", 8, by_applicant=True)
    done = signed_in.post(url, {"a-employees": "9", "idempotency_key": world.key()})
    assert done.headers["Location"] == reverse("apply:case", args=[case.pk])
    case.refresh_from_db()
    assert case.state == State.RECEIVED
    assert case.answers["employees"] == "9"


@pytest.mark.clause("RULE-8")
def test_rule_8_only_what_the_notice_lists_can_be_changed(signed_in: Client, citizen: Applicant) -> None:
    case = correcting(signed_in, citizen)
    upload = reverse("apply:upload", args=[case.pk, "safety_rules"])
    answer = signed_in.post(upload, {}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    with pytest.raises(Refusal) as refused:
        world.put_file(case, "safety_rules", 9, by_applicant=True)
    assert refused.value.code == "not_asked_for"
    filed = case.materials.get(key="layout_plan").files.get()
    remove = reverse("apply:remove_file", args=[case.pk, filed.pk])
    assert signed_in.post(remove, headers={"HX-Request": "true"}).status_code == 409


@pytest.mark.clause("RULE-32", "HOUSE-29")
def test_withdrawing_says_what_it_means_and_happens_once(signed_in: Client, citizen: Applicant) -> None:
    case = world.filed(signed_in, citizen)
    assert "不能恢复" in page(signed_in, "withdraw", case)
    url = reverse("apply:withdraw", args=[case.pk])
    sent = {"reason": "不开了\x00", "idempotency_key": world.key()}
    for _time in range(2):
        answer = signed_in.post(url, sent)
        assert answer.status_code == 302, answer.content.decode()
        assert answer.headers["Location"] == reverse("apply:case", args=[case.pk])
    case.refresh_from_db()
    assert case.state == State.WITHDRAWN
    assert signed_in.get(url).status_code == 409
    assert "撤回申请" not in page(signed_in, "case", case).split("还可以")[1]


@pytest.mark.clause("AS-4.4")
def test_there_are_words_for_every_act_that_applicants_are_told_of(demo_city: None) -> None:
    said = {row.action for row in TRANSITIONS if Audience.APPLICANT in row.told}
    by_acts = {f"case.{action.value}" for action in said}
    assert by_acts == set(CASE_TEXTS) - {"case.referral"}, "a referral names whom it asks"
    filled = {
        **{"item": "食品经营许可", "number": "1", "department": "自然资源局", "action": "", "state": ""},
        **{"place": "大厅一层", "code": "", "until": ""},
    }
    for text in CASE_TEXTS.values():
        assert "食品经营许可" in str(text.body) % filled


def test_messages_are_read_on_the_site(signed_in: Client, citizen: Applicant) -> None:
    case = world.filed(signed_in, citizen)
    telling.after_act(case.pk, case.sequence, "file", [])
    assert "申请已提交" in page(signed_in, "case", case)
    listed = signed_in.get(reverse("apply:messages")).content.decode()
    assert str(case.number) in listed


@pytest.mark.clause("HOUSE-24", "AS-4.4")
def test_limits_are_said_in_words_an_applicant_understands(signed_in: Client, citizen: Applicant) -> None:
    case = world.filed(signed_in, citizen)
    page = signed_in.get(reverse("apply:case", args=[case.pk])).content.decode()
    assert "最晚登记并转交" in page and "还剩 1 个工作日" in page
    assert "收件登记与转交" not in page


@pytest.mark.clause("GX-45")
def test_an_applicant_reads_what_he_filled_in_and_opens_what_he_uploaded(
    signed_in: Client, citizen: Applicant
) -> None:
    case = world.filed(signed_in, citizen)
    url = reverse("apply:handed_in", args=[case.pk])
    assert url in page(signed_in, "case", case)
    text = signed_in.get(url).content.decode()
    answer = case.version.definition.form[0].questions[0]
    assert answer.label in text and str(case.answers[answer.key]) in text
    files = re.findall(rf'href="(/my/cases/{case.pk}/files/\d+/)"', text)
    assert len(files) == MaterialFile.objects.filter(material__case=case).count() > 1
    assert signed_in.get(files[0]).status_code == 200
    draft = world.begun(citizen)
    answer_of_draft = signed_in.get(reverse("apply:handed_in", args=[draft.pk]))
    assert answer_of_draft.headers["Location"] == reverse("apply:draft", args=[draft.pk])


@pytest.mark.clause("AS-4.4", "JH-24")
def test_a_result_at_the_window_says_where_when_and_with_what_to_collect_it(demo_city: None) -> None:
    case = engine_world.decided()
    do(case, Action.MAKE_CERTIFICATE, HANDLER, proof_read=True, licence_number="JY12202810000011")
    do(case, Action.OFFER_HANDOVER, HANDLER, signature="a" * 64)
    client = world.browser_of(case.applicant) if case.applicant else Client()
    assert "结果在窗口等您领取" not in page(client, "case", case)
    do(case, Action.TAKE_OVER, ISSUER, signature="b" * 64)
    text = page(client, "case", case)
    for wanted in ("结果在窗口等您领取", case.hall.address, case.hall.phone, "身份证件", "08:30-12:00"):
        assert wanted in text
