"""Hearings as pure law: 5, 7 and 20 days, who may preside, when the decision waits (rules 14–16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevisit.law.calendar import standard_calendar
from onevisit.law.hearings import (
    HOLDING_LIMIT,
    REQUEST_LIMIT,
    Answer,
    ChairFacts,
    HeardFacts,
    HeardRight,
    HearingStage,
    ToldRightFacts,
    chair_refusal,
    days_taken,
    earliest_hearing_day,
    latest_notice_day,
    too_short_notice,
)
from onevisit.law.items import CaseRoute, ReviewKind
from onevisit.law.lifecycle import Action, CaseFacts, State, check
from onevisit.law.limits import Limit, Unit
from onevisit.law.profiles import JIAOHE

CALENDAR = standard_calendar()
TODAY = date(2026, 3, 10)
REVIEWING = CaseFacts(
    city=JIAOHE,
    state=State.IN_REVIEW,
    route=CaseRoute.PROMISED,
    review_kind=ReviewKind.SUBSTANTIVE,
    is_licence=True,
    today=TODAY,
    actor_id=7,
)


def told(
    right: HeardRight,
    ends_on: date | None,
    answer: Answer = Answer.NONE,
    *,
    to_applicant: bool = True,
) -> ToldRightFacts:
    return ToldRightFacts(right, to_applicant, ends_on, answer)


def code(action: Action, heard: HeardFacts, **changes: object) -> str:
    refusal = check(action, replace(REVIEWING, heard=heard, **changes))  # type: ignore[arg-type]
    return "" if refusal is None else refusal.code


@pytest.mark.clause("RULE-14", "RULE-16", "XK-47p1")
def test_rule_14_five_days_to_ask_and_twenty_to_hold_are_working_days() -> None:
    assert Limit(5, Unit.WORKING_DAY) == REQUEST_LIMIT
    assert Limit(20, Unit.WORKING_DAY) == HOLDING_LIMIT


@pytest.mark.clause("RULE-15", "XK-48.1")
@settings(deadline=None, max_examples=200)
@given(st.dates(date(2006, 1, 1), date(2026, 11, 30)))
def test_rule_15_seven_full_working_days_lie_between_notice_and_hearing(notice: date) -> None:
    hearing = earliest_hearing_day(notice, CALENDAR)
    between = [
        day
        for day in (notice + timedelta(days=count) for count in range(1, (hearing - notice).days))
        if CALENDAR.is_working_day(day)
    ]
    assert len(between) == 7
    assert CALENDAR.is_working_day(hearing)
    assert notice <= latest_notice_day(hearing, CALENDAR)
    assert too_short_notice(hearing, notice, CALENDAR) is None


@pytest.mark.clause("RULE-15", "XK-48.1")
def test_rule_15_a_day_later_the_notice_is_too_short_and_the_earliest_day_is_told() -> None:
    hearing = date(2026, 3, 20)
    assert too_short_notice(hearing, date(2026, 3, 10), CALENDAR) is None
    refusal = too_short_notice(hearing, date(2026, 3, 11), CALENDAR)
    assert refusal is not None and refusal.code == "notice_too_short"
    assert "2026-03-23" in str(refusal)
    on_sunday = too_short_notice(date(2026, 3, 22), date(2026, 3, 2), CALENDAR)
    assert on_sunday is not None and on_sunday.code == "hearing_on_rest_day"


@pytest.mark.clause("XK-45")
def test_the_time_told_to_the_applicant_is_in_whole_working_days() -> None:
    assert days_taken(date(2026, 3, 10), date(2026, 3, 20), CALENDAR) == 9
    assert days_taken(date(2026, 3, 14), date(2026, 3, 20), CALENDAR) == 5  # from a Saturday


@pytest.mark.clause("RULE-16", "XK-48.3")
@pytest.mark.parametrize(
    "changes",
    [{"in_department": False}, {"reviewed": True}, {"related": True}, {"challenged": True}],
)
def test_rule_16_the_chair_stands_apart_from_the_case(changes: dict[str, bool]) -> None:
    apart = ChairFacts("王强", in_department=True, reviewed=False, related=False)
    assert chair_refusal(apart) is None
    refusal = chair_refusal(replace(apart, **changes))  # type: ignore[arg-type]
    assert refusal is not None and refusal.code == "chair_not_apart"


@pytest.mark.clause("RULE-16", "XK-47p1", "XK-36")
def test_rule_16_the_decision_waits_while_the_days_run_and_no_longer() -> None:
    for right in HeardRight:
        running = HeardFacts(parties=1, rights=(told(right, TODAY),))
        assert code(Action.DRAFT_DECISION, running) == "period_runs"
        over = HeardFacts(parties=1, rights=(told(right, TODAY - timedelta(days=1)),))
        assert code(Action.DRAFT_DECISION, over) == ""
        unserved = HeardFacts(parties=1, rights=(told(right, None),))
        assert code(Action.DRAFT_DECISION, unserved) == "right_not_served"
        waived = HeardFacts(parties=1, rights=(told(right, TODAY, Answer.WAIVED),))
        assert code(Action.DRAFT_DECISION, waived) == ""


@pytest.mark.clause("RULE-16", "XK-46", "XK-48p2")
@pytest.mark.parametrize("action", [Action.DRAFT_DECISION, Action.SIGN_DECISION, Action.REPORT_UP])
def test_rule_16_nothing_is_decided_while_a_hearing_is_to_be_held(action: Action) -> None:
    changes = {"decision_drafted": True, "drafted_by": 8, "route": CaseRoute.REPORTED_UP}
    for stage in (HearingStage.TO_NOTICE, HearingStage.NOTICED):
        assert code(action, HeardFacts(stage=stage), **changes) == "hearing_pending"
    assert code(action, HeardFacts(required=True), **changes) == "hearing_required"
    held = HeardFacts(required=True, stage=HearingStage.HELD, held_before=True)
    assert code(action, held, **changes) in ("", "not_decided_above")


@pytest.mark.clause("XK-36")
def test_a_party_who_was_named_is_told_before_anything_is_decided() -> None:
    assert code(Action.DRAFT_DECISION, HeardFacts(parties=1, parties_untold=1)) == "party_not_told"


@pytest.mark.clause("XK-47p1", "RULE-14")
def test_a_hearing_is_asked_for_once_and_within_the_days() -> None:
    asked = Action.REQUEST_HEARING
    assert code(asked, HeardFacts()) == "right_not_told"
    assert code(asked, HeardFacts(rights=(told(HeardRight.HEARING, None),))) == "right_not_told"
    assert code(asked, HeardFacts(rights=(told(HeardRight.HEARING, TODAY),))) == ""
    late = HeardFacts(rights=(told(HeardRight.HEARING, TODAY - timedelta(days=1)),))
    assert code(asked, late) == "too_late_to_ask"
    again = HeardFacts(rights=(told(HeardRight.HEARING, TODAY, Answer.WAIVED),))
    assert code(asked, again) == "answered_before"
    of_party = HeardFacts(rights=(told(HeardRight.HEARING, TODAY, to_applicant=False),))
    assert code(asked, of_party) == "right_not_told"


@pytest.mark.clause("XK-36")
def test_a_statement_is_heard_even_after_its_days() -> None:
    late = HeardFacts(rights=(told(HeardRight.STATEMENT, TODAY - timedelta(days=9)),))
    assert code(Action.MAKE_STATEMENT, late) == ""
    again = HeardFacts(rights=(told(HeardRight.STATEMENT, TODAY, Answer.STATED),))
    assert code(Action.MAKE_STATEMENT, again) == "answered_before"


@pytest.mark.clause("XK-48.3", "RULE-16")
def test_rule_16_officer_and_chair_keep_apart() -> None:
    noticed = HeardFacts(stage=HearingStage.NOTICED, chair_id=7)
    assert code(Action.RECORD_STEP, noticed) == "chair_reviews"
    assert code(Action.DRAFT_DECISION, replace(noticed, stage=HearingStage.HELD)) == "chair_reviews"
    assert code(Action.RECORD_HEARING, noticed, handler_id=7) == "officer_records"
    assert code(Action.RECORD_HEARING, noticed, handler_id=8) == ""
    challenged = replace(noticed, challenge_open=True)
    assert code(Action.RECORD_HEARING, challenged) == "challenge_undecided"
    assert code(Action.DECIDE_CHALLENGE, challenged) == "own_challenge"
    assert code(Action.DECIDE_CHALLENGE, challenged, actor_id=9) == ""


@pytest.mark.clause("XK-46", "XK-47p1")
def test_the_chapter_on_hearings_is_for_licences() -> None:
    for action in (Action.NAME_INTERESTED_PARTY, Action.ORDER_HEARING, Action.TELL_HEARING_RIGHT):
        assert code(action, HeardFacts(parties=1), is_licence=False) == "not_a_licence"
