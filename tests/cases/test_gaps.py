"""Acceptance with gaps (容缺受理): promised, supplied or given up; nothing is decided before all is in."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest

from onevisit.cases.actions import gaps, material_files, materials
from onevisit.cases.models import Case, CaseMaterial, GapPromise
from onevisit.catalog.publication import publication_faults
from onevisit.documents.models import Document, Service
from onevisit.law.items import Channel, Necessity
from onevisit.law.lifecycle import Action, State
from onevisit.law.limits import Limit, Unit
from onevisit.law.refusal import Refusal
from onevisit.people.models import CreditBar
from onevisit.records import clock
from onevisit.records.files import StoredFile
from onevisit.records.models import Clock, LedgerRow
from tests.cases import predicates, world
from tests.cases.record import life_of
from tests.cases.world import CLERK, do

pytestmark = pytest.mark.usefixtures("city")

FREIGHT = "道路货物运输经营许可"
HANDLER, SIGNER = "transport-handler", "transport-signer"
RULES = "safety_rules"
"""The secondary material of the item: the text of its safety rules."""


def check(case: Case, *keys: str) -> None:
    """Found on paper and in order."""
    for key in keys:
        materials.check_material(
            case.pk, key, checked=True, original_seen=True, originals=1, copies=1, ticks=[]
        )


def main_checked() -> Case:
    """Received at the window with everything but the secondary material."""
    case = world.received(FREIGHT)
    check(case, "application")
    return case


def accepted() -> Case:
    """Accepted with the gap, the notice served."""
    case = main_checked()
    do(case, Action.ACCEPT_WITH_GAPS, CLERK, signature="孙强")
    serve(case)
    return case


def serve(case: Case) -> None:
    """The notice in the applicant's hand."""
    Document.objects.filter(case_id=case.pk, kind="gap_notice").update(state=Document.State.QUEUED)
    notice = Document.objects.get(case_id=case.pk, kind="gap_notice")
    if Service.objects.filter(document=notice).exists():
        return
    do(
        case,
        Action.RECORD_SERVICE,
        CLERK,
        document=notice.pk,
        method="direct",
        receiver="孙强",
        signature="a" * 64,
    )


def put_file(case: Case) -> None:
    """The applicant uploads the secondary material."""
    stored = StoredFile(sha256=uuid.uuid4().hex * 2, size=10, content_type="application/pdf")
    material_files.add_file(case.pk, RULES, stored, "制度.pdf", by_applicant=True)


def code_of(case: Case, action: Action, by: str, **inputs: object) -> str:
    """The code of the refusal."""
    with pytest.raises(Refusal) as refused:
        do(case, action, by, **inputs)
    return refused.value.code


def supply_clock(case: Case) -> Clock:
    """The applicant's time to supply."""
    return Clock.objects.filter(subject_kind="case", subject_id=case.pk, kind="gap_supply").latest("pk")


@pytest.mark.clause("RULE-5", "RULE-33")
def test_rule_33_a_secondary_material_may_come_later_and_the_review_goes_on() -> None:
    case = accepted()
    assert case.state == State.ACCEPTED
    row = CaseMaterial.objects.get(case=case, key=RULES)
    assert (row.supply, row.promised) == (CaseMaterial.Supply.LATER, True)
    kinds = set(Document.objects.filter(case_id=case.pk).values_list("kind", flat=True))
    assert {"gap_commitment", "gap_notice", "acceptance"} <= kinds
    notice = json.loads(Document.objects.get(case_id=case.pk, kind="gap_notice").content)
    assert [line[1] for line in notice["table"]["rows"]] == ["安全生产管理制度文本"]
    assert any(label == "逾期后果" for label, _value in notice["fields"])
    do(case, Action.START_REVIEW, HANDLER)
    assert case.state == State.IN_REVIEW
    assert not predicates.faults(life_of(case.pk))


@pytest.mark.clause("RULE-33")
def test_the_time_to_supply_runs_from_the_service_of_the_notice() -> None:
    case = main_checked()
    do(case, Action.ACCEPT_WITH_GAPS, CLERK, signature="孙强")
    assert not Clock.objects.filter(subject_id=case.pk, kind="gap_supply").exists()
    clock.shift(working_days=1)
    serve(case)
    assert supply_clock(case).started_on == clock.today()
    assert supply_clock(case).limit_count == 3
    assert case.due_kind != "gap_supply", "the applicant's limit is none of the organ's"


@pytest.mark.clause("RULE-33")
def test_nothing_is_signed_before_everything_promised_is_in_and_checked() -> None:
    case = accepted()
    review(case)
    assert code_of(case, Action.SIGN_DECISION, SIGNER) == "gaps_open"
    put_file(case)
    do(case, Action.SUPPLY_GAPS, CLERK)
    assert code_of(case, Action.SIGN_DECISION, SIGNER) == "gaps_open", "supplied is not yet checked"
    check(case, RULES)
    do(case, Action.SIGN_DECISION, SIGNER)
    assert case.state == State.DECIDED
    assert not predicates.faults(life_of(case.pk))


def review(case: Case) -> None:
    """The steps of the item by its own department, and the drafted grant."""
    world.review(case, HANDLER, "transport-handler2")
    do(case, Action.DRAFT_DECISION, HANDLER, outcome="grant")


@pytest.mark.clause("XK-32.5", "RULE-5")
def test_a_main_material_is_never_a_gap() -> None:
    case = world.received(FREIGHT)
    assert code_of(case, Action.ACCEPT_WITH_GAPS, CLERK, signature="孙强") == "main_material_missing"


@pytest.mark.clause("RULE-33")
def test_it_is_voluntary_nobody_is_accepted_so_without_a_signed_promise() -> None:
    case = main_checked()
    assert code_of(case, Action.ACCEPT_WITH_GAPS, CLERK) == "no_promise"


