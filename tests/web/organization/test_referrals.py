"""Referrals for instruction: asked of a named owner, answered in writing, never forgotten (rule 36)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onevisit.cases.models import Referral
from onevisit.records import clock, clocks, installation, ledger
from onevisit.records.models import ClockState, Message
from tests.cases import world
from tests.harness.statements import counted
from tests.web.desk.conftest import SignIn
from tests.web.organization.conftest import send, staff

NEW = "organization:new_referral"
QUESTION = "王某的房屋在保护区边上，算不算保护区内？"


def asked(client: Client, case: int | None = None, **changed: str) -> Referral:
    typed = {
        "question": QUESTION,
        "owner": str(staff("land-handler").pk),
        "working_days": "3",
        "told_how": "当面告知，三个工作日内电话回复",
        **changed,
    }
    address = reverse(NEW) + (f"?case={case}" if case else "")
    response = send(client, address, **typed)
    assert response.status_code == 302, response.content.decode()
    return Referral.objects.order_by("-pk")[0]


def pass_days(days: int) -> None:
    installation.store_clock_offset(installation.facts().clock_offset + timedelta(days=days))


@pytest.mark.clause("RULE-36", "AS-3.3b")
def test_a_question_about_a_case_is_answered_in_writing_and_feeds_the_question_base(
    browser_of: SignIn,
) -> None:
    case = world.received()
    told = Message.objects.filter(template="case.referral").count()
    one = asked(browser_of(world.CLERK), case.pk)
    assert one.case_id == case.pk and one.department_id == staff("land-handler").department_id
    assert Message.objects.filter(template="case.referral").count() > told, "the applicant is told"
    [last] = list(ledger.rows_of(case.pk, case.created_at))[-1:]
    assert last.action == "refer" and last.data["referral"] == one.pk and QUESTION not in last.canonical
    [running] = clocks.of_subject("referral", one.pk)
    assert running.due_on == one.due_on and running.state == ClockState.RUNNING
    page = browser_of("land-handler").get(reverse("organization:referral", args=[one.pk]))
    assert QUESTION in page.content.decode()
    answer = reverse("organization:answer_referral", args=[one.pk])
    half = send(browser_of("land-handler"), answer, answer="不算。", general_question="保护区边上算不算？")
    assert half.status_code == 422 and "不算。" in half.content.decode()
    typed = {
        "answer": "不算，依据保护区规划图。",
        "general_question": "紧邻保护区的房屋算不算保护区内？",
        "general_answer": "不算，以规划图为准。",
    }
    assert send(browser_of("land-handler"), answer, **typed).status_code == 302
    assert send(browser_of("land-handler"), answer, **typed).status_code == 409
    clerk = browser_of(world.CLERK)
    assert typed["answer"] in clerk.get(reverse("organization:referral", args=[one.pk])).content.decode()
    base = clerk.get(reverse("organization:question_base"), {"find": "紧邻保护区"}).content.decode()
    assert typed["general_answer"] in base and QUESTION not in base
    [running] = clocks.of_subject("referral", one.pk)
    assert running.state == ClockState.MET


@pytest.mark.clause("RULE-36")
def test_no_answer_in_time_is_an_alarm_for_both_sides(browser_of: SignIn) -> None:
    one = asked(browser_of(world.CLERK))
    worklist = reverse("desk:worklist")

    def alarm(who: str) -> list[str]:
        return re.findall(r"[^<>]*件请示[^<>]*", browser_of(who).get(worklist).content.decode())

    assert alarm("land-head") == ["本部门有 1 件请示待答复。"] and alarm(world.CLERK) == []
    pass_days((one.due_on - clock.today()).days)
    assert alarm("land-head") == ["本部门有 1 件请示待答复。"], "the last day is in time"
    pass_days(1)
    assert alarm("land-head") == ["本部门有 1 件请示超期没有答复。"]
    assert alarm(world.CLERK) == ["您的 1 件请示超期没有答复。"]
    assert alarm(world.HANDLER) == []


@pytest.mark.clause("RULE-36", "HOUSE-10")
def test_a_referral_is_read_and_answered_by_those_whom_it_concerns(browser_of: SignIn) -> None:
    one = asked(browser_of(world.CLERK))
    entry = reverse("organization:referral", args=[one.pk])
    for who, status in ((world.CLERK, 200), ("land-head", 200), ("manager", 200), (world.OUTSIDER, 404)):
        assert browser_of(who).get(entry).status_code == status, who
    answer = reverse("organization:answer_referral", args=[one.pk])
    assert send(browser_of(world.OUTSIDER), answer, answer="不知道").status_code == 404
    assert send(browser_of(world.CLERK), answer, answer="不知道").status_code == 403
    foreign_case = world.received()
    outside = browser_of(world.OUTSIDER).get(reverse(NEW) + f"?case={foreign_case.pk}")
    assert outside.status_code == 404, "nobody asks about a case that he can't see"


def test_what_is_wrong_is_told_and_what_was_typed_is_kept(browser_of: SignIn) -> None:
    clerk = browser_of(world.CLERK)
    typed = {"question": QUESTION, "owner": str(staff("land-handler").pk), "told_how": "当面"}
    for days in ("0", "11", "x", ""):
        response = send(clerk, reverse(NEW), **typed, working_days=days)
        assert response.status_code == 422 and QUESTION in response.content.decode(), days
    assert not Referral.objects.exists()


def test_the_list_costs_few_statements(browser_of: SignIn) -> None:
    client = browser_of(world.CLERK)
    asked(client)
    client.get(reverse("organization:referrals"))
    with counted(at_most=7):
        client.get(reverse("organization:referrals"))
