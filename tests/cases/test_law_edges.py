"""Edges of the law in the life of a case: what looks lawful and is not, what looks odd and is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from onevisit.cases import engine, queries, tasks
from onevisit.cases.actions import material_files, materials
from onevisit.cases.models import Case, CaseMaterial, Meeting, SpecialProcedureRun
from onevisit.cases.performers import Performer
from onevisit.documents import production
from onevisit.documents.models import Document, Service
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.items import Channel
from onevisit.law.lifecycle import Action, State
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.models import Staff
from onevisit.people.agents import authorize_agent
from onevisit.people.models import Applicant, Authorization
from onevisit.records import clock
from onevisit.records.clock import SHANGHAI
from onevisit.records.files import StoredFile
from onevisit.records.models import Clock, ClockState
from tests.cases import world
from tests.cases.moments import next_working_morning

pytestmark = pytest.mark.usefixtures("city")

APPLICATION = "material:application"
WRONG_ORGAN = {
    "ground": "wrong_organ",
    "competent_organ": "蛟河市住房和城乡建设局",
    "reasons": ["申请的事项由住房和城乡建设部门办理"],
    "legal_basis": ["《中华人民共和国行政许可法》第三十二条第一款第二项"],
}
NOT_CORRECTED = {
    "ground": "not_corrected",
    "reasons": ["经提醒后申请书仍未签名"],
    "legal_basis": ["《中华人民共和国行政许可法》第三十二条第一款第四项"],
}


def refused(case: Case, action: Action, by: Performer | str, **inputs: object) -> Refusal:
    """The refusal of an act that must be refused; the case is left as it was."""
    before = row_of(case)
    with pytest.raises(Refusal) as caught:
        world.do(case, action, by, **inputs)
    assert row_of(case) == before
    return caught.value


def row_of(case: Case) -> str:
    """The whole row as the database holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(held)::text FROM cases_case AS held WHERE id = %s", [case.pk])
        return str(cursor.fetchone()[0])


def put_file(case: Case, key: str = "application", content: str = "f") -> None:
    """A file for a material, as if uploaded now; its content is the concern of other tests."""
    stored = StoredFile(sha256=content * 64, size=10, content_type="application/pdf")
    material_files.add_file(case.pk, key, stored, "申请书.pdf")


def asked_to_correct(*subjects: str, **inputs: object) -> Case:
    """A received case with a correction notice about these points."""
    case = world.received(electronic_service_agreed=True)
    points = [{"subject": subject, "demand": "请改正后重新提交"} for subject in subjects]
    world.do(case, Action.REQUEST_CORRECTION, world.HANDLER, points=points, **inputs)
    return case


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


@pytest.mark.clause("RULE-11", "RULE-10")
def test_rule_11_only_what_the_guide_names_and_the_law_takes_out_stops_a_clock() -> None:
    case = world.accepted(electronic_service_agreed=True)
    for key in ("hearing", "site_visit", "assessment"):
        refusal = refused(
            case, Action.START_SPECIAL_PROCEDURE, world.HANDLER, procedure=key, reason="需要进行", days=5
        )
        assert refusal.code == "procedure_not_listed"
    due = Clock.objects.get(subject_id=case.pk, kind="statutory").due_on
    clock.shift(working_days=1)
    engine.bring_up_to_date(case.pk)
    assert Clock.objects.get(subject_id=case.pk, kind="statutory").due_on == due


@pytest.mark.clause("XK-42", "RULE-13")
def test_rule_13_on_the_due_day_itself_an_extension_is_still_in_time_and_a_day_later_it_is_not() -> None:
    next_working_morning()
    case, late = (world.accepted(electronic_service_agreed=True) for _ in range(2))
    for one in (case, late):
        world.do(one, Action.REQUEST_EXTENSION, world.HANDLER, days=5, reason="情况复杂需要补充核实")
    days = Clock.objects.get(subject_id=case.pk, kind="statutory").limit_count
    clock.shift(working_days=days)
    due = Clock.objects.get(subject_id=case.pk, kind="statutory").due_on
    assert clock.today() == due
    world.do(case, Action.APPROVE_EXTENSION, world.HEAD)
    assert Clock.objects.get(subject_id=case.pk, kind="statutory").due_on > due
    clock.shift(working_days=1)
    assert refused(late, Action.APPROVE_EXTENSION, world.HEAD).code == "limit_passed"
    refusal = refused(case, Action.REQUEST_EXTENSION, world.HANDLER, days=1, reason="情况复杂需要补充核实")
    assert refusal.code == "extended_before"
    too_many = refused(
        world.accepted(), Action.REQUEST_EXTENSION, world.HANDLER, days=11, reason="情况复杂需要补充核实"
    )
    assert too_many.code in ("bad_input", "too_many_days")