def test_an_item_without_the_rule_has_no_gaps_and_a_whole_application_needs_none() -> None:
    food = world.received()
    assert code_of(food, Action.ACCEPT_WITH_GAPS, world.HANDLER, signature="李敏") == "no_gap_rule"
    whole = main_checked()
    check(whole, RULES)
    assert code_of(whole, Action.ACCEPT_WITH_GAPS, CLERK, signature="孙强") == "no_gap"


@pytest.mark.clause("RULE-33", "RULE-8")
def test_the_case_ends_only_after_the_time_has_passed_and_says_why() -> None:
    case = accepted()
    assert code_of(case, Action.TERMINATE_FOR_GAPS, HANDLER) == "gap_time_runs"
    clock.shift(working_days=3)
    assert code_of(case, Action.TERMINATE_FOR_GAPS, HANDLER) == "gap_time_runs", "the last day is in time"
    clock.shift(working_days=1)
    do(case, Action.TERMINATE_FOR_GAPS, HANDLER)
    assert case.state == State.TERMINATED
    end = json.loads(Document.objects.get(case_id=case.pk, kind="termination").content)
    assert "安全生产管理制度文本" in end["reasons"][0]
    assert "行政复议" in end["remedies"]
    assert not predicates.faults(life_of(case.pk))


@pytest.mark.clause("RULE-8")
def test_what_is_supplied_badly_is_told_once_with_the_whole_time_again() -> None:
    case = accepted()
    put_file(case)
    do(case, Action.SUPPLY_GAPS, world.owner(case) if case.account_id else CLERK)
    do(case, Action.RETURN_GAPS, HANDLER, reason="缺少驾驶员管理制度。")
    assert case.gap_stage == "open"
    assert supply_clock(case).started_on == clock.today()
    assert code_of(case, Action.SUPPLY_GAPS, CLERK) == "gaps_missing", "the old file is not the new one"
    put_file(case)
    do(case, Action.SUPPLY_GAPS, CLERK)
    assert code_of(case, Action.RETURN_GAPS, HANDLER, reason="仍然缺少驾驶员管理制度。") == "returned_before"
    do(case, Action.TERMINATE_FOR_GAPS, HANDLER, reason="仍缺少驾驶员管理制度。")
    assert case.state == State.TERMINATED
    assert not predicates.faults(life_of(case.pk))


@pytest.mark.clause("RULE-33")
def test_who_broke_a_promise_may_not_make_another_until_it_is_repaired() -> None:
    case = main_checked()
    assert case.applicant is not None
    bar = CreditBar.objects.create(
        applicant=case.applicant,
        reason="作出不实承诺",
        basis="国办发〔2020〕42号",
        barred_from=clock.today() - timedelta(days=1),
        barred_until=clock.today(),
        department_id=case.department_id,
        recorded_at=clock.now(),
        recorded_by_id=1,
    )
    assert code_of(case, Action.ACCEPT_WITH_GAPS, CLERK, signature="孙强") == "credit_barred"
    bar.repaired_on = clock.today()
    bar.save()
    do(case, Action.ACCEPT_WITH_GAPS, CLERK, signature="孙强")


@pytest.mark.clause("RULE-33")
def test_on_the_web_the_applicant_signs_before_filing_and_may_change_his_mind() -> None:
    case = world.draft(FREIGHT, Channel.WEB)
    with pytest.raises(Refusal) as refused:
        do(case, Action.FILE, world.owner(case))
    assert refused.value.code == "materials_missing"
    gaps.ask_for_gaps(case.pk, "王建国")
    gaps.ask_no_longer(case.pk)
    assert not GapPromise.objects.filter(case=case).exists()
    gaps.ask_for_gaps(case.pk, "王建国")
    case.refresh_from_db()
    do(case, Action.FILE, world.owner(case))
    do(case, Action.REGISTER, CLERK)
    check(case, "application")
    do(case, Action.ACCEPT_WITH_GAPS, CLERK)
    promise = json.loads(Document.objects.get(case_id=case.pk, kind="gap_commitment").content)
    assert promise["signers"][0]["signature"] == "王建国"
    put_file(case)
    do(case, Action.SUPPLY_GAPS, world.owner(case))
    assert case.gap_stage == "supplied"
    notice = Document.objects.get(case_id=case.pk, kind="gap_notice")
    assert Service.objects.filter(document=notice).exists(), "who answers a notice has it"
    assert case.notices_to_serve == 0


def test_the_ledger_knows_no_name_and_no_reason() -> None:
    case = accepted()
    put_file(case)
    do(case, Action.SUPPLY_GAPS, CLERK)
    do(case, Action.RETURN_GAPS, HANDLER, reason="缺少驾驶员管理制度。")
    told = "".join(LedgerRow.objects.filter(case_id=case.pk).values_list("canonical", flat=True))
    assert "孙强" not in told
    assert "驾驶员" not in told


@pytest.mark.clause("JH-29", "JH-17")
def test_an_item_is_published_only_with_a_lawful_rule_for_gaps() -> None:
    definition = world.version(FREIGHT).definition
    assert not publication_faults(definition)
    rule = definition.gap_acceptance
    assert rule is not None
    longer = rule.model_copy(update={"limit": Limit(6, Unit.WORKING_DAY)})
    assert publication_faults(definition.model_copy(update={"gap_acceptance": longer}))
    assert publication_faults(definition.model_copy(update={"gap_acceptance": None}))
    none_later = [one.model_copy(update={"necessity": Necessity.REQUIRED}) for one in definition.materials]
    assert publication_faults(definition.model_copy(update={"materials": tuple(none_later)}))
