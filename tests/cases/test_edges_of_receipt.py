"""Edges of receiving and accepting: what looks lawful and is not, what looks odd and is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from onevisit.cases import engine, tasks
from onevisit.cases.actions import materials
from onevisit.cases.models import Case, CaseMaterial
from onevisit.documents.models import Document, Service
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.items import Channel
from onevisit.law.lifecycle import Action, State
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records import clock
from onevisit.records.clock import SHANGHAI
from onevisit.records.models import Clock
from tests.cases import world
from tests.cases.edges import APPLICATION, NOT_CORRECTED, WRONG_ORGAN, asked_to_correct, put_file, refused

pytestmark = pytest.mark.usefixtures("city")


@pytest.mark.clause("RULE-30")
def test_rule_30_a_notice_is_served_electronically_only_with_consent() -> None:
    for agreed in (False, True):
        case = world.received(electronic_service_agreed=agreed)
        points = [{"subject": APPLICATION, "demand": "请签名"}]
        world.do(case, Action.REQUEST_CORRECTION, world.HANDLER, points=points)
        served = Service.objects.filter(document__case_id=case.pk).values_list("method", flat=True)
        assert list(served) == ["electronic"] * agreed
        assert case.notices_to_serve == (not agreed)


@pytest.mark.clause("JH-31", "XK-31")
def test_what_is_shared_or_not_on_the_list_of_this_case_is_not_asked_for() -> None:
    case = world.received()
    shared = CaseMaterial.objects.filter(case=case, supply=CaseMaterial.Supply.SHARED).first()
    assert shared is not None
    points = [{"subject": f"material:{shared.key}", "demand": "请提交复印件"}]
    assert refused(case, Action.REQUEST_CORRECTION, world.HANDLER, points=points).code == "shared_material"

    listed = {row.key for row in case.materials.all()}
    elsewhere = [one.key for one in case.version.definition.materials if one.key not in listed]
    for key in [*elsewhere, "no_such_material"]:
        points = [{"subject": f"material:{key}", "demand": "请提交"}]
        assert refused(case, Action.REQUEST_CORRECTION, world.HANDLER, points=points).code == (
            "point_not_listed"
        )


@pytest.mark.clause("XK-32.4", "RULE-8")
def test_files_from_before_the_notice_do_not_answer_it() -> None:
    case = world.draft()
    put_file(case)
    world.do(case, Action.RECEIVE, world.CLERK)
    world.check_all(case)
    points = [{"subject": APPLICATION, "demand": "请签名"}]
    clock.shift(by=timedelta(minutes=5))
    world.do(case, Action.REQUEST_CORRECTION, world.HANDLER, points=points)
    assert refused(case, Action.SUPPLY_CORRECTION, world.CLERK).code == "points_unanswered"
    clock.shift(by=timedelta(minutes=5))
    put_file(case)
    world.do(case, Action.SUPPLY_CORRECTION, world.CLERK)
    assert case.state == State.RECEIVED


@pytest.mark.clause("XK-32.4", "RULE-8")
def test_what_was_checked_before_the_notice_found_it_wrong_is_unchecked_again() -> None:
    case = world.received()
    world.check_all(case)
    world.do(
        case, Action.REQUEST_CORRECTION, world.HANDLER, points=[{"subject": APPLICATION, "demand": "请签名"}]
    )
    assert refused(case, Action.SUPPLY_CORRECTION, world.CLERK).code == "points_unanswered"
    materials.check_material(
        case.pk, "application", checked=True, original_seen=True, originals=1, copies=0, ticks=[]
    )
    world.do(case, Action.SUPPLY_CORRECTION, world.CLERK)
    world.do(case, Action.ACCEPT, world.HANDLER)
    assert case.state == State.ACCEPTED


@pytest.mark.clause("RULE-8", "XK-32.4", "XK-32.5")
def test_rule_8_one_reminder_within_the_notice_then_refusal_with_reasons() -> None:
    question = next(iter(world.version(world.FOOD_LICENCE).definition.questions()))
    case = asked_to_correct(APPLICATION, f"question:{question.key}")
    clock.shift(by=timedelta(minutes=5))
    put_file(case)
    world.do(case, Action.SUPPLY_CORRECTION, world.CLERK, answers={question.key: world.example(question)})
    assert refused(case, Action.REFUSE_ACCEPTANCE, world.HANDLER, **NOT_CORRECTED).code == (
        "corrections_supplied"
    )
    fresh = refused(case, Action.REMIND_OF_POINT, world.HANDLER, subjects=["condition:premises"])
    assert fresh.code == "second_correction"

    clock.shift(by=timedelta(minutes=5))
    world.do(case, Action.REMIND_OF_POINT, world.HANDLER, subjects=[APPLICATION])
    assert case.state == State.CORRECTING
    clock.shift(by=timedelta(minutes=5))
    put_file(case, content="e")
    world.do(case, Action.SUPPLY_CORRECTION, world.CLERK)
    assert case.state == State.RECEIVED, "the point that was answered well is not asked for again"

    assert refused(case, Action.REMIND_OF_POINT, world.HANDLER, subjects=[APPLICATION]).code == (
        "reminded_before"
    )
    points = [{"subject": APPLICATION, "demand": "请再次签名"}]
    assert refused(case, Action.REQUEST_CORRECTION, world.HANDLER, points=points).code == "second_correction"
    world.do(case, Action.REFUSE_ACCEPTANCE, world.HANDLER, **NOT_CORRECTED)
    assert case.state == State.NOT_ACCEPTED


@pytest.mark.clause("RULE-8")
def test_only_what_the_notice_names_is_changed_by_a_correction() -> None:
    questions = list(world.version(world.FOOD_LICENCE).definition.questions())
    asked, other = questions[0], questions[1]
    case = asked_to_correct(f"question:{asked.key}")
    answers = {asked.key: world.example(asked), other.key: world.example(other)}
    assert refused(case, Action.SUPPLY_CORRECTION, world.CLERK, answers=answers).code == "not_asked_for"
    unknown = {asked.key: world.example(asked), "no_such_question": "x"}
    assert refused(case, Action.SUPPLY_CORRECTION, world.CLERK, answers=unknown).code == "not_asked_for"
    world.do(case, Action.SUPPLY_CORRECTION, world.CLERK, answers={asked.key: world.example(asked)})


@pytest.mark.clause("RULE-7", "XK-32.5")
def test_rule_7_silence_after_the_corrections_counts_from_the_day_they_came() -> None:
    case = asked_to_correct(APPLICATION)
    clock.shift(working_days=3)
    put_file(case)
    world.do(case, Action.SUPPLY_CORRECTION, world.CLERK)
    supplied_on = clock.today()
    clock.shift(working_days=5)
    engine.bring_up_to_date(case.pk)
    case.refresh_from_db()
    assert case.state == State.RECEIVED
    clock.shift(working_days=1)
    engine.bring_up_to_date(case.pk)
    case.refresh_from_db()
    assert case.state == State.ACCEPTED
    assert case.accepted_on == supplied_on
    assert Clock.objects.get(subject_id=case.pk, kind="statutory").started_on == supplied_on


@pytest.mark.clause("RULE-7", "XK-32.4")
def test_while_the_applicant_corrects_nothing_is_deemed_accepted() -> None:
    case = asked_to_correct(APPLICATION)
    clock.shift(working_days=30)
    engine.bring_up_to_date(case.pk)
    case.refresh_from_db()
    assert case.state == State.CORRECTING


@pytest.mark.clause("RULE-5", "XK-72.1", "XK-32.2")
def test_rule_5_the_grounds_for_refusing_acceptance_are_closed() -> None:
    case = world.received()
    plain = {"reasons": ["不符合条件"], "legal_basis": ["食品安全法"]}
    assert refused(case, Action.REFUSE_ACCEPTANCE, world.HANDLER, **plain).code == "ground_missing"
    named = {**plain, "ground": "wrong_organ"}
    assert refused(case, Action.REFUSE_ACCEPTANCE, world.HANDLER, **named).code == "organ_missing"
    assert refused(case, Action.REFUSE_ACCEPTANCE, world.HANDLER, **NOT_CORRECTED).code == (
        "not_corrected_yet"
    )
    empty = {**WRONG_ORGAN, "reasons": ["  "]}
    assert refused(case, Action.REFUSE_ACCEPTANCE, world.HANDLER, **empty).code in (
        "bad_input",
        "document_incomplete",
    )
    world.do(case, Action.REFUSE_ACCEPTANCE, world.HANDLER, **WRONG_ORGAN)
    paper = Document.objects.get(case_id=case.pk, kind=DocumentKind.ACCEPTANCE_REFUSAL)
    assert "蛟河市住房和城乡建设局" in paper.content and "行政复议" in paper.content


@pytest.mark.clause("RULE-2", "DZ-11")
def test_rule_2_receipt_on_a_rest_day_is_receipt_on_that_day() -> None:
    case = world.draft(channel=Channel.WEB)
    case.materials.filter(supply="missing").update(supply="supplied")
    today = clock.today()
    clock.shift(by=timedelta(days=(5 - today.weekday()) % 7 or 7))
    assert clock.today().weekday() == 5
    world.do(case, Action.FILE, world.owner(case))
    assert case.received_at is not None
    assert case.received_at.astimezone(SHANGHAI).date() == clock.today()
    notice = Clock.objects.get(subject_id=case.pk, kind="one_time_notice")
    assert notice.started_on == clock.today()


@pytest.mark.clause("XK-32.5", "AS-3.3b")
def test_nothing_is_accepted_before_its_scenario_is_known() -> None:
    case = world.received()
    Case.objects.filter(pk=case.pk).update(scenario={})
    world.check_all(case)
    assert refused(case, Action.ACCEPT, world.HANDLER).code == "scenario_open"


@pytest.mark.clause("RULE-7")
def test_one_broken_case_does_not_stop_the_lapses_of_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken, sound = world.received(), world.received()
    clock.shift(working_days=6)
    original = engine.bring_up_to_date

    def failing(case_id: int) -> None:
        if case_id == broken.pk:
            raise Refusal("wrong_state", Sentence("坏了。"))
        original(case_id)

    monkeypatch.setattr(engine, "bring_up_to_date", failing)
    tasks.lapse(0)
    sound.refresh_from_db()
    assert sound.state == State.ACCEPTED
