"""Declarations of commitment: voluntary, checked after the decision, annulled only after hearing."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from onevisit.cases.actions import declarations, gaps, materials
from onevisit.cases.models import Case, CaseMaterial, Declaration
from onevisit.catalog.commitments import Commitment
from onevisit.catalog.evaluate import excluded_circumstances
from onevisit.catalog.publication import publication_faults
from onevisit.documents.models import Document, Service
from onevisit.law.commitments import BarKind
from onevisit.law.items import Channel
from onevisit.law.licences.validity import last_day_of
from onevisit.law.lifecycle import Action, State
from onevisit.law.refusal import Refusal
from onevisit.licences.models import Licence
from onevisit.people.credit import is_barred
from onevisit.people.models import Applicant, CreditBar
from onevisit.records import clock
from onevisit.records.models import Clock, LedgerRow
from tests.cases import predicates, world
from tests.cases.record import life_of
from tests.cases.world import CLERK, do

pytestmark = pytest.mark.usefixtures("city")

HEALTH = "公共场所卫生许可"
HANDLER, SECOND, SIGNER = "health-handler", "health-handler2", "health-signer"
REPORT = "test_report"
"""The certificate that the declaration replaces."""


def declared() -> Case:
    """Received at the window with a signed declaration."""
    case = world.draft(HEALTH)
    rule = case.version.definition.commitment
    assert rule is not None
    declarations.declare(case.pk, [one.key for one in rule.points], "李敏")
    case.refresh_from_db()
    do(case, Action.RECEIVE, CLERK)
    for row in CaseMaterial.objects.filter(case=case).exclude(supply__in=("shared", "committed")):
        materials.check_material(
            case.pk, row.key, checked=True, original_seen=True, originals=1, copies=1, ticks=[]
        )
    return case


def granted() -> Case:
    """Decided on the spot on the declaration."""
    case = declared()
    do(case, Action.ACCEPT, CLERK)
    do(case, Action.DECIDE_AT_ONCE, HANDLER)
    return case


def serve(case: Case, kind: str) -> None:
    """The notice of this kind in the holder's hand."""
    notice = Document.objects.filter(case_id=case.pk, kind=kind).latest("pk")
    if Service.objects.filter(document=notice).exists():
        return
    Document.objects.filter(pk=notice.pk).update(state=Document.State.QUEUED)
    do(
        case,
        Action.RECORD_SERVICE,
        HANDLER,
        document=notice.pk,
        method="direct",
        receiver="李敏",
        signature="a" * 64,
    )


def code_of(case: Case, action: Action, by: str, **inputs: object) -> str:
    """The code of the refusal."""
    with pytest.raises(Refusal) as refused:
        do(case, action, by, **inputs)
    return refused.value.code


def found_false() -> Case:
    """Checked in writing and found false."""
    case = granted()
    do(case, Action.CHECK_DECLARATION, HANDLER, method="written", finding="false", found="检测报告不存在。")
    return case


PROPOSAL = {"reasons": ["没有委托检测"], "legal_basis": ["《中华人民共和国行政许可法》第六十九条第二款"]}


@pytest.mark.clause("YS-40")
def test_what_is_declared_is_not_asked_for_and_may_be_granted_on_the_spot() -> None:
    case = granted()
    assert case.state == State.DECIDED
    covered = CaseMaterial.objects.filter(case=case, supply=CaseMaterial.Supply.COMMITTED)
    assert covered.exists()
    paper = json.loads(Document.objects.get(case_id=case.pk, kind="declaration").content)
    assert len(paper["table"]["rows"]) == 4
    assert paper["signers"][0]["signature"] == "李敏"
    check = Clock.objects.get(subject_kind="case", subject_id=case.pk, kind="commitment_check")
    assert (check.started_on, check.limit_count) == (clock.today(), 60)
    assert case.declaration_stage == "to_check"
    assert not predicates.faults(life_of(case.pk))


@pytest.mark.clause("YS-40", "JH-17a")
def test_nobody_is_granted_on_the_spot_without_declaring() -> None:
    case = world.received(HEALTH)
    world.check_all(case)
    assert code_of(case, Action.DECIDE_AT_ONCE, HANDLER) == "not_immediate"


@pytest.mark.clause("YS-40")
def test_a_declaration_in_part_is_none_and_it_can_be_taken_back() -> None:
    case = world.draft(HEALTH)
    with pytest.raises(Refusal) as refused:
        declarations.declare(case.pk, ["standards"], "李敏")
    assert refused.value.code == "points_not_declared"
    rule = case.version.definition.commitment
    assert rule is not None
    declarations.declare(case.pk, [one.key for one in rule.points], "李敏")
    declarations.declare_no_longer(case.pk)
    assert not Declaration.objects.filter(case=case).exists()
    assert not CaseMaterial.objects.filter(case=case, supply="committed").exists()