@pytest.mark.clause("RULE-12", "JH-17")
def test_rule_12_a_promise_is_met_on_its_last_day_and_breached_the_day_after() -> None:
    next_working_morning()
    states = {}
    cases = {"met": world.accepted(), "late": world.accepted()}
    for one in cases.values():
        world.review(one)
        world.do(one, Action.DRAFT_DECISION, world.HANDLER, outcome="grant")
        world.do(one, Action.SIGN_DECISION, world.SIGNER)
    clock.shift(working_days=Clock.objects.get(subject_id=cases["met"].pk, kind="promise").limit_count)
    for name, one in cases.items():
        world.do(one, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True)
        states[name] = Clock.objects.get(subject_id=one.pk, kind="promise").state
        clock.shift(working_days=1)
    assert states == {"met": ClockState.MET, "late": ClockState.BREACHED_MET}


def start_testing(case: Case) -> None:
    """A special procedure of three working days under way."""
    world.do(
        case,
        Action.START_SPECIAL_PROCEDURE,
        world.HANDLER,
        procedure="testing",
        reason="设备需要检测",
        days=3,
    )


@pytest.mark.clause("RULE-10", "RULE-32")
def test_withdrawing_while_a_procedure_runs_ends_the_procedure_too() -> None:
    case = world.accepted(electronic_service_agreed=True)
    start_testing(case)
    world.do(case, Action.WITHDRAW, world.CLERK)
    assert case.state == State.WITHDRAWN
    assert (case.lapse_on, case.running_procedure, case.paused) == (None, "", False)
    assert not SpecialProcedureRun.objects.filter(case=case, ended_at__isnull=True).exists()
    clock.shift(working_days=10)
    engine.bring_up_to_date(case.pk)
    production.produce(Document.objects.filter(case_id=case.pk).values_list("pk", flat=True))
    world.do(case, Action.ARCHIVE, "market-archivist")
    assert case.state == State.ARCHIVED


@pytest.mark.clause("RULE-10")
def test_no_act_leaves_a_case_with_a_lapse_that_cannot_happen() -> None:
    """Deciding at once and reporting up wait for the procedure like every other decision."""
    case = world.accepted(electronic_service_agreed=True)
    start_testing(case)
    Case.objects.filter(pk=case.pk).update(route="immediate")
    world.check_all(case)
    assert refused(case, Action.DECIDE_AT_ONCE, world.HANDLER).code == "procedure_running"
    Case.objects.filter(pk=case.pk).update(route="reported_up")
    world.record_steps(case)
    assert refused(case, Action.REPORT_UP, world.SIGNER, opinion="初审同意上报。").code == "procedure_running"


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


def test_a_second_deliberation_is_on_record_beside_the_first() -> None:
    case = world.accepted()
    world.do(case, Action.START_REVIEW, world.HANDLER)
    for _time in range(2):
        world.do(case, Action.RECORD_DELIBERATION, world.HANDLER, **world.meeting())
    assert Meeting.objects.filter(case=case, kind="deliberation").count() == 2


def two_people() -> tuple[Applicant, Applicant]:
    """Two natural persons with accounts."""
    first, second = Applicant.objects.filter(kind="person", account__isnull=False).order_by("pk")[:2]
    return first, second


@pytest.mark.clause("XK-29p2")
def test_the_principal_acts_himself_whatever_his_agent_may_do() -> None:
    principal, agent = two_people()
    authorize_agent(
        principal,
        agent,
        acts=[Authorization.Act.SUBMIT],
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=30),
        document_sha256="a" * 64,
    )
    case = world.draft(channel=Channel.WEB)
    Case.objects.filter(pk=case.pk).update(applicant=principal, agent=agent, account_id=agent.account_id)
    case.materials.filter(supply="missing").update(supply="supplied")
    world.do(case, Action.FILE, Performer(account_id=agent.account_id))
    assert refused(case, Action.WITHDRAW, Performer(account_id=agent.account_id)).code == "not_authorized"
    world.do(case, Action.WITHDRAW, Performer(account_id=principal.account_id))
    assert case.state == State.WITHDRAWN


