"""Visits to the place: appointed and told, two qualified officers, signed, photographed, no clock stopped."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from onevisit.cases.models import Case, CaseAttachment, CaseStep, SiteVisit
from onevisit.documents.models import Document
from onevisit.law.items import StepKind
from onevisit.law.lifecycle import Action, transition_for
from onevisit.law.lifecycle.transition import Audience
from onevisit.law.refusal import Refusal
from onevisit.organization.models import Staff
from onevisit.records import clock
from onevisit.records.models import Clock
from tests.cases import predicates, world
from tests.cases.record import life_of

pytestmark = pytest.mark.usefixtures("city")

PHOTO = {"sha256": "b" * 64, "name": "现场.jpg", "size": 10, "content_type": "image/jpeg"}


def refused(case: Case, action: Action, by: str = world.HANDLER, **inputs: Any) -> str:
    """The code of the refusal."""
    with pytest.raises(Refusal) as caught:
        world.do(case, action, by, **inputs)
    return caught.value.code


def at_the_visit() -> tuple[Case, list[tuple[Action, dict[str, Any]]]]:
    """A case whose next step is the visit, and the acts that make it."""
    case = world.accepted()
    world.do(case, Action.START_REVIEW, world.HANDLER)
    for step in case.version.definition.steps:
        if step.kind is StepKind.SITE_VISIT:
            return case, world.acts_of_step(step)
        for action, inputs in world.acts_of_step(step):
            world.do(case, action, world.HANDLER, **inputs)
    raise AssertionError("the item has no visit")


@pytest.mark.clause("XK-34p3", "JH-8.2.5", "RULE-28")
def test_a_visit_is_appointed_told_made_and_signed() -> None:
    case, ((appoint, appointment), (record, findings)) = at_the_visit()
    assert Audience.APPLICANT in transition_for(appoint).told
    assert refused(case, record, **findings) == "visit_not_appointed"
    world.do(case, appoint, world.HANDLER, **appointment)
    world.do(case, record, world.HANDLER, **findings, photos=[PHOTO])
    visit = SiteVisit.objects.get(case=case)
    assert visit.state == "done"
    assert CaseStep.objects.get(case=case, key=visit.step).officers == visit.officers
    paper = Document.objects.get(case_id=case.pk, kind="site_record")
    assert paper.title == "现场核查笔录"
    assert CaseAttachment.objects.get(case=case).kind == "site_photo"
    life = life_of(case.pk)
    assert not predicates.faults(life)


@pytest.mark.clause("XK-34p3", "RULE-21")
def test_fewer_than_two_officers_or_one_of_another_department_are_not_sent() -> None:
    case, ((appoint, appointment), _record) = at_the_visit()
    one, two = appointment["officers"]
    stranger = world.worker(world.OUTSIDER).staff_id
    for officers in ([one], [one, one], [one, stranger]):
        assert refused(case, appoint, **{**appointment, "officers": officers}) == "two_officers"
    world.do(case, appoint, world.HANDLER, **{**appointment, "officers": [two, one]})


@pytest.mark.clause("RULE-27", "JH-8.4")
def test_an_officer_whose_certificate_has_run_out_is_not_sent() -> None:
    case, ((appoint, appointment), _record) = at_the_visit()
    Staff.objects.filter(pk=appointment["officers"][1]).update(
        certificate_valid_until=clock.today() - timedelta(days=1)
    )
    assert refused(case, appoint, **appointment) == "officer_not_qualified"


@pytest.mark.clause("XK-34p3")
def test_each_officer_signs_and_who_was_there_or_it_is_said_why_not() -> None:
    case, ((appoint, appointment), (record, findings)) = at_the_visit()
    world.do(case, appoint, world.HANDLER, **appointment)
    half = {**findings, "signatures": findings["signatures"][:1]}
    assert refused(case, record, **half) == "officer_unsigned"
    silent = {**findings, "present_signature": ""}
    assert refused(case, record, **silent) == "bad_input"
    world.do(case, record, world.HANDLER, **silent, refusal="在场人拒绝签名")
    paper = Document.objects.get(case_id=case.pk, kind="site_record")
    assert "拒绝签名" in paper.content


@pytest.mark.clause("AS-3.1d", "JH-8.3")
def test_passed_means_every_point_was_looked_at() -> None:
    case, ((appoint, appointment), (record, findings)) = at_the_visit()
    world.do(case, appoint, world.HANDLER, **appointment)
    if findings["ticks"]:
        assert refused(case, record, **{**findings, "ticks": []}) == "points_not_ticked"
    world.do(case, record, world.HANDLER, **{**findings, "ticks": [], "passed": False})


@pytest.mark.clause("RULE-11", "XK-45")
def test_a_visit_stops_no_clock() -> None:
    case, ((appoint, appointment), (record, findings)) = at_the_visit()
    before = dict(Clock.objects.filter(subject_id=case.pk).values_list("kind", "due_on"))
    world.do(case, appoint, world.HANDLER, **appointment)
    world.do(case, record, world.HANDLER, **findings)
    for one in Clock.objects.filter(subject_id=case.pk, kind__in=("statutory", "promise")):
        assert not one.pauses
        assert one.due_on == before[one.kind]


@pytest.mark.clause("JH-8.2.5")
def test_another_appointment_moves_the_one_before_and_none_lies_in_the_past() -> None:
    case, ((appoint, appointment), _record) = at_the_visit()
    past = (clock.now() - timedelta(hours=1)).isoformat()
    assert refused(case, appoint, **{**appointment, "at": past}) == "visit_in_the_past"
    world.do(case, appoint, world.HANDLER, **appointment)
    world.do(case, appoint, world.HANDLER, **appointment)
    states = list(SiteVisit.objects.filter(case=case).order_by("pk").values_list("state", flat=True))
    assert states == ["moved", "appointed"]


@pytest.mark.clause("XK-34p3", "JH-24")
def test_a_site_step_is_never_concluded_from_the_desk() -> None:
    case, ((_appoint, _appointment), (_record, findings)) = at_the_visit()
    visit = next(one for one in case.version.definition.steps if one.kind is StepKind.SITE_VISIT)
    given = {"step": visit.key, "passed": True, "opinion": "现场相符。", "ticks": findings["ticks"]}
    assert refused(case, Action.RECORD_STEP, **given) == "visit_needed"
