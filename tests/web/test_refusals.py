"""Refusals on an English page are English; only names that the city or a person wrote stay Chinese."""

from __future__ import annotations

import re
import uuid
from datetime import date

import pytest
from django.db import transaction
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import translation

from onevisit.cases import engine, queries
from onevisit.cases.models import Case
from onevisit.cases.performers import Performer
from onevisit.cases.powers import power_refusal
from onevisit.law.lifecycle import Action
from onevisit.law.powers import PowerKind
from onevisit.law.profiles import ANSHAN, JIAOHE, CityProfile
from onevisit.law.qualification import Qualification
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.authorization import CaseNames, may
from onevisit.organization.models import Region, Staff
from onevisit.organization.workers import Worker
from onevisit.people.models import Applicant
from onevisit.records.page_language import in_page_language
from tests.cases import world as cases
from tests.cases.conftest import city, city_of_module
from tests.web.apply import world as applicants
from tests.web.desk.conftest import staff_browser
from tests.web.desk.pages import case_page, open_act, send
from tests.web.window import world as windows

CHINESE = re.compile(r"[\u3400-\u9fff]")
MARKED = re.compile(r'<span lang="zh-Hans">[^<]*</span>')
TOLD = re.compile(r'<section class="refusal".*?</section>|<p class="action__reason".*?</p>', re.DOTALL)

__all__ = ["city", "city_of_module"]

NOBODY = Worker(
    staff_id=1,
    account_id=1,
    name="某人",
    department_id=1,
    department_name="某某局",
    hall_id=None,
    window_id=None,
    identity_hash=None,
    qualification=Qualification(date(2026, 3, 2)),
    roles=frozenset(),
    grants=(),
    delegations=(),
    day=date(2026, 3, 2),
)
"""A member of staff without any power."""


class Anything:
    """Something that powers are asked about."""

    department_id, hall_id, item_code, recused = 1, 1, "item", ()
    received_at, acceptance_delegated, decision_delegated = None, False, False


def speak_english(client: Client) -> Client:
    """The same browser after its reader chose English."""
    client.post("/preferences/", {"language": "en"})
    return client


def refusals_on(page: str) -> list[str]:
    """What the page refuses, without the names that are marked as Chinese; fails on other Chinese."""
    found = [MARKED.sub("…", part) for part in TOLD.findall(page)]
    for part in found:
        assert not CHINESE.search(part), part
    return found


@pytest.mark.django_db
@pytest.mark.clause("HOUSE-32", "JH-13", "RULE-40")
def test_a_window_refuses_in_english(city: None) -> None:
    clerk = speak_english(windows.desk("window1"))
    case = windows.begun(clerk, cases.FOOD_LICENCE)
    response = windows.press(clerk, case, "accept")
    assert response.status_code == 409
    told = refusals_on(response.content.decode())
    assert "The window cannot do “Accept”: this item is not delegated to it." in told[0]
    assert "Rule: Jiaohe one-visit rules, art. 13." in told[0]
    assert '<span lang="zh-Hans">蛟河市市场监督管理局</span>' in response.content.decode()
    assert len(told) > 1, "the buttons that are not offered say why"


@pytest.mark.django_db
@pytest.mark.clause("HOUSE-32", "RULE-40")
def test_a_desk_refuses_in_english(demo_city: None) -> None:
    handler = speak_english(staff_browser(cases.HANDLER))
    case = cases.accepted()
    cases.do(case, Action.START_REVIEW, cases.HANDLER)
    assert refusals_on(case_page(handler, case)), "the buttons that are not offered say why"
    told = refusals_on(open_act(handler, case, Action.DRAFT_DECISION))
    assert "The decision cannot be drafted yet. Steps still open: …" in told[0]
    assert "Rule: Jiaohe one-visit rules, art. 24." in told[0]
    refused = send(handler, case, Action.START_SPECIAL_PROCEDURE, procedure="hearing")
    refusals_on(refused.content.decode())


@pytest.mark.django_db
@pytest.mark.clause("HOUSE-32", "XK-32.4")
def test_an_applicant_is_refused_in_english(demo_city: None) -> None:
    citizen: Applicant = applicants.citizen("李敏")
    browser = speak_english(applicants.browser_of(citizen))
    filed = applicants.filed(browser, citizen)
    withdraw = reverse("apply:withdraw", args=[filed.pk])
    fields = {"reason": "not any more", "idempotency_key": applicants.key()}
    assert browser.post(withdraw, fields).status_code == 302
    told = refusals_on(browser.get(withdraw).content.decode())
    assert "This application has been concluded" in told[0]
    row = applicants.missing(applicants.begun(citizen))[0]
    upload = reverse("apply:upload", args=[row.case_id, row.key])
    message = browser.post(upload, headers={"HX-Request": "true"}).json()["message"]
    assert message == (
        "No file chosen yet. What you filled in and uploaded is kept. Choose a PDF, JPG or PNG file."
    )