@pytest.mark.clause("JH-25b", "XK-29p2")
def test_somebody_else_collects_only_with_an_authority_on_file() -> None:
    principal, agent = two_people()
    case = world.decided()
    Case.objects.filter(pk=case.pk).update(applicant=principal, agent=agent)
    world.do(case, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True)
    world.do(case, Action.OFFER_HANDOVER, world.HANDLER, signature="a" * 64)
    world.do(case, Action.TAKE_OVER, world.ISSUER, signature="b" * 64)
    collecting = {"receiver": agent.name, "identity_checked": True, "signature": "c" * 64}
    assert refused(case, Action.COLLECT, world.ISSUER, **collecting).code == "not_the_applicant"
    collecting["collector"] = principal.pk
    assert refused(case, Action.COLLECT, world.ISSUER, **collecting).code == "not_the_collector"
    collecting["collector"] = agent.pk
    Authorization.objects.update(revoked_at=clock.now())
    assert refused(case, Action.COLLECT, world.ISSUER, **collecting).code == "not_authorized"
    today = clock.today()
    authorize_agent(
        principal,
        agent,
        acts=[Authorization.Act.COLLECT],
        valid_from=today,
        valid_to=today,
        document_sha256="e" * 64,
    )
    world.do(case, Action.COLLECT, world.ISSUER, **collecting)
    assert case.state == State.DELIVERED
    assert queries.course(case)[-1].data["collector"] == agent.pk
    served = Service.objects.filter(document__case_id=case.pk)
    assert served.count() == 2, "decision and certificate"


def test_a_draft_on_the_web_is_nobodys_but_its_applicants() -> None:
    case = world.draft(channel=Channel.WEB)
    case.materials.filter(supply="missing").update(supply="supplied")
    for action in (Action.FILE, Action.RECEIVE):
        assert refused(case, action, world.CLERK).code == "not_yours"


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


@pytest.mark.clause("HOUSE-11")
def test_nobody_acts_on_his_own_case() -> None:
    case = world.received()
    handler = world.staff(world.HANDLER)
    assert handler.worker is not None and handler.worker.identity_hash is not None
    assert case.applicant_id is not None
    Applicant.objects.filter(pk=case.applicant_id).update(identity_hash=handler.worker.identity_hash)
    world.check_all(case)
    assert refused(case, Action.ACCEPT, handler).code == "recusal"


@pytest.mark.clause("RULE-27", "JH-8.4")
def test_rule_27_a_lapsed_qualification_blocks_deciding() -> None:
    case = world.accepted()
    world.review(case)
    world.do(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant")
    yesterday = clock.today() - timedelta(days=1)
    Staff.objects.filter(account__username=world.SIGNER).update(certificate_valid_until=yesterday)
    assert refused(case, Action.SIGN_DECISION, world.SIGNER).code == "not_qualified"


def test_a_result_decided_at_the_window_can_be_posted_to_who_asked_for_it() -> None:
    case = world.received(world.SOLE_TRADER, delivery_way="post", service_address="长安街道 5 号")
    world.check_all(case)
    world.do(case, Action.DECIDE_AT_ONCE, world.CLERK)
    world.do(case, Action.DELIVER_BY_POST, world.ISSUER, tracking_number="EMS12345678")
    assert case.state == State.POSTED


@pytest.mark.clause("XK-32.5", "AS-3.3b")
def test_nothing_is_accepted_before_its_scenario_is_known() -> None:
    case = world.received()
    Case.objects.filter(pk=case.pk).update(scenario={})
    world.check_all(case)
    assert refused(case, Action.ACCEPT, world.HANDLER).code == "scenario_open"


@pytest.mark.clause("XK-39", "RULE-31")
def test_no_certificate_is_made_with_empty_places() -> None:
    case = world.decided()
    printed = {field.answer for field in case.version.definition.result.fields if field.answer}
    case.answers = {key: value for key, value in case.answers.items() if key not in printed}
    case.save(update_fields=["answers"])
    assert refused(case, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True).code == "certificate_gaps"
