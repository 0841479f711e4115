"""Whole lives with hearings and statements (许可法 36, 45–48; rules 10, 11, 14–16, 33)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from onevisit.cases import queries
from onevisit.cases.models import (
    Case,
    Hearing,
    InterestedParty,
    Irregularity,
    SpecialProcedureRun,
    ToldRight,
)
from onevisit.cases.own_documents import documents_of
from onevisit.documents.models import Document
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import Action, State
from onevisit.law.limits import DayReason
from onevisit.law.refusal import Refusal
from onevisit.records import clock
from onevisit.records.models import Clock
from tests.cases import hearing_world, world

pytestmark = pytest.mark.usefixtures("demo_database", "a_working_morning")


@pytest.fixture
def a_working_morning(demo_database: None) -> None:
    """Ten o'clock on a working day before another one: no act comes after closing or before a rest day."""
    hearing_world.wait_for_working_morning()


def refused(case: Case, action: Action, by: str, **inputs: object) -> str:
    with pytest.raises(Refusal) as found:
        world.do(case, action, by, **inputs)
    return found.value.code


def clock_of(case: Case, kind: str) -> Clock:
    return Clock.objects.filter(subject_id=case.pk, kind=kind).latest("pk")


def contents(case: Case, kind: DocumentKind) -> list[dict[str, object]]:
    return [
        json.loads(one.content) for one in Document.objects.filter(case_id=case.pk, kind=kind).order_by("pk")
    ]


