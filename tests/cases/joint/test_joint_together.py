"""All or none: killed in the middle, two at once, and how much the database is asked for."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onevisit.cases import engine
from onevisit.cases.joint import course, filing, notice
from onevisit.cases.joint.members import members_of, state_of
from onevisit.cases.models import Case, JointCase, JointNotice
from onevisit.documents.models import Document
from onevisit.law.joint import JointState
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.records.models import Clock, LedgerRow
from tests.cases import world as cases
from tests.cases.at_once import Gate, Together, wait_until_blocked
from tests.cases.joint import world
from tests.cases.test_crash import killed, killed_at_statement

pytestmark = pytest.mark.usefixtures("shared_city")

EACH_MEMBER = 16
FRAME = 10
FOLLOWED = 15 + 9


def filed_members(joint: JointCase) -> list[str]:
    """The members that have left their drafts."""
    return [one.key for one in members_of(joint) if one.case.state != "draft"]


@pytest.mark.clause("HOUSE-2", "JH-18")
def test_killed_anywhere_while_filing_all_is_there_or_nothing() -> None:
    joint = world.filled()
    performer, key = world.owner(joint), world.key()
    for number in (3, 20, 33, 45):

        def work(number: int = number) -> Any:
            with killed_at_statement(number):
                filing.file(joint.pk, performer, key)

        killed(work)
        joint.refresh_from_db()
        assert joint.received_at is None
        assert filed_members(joint) == []
        assert not LedgerRow.objects.filter(case_id__in=[one.case_id for one in members_of(joint)]).exists()
    filing.file(joint.pk, performer, key)
    assert len(filed_members(joint)) == 3
    ids = [one.case_id for one in members_of(joint)]
    assert Document.objects.filter(case_id__in=ids, kind="receipt").count() == 1


def race_to_file(joint: JointCase, monkeypatch: pytest.MonkeyPatch) -> list[BaseException | None]:
    """Two windows of the same applicant submit at once, each under its own key."""
    gate = Gate(monkeypatch)
    performer = world.owner(joint)
    first = gate.hold(lambda: filing.file(joint.pk, performer, world.key()))
    second = Together(lambda: filing.file(joint.pk, performer, world.key()))
    wait_until_blocked(second)
    gate.open()
    errors: list[BaseException | None] = []
    for one in (first, second):
        try:
            one.join()
            errors.append(None)
        except Refusal as refusal:
            errors.append(refusal)
    return errors


@pytest.mark.clause("HOUSE-2", "JH-18")
def test_of_two_submissions_at_once_one_files_and_the_other_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    joint = world.filled()
    first, second = race_to_file(joint, monkeypatch)
    assert first is None
    assert isinstance(second, Refusal) and second.code == "filed_already"
    assert LedgerRow.objects.filter(case_id=world.case(joint, "food").pk, action="file").count() == 1


@pytest.mark.clause("RULE-19", "JH-18")
def test_of_two_members_that_end_at_once_the_second_sees_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert last_two_end(monkeypatch) is JointState.NONE_GRANTED


@pytest.mark.clause("RULE-19")
def test_without_the_lock_the_whole_would_stay_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: each sees the other still open, and nobody closes the whole."""

    def unlocked(joint_id: int) -> JointCase:
        around = ("version__package", "hall__region", "department")
        return JointCase.objects.select_related(*around).get(pk=joint_id)

    monkeypatch.setattr(course, "lock_joint", unlocked)
    assert last_two_end(monkeypatch, by_lock=False) is None


def last_two_end(monkeypatch: pytest.MonkeyPatch, *, by_lock: bool = True) -> JointState | None:
    """The last two members are withdrawn at once; the state of the whole if it was closed, else None."""
    joint = world.filed()
    cases.do(world.case(joint, "food"), Action.WITHDRAW, world.owner(joint))
    reached, opened = threading.Event(), threading.Event()
    original = course._close

    def waiting(*args: Any) -> None:
        original(*args)
        if threading.current_thread().name == "held":
            reached.set()
            assert opened.wait(30)

    monkeypatch.setattr(course, "_close", waiting)
    owner = world.owner(joint)
    ids = {name: world.case(joint, name).pk for name in ("sign", "fire")}

    def withdraw(name: str) -> Any:
        return engine.perform(ids[name], Action.WITHDRAW, owner, uuid.uuid4().hex)

    held = Together(lambda: withdraw("sign"), "held")
    assert reached.wait(30), held.error
    other = Together(lambda: withdraw("fire"))
    if by_lock:
        wait_until_blocked(other)
        opened.set()
        other.join()
    else:
        other.join()
        opened.set()
    held.join()
    joint.refresh_from_db()
    return None if joint.closed_at is None else state_of(joint, members_of(joint))


@pytest.mark.clause("RULE-19", "XK-32.4")
def test_two_who_issue_the_notice_at_once_issue_one(monkeypatch: pytest.MonkeyPatch) -> None:
    joint = world.filed()
    world.register(joint, "food", "sign", "fire")
    world.report(joint, "sign", "question:board_address")
    gate = Gate(monkeypatch)
    silent = ("fire", "food")
    lead, clerk = cases.staff("market-handler"), cases.staff(cases.CLERK)
    first = gate.hold(lambda: notice.issue(joint.pk, lead, world.key(), without=silent))
    second = Together(lambda: notice.issue(joint.pk, clerk, world.key(), without=silent))
    wait_until_blocked(second)
    gate.open()
    first.join()
    with pytest.raises(Refusal):
        second.join()
    assert JointNotice.objects.filter(joint=joint).count() == 1
    assert Document.objects.filter(case_id=world.case(joint, "sign").pk, kind="correction").count() == 1


def test_filing_asks_the_database_for_each_member_the_same() -> None:
    """The budget: a frame for the whole, and each member about as much as filing it alone."""
    counts = {}
    for scenario in (world.WITH_LICENCE, {**world.WITH_LICENCE, "sign": "none"}):
        joint = world.filled(scenario)
        with CaptureQueriesContext(connection) as seen:
            filing.file(joint.pk, world.owner(joint), world.key())
        members = len(members_of(joint))
        counts[members] = len([one for one in seen if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])
        assert counts[members] <= FRAME + EACH_MEMBER * members, counts
    assert counts[3] - counts[2] <= EACH_MEMBER


def test_an_act_on_a_member_asks_little_more_than_on_a_case_alone() -> None:
    joint = world.filed()
    world.register(joint, "food")
    found = world.case(joint, "food")
    cases.check_all(found)
    performer = cases.staff("market-handler")
    with CaptureQueriesContext(connection) as seen:
        engine.perform(found.pk, Action.ACCEPT, performer, uuid.uuid4().hex)
    asked = [one["sql"] for one in seen if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) <= FOLLOWED, "\n".join(asked)
    assert not Clock.objects.filter(subject_kind="joint", subject_id=joint.pk).exists()
    assert Case.objects.get(pk=found.pk).state == "accepted"
