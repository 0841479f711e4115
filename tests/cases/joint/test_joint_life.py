"""The life of a joint case: filed at once, in parallel or one after the other, ended with its last member."""

from __future__ import annotations

import pytest

from onevisit.cases import tasks
from onevisit.cases.joint import drafts, filing, notice
from onevisit.cases.joint.handing_out import hand_out
from onevisit.cases.joint.members import members_of, state_of
from onevisit.cases.models import Case, JointCase, JointNotice
from onevisit.documents.models import Document
from onevisit.law.joint import JointState
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.records import clock
from onevisit.records.models import Clock, Message
from tests.cases import world as cases
from tests.cases.joint import world
from tests.cases.moments import next_working_morning
from tests.web.apply.world import service_facts

pytestmark = pytest.mark.django_db

ALL = ("food", "sign", "fire")


def state(joint: JointCase) -> JointState:
    """The state of the whole as it is now."""
    joint.refresh_from_db()
    return state_of(joint, members_of(joint))


@pytest.mark.clause("JH-18", "RULE-19", "AS-4.2")
def test_filing_files_every_member_with_one_receipt_that_names_all(city: None) -> None:
    joint = world.filed()
    members = members_of(joint)
    assert [member.key for member in members] == list(ALL)
    assert {member.case.state for member in members} == {"submitted"}
    assert joint.number is not None and joint.number.startswith("联220281031")
    papers = list(Document.objects.filter(case_id__in=[one.case_id for one in members]))
    assert [one.kind for one in papers] == ["receipt"]
    for member in members:
        assert str(member.case.number) in papers[0].content
        assert member.case.version.name in papers[0].content


@pytest.mark.clause("JH-18")
def test_the_same_filing_sent_twice_files_once_and_another_one_is_refused(city: None) -> None:
    joint = world.filled()
    key = world.key()
    first = filing.file(joint.pk, world.owner(joint), key)
    assert filing.file(joint.pk, world.owner(joint), key) == first
    with pytest.raises(Refusal) as refused:
        filing.file(joint.pk, world.owner(joint), world.key())
    assert refused.value.code == "filed_already"


@pytest.mark.clause("JH-18", "RULE-19")
def test_a_member_is_not_filed_alone_and_issues_no_notice_alone(city: None) -> None:
    joint = world.filled()
    with pytest.raises(Refusal) as refused:
        cases.do(world.case(joint, "food"), Action.FILE, world.owner(joint))
    assert refused.value.code == "filed_with_its_package"
    filing.file(joint.pk, world.owner(joint), world.key())
    points = [{"subject": "material:layout_plan", "demand": "请补充。"}]
    with pytest.raises(Refusal) as refused:
        cases.do(world.case(joint, "food"), Action.REQUEST_CORRECTION, "market-handler", points=points)
    assert refused.value.code == "one_notice_for_all"


@pytest.mark.clause("RULE-19")
def test_a_stranger_files_nothing_of_it(city: None) -> None:
    joint = world.filled()
    with pytest.raises(Refusal):
        filing.file(joint.pk, cases.staff("market-handler"), world.key())
    assert not Case.objects.filter(joint=joint).exclude(state="draft").exists()


@pytest.mark.clause("RULE-19")
def test_the_clock_of_the_whole_runs_from_the_last_acceptance_to_the_last_result(city: None) -> None:
    joint = world.filed()
    for name in ("food", "sign"):
        world.accept(joint, name)
        assert not Clock.objects.filter(subject_kind="joint", subject_id=joint.pk).exists()
    accepted = world.accept(joint, "fire")
    own = Clock.objects.get(subject_kind="joint", subject_id=joint.pk)
    assert (own.limit_count, own.limit_unit, own.started_on) == (8, "wd", accepted.accepted_on)
    for name in ALL:
        assert Clock.objects.get(pk=own.pk).state == "running"
        world.decide(joint, name)
        world.make_ready(joint, name)
    assert Clock.objects.get(pk=own.pk).state == "met"
    assert state(joint) is JointState.READY
    for name in ALL:
        world.collect(joint, name)
    assert state(joint) is JointState.ALL_GRANTED
    assert joint.closed_at is not None


