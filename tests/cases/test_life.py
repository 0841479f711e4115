"""Whole lives of cases on the demo city: what every act leads to, says and costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onevisit.cases import engine, queries
from onevisit.cases.models import Case, Irregularity
from onevisit.cases.numbers import query_code
from onevisit.cases.performers import Performer
from onevisit.documents.models import Document, SealUse
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.identifiers import CaseNumberScheme, case_number
from onevisit.law.items import Channel
from onevisit.law.lifecycle import Action, State
from onevisit.law.profiles import JIAOHE, PROFILES
from onevisit.law.refusal import Refusal
from onevisit.records import clock, verification
from onevisit.records.models import Clock, ClockState
from tests.cases import world

pytestmark = pytest.mark.usefixtures("demo_database")


def kinds(case: Case) -> list[str]:
    """The documents of the case in order."""
    return list(Document.objects.filter(case_id=case.pk).order_by("pk").values_list("kind", flat=True))


def stopped_by(case: Case) -> dict[str, Action]:
    """Which act ended each clock of the case."""
    acts = {entry.acted_at: entry.action for entry in queries.course(case)}
    stopped = Clock.objects.filter(subject_id=case.pk).values_list("kind", "stopped_at")
    return {kind: acts[moment] for kind, moment in stopped if moment is not None}


@pytest.mark.clause("RULE-12", "AS-4.2", "AS-4.3", "AS-4.4", "JH-16", "JH-23b", "JH-24", "JH-25a", "JH-25b")
def test_an_undelegated_licence_lives_from_receipt_to_the_hand_of_the_applicant() -> None:
    case = world.delivered()

    assert case.state == State.DELIVERED
    assert kinds(case) == [
        DocumentKind.RECEIPT,
        DocumentKind.ACCEPTANCE,
        DocumentKind.SITE_RECORD,
        DocumentKind.GRANT,
        DocumentKind.RESULT,
        DocumentKind.HANDOVER,
        DocumentKind.PROOF_OF_SERVICE,
    ]
    course = queries.course(case)
    assert (course[0].action, course[-1].action) == (Action.RECEIVE, Action.COLLECT)
    assert case.sequence == len(course)
    assert not Clock.objects.filter(subject_id=case.pk).exclude(state=ClockState.MET).exists()
    assert stopped_by(case) == {
        "one_time_notice": Action.ACCEPT,
        "acceptance": Action.ACCEPT,
        "statutory": Action.SIGN_DECISION,
        "promise": Action.MAKE_CERTIFICATE,
        "step": Action.SIGN_DECISION,
        "delivery": Action.TAKE_OVER,
    }
    assert verification.verify().fault is None


@pytest.mark.clause("RULE-28", "JH-32", "JH-33")
def test_rule_28_each_document_bears_its_own_seal_and_each_use_is_logged() -> None:
    case = world.delivered()
    seals = dict(Document.objects.filter(case_id=case.pk).values_list("kind", "seal__kind"))

    assert seals[DocumentKind.RECEIPT] == "receipt_seal"
    assert seals[DocumentKind.ACCEPTANCE] == "acceptance_seal"
    assert seals[DocumentKind.GRANT] == "approval_seal"
    assert seals[DocumentKind.HANDOVER] is None
    used = SealUse.objects.filter(document__case_id=case.pk)
    assert used.count() == Document.objects.filter(case_id=case.pk, seal__isnull=False).count()
    assert all(use.operator_id and use.hall_id for use in used)


@pytest.mark.clause("JH-22", "JH-13")
def test_a_delegated_immediate_item_is_decided_at_the_window() -> None:
    case = world.received(world.SOLE_TRADER)
    assert case.decision_delegated
    world.check_all(case)
    world.do(case, Action.DECIDE_AT_ONCE, world.CLERK)

    assert case.state == State.DECIDED
    assert case.decided_at_window
    assert case.accepted_on == clock.today()
    with pytest.raises(Refusal) as refused:
        world.do(world.received(world.SOLE_TRADER), Action.DECIDE_AT_ONCE, world.HANDLER)
    assert refused.value.code == "delegated_away"


@pytest.mark.clause("JH-13", "JH-41.4")
def test_what_is_not_delegated_the_window_may_only_receive() -> None:
    case = world.received()
    world.check_all(case)
    inputs: dict[Action, dict[str, Any]] = {
        Action.ACCEPT: {},
        Action.REQUEST_CORRECTION: {"points": [{"subject": "material:application", "demand": "请签名"}]},
        Action.REFUSE_ACCEPTANCE: {
            "reasons": ["不属于"],
            "legal_basis": ["许可法"],
            "ground": "wrong_organ",
        },
    }
    for action, given in inputs.items():
        with pytest.raises(Refusal) as refused:
            world.do(case, action, world.CLERK, **given)
        assert refused.value.code == "not_delegated"
        assert "市场监督管理局" in str(refused.value)


@pytest.mark.clause("JH-23b", "XK-32.4", "RULE-6")
def test_rule_6_the_five_days_and_the_two_days_run_side_by_side() -> None:
    """The statute's five from the receipt, the city's two from the transfer; the earlier one is shown."""
    case = world.received()
    acceptance = Clock.objects.get(subject_id=case.pk, kind="acceptance")
    notice = Clock.objects.get(subject_id=case.pk, kind="one_time_notice")
    assert (acceptance.limit_count, acceptance.limit_unit) == (2, "wd")
    assert (notice.limit_count, notice.limit_unit) == (5, "wd")
    assert case.due_on == acceptance.due_on < notice.due_on

    clock.shift(working_days=3)
    world.check_all(case)
    world.do(case, Action.ACCEPT, world.HANDLER)
    acceptance.refresh_from_db()
    notice.refresh_from_db()
    assert (acceptance.state, notice.state) == (ClockState.BREACHED_MET, ClockState.MET)


@pytest.mark.clause("XK-32.4", "RULE-7")
def test_rule_7_five_silent_days_and_the_next_command_finds_it_accepted() -> None:
    """No worker runs here: the law is applied by the first act that touches the case."""
    case = world.received()
    receipt_day = clock.today()
    clock.shift(working_days=6)
    world.do(case, Action.START_REVIEW, world.HANDLER)

    assert case.state == State.IN_REVIEW
    assert case.accepted_on == receipt_day
    statutory = Clock.objects.get(subject_id=case.pk, kind="statutory")
    assert statutory.started_on == receipt_day
    assert Irregularity.objects.get(case=case).kind == "deemed_accepted"
    paper = Document.objects.get(case_id=case.pk, kind=DocumentKind.ACCEPTANCE)
    assert paper.effective_on == receipt_day
    assert paper.issued_on == clock.today()
    assert paper.state == Document.State.WAITING_SEAL
    entry = queries.course(case)[1]
    assert (entry.action, entry.actor_kind) == (Action.DEEM_ACCEPTED, "system")


@pytest.mark.clause("XK-32.4", "RULE-7")
def test_rule_7_on_the_fifth_day_itself_it_is_not_yet_deemed_accepted() -> None:
    case = world.received()
    clock.shift(working_days=5)
    engine.bring_up_to_date(case.pk)
    case.refresh_from_db()
    assert case.state == State.RECEIVED


@pytest.mark.clause("XK-32.4", "XK-32.5", "RULE-8", "AS-3.3b", "JH-41.2")
def test_rule_8_one_correction_then_acceptance() -> None:
    case = world.received(electronic_service_agreed=True)
    points = [{"subject": "material:application", "demand": "请法定代表人签名"}]
    world.do(case, Action.REQUEST_CORRECTION, world.HANDLER, points=points)
    assert case.state == State.CORRECTING
    with pytest.raises(Refusal) as unanswered:
        world.do(case, Action.SUPPLY_CORRECTION, world.CLERK)
    assert unanswered.value.code == "points_unanswered"


@pytest.mark.clause("RULE-2", "RULE-4", "DZ-11")
def test_rule_4_submitting_on_the_web_is_filing_to_the_second() -> None:
    case = world.draft(channel=Channel.WEB)
    supply_all(case)
    before = clock.now()
    result = world.do(case, Action.FILE, world.owner(case))
    assert case.state == State.SUBMITTED
    assert case.received_at is not None and before <= case.received_at <= clock.now()
    assert case.number == result["number"]
    assert len(query_code(case)) >= 10
    received_at = case.received_at
    clock.shift(by=timedelta(hours=20))
    world.do(case, Action.REGISTER, world.CLERK)
    assert case.received_at == received_at


def supply_all(case: Case) -> None:
    """All materials as if scanned on the web; the content of the files is another test's concern."""
    case.materials.filter(supply="missing").update(supply="supplied")


