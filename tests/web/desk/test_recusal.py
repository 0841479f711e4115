"""Recusal on the screens: the desk says it, the applicant asks for it and reads what was decided."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from onevisit.accounts.models import Account
from onevisit.cases.models import Case
from onevisit.law.lifecycle import Action
from onevisit.organization.models import Staff
from tests.accounts.signing_in import be_signed_in
from tests.cases import world
from tests.web.apply.world import key
from tests.web.desk.conftest import SignIn
from tests.web.desk.pages import allowed, case_page, done, open_act, send

REASON = "他是我竞争对手的哥哥"


def pk_of(username: str) -> str:
    return str(Staff.objects.values_list("pk", flat=True).get(account__username=username))


def applicant_of(case: Case) -> Client:
    client = Client()
    assert case.applicant is not None and case.applicant.account_id is not None
    be_signed_in(client, Account.objects.get(pk=case.applicant.account_id))
    return client


@pytest.mark.clause("HOUSE-11", "XK-48.3")
def test_an_applicant_asks_the_chief_decides_and_everybody_reads_it(browser_of: SignIn) -> None:
    case = world.accepted()
    world.do(case, Action.START_REVIEW, world.HANDLER)
    applicant, address = applicant_of(case), reverse("apply:recusal", args=[case.pk])
    assert "申请办理人员回避" in applicant.get(reverse("apply:case", args=[case.pk])).content.decode()
    nobody = applicant.post(address, {"reason": REASON, "idempotency_key": key()})
    assert nobody.status_code == 422 and REASON in nobody.content.decode(), "what was typed is kept"
    asked = {"person": pk_of(world.HANDLER), "reason": REASON, "idempotency_key": key()}
    for _time in range(2):
        assert applicant.post(address, asked).status_code == 302
    handler, signer = browser_of(world.HANDLER), browser_of(world.SIGNER)
    page = case_page(handler, case)
    assert "回避，等首席代表或者负责人决定" in page and REASON not in page
    assert not allowed(handler, case) and case.applicant is not None and case.applicant.name not in page
    assert REASON in open_act(signer, case, Action.DECIDE_RECUSAL)
    given = {"granted": "yes", "opinion": "经查属实"}
    missing = send(signer, case, Action.DECIDE_RECUSAL, **given)
    assert missing.status_code == 422 and "另行指定一人" in missing.content.decode()
    done(signer, case, Action.DECIDE_RECUSAL, **given, successor=pk_of(world.SECOND_HANDLER))
    successor = Staff.objects.get(account__username=world.SECOND_HANDLER)
    assert case.handler_id == successor.pk
    assert f"已回避，由{successor.name}接着办理" in case_page(signer, case)
    told = applicant.get(reverse("apply:case", args=[case.pk])).content.decode()
    assert f"由{successor.name}接着办理" in told and "经查属实" in told
    assert not allowed(handler, case), "for good"


@pytest.mark.clause("HOUSE-11")
def test_a_clerk_stands_back_by_a_quiet_link(browser_of: SignIn) -> None:
    case = world.received()
    clerk = browser_of(world.CLERK)
    assert "提出本人回避" in case_page(clerk, case) and "申请人申请回避" in case_page(clerk, case)
    done(clerk, case, Action.DECLARE_RECUSAL, reason="申请人是我的表弟")
    page = case_page(clerk, case)
    assert "已回避，不办理这个办件" in page and "提出本人回避" not in page
    assert "提出本人回避" in case_page(browser_of(world.SECOND_CLERK), case)