@pytest.mark.clause("YS-40")
def test_what_is_declared_can_not_be_demanded_by_a_correction() -> None:
    case = declared()
    points = [{"subject": f"material:{committed(case)}", "demand": "请提交原件。"}]
    assert code_of(case, Action.REQUEST_CORRECTION, CLERK, points=points) == "committed_material"


def committed(case: Case) -> str:
    """A material that the declaration covers."""
    key = CaseMaterial.objects.filter(case=case, supply="committed").values_list("key", flat=True).first()
    assert key is not None
    return key


@pytest.mark.clause("YS-40", "XK-34")
def test_a_check_that_finds_all_true_closes_the_matter() -> None:
    case = granted()
    one = [world.worker(HANDLER).staff_id]
    wrong = {"method": "on_site", "finding": "true", "found": "与承诺一致。"}
    assert code_of(case, Action.CHECK_DECLARATION, HANDLER, **wrong, officers=one) == "two_officers"
    do(
        case,
        Action.CHECK_DECLARATION,
        HANDLER,
        **wrong,
        officers=[*one, world.worker(SECOND).staff_id],
    )
    assert case.declaration_stage == "checked"
    assert Clock.objects.get(subject_id=case.pk, kind="commitment_check").state == "met"
    assert code_of(case, Action.PROPOSE_ANNULMENT, HANDLER, **PROPOSAL) == "declaration_not_false"
    assert not predicates.faults(life_of(case.pk))


@pytest.mark.clause("YS-40")
def test_what_can_be_put_right_gets_its_time_from_the_service_of_the_order() -> None:
    case = granted()
    do(case, Action.CHECK_DECLARATION, HANDLER, method="written", finding="to_correct", found="制度不全。")
    assert not Clock.objects.filter(subject_id=case.pk, kind="rectification").exists()
    not_yet = {"corrected": False, "found": "没有整改到位。"}
    assert code_of(case, Action.RECORD_RECTIFICATION, HANDLER, **not_yet) == "time_runs"
    serve(case, "rectification_order")
    assert Clock.objects.get(subject_id=case.pk, kind="rectification").limit_count == 10
    clock.shift(working_days=10)
    assert code_of(case, Action.RECORD_RECTIFICATION, HANDLER, **not_yet) == "time_runs"
    clock.shift(working_days=1)
    do(case, Action.RECORD_RECTIFICATION, HANDLER, **not_yet)
    assert case.declaration_stage == "false"


@pytest.mark.clause("XK-69p2", "XK-7", "RULE-32")
def test_a_false_declaration_is_annulled_after_hearing_by_another_and_bars_its_author() -> None:
    case = found_false()
    assert code_of(case, Action.ANNUL_FOR_FALSE_DECLARATION, SIGNER) == "not_heard"
    do(case, Action.PROPOSE_ANNULMENT, HANDLER, **PROPOSAL)
    assert code_of(case, Action.RECORD_STATEMENT, HANDLER, made=False) == "time_runs"
    serve(case, "annulment_notice")
    do(case, Action.RECORD_STATEMENT, HANDLER, made=True, content="当事人称检测正在进行；复核后不采纳。")
    do(case, Action.ANNUL_FOR_FALSE_DECLARATION, SIGNER)
    assert case.state == State.ANNULLED
    for kind in ("grant", "result"):
        assert Document.objects.get(case_id=case.pk, kind=kind).state == Document.State.REVOKED
    decision = json.loads(Document.objects.get(case_id=case.pk, kind="commitment_annulment").content)
    assert "第六十九条第二款" in decision["legal_basis"][0]
    assert "行政复议" in decision["remedies"]
    assert Licence.objects.get(case_id=case.pk).state == "annulled"
    bar = CreditBar.objects.get(case_id=case.pk)
    assert bar.applicant_id == case.applicant_id
    assert is_barred(case.applicant_id, clock.today())
    assert bar.barred_until == last_day_of(clock.today(), 3), "the years of the item, never without end"
    assert not predicates.faults(life_of(case.pk))
    told = "".join(LedgerRow.objects.filter(case_id=case.pk).values_list("canonical", flat=True))
    assert "检测" not in told
    assert "李敏" not in told


@pytest.mark.clause("XK-7")
def test_silence_is_recorded_only_after_its_time_and_the_signer_may_leave_the_decision() -> None:
    case = found_false()
    do(case, Action.PROPOSE_ANNULMENT, HANDLER, **PROPOSAL)
    serve(case, "annulment_notice")
    clock.shift(working_days=6)
    do(case, Action.RECORD_STATEMENT, HANDLER, made=False)
    do(case, Action.DROP_ANNULMENT, SIGNER)
    assert (case.state, case.declaration_stage) == (State.DECIDED, "checked")
    assert not is_barred(case.applicant_id, clock.today())