@pytest.mark.clause("RULE-21", "XK-38", "AS-4.3")
def test_rule_21_a_refusal_has_reasons_basis_remedies_and_two_names() -> None:
    case = world.accepted()
    world.review(case, passed=False)
    with pytest.raises(Refusal):
        world.do(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant")
    with pytest.raises(Refusal) as incomplete:
        world.do(case, Action.DRAFT_DECISION, world.HANDLER, outcome="refuse")
    assert incomplete.value.code == "bad_input"
    world.do(
        case,
        Action.DRAFT_DECISION,
        world.HANDLER,
        outcome="refuse",
        reasons=["经营场所与有毒、有害场所距离不足"],
        legal_basis=["《中华人民共和国食品安全法》第三十三条第一款第一项"],
    )
    world.do(case, Action.SIGN_DECISION, world.SIGNER)
    paper = Document.objects.get(case_id=case.pk, kind=DocumentKind.REFUSAL)
    assert paper.title == "不予行政许可决定书"
    assert "距离不足" in paper.content
    assert "行政复议" in paper.content and "蛟河市人民政府" in paper.content and "六个月" in paper.content
    signed = queries.course(case)[-1].data
    assert signed["handler"] == world.worker(world.HANDLER).staff_id
    assert signed["signer"] == world.worker(world.SIGNER).staff_id


@pytest.mark.clause("XK-45", "RULE-10", "RULE-11")
def test_rule_10_a_procedure_gives_its_working_days_back() -> None:
    case = world.accepted(electronic_service_agreed=True)
    world.do(case, Action.START_REVIEW, world.HANDLER)
    before = Clock.objects.get(subject_id=case.pk, kind="statutory").due_on
    planned = case.version.definition.special_procedures[0]
    world.do(
        case,
        Action.START_SPECIAL_PROCEDURE,
        world.HANDLER,
        procedure=planned.key,
        reason="需要专业机构出具结论",
        days=5,
    )
    case.refresh_from_db()
    assert case.paused
    clock.shift(working_days=8)
    world.do(case, Action.REQUEST_EXTENSION, world.HANDLER, days=5, reason="检验结果需要进一步核对")
    statutory = Clock.objects.get(subject_id=case.pk, kind="statutory")
    assert not case.paused
    assert statutory.due_on > before
    assert len(statutory.pauses) == 1


@pytest.mark.clause("XK-42", "RULE-13")
def test_rule_13_jiaohe_extends_the_statutory_limit_but_not_the_promise() -> None:
    case = world.accepted(electronic_service_agreed=True)
    due = dict(Clock.objects.filter(subject_id=case.pk).values_list("kind", "due_on"))
    world.do(case, Action.REQUEST_EXTENSION, world.HANDLER, days=5, reason="情况复杂需要补充核实")
    with pytest.raises(Refusal):
        world.do(case, Action.APPROVE_EXTENSION, world.HANDLER)
    world.do(case, Action.APPROVE_EXTENSION, world.HEAD)
    after = dict(Clock.objects.filter(subject_id=case.pk).values_list("kind", "due_on"))
    assert after["statutory"] > due["statutory"]
    assert after["promise"] == due["promise"]
    assert DocumentKind.EXTENSION in kinds(case)


@pytest.mark.clause("RULE-32")
def test_an_applicant_withdraws_and_the_clocks_are_cancelled() -> None:
    case = world.draft(channel=Channel.WEB)
    supply_all(case)
    world.do(case, Action.FILE, world.owner(case))
    world.do(case, Action.WITHDRAW, world.owner(case))
    assert case.state == State.WITHDRAWN
    assert set(Clock.objects.filter(subject_id=case.pk).values_list("state", flat=True)) <= {
        ClockState.CANCELLED,
        ClockState.MET,
    }


def test_nobody_else_reaches_a_case() -> None:
    case = world.draft(channel=Channel.WEB)
    supply_all(case)
    world.do(case, Action.FILE, world.owner(case))
    stranger = Performer(account_id=10**9)
    with pytest.raises(Refusal) as refused:
        world.do(case, Action.WITHDRAW, stranger)
    assert refused.value.code == "not_yours"
    with pytest.raises(Case.DoesNotExist):
        queries.case_for(world.worker(world.OUTSIDER), case.pk)


COMMANDS_AT_MOST = 15


def test_every_command_of_a_life_takes_at_most_fifteen_statements() -> None:
    """Counted: what the engine itself issues, without the transaction's own BEGIN and COMMIT."""
    counted: dict[str, list[str]] = {}
    original = engine.perform

    def counting(case_id: int, action: Action, *rest: object) -> dict[str, object]:
        with CaptureQueriesContext(connection) as captured:
            result = original(case_id, action, *rest)  # type: ignore[arg-type]
        counted[action.value] = [
            query["sql"][:90]
            for query in captured.captured_queries
            if query["sql"] not in ("BEGIN", "COMMIT") and "SAVEPOINT" not in query["sql"]
        ]
        return result

    engine.perform = counting  # type: ignore[assignment]
    try:
        world.delivered()
    finally:
        engine.perform = original
    over = {action: sql for action, sql in counted.items() if len(sql) > COMMANDS_AT_MOST}
    assert not over, "\n".join(f"{action}: {len(sql)}\n  " + "\n  ".join(sql) for action, sql in over.items())


@pytest.mark.clause("RULE-12", "XK-44")
@pytest.mark.parametrize(("way", "ended"), [("window", True), ("post", False)])
def test_rule_12_the_ten_days_end_at_the_window_only_for_who_collects(way: str, ended: bool) -> None:
    case = world.decided(delivery_way=way)
    world.do(case, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True)
    world.do(case, Action.OFFER_HANDOVER, world.HANDLER, signature="a" * 64)
    world.do(case, Action.TAKE_OVER, world.ISSUER, signature="b" * 64)
    delivery = Clock.objects.get(subject_id=case.pk, kind="delivery")
    assert (delivery.state == ClockState.MET) is ended


@pytest.mark.clause("JH-32", "XK-39")
def test_a_result_without_its_seal_is_not_handed_out() -> None:
    case = world.decided()
    world.do(case, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True)
    Document.objects.filter(case_id=case.pk, kind=DocumentKind.RESULT).update(
        state=Document.State.WAITING_SEAL
    )
    with pytest.raises(Refusal) as refused:
        world.do(case, Action.OFFER_HANDOVER, world.HANDLER, signature="a" * 64)
    assert refused.value.code == "documents_unfinished"


@pytest.mark.clause("JH-31")
def test_what_sharing_supplies_is_never_asked_for() -> None:
    case = world.received()
    shared = case.materials.filter(supply="shared").first()
    assert shared is not None
    points = [{"subject": f"material:{shared.key}", "demand": "请提交复印件"}]
    with pytest.raises(Refusal) as refused:
        world.do(case, Action.REQUEST_CORRECTION, world.HANDLER, points=points)
    assert refused.value.code == "shared_material"


@pytest.mark.clause("HOUSE-19")
def test_a_city_numbers_its_cases_by_its_own_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    scheme = CaseNumberScheme(date_format="%y%m%d", serial_digits=4)
    monkeypatch.setitem(PROFILES, JIAOHE.key, replace(JIAOHE, case_numbers=scheme))
    case = world.received()
    assert case.number == case_number(case.department.code, clock.today(), case.pk, scheme)
