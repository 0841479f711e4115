"""The engine: every act on a case goes through ``perform``, one transaction each.

The order is that of the rule: lock the case, take ``now`` after the lock, apply what the law says has become
due by now, check the power, check the state, carry the act out, then clocks, documents, messages and ledger.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, transaction
from psycopg.errors import DeadlockDetected, LockNotAvailable

import onevisit.cases.actions  # noqa: F401  the actions register what they do
from onevisit.cases import notices, telling
from onevisit.cases.act import FOLLOWERS, HANDLINGS, Act, Do, read_inputs
from onevisit.cases.facts import facts_of
from onevisit.cases.licensing import licence_has_ended, renewal_lapses
from onevisit.cases.loading import lock
from onevisit.cases.models import Case
from onevisit.cases.performers import THE_LAW, Performer
from onevisit.cases.powers import power_refusal
from onevisit.cases.time_limits import apply_clocks, copy_clocks_to
from onevisit.documents import actions as documents
from onevisit.documents.models import Document
from onevisit.law.chain import GENESIS
from onevisit.law.lifecycle import Action, State, check, transition_for
from onevisit.law.refusal import Refusal, told_in
from onevisit.law.sentence import Sentence, Term
from onevisit.records import clock, clocks, idempotency, ledger

TICK = timedelta(microseconds=1)
LONGEST_KEY = 64
MOST_TOGETHER = 30


def perform(
    case_id: int,
    action: Action,
    performer: Performer,
    key: str,
    inputs: Mapping[str, Any] | None = None,
    *,
    seen: int | None = None,
) -> dict[str, Any]:
    """Performs one act and returns what the screen needs to go on: ids, numbers, the new state.

    ``key`` is the idempotency key that the page made: the same key with the same inputs returns the stored
    result, with other inputs it is refused. ``seen`` is the revision of the case that the person looked at;
    another act since then refuses this one (HOUSE-5). Raises Refusal when the act is not allowed.
    """
    _require_key(key)
    given = dict(inputs or {})
    read = read_inputs(action, given)
    body = idempotency.body_hash({"case": case_id, "inputs": given})
    try:
        try:
            return _in_one_transaction(case_id, action, performer, key, body, read, seen)
        except _LapsesDue as lapsed:
            bring_up_to_date(lapsed.case_id)
            return _in_one_transaction(case_id, action, performer, key, body, read, seen)
    except OperationalError as error:
        raise (_busy() if _is_held_elsewhere(error) else error) from error


def together(
    name: str,
    performer: Performer,
    key: str,
    body: Mapping[str, Any],
    carry_out: Callable[[Do], dict[str, Any]],
) -> dict[str, Any]:
    """Several acts in one transaction under one key: all of them or none (rule 19).

    ``carry_out`` is given the function that performs one act; each asks power and state for itself. It must
    lock what it decides by, and is begun anew when the law has changed one of the cases meanwhile. Numbers
    without gaps come last, as always.
    """
    _require_key(key)
    sent = idempotency.body_hash(body)
    try:
        for _ in range(MOST_TOGETHER):
            try:
                return _together(name, performer, key, sent, carry_out)
            except _LapsesDue as lapsed:
                bring_up_to_date(lapsed.case_id)
        raise _busy()
    except OperationalError as error:
        raise (_busy() if _is_held_elsewhere(error) else error) from error


def _together(
    name: str, performer: Performer, key: str, sent: bytes, carry_out: Callable[[Do], dict[str, Any]]
) -> dict[str, Any]:
    made: list[Document] = []

    def do(case_id: int, action: Action, inputs: Mapping[str, Any]) -> dict[str, Any]:
        result, papers = _one(case_id, action, performer, read_inputs(action, inputs), together=True)
        made.extend(papers)
        return result

    with transaction.atomic():
        stored = idempotency.claim(performer.key, name, key, sent)
        if stored is not None:
            return dict(stored.result)
        result = carry_out(do)
        idempotency.store(performer.key, name, key, result)
        documents.finish(made)
        return result


def _busy() -> Refusal:
    return Refusal(
        "busy",
        Sentence("这个办件正在由别人处理，您这一步没有执行。"),
        next_step=Sentence("请稍候片刻再试，您填写的内容都在。"),
    )


def _changed_meanwhile(action: Action) -> Refusal:
    return Refusal(
        "changed_meanwhile",
        Sentence("您打开页面以后，这个办件有了新的进展，“%(act)s”没有执行。", act=Term(action.label)),
        next_step=Sentence("请看过最新情况再办，您填写的内容都在。"),
    )


class _LapsesDue(Exception):
    """The law has changed the case since it was last touched; that comes first."""

    def __init__(self, case_id: int) -> None:
        super().__init__(case_id)
        self.case_id = case_id


def _in_one_transaction(
    case_id: int,
    action: Action,
    performer: Performer,
    key: str,
    body: bytes,
    inputs: Any,
    seen: int | None,
) -> dict[str, Any]:
    with transaction.atomic():
        stored = idempotency.claim(performer.key, action.value, key, body)
        if stored is not None:
            return dict(stored.result)
        result, made = _one(case_id, action, performer, inputs, seen=seen)
        idempotency.store(performer.key, action.value, key, result)
        documents.finish(made)
        return result


def _one(
    case_id: int,
    action: Action,
    performer: Performer,
    inputs: Any,
    *,
    seen: int | None = None,
    together: bool = False,
) -> tuple[dict[str, Any], list[Document]]:
    """One act inside the transaction under way: lock, lapses, power, state, the act itself."""
    case = lock(case_id)
    now = _now_for(case)
    if case.lapse_on is not None and case.lapse_on <= now.date():
        raise _LapsesDue(case_id)
    if seen is not None and seen != case.revision:
        raise _changed_meanwhile(action)
    refusal = power_refusal(case, action, performer)
    if refusal is not None:
        raise refusal
    with told_in(lambda: case.city):
        return _carry_out(case, action, performer, inputs, now, together=together)


def bring_up_to_date(case_id: int) -> None:
    """Applies what the law says has become due by now: deemed acceptance, the end of announced pauses.

    Commands and pages call it before they look at a case; nothing depends on a background sweep.
    """
    with transaction.atomic():
        case = lock(case_id)
        now = _now_for(case)
        while case.lapse_on is not None and case.lapse_on <= now.date():
            before = (case.state, case.lapse_on)
            action = _lapse(case)
            _result, made = _carry_out(case, action, THE_LAW, read_inputs(action, {}), now)
            documents.finish(made)
            if (case.state, case.lapse_on) == before:
                raise RuntimeError(f"case {case_id}: lapse {action} changed nothing")
            now = _now_for(case)


def _lapse(case: Case) -> Action:
    """What has become due on the day of the lapse; expiry goes before all else (rule 17)."""
    if case.state == State.IN_SLOT:
        return Action.RETURN_FROM_SLOT
    if renewal_lapses(case):
        return Action.END_RENEWAL if licence_has_ended(case) else Action.DEEM_RENEWED
    if case.running_procedure:
        return Action.LAPSE_SPECIAL_PROCEDURE
    return Action.DEEM_ACCEPTED


def _carry_out(
    case: Case, action: Action, performer: Performer, inputs: Any, now: datetime, *, together: bool = False
) -> tuple[dict[str, Any], list[Document]]:
    row = transition_for(action)
    refusal = check(action, facts_of(case, performer, now.date(), row, together=together))
    if refusal is not None:
        raise refusal
    act = Act(
        case=case,
        row=row,
        performer=performer,
        inputs=inputs,
        now=now,
        definition=case.version.definition,
        clocks=clocks.of_subject("case", case.pk) if case.sequence else [],
        together=together,
    )
    before = dict(case.__dict__)
    from_state = case.state
    HANDLINGS[action].apply(act)
    case.state = act.to_state or row.to_state or from_state
    made = documents.prepare_all(
        act.papers, case=act.issuing, worker=performer.worker, definition=act.definition, now=now
    )
    for follow in act.when_made:
        follow(made)
    notices.serve_or_keep(act, made)
    apply_clocks(act)
    _write_ledger(act, from_state, made)
    copy_clocks_to(act)
    case.last_act_at = now
    case.revision += 1
    if State(case.state).ended and case.ended_at is None:
        case.ended_at = now
    case.save(force_update=True, update_fields=_changed_columns(case, before))
    telling.tell(act, made)
    act.result.update(
        case=case.pk, number=case.number, state=case.state, documents=[document.pk for document in made]
    )
    return act.result, [*made, *_follow(act)]


def _follow(act: Act) -> list[Document]:
    """What else the act sets in motion, by the law itself, in the same transaction."""
    made: list[Document] = []

    def do(case_id: int, action: Action, inputs: Mapping[str, Any]) -> dict[str, Any]:
        result, papers = _one(case_id, action, THE_LAW, read_inputs(action, inputs), together=True)
        made.extend(papers)
        return result

    for follower in FOLLOWERS:
        follower(act, do)
    return made


def _write_ledger(act: Act, from_state: str, made: list[Document]) -> None:
    case = act.case
    in_place_of = None
    if act.performer.worker is not None and act.row.power.value == "apply":
        in_place_of = case.applicant_id
    data = {
        **act.data,
        "from": from_state,
        "to": case.state,
        "clauses": list(act.row.clauses),
        "documents": [
            {"kind": document.kind, "hash": bytes(document.content_hash).hex()} for document in made
        ],
    }
    entry = ledger.LedgerEntry(
        case_id=case.pk,
        sequence=case.sequence + 1,
        previous_hash=bytes(case.head_hash) if case.head_hash else GENESIS,
        action=act.action.value,
        acted_at=act.now,
        actor=act.performer.as_actor(in_place_of),
        hall_id=act.performer.worker.hall_id if act.performer.worker else case.hall_id,
        window_id=act.performer.worker.window_id if act.performer.worker else None,
        channel=case.channel,
        data=data,
    )
    case.head_hash = ledger.append([entry])[0]
    case.sequence += 1


def _changed_columns(case: Case, before: dict[str, Any]) -> list[str]:
    """What the act changed; a sealed value that was read counts as changed and is sealed again."""
    now = case.__dict__
    return [
        field.attname
        for field in case._meta.concrete_fields
        if field.attname in now and now[field.attname] != before.get(field.attname)
    ]


def _now_for(case: Case) -> datetime:
    now = clock.now()
    if case.last_act_at is not None and now <= case.last_act_at:
        return case.last_act_at + TICK
    return now


def _is_held_elsewhere(error: OperationalError) -> bool:
    return isinstance(error.__cause__, LockNotAvailable | DeadlockDetected)


def _require_key(key: str) -> None:
    if not (isinstance(key, str) and 1 <= len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise Refusal(
            "no_key", Sentence("这个页面已经过期。"), next_step=Sentence("请刷新页面再试，您填写的内容都在。")
        )


def new_key() -> str:
    """A fresh idempotency key for a page that will send one command."""
    return uuid.uuid4().hex
