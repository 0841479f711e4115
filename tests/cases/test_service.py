"""A notice counts when it is served: what waits for it, what it sets in motion, what proves it (rule 30)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from onevisit.cases import engine, queries
from onevisit.cases.models import Case, Correction, Irregularity, SpecialProcedureRun
from onevisit.documents.models import Document, Service
from onevisit.documents.queries import waiting_for_service
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import Action, State
from onevisit.law.refusal import Refusal
from onevisit.records import clock
from onevisit.records.models import Clock
from tests.cases import world

pytestmark = pytest.mark.usefixtures("city")

POINTS = [{"subject": "material:application", "demand": "请法定代表人签名"}]
TESTING = {"procedure": "testing", "reason": "设备需要检测", "days": 5}
BY_HAND = {"method": "direct", "receiver": "李敏", "signature": "a" * 64}
BY_POST = {"method": "post", "receiver": "李敏", "tracking_number": "EMS12345678"}


def serve(case: Case, by: str = world.HANDLER, **inputs: Any) -> None:
    """Enters the service of the only notice that waits."""
    notice = waiting_for_service(case.pk).get()
    world.do(case, Action.RECORD_SERVICE, by, document=notice.pk, **{**BY_HAND, **inputs})


def refused_service(case: Case, **inputs: Any) -> str:
    """The code of the refusal of a service."""
    with pytest.raises(Refusal) as refusal:
        serve(case, **inputs)
    return refusal.value.code


def clock_of(case: Case, kind: str) -> Clock:
    """The newest clock of this kind."""
    return Clock.objects.filter(subject_kind="case", subject_id=case.pk, kind=kind).latest("pk")


@pytest.mark.clause("RULE-7", "RULE-30", "XK-32.4")
def test_rule_7_a_correction_that_was_only_written_is_silence() -> None:
    case = world.received()
    world.do(case, Action.REQUEST_CORRECTION, world.HANDLER, points=POINTS)
    assert (case.state, case.notices_to_serve) == (State.CORRECTING, 1)
    assert clock_of(case, "one_time_notice").stopped_at is None
    assert clock_of(case, "acceptance").stopped_at is None
    clock.shift(working_days=6)
    engine.bring_up_to_date(case.pk)
    case.refresh_from_db()
    assert (case.state, case.notices_to_serve, case.correction_stage) == (State.ACCEPTED, 0, "")
    void = Document.objects.get(case_id=case.pk, kind=DocumentKind.CORRECTION)
    assert void.state == Document.State.REVOKED and "五个工作日" in void.state_note


@pytest.mark.clause("RULE-7", "RULE-30", "XK-32.4")
def test_rule_7_served_in_time_it_ends_the_silence_with_its_proof() -> None:
    case = world.received()
    world.do(case, Action.REQUEST_CORRECTION, world.HANDLER, points=POINTS)
    clock.shift(working_days=1)
    serve(case, by=world.CLERK)
    assert case.notices_to_serve == 0
    assert clock_of(case, "one_time_notice").stopped_at == case.last_act_at
    assert clock_of(case, "acceptance").stopped_at == case.last_act_at
    assert Correction.objects.get(case=case).served_at == case.last_act_at
    proof = Document.objects.get(case_id=case.pk, kind=DocumentKind.PROOF_OF_SERVICE)
    assert "一次性补正告知书" in json.loads(proof.content)["fields"][0][1]
    clock.shift(working_days=9)
    engine.bring_up_to_date(case.pk)
    case.refresh_from_db()
    assert case.state == State.CORRECTING


@pytest.mark.clause("RULE-30")
def test_who_answers_a_notice_has_it() -> None:
    case = world.received()
    world.do(case, Action.REQUEST_CORRECTION, world.HANDLER, points=POINTS)
    world.check_all(case)
    world.do(case, Action.SUPPLY_CORRECTION, world.CLERK)
    assert (case.state, case.notices_to_serve) == (State.RECEIVED, 0)
    service = Service.objects.get(document__case_id=case.pk)
    assert (service.method, service.served_at) == ("direct", case.last_act_at)
    first, second = Clock.objects.filter(subject_id=case.pk, kind="one_time_notice").order_by("pk")
    assert first.stopped_at is not None and second.stopped_at is None


@pytest.mark.clause("RULE-10", "XK-45")
def test_rule_10_no_clock_stands_still_before_the_notice_is_served() -> None:
    case = world.accepted()
    world.do(case, Action.START_SPECIAL_PROCEDURE, world.HANDLER, **TESTING)
    assert clock_of(case, "statutory").pauses == [] and not case.paused
    clock.shift(working_days=2)
    serve(case)
    paused = clock_of(case, "statutory").pauses
    run = SpecialProcedureRun.objects.get(case=case)
    assert [one["first"] for one in paused] == [str(run.paused_from)]
    assert run.paused_from is not None and run.paused_from >= clock.today()
    assert case.procedure_ends_on == run.announced_end


@pytest.mark.clause("RULE-10", "XK-45")
def test_a_procedure_that_ends_before_its_notice_is_served_stopped_nothing() -> None:
    case = world.accepted()
    before = clock_of(case, "statutory").due_on
    world.do(case, Action.START_SPECIAL_PROCEDURE, world.HANDLER, **TESTING)
    clock.shift(working_days=1)
    world.do(case, Action.END_SPECIAL_PROCEDURE, world.HANDLER, result="合格")
    assert (clock_of(case, "statutory").due_on, case.notices_to_serve) == (before, 0)
    assert not waiting_for_service(case.pk).exists()


def extended() -> Case:
    """A case whose extension was approved and not yet told."""
    case = world.accepted()
    world.do(case, Action.REQUEST_EXTENSION, world.HANDLER, days=5, reason="需要进一步核实情况")
    world.do(case, Action.APPROVE_EXTENSION, world.HEAD)
    return case


@pytest.mark.clause("RULE-13", "XK-42")
def test_rule_13_the_limit_grows_when_the_reason_is_told_before_expiry() -> None:
    case = extended()
    limit = clock_of(case, "statutory")
    told = json.loads(Document.objects.get(case_id=case.pk, kind=DocumentKind.EXTENSION).content)
    serve(case)
    longer = clock_of(case, "statutory")
    assert longer.limit_count == limit.limit_count + 5 and longer.due_on > limit.due_on
    day = longer.due_on
    assert f"{day.year}年{day.month}月{day.day}日" in json.dumps(told["fields"], ensure_ascii=False)


@pytest.mark.clause("RULE-13", "XK-42")
def test_rule_13_told_after_expiry_it_extends_nothing_and_is_an_irregularity() -> None:
    case = extended()
    limit = clock_of(case, "statutory")
    clock.shift(working_days=limit.limit_count + 1)
    serve(case)
    assert clock_of(case, "statutory").limit_count == limit.limit_count
    assert Irregularity.objects.filter(case=case, kind="extension_told_too_late").exists()


@pytest.mark.clause("RULE-30")
def test_rule_30_every_way_of_service_needs_its_proof() -> None:
    case = world.received()
    world.do(case, Action.REQUEST_CORRECTION, world.HANDLER, points=POINTS)
    assert refused_service(case, signature="") == "no_signature"
    assert refused_service(case, method="electronic") == "no_consent"
    assert refused_service(case, method="post") == "no_tracking"
    assert refused_service(case, method="left") == "no_note"
    assert refused_service(case, method="announced") == "no_note"
    assert refused_service(case, **BY_POST, served_on=str(clock.today() + timedelta(days=1))) == (
        "service_day_wrong"
    )
    assert refused_service(case, **BY_POST, served_on=str(clock.today() - timedelta(days=1))) == (
        "service_day_wrong"
    )
    assert case.notices_to_serve == 1
    other = world.accepted()
    with pytest.raises(Refusal) as foreign:
        world.do(case, Action.RECORD_SERVICE, world.HANDLER, document=_paper_of(other), **BY_HAND)
    assert foreign.value.code == "not_waiting_for_service"
    with pytest.raises(Refusal) as nothing:
        world.do(other, Action.RECORD_SERVICE, world.HANDLER, document=_paper_of(other), **BY_HAND)
    assert nothing.value.code == "nothing_to_serve"
    with pytest.raises(Refusal) as outsider:
        serve(case, by=world.OUTSIDER)
    assert outsider.value.code == "no_power"


def _paper_of(case: Case) -> int:
    return Document.objects.filter(case_id=case.pk).values_list("pk", flat=True)[0]


@pytest.mark.clause("RULE-30", "FY-20")
def test_rule_30_remedies_run_from_the_day_of_actual_service() -> None:
    case = world.received()
    grounds = {"ground": "wrong_organ", "competent_organ": "蛟河市水利局"}
    why = {"reasons": ["不属于本机关职权范围"], "legal_basis": ["《行政许可法》第三十二条"]}
    world.do(case, Action.REFUSE_ACCEPTANCE, world.HANDLER, **grounds, **why)
    issued = clock.today()
    assert (case.state, case.notices_to_serve) == (State.NOT_ACCEPTED, 1)
    clock.shift(by=timedelta(days=4))
    serve(case, **BY_POST, served_on=str(issued + timedelta(days=2)))
    service = Service.objects.get(document__case_id=case.pk)
    assert service.served_at is not None
    assert service.served_at.astimezone(clock.SHANGHAI).date() == issued + timedelta(days=2)
    proof = Document.objects.get(case_id=case.pk, kind=DocumentKind.PROOF_OF_SERVICE)
    fields = dict(json.loads(proof.content)["fields"])
    assert date.fromisoformat(fields["送达时间"]) == issued + timedelta(days=2)
    assert fields["送达方式"] == "邮寄送达"


@pytest.mark.clause("RULE-30")
def test_notices_to_serve_are_found_even_when_the_case_is_ended() -> None:
    case = world.received()
    why = {"reasons": ["依法不需要许可"], "legal_basis": ["《行政许可法》第三十二条"]}
    world.do(case, Action.ANSWER_NOT_REQUIRED, world.HANDLER, **why)
    offered = [one.action for one in queries.offers(_loaded(case), world.staff(world.HANDLER))]
    assert Action.RECORD_SERVICE in offered
    serve(case)
    assert Action.RECORD_SERVICE not in [
        one.action for one in queries.offers(_loaded(case), world.staff(world.HANDLER))
    ]


def _loaded(case: Case) -> Case:
    return queries.case_for(world.worker(world.HANDLER), case.pk)
