"""Acting for somebody needs an authorisation on file."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from onevisit.law.refusal import Refusal
from onevisit.people import actions, agents
from onevisit.people.models import Applicant, Authorization
from tests.people.persons import COMPANY, LI, WANG

pytestmark = [pytest.mark.django_db, pytest.mark.clause("XK-29p2")]
ITEM = "11220281MB1A23457Q4000131033000"
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture
def company(db: None) -> Applicant:
    return actions.register_organization(COMPANY)


@pytest.fixture
def agent(db: None) -> Applicant:
    return actions.register_person(LI)


def authorize(company: Applicant, agent: Applicant, **changes: Any) -> Authorization:
    given: dict[str, Any] = {
        "acts": ["submit", "collect"],
        "valid_from": FIRST,
        "valid_to": LAST,
        "document_sha256": "0" * 64,
        **changes,
    }
    return agents.authorize_agent(company, agent, **given)


def may(company: Applicant, agent: Applicant, act: str, day: date, item: str | None = ITEM) -> bool:
    try:
        agents.require_authority(company, agent, act, item, day)
    except Refusal as refusal:
        assert refusal.code == "not_authorized"
        assert "授权委托书" in str(refusal.next_step)
        return False
    return True


def test_everybody_acts_for_himself(agent: Applicant) -> None:
    assert agents.require_authority(agent, agent, "submit", ITEM, FIRST) is None


def test_nobody_acts_for_another_without_document(company: Applicant, agent: Applicant) -> None:
    assert not may(company, agent, "submit", FIRST)


def test_both_days_count_and_the_days_around_do_not(company: Applicant, agent: Applicant) -> None:
    authorize(company, agent)
    days = [date(2026, 2, 28), FIRST, LAST, date(2026, 4, 1)]
    assert [may(company, agent, "submit", day) for day in days] == [False, True, True, False]
    assert agents.principals_of(agent, LAST) == [company]
    assert agents.principals_of(agent, date(2026, 4, 1)) == []


def test_only_the_acts_and_items_named(company: Applicant, agent: Applicant) -> None:
    authorize(company, agent, item_codes=[ITEM])
    assert may(company, agent, "collect", FIRST)
    assert not may(company, agent, "withdraw", FIRST)
    assert not may(company, agent, "submit", FIRST, item="another")
    assert not may(company, agent, "submit", FIRST, item=None)


def test_it_is_not_mutual(company: Applicant, agent: Applicant) -> None:
    other = actions.register_person(WANG)
    authorize(other, agent)
    assert may(other, agent, "submit", FIRST)
    assert not may(agent, other, "submit", FIRST)


def test_a_revoked_one_allows_nothing_more(company: Applicant, agent: Applicant) -> None:
    held = authorize(company, agent)
    agents.revoke_authorization(held)
    revoked_at = held.revoked_at
    agents.revoke_authorization(held)
    assert held.revoked_at == revoked_at
    assert not may(company, agent, "submit", FIRST)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"acts": []}, "请写明代理权限"),
        ({"acts": ["sell"]}, "请写明代理权限"),
        ({"valid_to": date(2026, 2, 1)}, "截止日期早于开始日期"),
        ({"document_sha256": ""}, "缺少授权委托书"),
    ],
)
def test_an_incomplete_one_is_refused(
    company: Applicant, agent: Applicant, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        authorize(company, agent, **changes)
    assert not Authorization.objects.exists()


def test_agents_are_persons_and_others(company: Applicant, agent: Applicant) -> None:
    with pytest.raises(Refusal, match="自然人"):
        authorize(agent, company)
    with pytest.raises(Refusal, match="不能是同一人"):
        authorize(agent, agent)
