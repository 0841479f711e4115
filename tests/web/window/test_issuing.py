"""The issuing window: results taken over with a signature, found by card or number, handed out."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from onevisit.cases.models import Case, Handover
from onevisit.cases.numbers import query_code
from onevisit.documents.models import Document, Service
from onevisit.law.lifecycle import Action
from onevisit.people.models import Authorization
from onevisit.records import clock
from tests.cases.world import FOOD_LICENCE, HANDLER, decided, do, received
from tests.harness.statements import counted
from tests.web.apply.world import pdf
from tests.web.window import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def issuer(city: None) -> Client:
    """The clerk of window 7, at her desk."""
    return world.desk("issuing1")


def offered(**inputs: Any) -> Case:
    """A granted licence that the department has signed over; ``inputs`` are those of its receipt."""
    case = decided(FOOD_LICENCE, **inputs)
    do(case, Action.MAKE_CERTIFICATE, HANDLER, proof_read=True)
    do(case, Action.OFFER_HANDOVER, HANDLER, signature="a" * 64)
    return case


def take_over(client: Client, *cases: Case, name: str = "吴秀英") -> str:
    """Signs for these results by typing a name; the page that answers."""
    data = {
        "case": [str(case.pk) for case in cases],
        "signature_typed": name,
        "idempotency_key": world.key(),
    }
    response = client.post(reverse("issuing:handovers"), data, follow=True)
    return response.content.decode()


def collect(client: Client, case: Case, **changes: Any) -> int:
    """Hands the result to the applicant; the status of the answer."""
    data = {
        "receiver": "李敏",
        "identity_checked": "on",
        "signature_typed": "李敏",
        "idempotency_key": world.key(),
        **changes,
    }
    return client.post(reverse("issuing:deliver", args=[case.pk, "collect"]), data).status_code


def test_only_issuing_clerks_hand_out(city: None) -> None:
    for address in (reverse("issuing:results"), reverse("issuing:handovers")):
        assert Client().get(address).status_code == 302
        for name, status in (
            ("issuing1", 200),
            ("township1", 200),
            ("window1", 403),
            ("market-handler", 403),
        ):
            assert world.desk(name).get(address).status_code == status, name


def test_an_empty_window_says_what_comes_next(issuer: Client) -> None:
    assert "没有等待领取的结果" in issuer.get(reverse("issuing:results")).content.decode()
    assert "没有等待接收的结果" in issuer.get(reverse("issuing:handovers")).content.decode()


@pytest.mark.clause("JH-25a", "AS-4.4")
def test_results_are_taken_over_with_the_taker_s_own_signature(issuer: Client) -> None:
    first, second = offered(), offered()
    seen = issuer.get(reverse("issuing:handovers")).content.decode()
    assert str(first.number) in seen and "食品经营许可证" in seen
    assert "还没有签名" in take_over(issuer, first, name="")
    assert "不一致" in take_over(issuer, first, name="别人")
    assert "还没有勾选" in take_over(issuer)
    assert "已接收 2 件结果" in take_over(issuer, first, second)
    for case in (first, second):
        assert world.state_of(case) == "result_at_window"
        handover = Handover.objects.get(case=case)
        assert handover.taken_by is not None and handover.taken_by.name == "吴秀英"
        assert Document.objects.filter(case_id=case.pk, kind="handover").exists()


@pytest.mark.clause("JH-25a", "HOUSE-35")
def test_a_refused_handover_keeps_what_was_ticked_and_typed(issuer: Client) -> None:
    """Who left one out and forgot to sign does not sign for all by trying again."""
    first, second = offered(), offered()
    ticked = re.compile(r'name="case" value="(\d+)" checked')
    seen = issuer.get(reverse("issuing:handovers")).content.decode()
    assert set(ticked.findall(seen)) == {str(first.pk), str(second.pk)}
    refused = take_over(issuer, first, name="别人")
    assert ticked.findall(refused) == [str(first.pk)]
    assert 'value="别人"' in refused


@pytest.mark.clause("JH-25a")
def test_what_was_taken_over_before_a_refusal_is_said(issuer: Client) -> None:
    case, not_yet = offered(), decided(FOOD_LICENCE)
    page = take_over(issuer, case, not_yet)
    assert "已接收 1 件结果" in page and "部门还没有移交结果" in page
    assert world.state_of(case) == "result_at_window"


@pytest.mark.clause("HOUSE-12", "JH-25b")
def test_a_way_of_delivery_that_was_not_chosen_says_so(issuer: Client) -> None:
    case = offered()
    assert "结果到窗口以后才能送达" in issuer.get(reverse("issuing:result", args=[case.pk])).content.decode()
    take_over(issuer, case)
    page = issuer.get(reverse("issuing:result", args=[case.pk])).content.decode()
    assert "没有同意电子送达" in page and "没有选择邮寄" in page
    assert "结果到窗口以后才能送达" not in page


@pytest.mark.clause("HOUSE-35")
def test_nobody_signs_twice_because_a_tick_was_missing(issuer: Client) -> None:
    case = offered()
    take_over(issuer, case)
    drawn = "data:image/png;base64,iVBORw0KGgo="
    address = reverse("issuing:deliver", args=[case.pk, "collect"])
    response = issuer.post(address, {"receiver": "李敏", "signature": drawn, "signature_typed": "李敏"})
    assert response.status_code == 422
    page = response.content.decode()
    assert f'name="signature" value="{drawn}"' in page and 'value="李敏"' in page
    assert "请核对后勾选" in page
    foreign = {"receiver": "李敏", "signature": "javascript:alert(1)"}
    assert "javascript:alert" not in issuer.post(address, foreign).content.decode()


@pytest.mark.clause("JH-25a")
def test_what_was_not_signed_over_is_not_taken(issuer: Client) -> None:
    case = decided(FOOD_LICENCE)
    assert "部门还没有移交结果" in take_over(issuer, case)
    assert world.state_of(case) == "decided"


@pytest.mark.clause("JH-25b")
def test_a_result_is_found_by_number_card_and_receipt(issuer: Client) -> None:
    case = offered()
    take_over(issuer, case)
    address = reverse("issuing:results")
    page = reverse("issuing:result", args=[case.pk])
    for text in (str(case.number), "22028119880312002x", query_code(case), query_code(case).lower()):
        assert issuer.get(address, {"find": text}).headers.get("Location") == page, text
    township = world.desk("township1")
    for text in (str(case.number), "22028119880312002X", query_code(case)):
        assert township.get(address, {"find": text}).status_code == 200, text
    assert township.get(page).status_code == 404


@pytest.mark.clause("HOUSE-35")
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("22028103120261122999999Z", "请输入办件编号"),
        ("AAAAAAAAAAAA", "没有找到这个查询码"),
        ("11010519491231002X", "没有找到用这个证件"),
        ("李敏", "请输入办件编号"),
        ("\N{GRINNING FACE}", "请输入办件编号"),
        ("\x00\x00", "请输入办件编号"),
        ("9" * 500, "请输入办件编号"),
    ],
)
def test_what_is_not_there_is_said_and_kept(issuer: Client, text: str, sentence: str) -> None:
    response = issuer.get(reverse("issuing:results"), {"find": text})
    assert response.status_code == 200
    assert sentence in response.content.decode()


def test_a_result_that_is_not_there_yet_says_where_the_case_is(issuer: Client) -> None:
    case = received(FOOD_LICENCE)
    page = issuer.get(reverse("issuing:results"), {"find": str(case.number)}).content.decode()
    assert "结果还没有到窗口" in page and "已收件" in page


@pytest.mark.clause("JH-25b", "RULE-30")
def test_a_result_is_collected_after_check_and_signature(issuer: Client) -> None:
    case = offered()
    assert collect(issuer, case) == 409, "the department still has it"
    take_over(issuer, case)
    assert collect(issuer, case, identity_checked="") == 422
    assert collect(issuer, case, signature_typed="") == 409
    assert collect(issuer, case, signature_typed="别人") == 409
    assert world.state_of(case) == "result_at_window"
    assert collect(issuer, case) == 302
    assert world.state_of(case) == "delivered"
    methods = set(Service.objects.filter(document__case_id=case.pk).values_list("method", flat=True))
    assert methods == {"direct"}
    assert Document.objects.filter(case_id=case.pk, kind="proof_of_service").exists()
    seen = issuer.get(reverse("issuing:result", args=[case.pk])).content.decode()
    assert "22028119880312002X" not in seen, "an ended case is shown masked (RULE-35)"


@pytest.mark.clause("JH-25b", "XK-29p2")
def test_another_person_collects_with_a_signed_authority_that_is_kept(issuer: Client) -> None:
    case = offered()
    take_over(issuer, case)
    another = {"receiver": "王小明", "signature_typed": "王小明"}
    assert collect(issuer, case, **another) == 409, "not the applicant"
    another |= {"by_another": "on", "collector_number": "123"}
    assert collect(issuer, case, **another) == 422
    another["collector_number"] = world.NOBODY_YET
    assert collect(issuer, case, **another) == 409, "no authority"
    assert world.state_of(case) == "result_at_window"
    paper = SimpleUploadedFile("委托书.pdf", pdf(7), "application/pdf")
    assert collect(issuer, case, **another, authority=paper) == 302
    assert world.state_of(case) == "delivered"
    held = Authorization.objects.get(item_codes=[case.item_code])
    assert (held.acts, held.valid_to, held.agent.name) == (["collect"], clock.today(), "王小明")


@pytest.mark.clause("JH-25c", "RULE-30")
def test_electronic_delivery_needs_consent(issuer: Client) -> None:
    case = offered()
    take_over(issuer, case)
    address = reverse("issuing:deliver", args=[case.pk, "deliver_electronically"])
    refused = issuer.post(address, {"idempotency_key": world.key()})
    assert refused.status_code == 409
    assert "没有同意电子送达" in refused.content.decode()
    assert world.state_of(case) == "result_at_window"


@pytest.mark.clause("JH-25c", "RULE-30", "FY-22")
def test_a_result_is_delivered_electronically_with_its_online_remedy(issuer: Client) -> None:
    case = offered(electronic_service_agreed=True, delivery_way="electronic")
    take_over(issuer, case)
    address = reverse("issuing:deliver", args=[case.pk, "deliver_electronically"])
    assert issuer.post(address, {"idempotency_key": world.key()}).status_code == 302
    assert world.state_of(case) == "delivered"
    decision = Document.objects.get(case_id=case.pk, kind="grant")
    assert [one.method for one in decision.services.all()] == ["electronic"]
    assert "互联网渠道" in json.loads(decision.content)["remedies"]


@pytest.mark.clause("JH-22", "JH-25b")
def test_what_the_window_decided_is_handed_out_without_a_handover(issuer: Client) -> None:
    clerk = world.desk("window1")
    case = world.begun(clerk, world.PREPACKED_FOOD)
    world.answer_scenario(clerk, case)
    world.check_all(clerk, case)
    world.press(clerk, case, "decide_at_once")
    assert str(Case.objects.get(pk=case.pk).number) in issuer.get(reverse("issuing:results")).content.decode()
    assert collect(issuer, case) == 302
    assert world.state_of(case) == "delivered"


@pytest.mark.parametrize("action", ["take_over", "sign_decision", "nothing"])
def test_only_deliveries_are_done_here(issuer: Client, action: str) -> None:
    case = offered()
    take_over(issuer, case)
    address = reverse("issuing:deliver", args=[case.pk, action])
    assert issuer.post(address, {"idempotency_key": world.key()}).status_code == 404


@pytest.mark.clause("HOUSE-20")
def test_lists_cost_the_same_for_one_and_for_many(issuer: Client) -> None:
    first = offered()
    offered()
    with counted(at_most=10):
        issuer.get(reverse("issuing:handovers"))
    take_over(issuer, first)
    with counted(at_most=10):
        issuer.get(reverse("issuing:results"))
    with counted(at_most=16):
        issuer.get(reverse("issuing:result", args=[first.pk]))
