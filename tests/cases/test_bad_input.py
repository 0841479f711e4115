"""Broken input to every act: always refused with a Chinese sentence, and nothing is half-done."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onevisit.cases import engine
from onevisit.cases.act import FIELD_WORDS, HANDLINGS
from onevisit.cases.actions import drafts, material_files, materials
from onevisit.cases.models import Case
from onevisit.cases.performers import THE_LAW, Performer
from onevisit.law.items import Channel
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.records.files import StoredFile
from tests.cases import snapshots, world

pytestmark = pytest.mark.usefixtures("city")

RARE_NAMES = "堃喆昇祎玥翀𠮷"
CULPRITS: tuple[Any, ...] = (
    None,
    "",
    " ",
    "\x00",
    "名\x00字",
    "😀",
    "\ud800",
    "‮反转",
    "x" * 30_000,
    "长" * 21_000,
    0,
    -1,
    2**63,
    2**70,
    0.5,
    float("nan"),
    float("inf"),
    b"bytes",
    [],
    {},
    [None],
    ["x"] * 1000,
    [[[[[["deep"]]]]]],
    {"a": {"b": {"c": {"d": {"e": 1}}}}},
    {1: "a"},
    {"\x00": "a"},
    True,
    object(),
    {"x"},
)


def everywhere() -> list[tuple[Action, Performer, Case]]:
    """Each act with somebody who may do it on a case where it could happen."""
    received, accepted = world.received(), world.accepted(electronic_service_agreed=True)
    reviewing = world.accepted(electronic_service_agreed=True)
    world.do(reviewing, Action.START_REVIEW, world.HANDLER)
    running = world.accepted(electronic_service_agreed=True)
    testing = {"procedure": "testing", "reason": "设备需要检测", "days": 3}
    world.do(running, Action.START_SPECIAL_PROCEDURE, world.HANDLER, **testing)
    correcting = world.received()
    question = next(iter(correcting.version.definition.questions()))
    point = {"subject": f"question:{question.key}", "demand": "请改正"}
    world.do(correcting, Action.REQUEST_CORRECTION, world.HANDLER, points=[point])
    drafted = world.accepted()
    world.review(drafted)
    ready = world.decided()
    made = world.decided()
    world.do(made, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True)
    web = world.draft(channel=Channel.WEB)
    web.materials.filter(supply="missing").update(supply="supplied")
    where: dict[Action, tuple[Performer | str, Case]] = {
        Action.FILE: (world.owner(web), web),
        Action.RECEIVE: (world.CLERK, world.draft()),
        Action.CORRECT_ON_THE_SPOT: (world.CLERK, received),
        Action.REQUEST_CORRECTION: (world.HANDLER, received),
        Action.PROPOSE_REFUSAL_OF_ACCEPTANCE: (world.HANDLER, received),
        Action.REFUSE_ACCEPTANCE: (world.HANDLER, received),
        Action.ANSWER_NOT_REQUIRED: (world.HANDLER, received),
        Action.SUPPLY_CORRECTION: (world.CLERK, correcting),
        Action.WITHDRAW: (world.CLERK, received),
        Action.RECORD_STEP: (world.HANDLER, reviewing),
        Action.START_SPECIAL_PROCEDURE: (world.HANDLER, accepted),
        Action.END_SPECIAL_PROCEDURE: (world.HANDLER, running),
        Action.REQUEST_EXTENSION: (world.HANDLER, accepted),
        Action.RECORD_DELIBERATION: (world.HANDLER, reviewing),
        Action.DRAFT_DECISION: (world.HANDLER, drafted),
        Action.MAKE_CERTIFICATE: (world.HANDLER, ready),
        Action.OFFER_HANDOVER: (world.HANDLER, made),
    }
    found = []
    for action in Action:
        by, case = where.get(action, (world.HANDLER, received))
        found.append((action, world.staff(by) if isinstance(by, str) else by, case))
    return found


def attempt(case: Case, action: Action, performer: Performer, inputs: dict[str, Any]) -> bool:
    """Whether the act was refused; anything but a Refusal in Chinese fails the test."""
    try:
        engine.perform(case.pk, action, performer, uuid.uuid4().hex, inputs)
    except Refusal as refusal:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in str(refusal)), str(refusal)
        assert "Input" not in str(refusal) and "value" not in str(refusal), str(refusal)
        return True
    return False


@pytest.mark.clause("HOUSE-35")
def test_broken_values_in_every_field_of_every_act_are_refused_in_chinese() -> None:
    everything = everywhere()
    before = snapshots.content()
    for action, performer, case in everything:
        fields = list(HANDLINGS[action].inputs.model_fields) if action in HANDLINGS else []
        for name in [*fields, "surprise"]:
            for culprit in CULPRITS:
                undone = transaction.savepoint()
                if attempt(case, action, performer, {name: culprit}):
                    transaction.savepoint_commit(undone)
                else:
                    transaction.savepoint_rollback(undone)
    assert snapshots.changed(before) == []


@pytest.mark.clause("HOUSE-35")
def test_a_refused_input_leaves_no_trace_and_its_key_free() -> None:
    case = world.received()
    key = uuid.uuid4().hex
    handler = world.staff(world.HANDLER)
    point = {"subject": "material:application", "demand": "请签名\x00"}
    before = snapshots.content()
    with pytest.raises(Refusal) as refused:
        engine.perform(case.pk, Action.REQUEST_CORRECTION, handler, key, {"points": [point]})
    assert "补正内容" in str(refused.value)
    assert snapshots.changed(before) == []
    point["demand"] = "请签名"
    engine.perform(case.pk, Action.REQUEST_CORRECTION, handler, key, {"points": [point]})


@pytest.mark.clause("HOUSE-35")
def test_rare_characters_of_names_are_kept_as_they_are() -> None:
    case = world.received()
    demand = f"请{RARE_NAMES}补签"
    world.do(
        case,
        Action.REQUEST_CORRECTION,
        world.HANDLER,
        points=[{"subject": "material:application", "demand": demand}],
    )
    assert case.correction.points.get().demand == demand


def test_every_input_of_every_act_has_its_chinese_word() -> None:
    names = {name for handling in HANDLINGS.values() for name in handling.inputs.model_fields}
    assert names - set(FIELD_WORDS) == set()


@pytest.mark.parametrize("key", ["", "x" * 65, "键", "a\x00b", None, 5])
def test_a_broken_key_is_refused(key: Any) -> None:
    case = world.received()
    with pytest.raises(Refusal) as refused:
        engine.perform(case.pk, Action.WITHDRAW, world.staff(world.CLERK), key)
    assert refused.value.code == "no_key"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.clause("HOUSE-35")
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_is_sent_to_an_act_it_answers_with_a_refusal_or_does_it(data: st.DataObject) -> None:
    with transaction.atomic():
        case = Case.objects.order_by("pk").first() or world.received()
        action = data.draw(st.sampled_from(sorted(HANDLINGS)))
        names = [*HANDLINGS[action].inputs.model_fields, "surprise"]
        inputs = data.draw(st.dictionaries(st.sampled_from(names), anything, max_size=4))
        for performer in (world.staff(world.HANDLER), world.staff(world.CLERK), THE_LAW):
            attempt(case, action, performer, inputs)
        transaction.set_rollback(True)


@pytest.mark.clause("RULE-4", "HOUSE-35")
def test_a_stale_draft_is_not_saved_over_a_newer_one() -> None:
    case = world.draft(channel=Channel.WEB)
    question = next(iter(case.version.definition.questions()))
    newer = drafts.save_answers(case.pk, {question.key: "新的内容"}, revision=case.revision)
    with pytest.raises(Refusal) as refused:
        drafts.save_answers(case.pk, {question.key: "旧的内容"}, revision=case.revision)
    assert refused.value.code == "stale_draft"
    case.refresh_from_db()
    assert case.answers[question.key] == "新的内容"
    drafts.save_answers(case.pk, {question.key: "再新的内容"}, revision=newer.revision)


@pytest.mark.clause("XK-31", "HOUSE-35")
def test_nothing_is_put_where_the_list_has_no_place_for_it() -> None:
    case = world.draft()
    stored = StoredFile(sha256="a" * 64, size=1, content_type="application/pdf")
    for key in ("", "no_such", "\x00", "x" * 500, "😀"):
        with pytest.raises(Refusal):
            material_files.add_file(case.pk, key, stored, "文件.pdf")
        with pytest.raises(Refusal):
            materials.check_material(
                case.pk, key, checked=True, original_seen=True, originals=1, copies=0, ticks=[]
            )
    for count in (-1, 100, 2**70):
        with pytest.raises(Refusal):
            materials.check_material(
                case.pk, "application", checked=True, original_seen=True, originals=count, copies=0, ticks=[]
            )