@pytest.mark.clause("RULE-19", "JH-18")
def test_waiting_members_are_filed_when_their_predecessor_is_granted(city: None) -> None:
    joint = world.filed(world.WITHOUT_LICENCE)
    assert world.case(joint, "licence").state == "submitted"
    assert {world.case(joint, name).state for name in ALL} == {"draft"}
    licence = world.case(joint, "licence")
    cases.check_all(licence)
    cases.do(licence, Action.DECIDE_AT_ONCE, cases.CLERK)
    assert world.case(joint, "sign").state == "submitted"
    assert world.member(joint, "sign").attached == [{"material": "business_licence", "case": licence.pk}]
    # The number of the trader is known only from the licence: the applicant adds it, then it is filed.
    assert world.case(joint, "food").state == "draft"
    assert world.member(joint, "food").open_questions == ["operator_code"]
    assert Message.objects.filter(template="joint.open_questions").exists()
    from onevisit.cases.actions import drafts

    drafts.save_answers(world.case(joint, "food").pk, {"operator_code": cases.EXAMPLES["credit_code"]})
    filing.complete(joint.pk, "food", world.owner(joint), world.key())
    assert world.case(joint, "food").state == "submitted"


@pytest.mark.clause("RULE-19", "JH-18")
def test_a_withdrawn_predecessor_lets_the_waiting_ones_go_as_drafts_of_their_own(city: None) -> None:
    joint = world.filed(world.WITHOUT_LICENCE)
    cases.do(world.case(joint, "licence"), Action.WITHDRAW, world.owner(joint))
    for name in ALL:
        assert world.case(joint, name).joint_id is None
        assert world.case(joint, name).state == "draft"
    assert state(joint) is JointState.NONE_GRANTED
    assert Message.objects.filter(template="joint.dropped", channel="site").count() == len(ALL)


@pytest.mark.clause("RULE-19", "XK-32.4", "AS-3.3b")
def test_one_notice_names_the_points_of_all_organs_and_is_answered_once(city: None) -> None:
    joint = world.filed()
    world.register(joint, *ALL)
    world.report(joint, "sign", "question:board_address")
    world.report(joint, "fire", "question:place_area", "question:use")
    with pytest.raises(Refusal) as refused:
        world.issue(joint)
    assert refused.value.code == "organs_silent"
    world.accept(joint, "food")
    world.issue(joint)
    assert [world.case(joint, name).state for name in ALL] == ["accepted", "correcting", "correcting"]
    notices = Document.objects.filter(kind="correction")
    assert notices.count() == 1
    content = notices.get().content
    assert "户外广告" in content or "大型户外广告" in content
    assert "场所建筑面积" in content
    # Served on the site to the one who agreed: it counts for both members.
    for name in ("sign", "fire"):
        assert world.case(joint, name).correction.served_at is not None
        assert not Clock.objects.filter(
            subject_kind="case",
            subject_id=world.case(joint, name).pk,
            kind="one_time_notice",
            state="running",
        ).exists()
    assert state(joint) is JointState.CORRECTING
    answers = {
        "sign": {"board_address": "蛟河市民主路 1 号"},
        "fire": {"place_area": "120", "use": "lodging"},
    }
    notice.supply(joint.pk, world.owner(joint), world.key(), answers)
    assert [world.case(joint, name).state for name in ALL] == ["accepted", "received", "received"]
    with pytest.raises(Refusal) as refused:
        world.issue(joint)
    assert refused.value.code == "no_points"
    assert JointNotice.objects.filter(joint=joint).count() == 1


@pytest.mark.clause("RULE-19")
def test_an_organ_that_was_left_out_can_ask_for_nothing_later(city: None) -> None:
    joint = world.filed()
    world.register(joint, *ALL)
    world.report(joint, "sign", "question:board_address")
    world.issue(joint, without=("food", "fire"))
    world.report(joint, "fire", "question:place_area")
    with pytest.raises(Refusal) as refused:
        world.issue(joint, without=("food",))
    assert refused.value.code == "second_correction"


@pytest.mark.clause("JH-18", "JH-8.2.4")
def test_only_the_lead_department_or_the_window_issues_the_notice(city: None) -> None:
    joint = world.filed()
    world.register(joint, *ALL)
    world.report(joint, "sign", "question:board_address")
    with pytest.raises(Refusal) as refused:
        world.issue(joint, by="urban-handler", without=("food", "fire"))
    assert refused.value.code == "no_power"
    world.issue(joint, by=cases.CLERK, without=("food", "fire"))


@pytest.mark.clause("JH-18", "JH-25b", "RULE-30")
def test_what_is_ready_is_handed_out_together_with_one_proof_that_names_all(city: None) -> None:
    joint = world.filed()
    for name in ALL:
        world.accept(joint, name)
    for name in ("food", "sign"):
        world.decide(joint, name)
        world.make_ready(joint, name)
    applicant = cases.person()
    collection = {"receiver": applicant.name, "identity_checked": True, "signature": "c" * 64}
    with pytest.raises(Refusal) as refused:
        hand_out(joint.pk, cases.staff(cases.ISSUER), world.key(), ["food", "fire"], collection)
    assert refused.value.code == "nothing_chosen"
    hand_out(joint.pk, cases.staff(cases.ISSUER), world.key(), ["food", "sign"], collection)
    assert {world.case(joint, name).state for name in ("food", "sign")} == {"delivered"}
    proof = Document.objects.get(kind="proof_of_service")
    for title in ("食品经营许可证", "户外广告设置批准书"):
        assert title in proof.content or "准予行政许可决定书" in proof.content
    assert proof.content.count("准予行政许可决定书") == 2
    assert state(joint) is JointState.IN_PROGRESS