@pytest.mark.django_db
@pytest.mark.clause("HOUSE-32")
def test_every_act_is_offered_or_refused_in_the_language_of_the_page(city: None) -> None:
    """Every stage of a case as the handler, the clerk and the applicant see it."""
    performers = (cases.staff(cases.HANDLER), cases.staff("window1"), Performer(account_id=1))
    for case in (cases.received(), cases.accepted(), cases.decided(), cases.delivered()):
        names = {case.department.name, *case.materials.values_list("name", flat=True)}
        names.update(step.name for step in case.version.definition.steps)
        for performer, action in ((who, act) for who in performers for act in Action):
            refusal = queries.refusal_of(case, action, performer)
            if refusal is None:
                continue
            with translation.override("en"):
                told = in_page_language(refusal)
            for name in names:
                told = told.replace(name, "…")
            assert not CHINESE.search(told), told
            assert CHINESE.search(str(refusal)), "commands and logs keep the Chinese"


@pytest.mark.parametrize("profile", [JIAOHE, ANSHAN], ids=lambda profile: profile.key)
@pytest.mark.clause("RULE-40", "JH-13", "JH-41.4", "AS-4.2", "AS-4.3")
def test_a_missing_power_cites_the_rule_book_of_the_city(profile: CityProfile) -> None:
    for power in set(PowerKind) - {PowerKind.SYSTEM}:
        for delegated in (True, False):
            refusal = may(NOBODY, power, Anything(), CaseNames(profile, "某某局", delegated, delegated))
            assert refusal is not None and refusal.citation, power
            assert {entry.source.full_name for entry in refusal.citation.clauses} == {profile.rule_book}


@pytest.mark.django_db
@pytest.mark.clause("RULE-40", "HOUSE-10")
def test_every_act_refused_in_an_anshan_hall_cites_no_jiaohe_rule(city: None) -> None:
    Region.objects.update(profile=ANSHAN.key)
    performers = (cases.staff("window1"), Performer(account_id=1), Performer(worker=NOBODY))
    for case in (cases.draft(), cases.received(), cases.accepted()):
        for performer, action in ((who, act) for who in performers for act in Action):
            refusal = power_refusal(case, action, performer) or queries.refusal_of(case, action, performer)
            assert refusal is None or "蛟河规则" not in str(refusal), refusal
            told = told_by(case, action, performer)
            assert told is None or "蛟河规则" not in str(told), told


def told_by(case: Case, action: Action, performer: Performer) -> Refusal | None:
    """What the engine says against the act, its own function included; None where it is done."""
    undone = transaction.savepoint()
    try:
        engine.perform(case.pk, action, performer, uuid.uuid4().hex, {})
    except Refusal as refusal:
        return refusal
    finally:
        transaction.savepoint_rollback(undone)
    return None


def test_names_in_a_sentence_are_marked_and_never_become_markup() -> None:
    shown = Template("{% load onevisit %}{{ sentence|said }}{{ nothing|said }}")
    sentence = Sentence("还缺少材料：%(names)s。", names=("营业执照", "<b>"))
    context = Context({"sentence": sentence, "nothing": None})
    with translation.override("en"):
        assert shown.render(context) == (
            'Materials still missing: <span lang="zh-Hans">营业执照</span>, &lt;b&gt;.'
        )
    with translation.override("zh-hans"):
        assert shown.render(context) == "还缺少材料：营业执照、&lt;b&gt;。"


@pytest.mark.django_db
@pytest.mark.clause("HOUSE-32", "RULE-40")
def test_a_button_of_the_issuing_window_says_in_english_why_it_is_not_offered(city: None) -> None:
    case = cases.decided()
    cases.do(case, Action.MAKE_CERTIFICATE, cases.HANDLER, proof_read=True, licence_number="JY12202810000011")
    cases.do(case, Action.OFFER_HANDOVER, cases.HANDLER, signature="a" * 64)
    cases.do(case, Action.TAKE_OVER, "issuing1", signature="a" * 64)
    issuer = speak_english(windows.desk("issuing1"))
    told = refusals_on(issuer.get(reverse("issuing:result", args=[case.pk])).content.decode())
    assert any("The applicant did not choose post." in part for part in told), told


@pytest.mark.django_db
@pytest.mark.clause("HOUSE-32")
def test_a_button_for_an_account_says_in_english_why_it_is_not_offered(demo_city: None) -> None:
    administrator = speak_english(staff_browser("security-admin"))
    own = Staff.objects.get(account__username="security-admin")
    told = refusals_on(administrator.get(reverse("staff:account", args=[own.pk])).content.decode())
    assert told and all(re.sub(r"<[^>]*>", "", part).strip() for part in told)