@pytest.mark.clause("RULE-33")
def test_a_bar_closes_both_ways_to_promise() -> None:
    applicant = world.person()
    CreditBar.objects.create(
        applicant=applicant,
        reason="不实承诺",
        basis="国办发〔2020〕42号",
        barred_from=clock.today(),
        barred_until=clock.today(),
        department_id=1,
        recorded_at=clock.now(),
        recorded_by_id=1,
    )
    health, freight = world.draft(HEALTH), world.draft("道路货物运输经营许可", Channel.WEB)
    rule = health.version.definition.commitment
    assert rule is not None
    with pytest.raises(Refusal) as refused:
        declarations.declare(health.pk, [one.key for one in rule.points], "李敏")
    assert refused.value.code == "credit_barred"
    with pytest.raises(Refusal) as refused:
        gaps.ask_for_gaps(freight.pk, "王建国")
    assert refused.value.code == "credit_barred"


def bar_for(applicant: Applicant, until: date, kind: BarKind = BarKind.FALSE_PROMISE) -> CreditBar:
    """A bar from today on."""
    return CreditBar.objects.create(
        applicant=applicant,
        kind=kind.value,
        reason="不实承诺",
        basis="国办发〔2020〕42号",
        barred_from=clock.today(),
        barred_until=until,
        department_id=1,
        recorded_at=clock.now(),
        recorded_by_id=1,
    )


def declare_all(case: Case) -> None:
    """Every point declared and signed."""
    rule = case.version.definition.commitment
    assert rule is not None
    declarations.declare(case.pk, [one.key for one in rule.points], "李敏")


@pytest.mark.clause("YS-40", "RULE-33")
@pytest.mark.parametrize("kind", list(BarKind))
def test_a_bar_holds_through_its_last_day_and_ends_by_itself(kind: BarKind) -> None:
    case = world.draft(HEALTH)
    assert case.applicant is not None
    bar_for(case.applicant, clock.today() + timedelta(days=1), kind)
    clock.shift(by=timedelta(days=1))
    with pytest.raises(Refusal) as refused:
        declare_all(case)
    assert refused.value.code == "credit_barred"
    clock.shift(by=timedelta(days=1))
    declare_all(case)


@pytest.mark.clause("YS-40")
def test_a_circumstance_of_high_risk_closes_the_way_and_only_that_one() -> None:
    case = world.draft(HEALTH)
    Case.objects.filter(pk=case.pk).update(scenario={**case.scenario, "place_kind": "swimming"})
    with pytest.raises(Refusal) as refused:
        declare_all(case)
    assert refused.value.code == "commitment_excluded" and "游泳场" in str(refused.value)
    Case.objects.filter(pk=case.pk).update(scenario={**case.scenario, "place_kind": "bath"})
    declare_all(case)


@pytest.mark.clause("YS-40", "RULE-33")
def test_what_came_up_after_signing_stops_the_declaration_at_receipt() -> None:
    case = world.draft(HEALTH)
    declare_all(case)
    case.refresh_from_db()
    assert case.applicant is not None
    bar = bar_for(case.applicant, clock.today())
    assert code_of(case, Action.RECEIVE, CLERK) == "credit_barred"
    bar.delete()
    Case.objects.filter(pk=case.pk).update(scenario={**case.scenario, "place_kind": "swimming"})
    assert code_of(case, Action.RECEIVE, CLERK) == "commitment_excluded"
    declarations.declare_no_longer(case.pk)
    do(case, Action.RECEIVE, CLERK)
    assert not Document.objects.filter(case_id=case.pk, kind="declaration").exists()


@pytest.mark.clause("YS-40")
def test_an_exclusion_in_words_alone_is_read_and_excludes_nobody() -> None:
    definition = world.version(HEALTH).definition
    rule = definition.commitment
    assert rule is not None
    older = Commitment.model_validate({**rule.model_dump(mode="json"), "exclusions": ["高风险的。"]})
    assert [str(one) for one in older.exclusions] == ["高风险的。"]
    changed = definition.model_copy(update={"commitment": older})
    assert excluded_circumstances(changed, {"place_kind": "swimming"}) == ()
    assert len(publication_faults(changed)) == 3


@pytest.mark.clause("YS-40")
def test_an_item_is_published_only_when_it_tells_everything() -> None:
    definition = world.version(HEALTH).definition
    rule = definition.commitment
    assert rule is not None
    assert not publication_faults(definition)
    for left_out in (
        {"points": ()},
        {"liability": ""},
        {"check": None},
        {"bar": None},
        {"exclusions": ()},
        {"covers": ("no_such_material",)},
    ):
        changed = definition.model_copy(update={"commitment": rule.model_copy(update=left_out)})
        assert publication_faults(changed), left_out
