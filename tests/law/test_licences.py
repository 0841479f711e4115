"""Validity of a licence, the window of renewal, the ends kept apart (rules 17, 32; 许可法 8, 50, 69, 70)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from onevisit.law.calendar import standard_calendar
from onevisit.law.licences.acts import (
    GROUNDS,
    RULES,
    Ground,
    LicenceAct,
    LicenceActFacts,
    act_refusal,
    grounds_of,
    signer_refusal,
    state_refusal,
)
from onevisit.law.licences.states import LicenceState, state_on
from onevisit.law.licences.validity import (
    deemed_renewed_on,
    last_day_of,
    renewal_window,
    renewed_last_day,
)
from onevisit.law.limits import Limit, Unit

CALENDAR = standard_calendar()
THIRTY_DAYS = Limit(30, Unit.CALENDAR_DAY)
THIRTY_WORKING_DAYS = Limit(30, Unit.WORKING_DAY)
NINETY_WORKING_DAYS = Limit(90, Unit.WORKING_DAY)

LAWFUL = LicenceActFacts(
    act=LicenceAct.ANNUL,
    state=LicenceState.VALID,
    ground=Ground.BEYOND_POWER,
    reasons=("发证时已无管辖权。",),
    legal_basis=("《中华人民共和国行政许可法》第六十九条第一款第二项",),
    holder_heard="2026年3月2日告知，持证人没有异议。",
    owed="赔偿装修损失。",
    penalty_number="",
    public_interest_weighed=True,
)


@pytest.mark.parametrize(
    ("first", "years", "last"),
    [
        (date(2026, 1, 5), 5, date(2031, 1, 4)),
        (date(2024, 2, 29), 4, date(2028, 2, 28)),
        (date(2024, 3, 1), 4, date(2028, 2, 29)),
        (date(2026, 1, 1), 1, date(2026, 12, 31)),
    ],
)
def test_a_term_of_years_ends_the_day_before_its_anniversary(first: date, years: int, last: date) -> None:
    assert last_day_of(first, years) == last


def test_a_renewed_term_joins_the_old_one_without_a_gap() -> None:
    assert renewed_last_day(date(2026, 6, 30), 5) == date(2031, 6, 30)


@pytest.mark.clause("RULE-17", "RULE-15", "XK-50p1")
@pytest.mark.parametrize(
    ("last_day", "ask_before", "latest"),
    [
        # Thirty full calendar days, 1 to 30 June, lie between 31 May and 1 July.
        (date(2026, 7, 1), THIRTY_DAYS, date(2026, 5, 31)),
        (date(2026, 7, 1), None, date(2026, 5, 31)),
        # Ten working days lie between: 16 to 30 June without the Dragon Boat days 19 to 21.
        (date(2026, 7, 1), Limit(10, Unit.WORKING_DAY), date(2026, 6, 15)),
    ],
)
def test_the_latest_timely_day_leaves_the_full_number_of_days(
    last_day: date, ask_before: Limit | None, latest: date
) -> None:
    window = renewal_window(last_day, ask_before, None, CALENDAR)
    assert window.latest == latest
    assert window.is_timely(latest)
    assert not window.is_timely(date.fromordinal(latest.toordinal() + 1))


@pytest.mark.clause("RULE-17")
def test_renewal_is_offered_from_the_opening_to_expiry_and_not_beyond() -> None:
    window = renewal_window(date(2026, 12, 31), THIRTY_WORKING_DAYS, NINETY_WORKING_DAYS, CALENDAR)
    assert window.opens is not None
    assert window.opens < window.latest < window.closes
    assert not window.offers_on(date.fromordinal(window.opens.toordinal() - 1))
    assert window.offers_on(window.opens)
    assert window.offers_on(date(2026, 12, 31)), "a late application is received too"
    assert not window.offers_on(date(2027, 1, 1))


@pytest.mark.clause("RULE-17", "XK-50p2")
def test_silence_renews_a_timely_application_at_expiry_and_a_late_one_never() -> None:
    last_day = date(2026, 7, 1)
    window = renewal_window(last_day, THIRTY_DAYS, None, CALENDAR)
    assert deemed_renewed_on(last_day, date(2026, 5, 31), window) == date(2026, 7, 2)
    assert deemed_renewed_on(last_day, date(2026, 6, 1), window) is None


@pytest.mark.clause("RULE-32")
@pytest.mark.parametrize("stored", [LicenceState.VALID, LicenceState.SUSPENDED])
def test_a_licence_expires_by_itself_after_its_last_day(stored: LicenceState) -> None:
    assert state_on(stored, date(2026, 7, 1), date(2026, 7, 1)) is stored
    assert state_on(stored, date(2026, 7, 1), date(2026, 7, 2)) is LicenceState.EXPIRED
    assert state_on(stored, None, date(2099, 1, 1)) is stored


@pytest.mark.clause("RULE-32")
def test_an_end_keeps_its_own_name_after_the_last_day() -> None:
    for end in (LicenceState.ANNULLED, LicenceState.WITHDRAWN, LicenceState.REVOKED):
        assert state_on(end, date(2026, 7, 1), date(2030, 1, 1)) is end


@pytest.mark.clause("RULE-32", "XK-8", "XK-69", "XK-70")
def test_the_four_ends_differ_in_state_word_and_document() -> None:
    ends = [LicenceAct.ANNUL, LicenceAct.WITHDRAW, LicenceAct.REVOKE, LicenceAct.DEREGISTER]
    for differing in (
        {RULES[end].to_state for end in ends},
        {RULES[end].to_state.label for end in ends},
        {RULES[end].document for end in ends},
        {end.label for end in ends},
    ):
        assert len(differing) == len(ends)


@pytest.mark.clause("XK-69p1", "XK-69p2", "XK-70")
def test_the_grounds_are_the_closed_lists_of_the_law() -> None:
    def clauses(act: LicenceAct) -> list[str]:
        return [rule.clause for rule in GROUNDS.values() if rule.act is act]

    assert clauses(LicenceAct.ANNUL) == ["XK-69.1", "XK-69.2", "XK-69.3", "XK-69.4", "XK-69.5", "XK-69p2"]
    assert clauses(LicenceAct.DEREGISTER) == [f"XK-70.{number}" for number in range(1, 7)]
    assert clauses(LicenceAct.WITHDRAW) == ["XK-8p2", "XK-8p2"]
    must = [ground for ground, rule in GROUNDS.items() if rule.act is LicenceAct.ANNUL and rule.must]
    assert must == [Ground.FRAUD]


def test_a_lawful_act_is_not_refused() -> None:
    assert act_refusal(LAWFUL) is None


@pytest.mark.clause("RULE-32", "XK-69p3", "XK-8p2")
@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(LAWFUL, reasons=()), "reasons_missing"),
        (replace(LAWFUL, legal_basis=("",)), "reasons_missing"),
        (replace(LAWFUL, holder_heard=""), "holder_not_heard"),
        (replace(LAWFUL, owed=""), "owed_not_said"),
        (replace(LAWFUL, public_interest_weighed=False), "public_interest_not_weighed"),
        (replace(LAWFUL, ground=Ground.PENALTY), "wrong_ground"),
        (replace(LAWFUL, state=LicenceState.REVOKED), "wrong_licence_state"),
        (replace(LAWFUL, act=LicenceAct.WITHDRAW, ground=Ground.LAW_CHANGED, owed=""), "owed_not_said"),
        (replace(LAWFUL, act=LicenceAct.REVOKE, ground=Ground.PENALTY), "penalty_number_missing"),
        (
            replace(LAWFUL, act=LicenceAct.SUSPEND, ground=Ground.PENALTY_SUSPENSION),
            "penalty_number_missing",
        ),
    ],
)
def test_what_an_act_lacks_is_named(facts: LicenceActFacts, code: str) -> None:
    refusal = act_refusal(facts)
    assert refusal is not None
    assert refusal.code == code


@pytest.mark.clause("XK-69p2")
def test_who_obtained_it_by_fraud_is_owed_nothing() -> None:
    assert act_refusal(replace(LAWFUL, ground=Ground.FRAUD, owed="")) is None


@pytest.mark.clause("XK-70.1", "XK-70.4")
def test_deregistration_on_expiry_or_after_an_end_needs_just_that() -> None:
    valid = grounds_of(LicenceAct.DEREGISTER, LicenceState.VALID)
    assert Ground.NOT_RENEWED not in valid
    assert Ground.ENDED_BEFORE not in valid
    assert Ground.NOT_RENEWED in grounds_of(LicenceAct.DEREGISTER, LicenceState.EXPIRED)
    assert Ground.ENDED_BEFORE in grounds_of(LicenceAct.DEREGISTER, LicenceState.ANNULLED)
    assert state_refusal(LicenceAct.DEREGISTER, LicenceState.SUPERSEDED) is not None
    assert state_refusal(LicenceAct.DEREGISTER, LicenceState.DEREGISTERED) is not None


@pytest.mark.clause("RULE-21", "RULE-32")
def test_whoever_proposes_does_not_sign() -> None:
    assert signer_refusal(7, 8) is None
    assert signer_refusal(7, 7) is not None
