"""Reported-up cases whole: first review in its limit, sent up, answered, decided as above, delivered here."""

from __future__ import annotations

from typing import Any

import pytest

from onevisit.cases import queries
from onevisit.cases.models import Case, CaseAttachment, UpwardReport
from onevisit.documents.models import Document
from onevisit.law.items import StepKind
from onevisit.law.lifecycle import Action, State, transition_for
from onevisit.law.refusal import Refusal
from onevisit.records import clock
from onevisit.records.models import Clock
from tests.cases import predicates, world
from tests.cases.record import life_of

pytestmark = pytest.mark.usefixtures("city")

FOREST = "使用林地"
HANDLER, SECOND, SIGNER, HEAD = "land-handler", "land-handler2", "land-signer", "land-head"
OPINION = "材料齐全，现场与申请一致，拟同意，请审批。"
SCAN = {"sha256": "a" * 64, "name": "批复.pdf", "size": 10, "content_type": "application/pdf"}


def refused(case: Case, action: Action, by: str, **inputs: Any) -> Refusal:
    """The refusal of an act."""
    with pytest.raises(Refusal) as caught:
        world.do(case, action, by, **inputs)
    return caught.value


def accepted() -> Case:
    """A case of the reported-up item, accepted by its department."""
    case = world.received(FOREST)
    world.check_all(case)
    world.do(case, Action.ACCEPT, HANDLER)
    return case


def reviewed() -> Case:
    """The first review is done."""
    case = accepted()
    world.review(case, HANDLER, SECOND)
    return case


def answered(case: Case, answer: str = "granted", **changes: Any) -> None:
    """The superior's answer is recorded."""
    given = {
        "answer": answer,
        "answered_on": clock.today().isoformat(),
        "number": "吉林草审〔2026〕12号",
        "text": "经审核，作出决定。",
        "scan": [SCAN],
    }
    world.do(case, Action.RECORD_ANSWER_FROM_ABOVE, HANDLER, **{**given, **changes})


def open_clocks(case: Case) -> dict[str, Clock]:
    """The running clocks by kind."""
    rows = Clock.objects.filter(subject_kind="case", subject_id=case.pk, stopped_at__isnull=True)
    return {one.kind: one for one in rows}


@pytest.mark.clause("XK-43", "JH-8.2.3")
def test_the_first_review_has_its_own_limit_from_acceptance_to_the_report() -> None:
    case = accepted()
    first = open_clocks(case)["first_review"]
    assert (first.limit_count, first.limit_unit, first.started_on) == (10, "wd", case.accepted_on)
    world.review(case, HANDLER, SECOND)
    assert "first_review" in open_clocks(case)
    world.do(case, Action.REPORT_UP, SIGNER, opinion=OPINION)
    first.refresh_from_db()
    assert first.state == "met"
    answer = open_clocks(case)["superior_answer"]
    assert answer.limit_count == 20
    assert {"statutory", "promise"} <= set(open_clocks(case)), "the whole goes on"


@pytest.mark.clause("XK-35", "JH-8.2.3")
def test_opinion_and_all_papers_go_up_by_the_signers_hand() -> None:
    case = reviewed()
    assert refused(case, Action.REPORT_UP, HANDLER, opinion=OPINION).code == "no_power"
    world.do(case, Action.REPORT_UP, SIGNER, opinion=OPINION)
    report = UpwardReport.objects.get(case=case)
    assert report.organ == "吉林省林业和草原局"
    names = {row.name for row in case.materials.all()}
    assert names <= set(report.contents)
    sheet = Document.objects.get(case_id=case.pk, kind="report_up")
    assert sheet.title == "上报件移送单"
    assert OPINION in sheet.content
    assert "吉林省林业和草原局" in sheet.content
    assert case.state == State.REPORTED_UP


@pytest.mark.clause("XK-35", "JH-8.2.3")
def test_nothing_is_decided_here_before_the_superior_has_decided() -> None:
    case = reviewed()
    assert refused(case, Action.DRAFT_DECISION, HANDLER, outcome="grant").code == "not_decided_above"
    world.do(case, Action.REPORT_UP, SIGNER, opinion=OPINION)
    answered(case, "granted")
    refusal = refused(
        case, Action.DRAFT_DECISION, HANDLER, outcome="refuse", reasons=["不同意"], legal_basis=["森林法"]
    )
    assert refusal.code == "not_as_decided_above"
    assert refused(case, Action.REPORT_UP, SIGNER, opinion=OPINION).code == "decided_above"
    world.do(case, Action.DRAFT_DECISION, HANDLER, outcome="grant")
    world.do(case, Action.SIGN_DECISION, SIGNER)
    paper = Document.objects.get(case_id=case.pk, kind="grant")
    assert "吉林草审〔2026〕12号" in paper.content
    life = life_of(case.pk)
    assert not predicates.faults(life)


