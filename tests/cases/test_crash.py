"""Killed in the middle: of a command everything is there or nothing, and sending it again has one effect."""

from __future__ import annotations

import json
import os
import signal
import traceback
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django import app

from onevisit.cases import engine, queries
from onevisit.cases.models import Case, CaseMaterial
from onevisit.cases.performers import Performer
from onevisit.documents import production
from onevisit.documents.models import Document
from onevisit.law.items import Channel
from onevisit.law.lifecycle import Action, State
from onevisit.records import clock, side_connection
from tests.cases import predicates, snapshots, world
from tests.cases.at_once import Gate
from tests.cases.record import life_of
from tests.conftest import close_connections

pytestmark = pytest.mark.usefixtures("shared_city")


LONGEST = 30


def killed(work: Callable[[], Any]) -> None:
    """Runs the work in a child process that must be killed on the way (kill -9)."""
    close_connections()
    child = os.fork()
    if child == 0:
        signal.alarm(LONGEST)
        try:
            work()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def die() -> None:
    """The end of this process, without any clearing up."""
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def killed_at_statement(number: int) -> Iterator[None]:
    """Kills this process after so many statements of the block were carried out."""
    seen = 0

    def count(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        done = execute(sql, parameters, many, context)
        seen += 1
        if seen == number:
            die()
        return done

    with connection.execute_wrapper(count):
        yield


Step = tuple[Action, str, dict[str, Any]]


def life() -> list[Step]:
    """Every command of a licence from receipt to the hand of the applicant, with a special procedure."""
    definition = world.version(world.FOOD_LICENCE).definition
    steps = [one for one in definition.steps if one.kind.name not in ("SIGN", "CERTIFICATE")]
    reviewed: list[Step] = [
        (action, world.HANDLER, inputs) for one in steps for action, inputs in world.acts_of_step(one)
    ]
    testing = {"procedure": "testing", "reason": "设备需要检测", "days": 3}
    collecting = {"receiver": "李敏", "identity_checked": True, "signature": "c" * 64}
    return [
        (Action.RECEIVE, world.CLERK, {"electronic_service_agreed": True}),
        (Action.ACCEPT, world.HANDLER, {}),
        (Action.START_REVIEW, world.HANDLER, {}),
        (Action.START_SPECIAL_PROCEDURE, world.HANDLER, testing),
        (Action.END_SPECIAL_PROCEDURE, world.HANDLER, {"result": "检测合格。"}),
        (Action.REQUEST_EXTENSION, world.HANDLER, {"days": 5, "reason": "需要进一步核实情况"}),
        (Action.APPROVE_EXTENSION, world.HEAD, {}),
        *reviewed,
        (Action.DRAFT_DECISION, world.HANDLER, {"outcome": "grant"}),
        (Action.SIGN_DECISION, world.SIGNER, {}),
        (Action.MAKE_CERTIFICATE, world.HANDLER, {"proof_read": True}),
        (Action.OFFER_HANDOVER, world.HANDLER, {"signature": "a" * 64}),
        (Action.TAKE_OVER, world.ISSUER, {"signature": "b" * 64}),
        (Action.COLLECT, world.ISSUER, collecting),
    ]


@pytest.mark.clause("HOUSE-1", "HOUSE-2")
def test_killed_in_the_middle_of_each_command_leaves_all_or_nothing() -> None:
    case = world.draft()
    world.check_all(case)
    for action, username, inputs in life():
        performer = world.staff(username)
        key = uuid.uuid4().hex
        before = snapshots.content()

        def perform(
            action: Action = action,
            performer: Performer = performer,
            key: str = key,
            inputs: dict[str, Any] = inputs,
        ) -> dict[str, Any]:
            return engine.perform(case.pk, action, performer, key, inputs)

        for statement in (1, 4, statements_of(perform)):

            def at_statement(statement: int = statement, perform: Callable[[], Any] = perform) -> None:
                with killed_at_statement(statement):
                    perform()

            killed(at_statement)
            assert snapshots.changed(before) == [], f"{action} killed after statement {statement}"
        done = perform()
        after = snapshots.content()
        assert after != before
        assert perform() == done
        assert snapshots.content() == after, f"{action} repeated"
        make_documents(case)
    case.refresh_from_db()
    assert case.state == State.DELIVERED
    assert not predicates.faults(life_of(case.pk))


class _Undone(Exception):
    """A trial run whose effect is taken back."""


def statements_of(perform: Callable[[], Any]) -> int:
    """How many statements the command takes, the last one before its commit included."""
    from django.db import transaction

    try:
        with transaction.atomic(), CaptureQueriesContext(connection) as captured:
            perform()
            raise _Undone
    except _Undone:
        control = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
        return sum(not query["sql"].startswith(control) for query in captured.captured_queries)


def make_documents(case: Case) -> None:
    """What the worker would have made by now."""
    production.produce(Document.objects.filter(case_id=case.pk).values_list("pk", flat=True))


@pytest.mark.clause("HOUSE-2")
def test_killed_after_the_commit_and_before_the_answer_the_repeat_gives_the_same_answer() -> None:
    case = world.received()
    world.check_all(case)
    performer, key = world.staff(world.HANDLER), uuid.uuid4().hex

    def perform() -> dict[str, Any]:
        return engine.perform(case.pk, Action.ACCEPT, performer, key)

    def answered_by_nobody() -> None:
        perform()
        die()

    killed(answered_by_nobody)
    after = snapshots.content()
    done = perform()
    assert done["state"] == State.ACCEPTED
    assert snapshots.content() == after


@pytest.mark.clause("HOUSE-1")
def test_a_database_session_ended_in_the_middle_takes_nothing_half_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = world.received()
    world.check_all(case)
    performer, key = world.staff(world.HANDLER), uuid.uuid4().hex
    before = snapshots.content()
    gate = Gate(monkeypatch)
    held = gate.hold(lambda: engine.perform(case.pk, Action.ACCEPT, performer, key))
    ended = side_connection.execute("SELECT pg_terminate_backend(%s)", [held.backend])
    assert ended == [(True,)]
    gate.open()
    with pytest.raises(OperationalError):
        held.join()
    assert snapshots.changed(before) == []
    assert engine.perform(case.pk, Action.ACCEPT, performer, key)["state"] == State.ACCEPTED


@pytest.mark.clause("RULE-7", "HOUSE-1")
def test_killed_while_the_law_is_applied_the_next_command_applies_it_again() -> None:
    case = world.received()
    clock.shift(working_days=6)
    before = snapshots.content()
    performer = world.staff(world.HANDLER)

    def at_statement() -> None:
        with killed_at_statement(9):
            engine.perform(case.pk, Action.START_REVIEW, performer, uuid.uuid4().hex)

    killed(at_statement)
    assert snapshots.changed(before) == []
    world.do(case, Action.START_REVIEW, world.HANDLER)
    assert [entry.action for entry in queries.course(case)] == [
        Action.RECEIVE,
        Action.DEEM_ACCEPTED,
        Action.START_REVIEW,
    ]


@pytest.mark.clause("HOUSE-1")
def test_a_worker_killed_while_making_a_document_leaves_it_to_be_made_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = world.received()
    document = Document.objects.get(case_id=case.pk)
    assert document.state == Document.State.QUEUED
    number, content_hash = document.number, bytes(document.content_hash)

    def work_until_signing() -> None:
        monkeypatch.setattr(production, "make_file", lambda *_arguments: die())
        run_jobs(case)

    killed(work_until_signing)
    document.refresh_from_db()
    assert (document.state, document.file_sha256) == (Document.State.QUEUED, "")

    clock.shift(by=timedelta(minutes=2))
    assert document.pk in production.reconcile()
    run_jobs(case)
    document.refresh_from_db()
    assert document.state == Document.State.READY
    assert (document.number, bytes(document.content_hash)) == (number, content_hash)
    made = document.file_sha256
    production.reconcile()
    production.produce([document.pk])
    document.refresh_from_db()
    assert document.file_sha256 == made


def run_jobs(case: Case) -> None:
    """What the worker does with the jobs that are queued for the documents of a case."""
    wanted = set(Document.objects.filter(case_id=case.pk).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        jobs = [
            (name, json.loads(args) if isinstance(args, str) else args) for name, args in cursor.fetchall()
        ]
    for name, arguments in jobs:
        if wanted & set(arguments.get("documents", ())):
            app.tasks[name].func(**arguments)


@pytest.mark.clause("HOUSE-1")
def test_killed_while_a_file_is_put_into_a_draft_the_draft_is_as_before() -> None:
    case = world.draft(channel=Channel.WEB)
    row = CaseMaterial.objects.filter(case=case, supply="missing").first()
    assert row is not None
    before = snapshots.content()

    def at_statement() -> None:
        from onevisit.cases.actions.material_files import add_file
        from onevisit.records.files import StoredFile

        with killed_at_statement(5):
            add_file(case.pk, row.key, StoredFile("a" * 64, 10, "application/pdf"), "申请书.pdf")

    killed(at_statement)
    assert snapshots.changed(before) == []
