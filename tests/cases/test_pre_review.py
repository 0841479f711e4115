"""The pre-review: a choice, answered once for all points, compared with what is asked for later (JH-20)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from onevisit.cases import engine, queries, window_lists
from onevisit.cases.actions import drafts, material_files
from onevisit.cases.models import Case, CaseMaterial, Irregularity, MaterialFile, PreReview, PreReviewPoint
from onevisit.law.items import Channel
from onevisit.law.lifecycle import Action, State
from onevisit.law.powers import PowerKind
from onevisit.law.refusal import Refusal
from onevisit.records import clock
from onevisit.records.files import StoredFile
from onevisit.records.models import Clock, LedgerRow
from tests.cases import predicates, world
from tests.cases.record import life_of

pytestmark = pytest.mark.usefixtures("city")


def put_file(case: Case, key: str) -> None:
    """A new file in a material."""
    stored = StoredFile(sha256=uuid.uuid4().hex * 2, size=10, content_type="application/pdf")
    material_files.add_file(case.pk, key, stored, "文件.pdf")


def asked(name: str = world.FOOD_LICENCE) -> Case:
    """A complete web draft whose applicant has asked for a pre-review."""
    case = world.draft(name, Channel.WEB)
    for row in CaseMaterial.objects.filter(case=case, supply="missing"):
        put_file(case, row.key)
    world.do(case, Action.ASK_PRE_REVIEW, world.owner(case))
    return case


def refused(case: Case, action: Action, by: Any, **inputs: Any) -> Refusal:
    """The refusal of an act."""
    with pytest.raises(Refusal) as caught:
        world.do(case, action, by, **inputs)
    return caught.value


def materials_of(case: Case) -> list[str]:
    """The materials of the applicant, as subjects of points."""
    rows = CaseMaterial.objects.filter(case=case).exclude(supply="shared").order_by("pk")
    return [f"material:{row.key}" for row in rows if row.files.exists()]


def returned(case: Case, *subjects: str) -> None:
    """The pre-review comes back with these points."""
    points = [{"subject": one, "demand": "看不清，请重新上传。"} for one in subjects]
    world.do(case, Action.RETURN_PRE_REVIEW, world.HANDLER, points=points)


@pytest.mark.clause("JH-20a", "RULE-4")
def test_a_pre_review_is_no_filing() -> None:
    case = asked()
    assert case.state == State.PRE_REVIEW
    assert case.received_at is None
    assert [one.kind for one in Clock.objects.filter(subject_id=case.pk, subject_kind="case")] == [
        "pre_review"
    ]
    assert case.due_kind == "pre_review"
    assert case.number
    row = queries.worklist(world.worker(world.HANDLER), PowerKind.VIEW, states=(State.PRE_REVIEW,)).rows[-1]
    assert row.case.pk == case.pk


@pytest.mark.clause("JH-20a")
def test_the_applicant_need_not_wait_and_files_without_an_answer() -> None:
    case = asked()
    number = case.number
    world.do(case, Action.TAKE_BACK_PRE_REVIEW, world.owner(case))
    assert case.state == State.DRAFT
    world.do(case, Action.FILE, world.owner(case))
    assert case.state == State.SUBMITTED
    assert case.number == number, "one number for the whole life"
    life = life_of(case.pk)
    assert not predicates.faults(life)


@pytest.mark.clause("JH-20b", "JH-13")
def test_whoever_accepts_pre_reviews() -> None:
    case = asked()
    assert refused(case, Action.PASS_PRE_REVIEW, world.CLERK).code == "not_delegated"
    world.do(case, Action.PASS_PRE_REVIEW, world.HANDLER, note="请带身份证。")
    assert case.pre_review == "passed"
    delegated = asked("公共场所卫生许可")
    assert refused(delegated, Action.PASS_PRE_REVIEW, world.OUTSIDER).code == "delegated_away"
    world.do(delegated, Action.PASS_PRE_REVIEW, world.CLERK)


@pytest.mark.clause("JH-20b", "RULE-3", "RULE-4")
def test_passed_he_comes_once_and_the_window_receives_what_is_filled_in() -> None:
    case = asked()
    answers = case.answers
    worker = world.worker(world.CLERK)
    with pytest.raises(Case.DoesNotExist):
        draft = world.draft(channel=Channel.WEB)
        window_lists.case_at_window(worker, draft.pk)
    world.do(case, Action.PASS_PRE_REVIEW, world.HANDLER)
    assert case.due_on is None
    assert refused(case, Action.FILE, world.CLERK).code == "not_yours", "a window receives, it does not file"
    found = window_lists.passed_in_pre_review(worker, number=case.number or "").cases
    assert [one.pk for one in found] == [case.pk]
    assert window_lists.case_at_window(worker, case.pk).pk == case.pk
    assert case.applicant is not None
    assert window_lists.passed_in_pre_review(worker, applicant=case.applicant).cases
    assert not window_lists.passed_in_pre_review(world.worker("township1")).cases
    world.check_all(case)
    world.do(case, Action.RECEIVE, world.CLERK)
    assert case.state == State.RECEIVED
    assert case.channel == Channel.WINDOW
    assert case.answers == answers
    assert not window_lists.passed_in_pre_review(worker).cases
    life = life_of(case.pk)
    assert not predicates.faults(life)


@pytest.mark.clause("JH-20a")
def test_a_draft_of_the_web_that_did_not_pass_is_nobodys_but_the_applicants() -> None:
    case = asked()
    returned(case, materials_of(case)[0])
    assert refused(case, Action.RECEIVE, world.CLERK).code == "not_yours"
    with pytest.raises(Case.DoesNotExist):
        window_lists.case_at_window(world.worker(world.CLERK), case.pk)


@pytest.mark.clause("JH-20a")
def test_at_a_window_nobody_asks_for_a_pre_review() -> None:
    case = world.draft()
    assert refused(case, Action.ASK_PRE_REVIEW, world.CLERK).code == "web_only"


@pytest.mark.clause("RULE-4", "JH-20b")
def test_returned_with_everything_itemised_each_point_with_its_basis() -> None:
    case = asked()
    subjects = [*materials_of(case)[:2], f"condition:{case.version.definition.conditions[0].key}"]
    returned(case, *subjects)
    assert case.state == State.DRAFT
    points = PreReviewPoint.objects.filter(pre_review__case=case).order_by("pk")
    assert [one.subject for one in points] == subjects
    assert all(one.basis and one.label and one.demand for one in points)


@pytest.mark.clause("RULE-4", "AS-3.3b")
def test_never_returned_twice_for_an_old_point() -> None:
    case = asked()
    first, second = materials_of(case)[:2]
    returned(case, first)
    owner = world.owner(case)
    again = refused(case, Action.ASK_PRE_REVIEW, owner)
    assert again.code == "returned_points_open"
    put_file(case, first.partition(":")[2])
    world.do(case, Action.ASK_PRE_REVIEW, owner)
    points = [{"subject": second, "demand": "还缺一页。"}]
    assert refused(case, Action.RETURN_PRE_REVIEW, world.HANDLER, points=points).code == "old_point"
    points = [{"subject": first, "demand": "新传的这一页不清楚。"}]
    world.do(case, Action.RETURN_PRE_REVIEW, world.HANDLER, points=points)
    assert PreReview.objects.filter(case=case, outcome="returned").count() == 2
    life = life_of(case.pk)
    assert not predicates.faults(life)


@pytest.mark.clause("RULE-1", "RULE-4", "JH-20b")
@pytest.mark.parametrize("changed", [False, True])
def test_a_correction_of_what_the_pre_review_saw_and_did_not_raise_is_flagged(changed: bool) -> None:
    case = asked()
    subject = materials_of(case)[0]
    world.do(case, Action.PASS_PRE_REVIEW, world.HANDLER)
    if changed:
        put_file(case, subject.partition(":")[2])
    world.do(case, Action.FILE, world.owner(case))
    points = [{"subject": subject, "demand": "缺少签字，请补签。"}]
    world.do(case, Action.REQUEST_CORRECTION, world.HANDLER, points=points)
    flagged = Irregularity.objects.filter(case=case, kind="pre_review_missed").exists()
    assert flagged is not changed
    assert not predicates.faults(life_of(case.pk))


@pytest.mark.clause("JH-20b")
def test_the_limit_of_the_profile_runs_and_lateness_is_seen() -> None:
    case = asked()
    one = Clock.objects.get(subject_id=case.pk, kind="pre_review")
    assert (one.limit_count, one.limit_unit) == (2, "wd")
    clock.shift(working_days=3)
    world.do(case, Action.PASS_PRE_REVIEW, world.HANDLER)
    one.refresh_from_db()
    assert one.state == "breached_met"


@pytest.mark.clause("GX-47", "JH-20a")
def test_dropped_the_contents_go_and_the_record_stays() -> None:
    case = asked()
    with pytest.raises(Refusal) as caught:
        world.do(case, Action.TAKE_BACK_PRE_REVIEW, world.owner(case))
        drafts.discard(case.pk)
    assert caught.value.code == "pre_review_on_record"
    world.do(case, Action.DROP_DRAFT, world.owner(case))
    assert case.state == State.WITHDRAWN
    assert case.answers == {}
    assert not MaterialFile.objects.filter(material__case=case, removed_at__isnull=True).exists()
    acts = list(
        LedgerRow.objects.filter(case_id=case.pk).order_by("sequence").values_list("action", flat=True)
    )
    assert acts == ["ask_pre_review", "take_back_pre_review", "drop_draft"]
    untouched = world.draft(channel=Channel.WEB)
    assert refused(untouched, Action.DROP_DRAFT, world.owner(untouched)).code == "never_shown"


@pytest.mark.clause("HOUSE-10")
def test_a_pre_review_of_others_is_not_there() -> None:
    case = asked()
    with pytest.raises(Case.DoesNotExist):
        queries.case_for(world.worker("health-handler"), case.pk)
    with pytest.raises(Refusal):
        engine.perform(
            case.pk, Action.PASS_PRE_REVIEW, world.staff("health-handler"), uuid.uuid4().hex, {"note": ""}
        )
