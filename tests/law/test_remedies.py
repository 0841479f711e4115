"""Remedies by organ and document (rule 23; 行政复议法 20, 22–24, 27, 28)."""

from __future__ import annotations

from datetime import date

import pytest

from onevisit.law.calendar import standard_calendar
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.refusal import Refusal
from onevisit.law.remedies import (
    ActKind,
    DepartmentFacts,
    OrganKind,
    reconsideration_until,
    remedies,
    suit_until,
)

MARKET = DepartmentFacts(
    name="蛟河市市场监督管理局",
    kind=OrganKind.DEPARTMENT,
    government="蛟河市人民政府",
    superior="吉林市市场监督管理局",
    court="蛟河市人民法院",
    online_channel="https://xzfy.example.cn/",
)
TAX = DepartmentFacts(
    name="国家税务总局蛟河市税务局",
    kind=OrganKind.VERTICAL,
    government="蛟河市人民政府",
    superior="国家税务总局吉林市税务局",
    court="蛟河市人民法院",
)


@pytest.mark.clause("RULE-23")
@pytest.mark.clause("FY-24")
def test_an_act_of_a_department_goes_to_the_government_of_the_same_level() -> None:
    told = remedies(DocumentKind.REFUSAL, MARKET)
    assert told.reconsideration_organ == "蛟河市人民政府"
    assert "吉林市市场监督管理局" not in told.text
    assert "六十日" in told.text and "六个月" in told.text and "蛟河市人民法院" in told.text
    assert not told.must_reconsider_first
    assert (told.reconsideration_days, told.suit_months) == (60, 6)


@pytest.mark.clause("FY-27", "RULE-23")
def test_an_organ_under_vertical_leadership_goes_to_its_superior() -> None:
    told = remedies(DocumentKind.REFUSAL, TAX)
    assert told.reconsideration_organs == ("国家税务总局吉林市税务局",)


@pytest.mark.clause("FY-28")
def test_a_justice_department_leaves_the_choice() -> None:
    facts = DepartmentFacts(
        "蛟河市司法局", OrganKind.JUSTICE_DEPARTMENT, "蛟河市人民政府", "吉林市司法局", "蛟河市人民法院"
    )
    assert remedies(DocumentKind.REFUSAL, facts).reconsideration_organs == ("蛟河市人民政府", "吉林市司法局")


@pytest.mark.clause("FY-23", "RULE-23")
@pytest.mark.parametrize("act", [ActKind.FAILURE_TO_ACT, ActKind.DISCLOSURE_REFUSED])
def test_failure_to_act_and_refused_disclosure_go_to_reconsideration_first(act: ActKind) -> None:
    told = remedies(DocumentKind.REFUSAL, MARKET, act=act)
    assert told.must_reconsider_first
    assert "应当" in told.text and "先向蛟河市人民政府" in told.text
    assert "六个月" not in told.text and "十五日" in told.text


@pytest.mark.clause("FY-23")
def test_another_law_may_ask_for_reconsideration_first() -> None:
    told = remedies(DocumentKind.REFUSAL, TAX, reconsideration_first_by="《税收征收管理法》第八十八条")
    assert told.must_reconsider_first and "《税收征收管理法》第八十八条" in told.text


@pytest.mark.clause("FY-22", "RULE-23")
def test_what_is_served_online_gives_the_online_channel() -> None:
    assert MARKET.online_channel in remedies(DocumentKind.REFUSAL, MARKET, served_online=True).text
    assert MARKET.online_channel not in remedies(DocumentKind.REFUSAL, MARKET).text
    with pytest.raises(Refusal) as refused:
        remedies(DocumentKind.REFUSAL, TAX, served_online=True)
    assert refused.value.clauses == ("FY-22",)


@pytest.mark.clause("XK-38")
@pytest.mark.parametrize("missing", ["government", "court"])
def test_no_remedy_is_told_with_a_blank_in_it(missing: str) -> None:
    facts = DepartmentFacts(**{**MARKET.__dict__, missing: ""})
    with pytest.raises(Refusal):
        remedies(DocumentKind.REFUSAL, facts)


@pytest.mark.clause("FY-20")
@pytest.mark.parametrize(
    ("served", "last_day"),
    [
        # Sixty days after 4 March 2026 is Sunday 3 May, a holiday until 5 May.
        (date(2026, 3, 4), date(2026, 5, 6)),
        (date(2026, 6, 1), date(2026, 7, 31)),
    ],
)
def test_sixty_days_run_from_the_day_after_service(served: date, last_day: date) -> None:
    assert reconsideration_until(served, standard_calendar()) == last_day


@pytest.mark.clause("RULE-23")
@pytest.mark.parametrize(
    ("served", "last_day"),
    [
        (date(2026, 3, 4), date(2026, 9, 4)),
        (date(2025, 8, 31), date(2026, 2, 28)),  # a Saturday worked in exchange for the spring festival
        (date(2025, 12, 31), date(2026, 6, 30)),
    ],
)
def test_six_months_end_on_the_same_day_or_the_last_of_the_month(served: date, last_day: date) -> None:
    assert suit_until(served, standard_calendar()) == last_day
