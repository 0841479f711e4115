"""Waiver, reduction and deferral on the screens: asked for online, decided at the desk, read by everybody."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from onevisit.cases.models import Case, FeeReduction
from onevisit.law.lifecycle import Action
from tests.accounts.signing_in import be_signed_in
from tests.cases import fee_world
from tests.cases.world import CLERK, ISSUER
from tests.web.desk.pages import send
from tests.web.window import world

pytestmark = pytest.mark.django_db
REASON = "家里低保，有低保证堃喆𠮷"


def applicant_of(case: Case) -> Client:
    assert case.applicant is not None and case.applicant.account is not None
    own = Client()
    be_signed_in(own, case.applicant.account)
    return own


def page_of(client: Client, case: Case, name: str) -> str:
    return client.get(reverse(name, args=[case.pk])).content.decode()


@pytest.mark.clause("XK-59", "HOUSE-36", "HOUSE-31")
def test_the_applicant_asks_online_the_signer_decides_and_everybody_reads_it(city: None) -> None:
    case = fee_world.assessed()
    own, address = applicant_of(case), reverse("apply:reduction", args=[case.pk])
    assert address in page_of(own, case, "apply:case")
    form = own.get(address).content.decode()
    assert "现在应缴 ¥ 1,500.00" in form and "减征、免征" in form
    given = {"kind": "reduce", "ground": "cited", "reason": REASON, "idempotency_key": world.key()}
    wrong = own.post(address, given)
    assert wrong.status_code == 422 and REASON in wrong.content.decode(), "what was typed is kept"
    assert "请写明依据哪个文件" in wrong.content.decode()
    for _time in range(2):
        assert own.post(address, {**given, "basis": "财税〔2019〕13号"}).status_code == 302
    page = page_of(own, case, "apply:case")
    assert "您申请了减缴，等待决定" in page and address not in page
    again = own.post(address, {**given, "basis": "财税〔2019〕14号", "idempotency_key": world.key()})
    assert again.status_code == 409 and "还没有决定" in again.content.decode()

    clerk, signer = world.desk(CLERK), world.desk(fee_world.SIGNER)
    page = page_of(clerk, case, "desk:case")
    assert "申请减缴，等首席代表或者部门负责人决定" in page and REASON not in page
    listed = signer.get(reverse("desk:worklist") + "?show=reduction").content.decode()
    assert case.number is not None and case.number in listed and "减免缓缴待决定" in listed
    form = signer.get(reverse("desk:act", args=[case.pk, "approve_reduction"])).content.decode()
    assert REASON in form and "财税〔2019〕13号" in form and "《费用减免缓缴决定书》" in form
    none = send(signer, case, Action.APPROVE_REDUCTION, kind="reduce", opinion="属实")
    assert none.status_code == 422 and "请写减缴多少元" in none.content.decode()
    for typed in ("一百", "1.234", "-5", "٣", "9" * 12):
        bad = send(signer, case, Action.APPROVE_REDUCTION, kind="reduce", reduced_fen=typed, opinion="属实")
        assert bad.status_code == 422 and "最多两位小数" in bad.content.decode(), typed
    much = send(signer, case, Action.APPROVE_REDUCTION, kind="reduce", reduced_fen="1500", opinion="属实")
    assert much.status_code == 409 and "要大于零，并且小于应缴金额" in much.content.decode()
    done = send(signer, case, Action.APPROVE_REDUCTION, kind="reduce", reduced_fen="500.50", opinion="属实")
    assert done.status_code == 302
    assert FeeReduction.objects.get(case=case).reduced_fen == 50_050
    page = page_of(own, case, "apply:case")
    assert "请缴费 ¥ 999.50" in page and "准予减缴" in page and "原核定 ¥ 1,500.00" in page
    assert "原核定" in page_of(clerk, case, "desk:case")


@pytest.mark.clause("XK-59")
def test_a_deferred_fee_is_still_shown_when_the_result_was_handed_out(city: None) -> None:
    case = fee_world.assessed()
    clerk, signer, own = world.desk(CLERK), world.desk(fee_world.SIGNER), applicant_of(case)
    asked = {"kind": "defer", "ground": "published", "reason": REASON}
    assert send(clerk, case, Action.REQUEST_REDUCTION, **asked).status_code == 302
    none = send(signer, case, Action.APPROVE_REDUCTION, kind="defer", opinion="属实")
    assert none.status_code == 422 and "请写缓缴到哪一天" in none.content.decode()
    assert (
        send(
            signer, case, Action.APPROVE_REDUCTION, kind="defer", until="2099-06-30", opinion="属实"
        ).status_code
        == 302
    )
    fee_world.collect(case)
    assert "准予缓缴，最晚2099年6月30日" in page_of(own, case, "apply:case")
    issuer = world.desk(ISSUER)
    assert "准予缓缴" in page_of(issuer, case, "desk:case")
    assert send(issuer, case, Action.RECORD_PAYMENT, way="cash", receipt_number="HJ0001").status_code == 302
    assert "费用已缴清" in page_of(own, case, "apply:case")


@pytest.mark.clause("XK-59")
def test_what_is_free_or_not_assessed_yet_has_nothing_to_ask_for(city: None) -> None:
    case = fee_world.at_window()
    refused = applicant_of(case).get(reverse("apply:reduction", args=[case.pk]))
    assert refused.status_code == 409 and "核定以后才能申请" in refused.content.decode()
