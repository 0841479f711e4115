"""Edges of limits: the last day, extensions, procedures that stop a clock."""

from __future__ import annotations

import pytest

from onevisit.cases import engine
from onevisit.cases.models import Case, SpecialProcedureRun
from onevisit.documents import production
from onevisit.documents.models import Document
from onevisit.law.lifecycle import Action, State
from onevisit.records import clock
from onevisit.records.models import Clock, ClockState
from tests.cases import world
from tests.cases.edges import refused
from tests.cases.moments import next_working_morning

pytestmark = pytest.mark.usefixtures("city")


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