@pytest.mark.clause("RULE-16", "RULE-33", "XK-47p1", "XK-47p2", "XK-48.1", "XK-48.5", "XK-48p2")
def test_rule_16_a_hearing_on_request_from_telling_to_the_decision_that_follows_its_record() -> None:
    case, party = hearing_world.asked()
    starts_at = hearing_world.noticed(case)
    assert refused(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant") == "hearing_pending"
    hearing_world.until(starts_at)
    world.do(case, Action.RECORD_HEARING, world.SECOND_HANDLER, **hearing_world.record(case))
    assert Hearing.objects.get(case=case).stage == "held"
    assert refused(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant") == "record_not_followed"
    world.do(
        case,
        Action.DRAFT_DECISION,
        world.HANDLER,
        outcome="grant",
        hearing_findings="采纳限定营业时间的意见。",
    )
    world.do(case, Action.SIGN_DECISION, world.SIGNER)
    (grant,) = contents(case, DocumentKind.GRANT)
    assert "采纳限定营业时间的意见" in str(grant["paragraphs"])
    assert "第四十八条" in str(grant["legal_basis"])
    (told, _to_party) = contents(case, DocumentKind.HEARING_RIGHT)
    assert "不收取任何费用" in str(told["fields"])
    (protocol,) = contents(case, DocumentKind.HEARING_RECORD)
    assert party.name in str(protocol["table"])
    assert not Irregularity.objects.filter(case=case).exists()
    assert clock_of(case, "hearing").state == "met"
    assert clock_of(case, "hearing_notice").state == "met"


@pytest.mark.clause("RULE-16", "XK-47p1")
def test_rule_16_the_five_days_of_waiting_stop_no_clock() -> None:
    case, _party = hearing_world.with_party()
    before = clock_of(case, "statutory").due_on
    hearing_world.tell(case)
    assert refused(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant") == "period_runs"
    waiting = clock_of(case, "hearing_request")
    assert (waiting.limit_count, waiting.limit_unit) == (5, "wd")
    clock.shift(working_days=5)
    assert waiting.due_on == clock.today()
    assert refused(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant") == "period_runs"
    clock.shift(working_days=1)
    assert refused(case, Action.REQUEST_HEARING, world.CLERK) == "too_late_to_ask"
    world.do(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant")
    statutory = clock_of(case, "statutory")
    assert statutory.due_on == before and not statutory.pauses
    assert clock_of(case, "hearing_request").state == "cancelled"


@pytest.mark.clause("RULE-10", "RULE-11", "XK-45")
def test_rule_11_the_hearing_stops_both_limits_from_its_served_notice_to_its_day() -> None:
    case, _party = hearing_world.asked()
    before = {kind: clock_of(case, kind).due_on for kind in ("statutory", "promise")}
    notice_day = clock.today()
    starts_at = hearing_world.noticed(case)
    run = SpecialProcedureRun.objects.get(case=case)
    assert (run.key, run.paused_from) == ("hearing", notice_day)
    assert run.announced_end == starts_at.date() + timedelta(days=1)
    (notice, _other) = contents(case, DocumentKind.HEARING_NOTICE)
    assert f"{run.announced_days} 个工作日" in str(notice["fields"])
    for kind, due in before.items():
        paused = clock_of(case, kind)
        assert paused.state == "paused" and paused.due_on > due
    assert refused(case, Action.END_SPECIAL_PROCEDURE, world.HANDLER, result="已结束") == "ends_with_record"
    hearing_world.until(starts_at)
    world.do(case, Action.RECORD_HEARING, world.SECOND_HANDLER, **hearing_world.record(case))
    run.refresh_from_db()
    assert run.ended_at is not None and run.resumed_on == starts_at.date()
    assert clock_of(case, "statutory").state == "running"


@pytest.mark.clause("RULE-10", "XK-45")
def test_rule_10_an_unserved_notice_of_hearing_stops_nothing() -> None:
    case, _party = hearing_world.with_party(served=False)
    hearing_world.tell(case)
    world.do(case, Action.REQUEST_HEARING, world.CLERK)
    hearing_world.noticed(case, serve=False)
    assert not clock_of(case, "statutory").pauses
    hearing_world.serve_all(case)
    assert clock_of(case, "statutory").pauses


@pytest.mark.clause("RULE-15", "XK-48.1")
def test_rule_15_the_latest_day_of_the_notice_is_a_clock_explained_day_by_day() -> None:
    case, _party = hearing_world.asked()
    holding = clock_of(case, "hearing")
    assert (holding.limit_count, holding.started_on) == (20, clock.today())
    assert clock_of(case, "hearing_notice").event_on == holding.due_on
    starts_at = hearing_world.noticed(case, serve=False)
    (view,) = [
        one
        for one in queries.clocks_of(case, explained=True)
        if one.clock.kind == "hearing_notice" and one.is_open
    ]
    assert view.clock.due_on == clock.today() == view.days[0].date
    assert view.days[0].reason is DayReason.LATEST_DAY
    assert view.days[-1].date == starts_at.date()
    assert sum(one.counted for one in view.days) == 7


@pytest.mark.clause("RULE-15", "XK-48.1")
def test_rule_15_a_notice_served_too_late_is_an_irregularity_and_the_hearing_is_put_off() -> None:
    case, _party = hearing_world.asked()
    starts_at = hearing_world.noticed(case, serve=False)
    clock.shift(working_days=1)
    hearing_world.serve_all(case)
    assert Irregularity.objects.get(case=case).kind == "hearing_notice_too_late"
    assert clock_of(case, "hearing_notice").state == "breached_met"
    hearing_world.until(starts_at)
    by = world.SECOND_HANDLER
    code = refused(case, Action.RECORD_HEARING, by, **hearing_world.record(case))
    assert code == "notice_not_served_in_time"
    later = hearing_world.noticed(case)
    assert Hearing.objects.get(case=case).round == 2
    hearing_world.until(later)
    world.do(case, Action.RECORD_HEARING, by, **hearing_world.record(case))
    kinds = set(Irregularity.objects.filter(case=case).values_list("kind", flat=True))
    assert "hearing_held_too_late" not in kinds or clock_of(case, "hearing").state == "breached_met"


@pytest.mark.clause("RULE-10", "XK-48.1")
def test_a_hearing_put_off_before_its_day_moves_the_announced_end() -> None:
    case, _party = hearing_world.asked()
    first = hearing_world.noticed(case, days_later=0)
    clock.shift(working_days=1)
    second = hearing_world.noticed(case)
    run = SpecialProcedureRun.objects.get(case=case)
    assert second > first and run.announced_end == second.date() + timedelta(days=1)
    (pause,) = clock_of(case, "statutory").pauses
    assert pause["resumed"] == run.announced_end.isoformat()
    assert case.procedure_ends_on == run.announced_end
    revoked = Document.objects.filter(case_id=case.pk, kind="hearing_notice", state="revoked")
    assert not revoked.exists()


@pytest.mark.clause("XK-47p1", "RULE-16")
def test_a_hearing_later_than_twenty_days_is_an_irregularity() -> None:
    case, _party = hearing_world.asked()
    clock.shift(working_days=15)
    starts_at = hearing_world.noticed(case)
    hearing_world.until(starts_at)
    world.do(case, Action.RECORD_HEARING, world.SECOND_HANDLER, **hearing_world.record(case))
    kinds = list(Irregularity.objects.filter(case=case).values_list("kind", flat=True))
    assert "hearing_held_too_late" in kinds
    assert clock_of(case, "hearing").state == "breached_met"


@pytest.mark.clause("RULE-16", "XK-48.3")
def test_rule_16_the_chair_is_not_who_reviews_and_can_be_challenged() -> None:
    case, party = hearing_world.asked()
    for reviewer in (world.HANDLER, world.SECOND_HANDLER, world.OUTSIDER):  # both were on site
        with pytest.raises(Refusal) as found:
            hearing_world.noticed(case, chair=world.worker(reviewer).staff_id)
        assert found.value.code == "chair_not_apart"
    hearing_world.noticed(case)
    chair = world.worker(world.HEAD).staff_id
    world.do(
        case,
        Action.RECORD_PARTY_ANSWER,
        world.HANDLER,
        party=party.pk,
        answer="challenge",
        words="主持人是申请人的亲属",
    )
    assert refused(case, Action.CHALLENGE_CHAIR, world.CLERK, reason="也认为应当回避") == "challenged_before"
    assert (
        refused(case, Action.DECIDE_CHALLENGE, world.HEAD, upheld=False, reason="没有亲属关系")
        == "own_challenge"
    )
    same = {"upheld": True, "reason": "属实", "chair": chair}
    assert refused(case, Action.DECIDE_CHALLENGE, world.SIGNER, **same) == "chair_not_apart"
    signer = world.worker(world.SIGNER).staff_id
    world.do(case, Action.DECIDE_CHALLENGE, world.SIGNER, upheld=True, reason="属实", chair=signer)
    assert Hearing.objects.get(case=case).chair_id == signer


@pytest.mark.clause("XK-46", "RULE-16", "RULE-33")
def test_rule_16_a_hearing_ex_officio_is_announced_without_the_name_of_a_person() -> None:
    case = hearing_world.reviewed()
    world.do(case, Action.ORDER_HEARING, world.HANDLER, by_law=False, ground="涉及公共利益的重大许可事项")
    assert refused(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant") == "hearing_pending"
    starts_at = hearing_world.noticed(case)
    (announced,) = contents(case, DocumentKind.HEARING_ANNOUNCEMENT)
    assert case.applicant is not None
    assert case.applicant.name not in json.dumps(announced, ensure_ascii=False)
    hearing_world.until(starts_at)
    nobody = hearing_world.record(case)
    nobody["participants"][0] = {"party": 0, "status": "absent", "signature": "", "note": ""}
    world.do(case, Action.RECORD_HEARING, world.SECOND_HANDLER, **nobody)
    assert Hearing.objects.get(case=case).appeared is True


@pytest.mark.clause("XK-48.4", "XK-48.5")
def test_a_record_lacks_nobody_and_nothing() -> None:
    case, party = hearing_world.asked()
    starts_at = hearing_world.noticed(case)
    by = world.SECOND_HANDLER
    assert refused(case, Action.RECORD_HEARING, by, **hearing_world.record(case)) == "hearing_not_yet"
    hearing_world.until(starts_at)
    good = hearing_world.record(case)
    assert refused(case, Action.RECORD_HEARING, world.HANDLER, **good) == "officer_records"
    without = [one for one in good["participants"] if one["party"] != party.pk]
    code = refused(case, Action.RECORD_HEARING, by, **{**good, "participants": without})
    assert code == "participants_incomplete"
    unsigned = [{**one, "signature": ""} for one in good["participants"]]
    code = refused(case, Action.RECORD_HEARING, by, **{**good, "participants": unsigned})
    assert code == "record_not_signed"
    silent = [
        {**one, "status": "refused", "signature": "", "note": ""} if one["party"] == party.pk else one
        for one in good["participants"]
    ]
    assert refused(case, Action.RECORD_HEARING, by, **{**good, "participants": silent}) == "record_not_signed"
    assert refused(case, Action.RECORD_HEARING, by, **{**good, "officer": ""}) == "officer_gave_nothing"
    noted = [{**one, "note": "认为记录不全"} if one["status"] == "refused" else one for one in silent]
    world.do(case, Action.RECORD_HEARING, by, **{**good, "participants": noted})
    (protocol,) = contents(case, DocumentKind.HEARING_RECORD)
    assert "拒绝签字：认为记录不全" in str(protocol["table"])


@pytest.mark.clause("RULE-16")
def test_who_asked_and_does_not_come_gives_the_hearing_up() -> None:
    case, party = hearing_world.asked()
    starts_at = hearing_world.noticed(case)
    hearing_world.until(starts_at)
    given = hearing_world.record(case, officer="")
    for one in given["participants"]:
        if one["party"] in (0, party.pk):
            one.update(status="absent", signature="")
    world.do(case, Action.RECORD_HEARING, world.SECOND_HANDLER, **given)
    assert Hearing.objects.get(case=case).appeared is False
    world.do(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant")


@pytest.mark.clause("XK-47p1", "RULE-16")
def test_the_hearing_is_given_up_when_the_last_request_is_withdrawn() -> None:
    case, party = hearing_world.with_party()
    hearing_world.tell(case)
    world.do(case, Action.REQUEST_HEARING, world.CLERK)
    answer = {"party": party.pk, "answer": "request"}
    world.do(case, Action.RECORD_PARTY_ANSWER, world.HANDLER, **answer)
    hearing_world.noticed(case)
    clock.shift(working_days=1)
    world.do(case, Action.WITHDRAW_HEARING_REQUEST, world.CLERK)
    assert Hearing.objects.get(case=case).stage == "noticed"
    world.do(case, Action.RECORD_PARTY_ANSWER, world.HANDLER, party=party.pk, answer="withdraw")
    assert Hearing.objects.get(case=case).stage == "abandoned"
    assert case.running_procedure == ""
    run = SpecialProcedureRun.objects.get(case=case)
    assert run.resumed_on == clock.today()
    assert clock_of(case, "hearing").state == "cancelled"
    world.do(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant")


@pytest.mark.clause("XK-36", "RULE-33")
def test_both_sides_are_heard_and_the_decision_answers_them() -> None:
    case, party = hearing_world.with_party()
    assert refused(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant") == "party_not_told"
    hearing_world.tell(case, Action.TELL_STATEMENT_RIGHT)
    statement = {"party": party.pk, "answer": "state", "words": "夜间噪声很大"}
    world.do(case, Action.RECORD_PARTY_ANSWER, world.HANDLER, **statement)
    assert refused(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant") == "period_runs"
    world.do(case, Action.MAKE_STATEMENT, world.CLERK, nothing=True)
    assert refused(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant") == "statements_unanswered"
    answered = "已要求二十二时后停止经营"
    world.do(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant", statements_answered=answered)
    world.do(case, Action.SIGN_DECISION, world.SIGNER)
    (grant,) = contents(case, DocumentKind.GRANT)
    assert answered in str(grant["paragraphs"])


@pytest.mark.clause("XK-36")
def test_a_late_statement_takes_the_draft_back() -> None:
    case, _party = hearing_world.with_party()
    hearing_world.tell(case, Action.TELL_STATEMENT_RIGHT)
    clock.shift(working_days=6)
    world.do(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant")
    world.do(case, Action.MAKE_STATEMENT, world.CLERK, text="补充说明：设施已更换")
    assert case.drafted_by_id is None
    assert refused(case, Action.SIGN_DECISION, world.SIGNER) == "no_draft"
    assert refused(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant") == "statements_unanswered"


@pytest.mark.clause("RULE-14", "XK-47p1")
def test_a_request_that_was_in_time_and_is_entered_late_still_counts() -> None:
    case, party = hearing_world.with_party()
    hearing_world.tell(case)
    clock.shift(working_days=5)
    last = clock.today()
    clock.shift(working_days=1)
    world.do(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant")
    answer = {"party": party.pk, "answer": "request", "given_on": clock.today().isoformat()}
    assert refused(case, Action.RECORD_PARTY_ANSWER, world.HANDLER, **answer) == "too_late_to_ask"
    in_time = {**answer, "given_on": last.isoformat()}
    world.do(case, Action.RECORD_PARTY_ANSWER, world.HANDLER, **in_time)
    assert case.drafted_by_id is None
    assert clock_of(case, "hearing").started_on == last


@pytest.mark.clause("RULE-30", "HOUSE-14")
def test_papers_to_a_party_are_his_alone_and_never_served_through_the_applicant() -> None:
    case, party = hearing_world.with_party()
    world.do(case, Action.TELL_HEARING_RIGHT, world.HANDLER, matter=hearing_world.MATTER)
    to_party = Document.objects.get(case_id=case.pk, party_id=party.pk)
    assert not to_party.services.exists()
    assert Document.objects.get(case_id=case.pk, kind="hearing_right", party_id=None).services.exists()
    hearing_world.serve_all(case)
    proof = Document.objects.filter(case_id=case.pk, kind="proof_of_service").latest("pk")
    assert proof.party_id == party.pk and json.loads(proof.content)["addressee"] == party.name
    shown = {one.document.pk for one in documents_of(case)}
    assert not shown & {to_party.pk, proof.pk}
    told = ToldRight.objects.get(party=party)
    assert told.served_on == clock.today()


@pytest.mark.clause("RULE-32", "RULE-16")
def test_the_application_withdrawn_leaves_no_hearing_and_no_clock() -> None:
    case, _party = hearing_world.asked()
    hearing_world.noticed(case)
    world.do(case, Action.WITHDRAW, world.CLERK)
    assert case.state == State.WITHDRAWN
    assert Hearing.objects.get(case=case).stage == "abandoned"
    assert not Clock.objects.filter(subject_id=case.pk, state__in=["running", "paused"]).exists()


def test_nobody_is_named_twice_in_vain() -> None:
    case, _party = hearing_world.with_party(steps=False)
    for _number in range(29):
        hearing_world.name_party(case)
    assert (
        refused(case, Action.NAME_INTERESTED_PARTY, world.HANDLER, **hearing_world.PARTY)
        == "too_many_parties"
    )
    assert InterestedParty.objects.filter(case=case).count() == 30
