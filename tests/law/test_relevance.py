"""Acts that have no object in a case are not offered at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from onevisit.law.items import CaseRoute, ReviewKind
from onevisit.law.lifecycle import TRANSITIONS, Action, CaseFacts, State, check, is_relevant
from onevisit.law.profiles import JIAOHE

PLAIN = CaseFacts(
    city=JIAOHE,
    state=State.IN_REVIEW,
    route=CaseRoute.PROMISED,
    review_kind=ReviewKind.SUBSTANTIVE,
    is_licence=True,
    today=date(2026, 3, 2),
    open_steps=("现场核查",),
    statutory_due=date(2026, 3, 20),
)


@pytest.mark.parametrize(
    ("action", "makes_sense"),
    [
        (Action.REMIND_OF_POINT, {"correction_supplied": True}),
        (Action.PROPOSE_REFUSAL_OF_ACCEPTANCE, {"second_person_needed": True}),
        (Action.TERMINATE, {"termination_basis": "某办法第九条"}),
        (Action.DECIDE_AT_ONCE, {"route": CaseRoute.IMMEDIATE}),
        (Action.DECIDE_AT_ONCE, {"review_kind": ReviewKind.FORMAL}),
        (Action.START_SPECIAL_PROCEDURE, {"procedures_listed": True}),
        (Action.END_SPECIAL_PROCEDURE, {"running_procedures": ("testing",)}),
        (Action.APPROVE_EXTENSION, {"extension_requested": True}),
        (Action.REJECT_EXTENSION, {"extension_requested": True}),
        (Action.RECORD_COLLECTIVE_DISCUSSION, {"discussion_required": True}),
        (Action.REPORT_UP, {"route": CaseRoute.REPORTED_UP}),
        (Action.RETURN_DRAFT, {"decision_drafted": True}),
        (Action.MAKE_CERTIFICATE, {"certificate_needed": True}),
        (Action.COLLECT, {"state": State.RESULT_AT_WINDOW}),
        (Action.COLLECT, {"decided_at_window": True}),
        (Action.CALL_TO_COLLECT, {"decided_at_window": True}),
        (Action.DELIVER_ELECTRONICALLY, {"electronic_service_agreed": True}),
        (Action.DELIVER_BY_POST, {"post_chosen": True}),
        (Action.ORDER_POST, {"post_chosen": True}),
        (Action.REPLACE_LOST, {"parcel": "lost"}),
    ],
)
def test_an_act_without_an_object_is_not_relevant_until_it_has_one(
    action: Action, makes_sense: dict[str, object]
) -> None:
    assert not is_relevant(action, PLAIN)
    assert is_relevant(action, replace(PLAIN, **makes_sense))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("action", "senseless"),
    [
        (Action.RECORD_STEP, {"open_steps": ()}),
        (Action.REQUEST_EXTENSION, {"statutory_due": None}),
        (Action.REQUEST_EXTENSION, {"extension_requested": True}),
        (Action.REQUEST_EXTENSION, {"extension_granted": True}),
        (Action.OFFER_HANDOVER, {"handover_offered_by": 3}),
        (Action.OFFER_HANDOVER, {"decided_at_window": True}),
        (Action.TAKE_OVER, {"decided_at_window": True}),
        (Action.DECLARE_LOST, {"parcel": "lost"}),
    ],
)
def test_an_act_that_was_done_or_can_not_follow_is_left_out(
    action: Action, senseless: dict[str, object]
) -> None:
    assert is_relevant(action, PLAIN)
    assert not is_relevant(action, replace(PLAIN, **senseless))  # type: ignore[arg-type]


def test_what_the_law_allows_is_always_shown() -> None:
    """Relevance hides only what ``check`` would refuse anyway, for every state and a range of cases."""
    variations: list[dict[str, object]] = [
        {},
        {"correction_given": True, "correction_supplied": True, "unanswered_points": ("申请书",)},
        {"extension_requested": True},
        {"running_procedures": ("testing",)},
        {"decision_drafted": True, "open_steps": ()},
        {"certificate_needed": True},
        {"decided_at_window": True, "route": CaseRoute.IMMEDIATE},
        {"electronic_service_agreed": True, "post_chosen": True, "procedures_listed": True},
        {"discussion_required": True},
    ]
    may_be_hidden = {
        Action.PROPOSE_REFUSAL_OF_ACCEPTANCE,
        Action.RECORD_COLLECTIVE_DISCUSSION,
        Action.START_SPECIAL_PROCEDURE,
        Action.REQUEST_EXTENSION,
        Action.RECORD_STEP,
        Action.OFFER_HANDOVER,
        Action.REMIND_OF_POINT,
    }
    for variation in variations:
        for state in State:
            facts = replace(PLAIN, **{**variation, "state": state})  # type: ignore[arg-type]
            for row in TRANSITIONS:
                if check(row.action, facts) is None and row.action not in may_be_hidden:
                    assert is_relevant(row.action, facts), (row.action, variation, state)