@pytest.mark.clause("XK-35")
def test_a_question_from_above_goes_to_the_department_never_to_the_applicant() -> None:
    case = reviewed()
    world.do(case, Action.REPORT_UP, SIGNER, opinion=OPINION)
    answered(case, "question", number="", scan=[], text="请说明面积测算依据。")
    assert case.state == State.IN_REVIEW
    asking = (Action.REQUEST_CORRECTION, Action.REMIND_OF_POINT)
    assert not any(
        {State.IN_REVIEW, State.REPORTED_UP} & transition_for(action).from_states for action in asking
    )
    offered = {
        one.action
        for one in queries.offers(queries.case_for(world.worker(SIGNER), case.pk), world.staff(SIGNER))
        if one.refusal is None
    }
    assert Action.REPORT_UP in offered
    world.do(case, Action.REPORT_UP, SIGNER, opinion="测算依据见林地现状调查表第三页。")
    assert UpwardReport.objects.filter(case=case).count() == 2
    assert open_clocks(case)["superior_answer"].started_on == clock.today()


@pytest.mark.clause("JH-8.2.3", "AS-4.3")
def test_a_decision_from_above_is_recorded_with_day_number_and_scan() -> None:
    case = reviewed()
    world.do(case, Action.REPORT_UP, SIGNER, opinion=OPINION)
    lacking: tuple[dict[str, Any], ...] = ({"number": ""}, {"scan": []})
    for changes in lacking:
        with pytest.raises(Refusal) as caught:
            answered(case, **changes)
        assert caught.value.code == "bad_input"
    with pytest.raises(Refusal) as caught:
        answered(case, answered_on="2026-01-05")
    assert caught.value.code == "answer_day_wrong"
    answered(case, "refused")
    assert CaseAttachment.objects.get(case=case).kind == "answer_from_above"
    assert case.answer_from_above == "refused"


@pytest.mark.clause("JH-8.2.3")
def test_an_answer_that_is_overdue_shows_on_the_worklist() -> None:
    case = reviewed()
    world.do(case, Action.REPORT_UP, SIGNER, opinion=OPINION)
    Clock.objects.filter(subject_id=case.pk, kind__in=("statutory", "promise")).delete()
    clock.shift(working_days=22)
    view = next(one for one in queries.clocks_of(case) if one.clock.kind == "superior_answer")
    assert view.days_left < 0
    answered(case)
    assert Clock.objects.get(subject_id=case.pk, kind="superior_answer").state == "breached_met"


@pytest.mark.clause("JH-24", "JH-8.2.3")
def test_each_stage_has_its_own_light_beside_the_whole() -> None:
    case = accepted()
    world.do(case, Action.START_REVIEW, HANDLER)
    case.refresh_from_db()
    view = next(one for one in queries.clocks_of(case) if one.clock.kind == "step")
    assert (view.about, view.clock.limit_count) == ("审查", 3)
    assert case.due_kind == "step"
    clock.shift(working_days=4)
    late = next(one for one in queries.clocks_of(case) if one.clock.kind == "step")
    assert late.light.value == "overdue"
    promise = next(one for one in queries.clocks_of(case) if one.clock.kind == "promise")
    assert promise.light.value == "normal"
    step = case.version.definition.steps[0]
    assert step.kind is StepKind.REVIEW
    points = [point.key for point in step.review_points]
    world.do(
        case, Action.RECORD_STEP, HANDLER, step=step.key, passed=True, opinion="符合要求。", ticks=points
    )
    views = [one for one in queries.clocks_of(case) if one.clock.kind == "step"]
    assert [one.about for one in views] == ["审查", "现场查验"]
    assert views[0].clock.state == "breached_met"


@pytest.mark.clause("RULE-11", "RULE-10")
def test_a_stage_that_begins_in_a_pause_stands_still_with_the_promise() -> None:
    case = world.accepted(electronic_service_agreed=True)
    world.do(case, Action.START_REVIEW, world.HANDLER)
    key = case.version.definition.special_procedures[0].key
    world.do(case, Action.START_SPECIAL_PROCEDURE, world.HANDLER, procedure=key, reason="需要检验。", days=5)
    promise = Clock.objects.get(subject_id=case.pk, kind="promise")
    step = Clock.objects.get(subject_id=case.pk, kind="step")
    assert promise.pauses
    assert step.pauses == promise.pauses
    first = case.version.definition.steps[0]
    world.do(
        case,
        Action.RECORD_STEP,
        world.HANDLER,
        step=first.key,
        passed=True,
        opinion="符合要求。",
        ticks=[point.key for point in first.review_points],
    )
    second = Clock.objects.filter(subject_id=case.pk, kind="step").order_by("pk").last()
    assert second is not None
    assert second.pauses == promise.pauses
    assert not predicates.faults(life_of(case.pk))


@pytest.mark.clause("RULE-32")
def test_the_applicant_may_withdraw_while_the_case_is_above() -> None:
    case = reviewed()
    world.do(case, Action.REPORT_UP, SIGNER, opinion=OPINION)
    world.do(case, Action.WITHDRAW, world.CLERK)
    assert case.state == State.WITHDRAWN
    assert not open_clocks(case)
