"""Meetings about a case: on the list, enough people, the handler reports, the decision follows (JH-10b)."""

from __future__ import annotations

from typing import Any

import pytest

from onevisit.cases.models import Case, Meeting
from onevisit.documents.models import Document
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from tests.cases import predicates, world
from tests.cases.record import life_of

pytestmark = pytest.mark.usefixtures("city")

PLANNING = "建设工程规划"
HANDLER, SECOND, SIGNER = "land-handler", "land-handler2", "land-signer"


def refused(case: Case, action: Action, by: str, **inputs: Any) -> str:
    """The code of the refusal."""
    with pytest.raises(Refusal) as caught:
        world.do(case, action, by, **inputs)
    return caught.value.code


def complex_case() -> Case:
    """A case of an item on the list, with every step done."""
    case = world.received(PLANNING)
    world.check_all(case)
    world.do(case, Action.ACCEPT, HANDLER)
    world.review(case, HANDLER, SECOND)
    return case


@pytest.mark.clause("JH-10b", "JH-8.2.2")
def test_a_complex_case_is_decided_after_its_discussion_and_as_it_concluded() -> None:
    case = complex_case()
    assert refused(case, Action.DRAFT_DECISION, HANDLER, outcome="grant") == "discussion_missing"
    world.do(case, Action.RECORD_COLLECTIVE_DISCUSSION, HANDLER, **world.meeting(HANDLER))
    refusing = {"outcome": "refuse", "reasons": ["不符合规划"], "legal_basis": ["城乡规划法第四十条"]}
    assert refused(case, Action.DRAFT_DECISION, HANDLER, **refusing) == "not_as_discussed"
    world.do(case, Action.DRAFT_DECISION, HANDLER, outcome="grant")
    world.do(case, Action.SIGN_DECISION, SIGNER)
    paper = Document.objects.get(case_id=case.pk, kind="discussion_record")
    assert paper.title == "集体讨论记录"
    assert "三楼会议室" in paper.content
    life = life_of(case.pk)
    assert not predicates.faults(life)


@pytest.mark.clause("JH-10b")
def test_three_take_part_and_the_handler_reports_and_does_not_preside() -> None:
    case = complex_case()
    act = Action.RECORD_COLLECTIVE_DISCUSSION
    whole = world.meeting(HANDLER)
    members = whole["members"]
    assert refused(case, act, HANDLER, **{**whole, "members": members[1:]}) == "too_few_members"
    others = [{**members[0], "name": "甲"}, *members[1:]]
    assert refused(case, act, HANDLER, **{**whole, "members": others}) == "handler_reports"
    own = {**whole, "chair": members[0]["name"]}
    assert refused(case, act, HANDLER, **own) == "handler_reports"
    assert refused(case, act, HANDLER, **{**whole, "chair": "乙"}) == "chair_absent"
    assert (
        refused(case, act, HANDLER, **{**whole, "held_at": "2099-01-01T09:00:00+08:00"}) == "meeting_not_held"
    )
    assert refused(case, act, HANDLER, **{**whole, "all_signed": False}) == "bad_input"


@pytest.mark.clause("JH-10b")
def test_what_is_not_on_the_list_is_not_discussed_collectively() -> None:
    case = world.accepted()
    world.do(case, Action.START_REVIEW, world.HANDLER)
    act = Action.RECORD_COLLECTIVE_DISCUSSION
    assert refused(case, act, world.HANDLER, **world.meeting()) == "discussion_not_listed"
    world.do(case, Action.RECORD_DELIBERATION, world.HANDLER, **world.meeting())
    assert Meeting.objects.get(case=case).kind == "deliberation"


@pytest.mark.clause("XK-45", "HOUSE-11")
def test_experts_review_within_their_procedure_and_without_an_interest() -> None:
    case = world.accepted(electronic_service_agreed=True)
    world.do(case, Action.START_REVIEW, world.HANDLER)
    act = Action.RECORD_EXPERT_REVIEW
    assert refused(case, act, world.HANDLER, **world.meeting()) == "no_expert_review"
    Case.objects.filter(pk=case.pk).update(running_procedure="expert_review")
    partial = world.meeting()
    partial["members"][1]["conflict"] = "与申请人有合作"
    assert refused(case, act, world.HANDLER, **partial) == "expert_partial"
    world.do(case, act, world.HANDLER, **world.meeting())
    assert Document.objects.get(case_id=case.pk, kind="expert_opinion").title == "专家评审意见书"