@pytest.mark.clause("RULE-30", "JH-25b")
def test_a_result_collected_alone_never_goes_without_its_proof(city: None) -> None:
    joint = world.filed()
    world.accept(joint, "food")
    world.decide(joint, "food")
    world.make_ready(joint, "food")
    with pytest.raises(Refusal) as refused:
        cases.do(
            world.case(joint, "food"),
            Action.COLLECT,
            cases.ISSUER,
            receiver=cases.person().name,
            identity_checked=True,
            signature="c" * 64,
            proof=False,
        )
    assert refused.value.code == "proof_missing"


def put_to_correction_on_paper() -> JointCase:
    """Three members named by a notice that nobody was served yet: its applicant wants paper."""
    joint = world.filled()
    drafts.choose_service(joint.pk, "window", service_facts(electronic_way=None))
    filing.file(joint.pk, world.owner(joint), world.key())
    joint.refresh_from_db()
    world.register(joint, *ALL)
    world.report(joint, "food", "question:premises_address")
    world.report(joint, "sign", "question:board_address")
    world.report(joint, "fire", "question:place_area")
    world.issue(joint)
    assert {world.case(joint, name).state for name in ALL} == {"correcting"}
    return joint


def notices_of(joint: JointCase) -> list[tuple[int, bool]]:
    """The merged notices: round, and whether each was called off."""
    found = JointNotice.objects.filter(joint=joint).order_by("pk")
    return [(one.round, one.called_off_at is not None) for one in found]


@pytest.mark.clause("RULE-7", "RULE-19", "XK-32.4")
def test_a_notice_whose_carrier_is_withdrawn_unserved_is_called_off_and_issued_anew(city: None) -> None:
    joint = put_to_correction_on_paper()
    cases.do(world.case(joint, "food"), Action.WITHDRAW, world.owner(joint))
    assert [world.case(joint, name).state for name in ("sign", "fire")] == ["received", "received"]
    assert notices_of(joint) == [(1, True)]
    world.issue(joint)
    assert notices_of(joint) == [(1, True), (1, False)]
    papers = Document.objects.filter(kind="correction").order_by("pk")
    assert [paper.state == "revoked" for paper in papers] == [True, False]
    assert "场所建筑面积" in papers[1].content and "经营场所" not in papers[1].content


@pytest.mark.clause("RULE-7", "RULE-19", "XK-32.4")
def test_a_member_that_is_not_deemed_accepted_does_not_wait_for_a_void_notice(city: None) -> None:
    next_working_morning()
    joint = put_to_correction_on_paper()
    # As of an item that is no licence: its silence deems nothing.
    sign = world.case(joint, "sign")
    Clock.objects.filter(subject_kind="case", subject_id=sign.pk).update(state="cancelled")
    Case.objects.filter(pk=sign.pk).update(lapse_on=None)
    clock.shift(working_days=6)
    tasks.lapse(0)
    assert [world.case(joint, name).state for name in ALL] == ["accepted", "received", "accepted"]
    assert notices_of(joint) == [(1, True)]
    assert world.member(joint, "sign").points
    world.issue(joint)
    assert world.case(joint, "sign").state == "correcting"
    latest = Document.objects.filter(kind="correction").latest("pk")
    assert "场所建筑面积" not in latest.content


@pytest.mark.clause("RULE-7", "RULE-19")
def test_a_notice_that_was_served_is_not_called_off(city: None) -> None:
    joint = world.filed()
    world.register(joint, *ALL)
    world.report(joint, "food", "question:premises_address")
    world.report(joint, "sign", "question:board_address")
    world.issue(joint, without=("fire",))
    cases.do(world.case(joint, "food"), Action.WITHDRAW, world.owner(joint))
    assert world.case(joint, "sign").state == "correcting"
    assert notices_of(joint) == [(1, False)]


@pytest.mark.clause("RULE-19", "JH-18")
def test_a_result_in_the_cabinet_or_in_the_post_leaves_the_whole_open(city: None) -> None:
    joint = world.filed()
    Case.objects.filter(joint=joint).update(outcome="grant", certificate_made=True)
    for name, held in zip(ALL, ("in_slot", "posted", "delivered"), strict=True):
        Case.objects.filter(pk=world.case(joint, name).pk).update(state=held)
    assert state(joint) is JointState.READY
