"""Changing an item step by step: propose, write, submit, approve, return, publish, drop (JH-9, JH-29).

Every step is one transaction under its idempotency key and one row of the catalogue log; a refused step
leaves a row, too. The way itself is the table in ``law.catalogue_changes``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from onevisit.catalog.authority import powers_over
from onevisit.catalog.base_definition import LOCKED_ELEMENTS
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.effects import CLAUSES, latest_version, put_into_effect, require_no_faults
from onevisit.catalog.field_types import Citation
from onevisit.catalog.models import CatalogueChange, Item, ItemVersion
from onevisit.catalog.publish_check import check_content
from onevisit.catalog.steps import claimed, step, store
from onevisit.catalog.surroundings import base_in_force
from onevisit.law.catalogue_changes import (
    CHANGE_ACTS,
    LONGEST_REASON,
    OPEN_STAGES,
    SHORTEST_REASON,
    ChangeAct,
    ChangeFacts,
    ChangeKind,
    ChangeStage,
    change_refusal,
    reason_refusal,
)
from onevisit.law.clauses import enforces
from onevisit.law.powers import PowerKind
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Term
from onevisit.organization.models import Staff
from onevisit.organization.workers import Worker
from onevisit.records import clock

SHANGHAI = ZoneInfo("Asia/Shanghai")
_CITATION = TypeAdapter(Citation)


@dataclass(frozen=True)
class Words:
    """What is said with a step: the public reason, the rules behind it, and the day of effect (Shanghai)."""

    reason: str = ""
    basis: str = ""
    retroactive_basis: str = ""
    effective_on: date | None = None


def facts_of(change: CatalogueChange, worker: Worker) -> ChangeFacts:
    """The change as the rules see it; ``change`` comes with its item."""
    return ChangeFacts(
        stage=ChangeStage(change.stage),
        makers=frozenset(change.makers),
        passed_by=frozenset({change.approved_by_id} - {None}),  # type: ignore[arg-type]
        staff_id=worker.staff_id,
        powers=powers_over(worker, change.item.department_id),
    )


@enforces("JH-9", "JH-29")
def proposal_refusal(
    item: Item, kind: ChangeKind, latest: ItemVersion | None, worker: Worker
) -> Refusal | None:
    """None when this kind of change may be proposed for the item as it stands."""
    if PowerKind.KEEP_ITEMS not in powers_over(worker, item.department_id):
        return Refusal(
            "no_power",
            Sentence("您没有办理这一步的权限。"),
            clauses=CLAUSES,
            who_could=Sentence("可以办理的是%(who)s。", who=Sentence("本部门的事项管理员")),
        )
    if item.changes.filter(stage__in=OPEN_STAGES).exists():
        return Refusal(
            "change_under_way",
            Sentence("这个事项已有一项没有办完的变更。"),
            clauses=CLAUSES,
            next_step=Sentence("请先办完或者放弃那一项。"),
        )
    state = latest.state if latest is not None else None
    fits = {
        ChangeKind.ADD: state in (None, ItemVersion.State.RETIRED),
        ChangeKind.RESUME: state == ItemVersion.State.SUSPENDED,
        ChangeKind.RETIRE: state in (ItemVersion.State.PUBLISHED, ItemVersion.State.SUSPENDED),
    }.get(kind, state == ItemVersion.State.PUBLISHED)
    if not fits:
        words = Term(ItemVersion.State(state).label) if state else Sentence("未发布")
        return Refusal(
            "wrong_state",
            Sentence("这个事项现在%(state)s，不能%(kind)s。", state=words, kind=Term(kind.label)),
            clauses=CLAUSES,
        )
    return None


@enforces("JH-9", "JH-29", "HOUSE-2")
def propose(
    worker: Worker,
    item: Item,
    kind: ChangeKind,
    words: Words,
    key: str,
    *,
    successors: Sequence[Item] = (),
    content: Mapping[str, Any] | None = None,
) -> CatalogueChange:
    """A new change of an item. ``content`` begins an added item; a changed one begins with what is in effect.

    Raises Refusal (logged).
    """
    body = {
        "item": item.pk,
        "kind": kind.value,
        "reason": words.reason,
        "basis": words.basis,
        "successors": sorted(one.pk for one in successors),
    }
    with step(worker, ChangeAct.PROPOSE, item, None, words.reason) as record:
        done = claimed(worker, ChangeAct.PROPOSE, key, body)
        if done is not None:
            return CatalogueChange.objects.get(pk=done)
        item = Item.objects.select_for_update(of=("self",)).select_related("department").get(pk=item.pk)
        latest = latest_version(item)
        _raise(proposal_refusal(item, kind, latest, worker))
        require_words(kind, words)
        _require_successors(item, kind, successors)
        change = CatalogueChange(
            item=item,
            kind=kind.value,
            stage=ChangeStage.DRAFTING.value,
            started_from=latest,
            reason=words.reason,
            basis=words.basis,
            makers=[worker.staff_id],
            proposed_by_id=worker.staff_id,
            proposed_at=clock.now(),
        )
        if kind.has_content:
            change.content = _beginning(item, latest, content)
            change.faults = len(check_content(change.content)[1])
        change.save(force_insert=True)
        change.successors.set(successors)
        record(change.pk)
        store(worker, ChangeAct.PROPOSE, key, change.pk)
    return change


def _beginning(item: Item, latest: ItemVersion | None, content: Mapping[str, Any] | None) -> dict[str, Any]:
    if content is not None:
        return dict(content)
    imported = item.versions.filter(state=ItemVersion.State.DRAFT).order_by("-number").first()
    start = imported or latest
    begun = dict(start.content) if start is not None else {}
    base = base_in_force(str(begun.get("base_code", "")))
    if base is not None:
        begun.update({name: base.content[name] for name in LOCKED_ELEMENTS})
    return begun


def require_words(kind: ChangeKind, words: Words) -> None:
    """Raises Refusal when the reason is missing, or a rule is not cited as it should be."""
    if not SHORTEST_REASON <= len(words.reason) <= LONGEST_REASON:
        raise Refusal(
            "reason_needed",
            Sentence("请写明理由，至少 %(count)s 个字。", count=SHORTEST_REASON),
            clauses=("JH-29", "AS-3.1b"),
        )
    if kind.needs_basis and not words.basis:
        raise Refusal(
            "basis_needed",
            Sentence("%(kind)s事项要写明依据。", kind=Term(kind.label)),
            clauses=("JH-29", "AS-3.1b"),
        )
    for cited in (words.basis, words.retroactive_basis):
        if cited and not _is_citation(cited):
            raise Refusal(
                "not_a_citation",
                Sentence("请写明法律名称和条款，例如“《中华人民共和国食品安全法》第三十五条”。"),
                clauses=("JH-29", "AS-3.1b"),
            )


def _is_citation(text: str) -> bool:
    try:
        _CITATION.validate_python(text)
    except ValidationError:
        return False
    return True


def _require_successors(item: Item, kind: ChangeKind, successors: Sequence[Item]) -> None:
    if any(one.pk == item.pk for one in successors):
        raise Refusal("own_successor", Sentence("承接的事项不能是这个事项自己。"), clauses=CLAUSES)
    if len({one.pk for one in successors}) < kind.least_successors:
        raise Refusal(
            "successors_missing",
            Sentence(
                "%(kind)s以后至少有 %(count)s 个承接的事项，请填写它们的实施编码。",
                kind=Term(kind.label),
                count=kind.least_successors,
            ),
            clauses=CLAUSES,
        )


@enforces("JH-9", "HOUSE-2")
def save_content(worker: Worker, change_id: int, revision: int, values: Mapping[str, Any]) -> CatalogueChange:
    """Puts elements of the new version in place, faulty ones too: what was typed is kept, then judged.

    Raises Refusal "changed_meanwhile" when somebody else saved since ``revision`` was shown.
    """
    item = Item.objects.select_related("department").get(changes=change_id)
    titles = "、".join(ItemDefinition.model_fields[element].title or element for element in values)
    with step(worker, ChangeAct.EDIT, item, change_id, titles) as record:
        change = _locked(change_id)
        _raise(change_refusal(ChangeAct.EDIT, facts_of(change, worker)))
        if change.content is None:
            raise Refusal("no_content", Sentence("这种变更没有可以修改的内容。"), clauses=CLAUSES)
        if change.revision != revision:
            raise Refusal(
                "changed_meanwhile",
                Sentence("这份草稿刚被别人改过。"),
                next_step=Sentence("您填写的内容还在本页；请先在另一页看清现在的内容，再保存。"),
            )
        change.content = {**change.content, **values}
        change.faults = len(check_content(change.content)[1])
        change.revision += 1
        change.makers = sorted({*change.makers, worker.staff_id})
        change.save(update_fields=["content", "faults", "revision", "makers"])
        record(change.pk)
    return change


@enforces("JH-9", "JH-29", "RULE-21", "HOUSE-2")
def perform(worker: Worker, change_id: int, act: ChangeAct, words: Words, key: str) -> CatalogueChange:
    """One step of a change on its way. Raises Refusal (logged), CatalogueChange.DoesNotExist."""
    item = Item.objects.select_related("department").get(
        pk=CatalogueChange.objects.values_list("item_id", flat=True).get(pk=change_id)
    )
    body = {
        "change": change_id,
        "reason": words.reason,
        "basis": words.basis,
        "retroactive": words.retroactive_basis,
        "from": words.effective_on.isoformat() if words.effective_on else "",
    }
    with step(worker, act, item, change_id, words.reason) as record:
        if claimed(worker, act, key, body) is not None:
            return CatalogueChange.objects.get(pk=change_id)
        change = _locked(change_id)
        _raise(change_refusal(act, facts_of(change, worker)))
        _raise(reason_refusal(act, words.reason))
        _EFFECTS[act](change, worker, words)
        change.stage = CHANGE_ACTS[act].to.value
        change.revision += 1
        change.save()
        record(change.pk)
        store(worker, act, key, change.pk)
    return change


@dataclass(frozen=True)
class NotSubmitted:
    """A change that stayed with its keeper, and why."""

    change: CatalogueChange
    refusal: Refusal


@enforces("JH-9", "JH-29", "HOUSE-2")
def submit_all(worker: Worker, change_ids: Sequence[int], key: str) -> tuple[int, list[NotSubmitted]]:
    """Submits several changes, each with the reason and basis it was proposed with: how many went, and which
    did not. Each is a step of its own; sent again under the same key, none goes twice.
    """
    left: list[NotSubmitted] = []
    changes = CatalogueChange.objects.filter(pk__in=change_ids).select_related("item", "started_from")
    for change in changes.order_by("pk"):
        own = hashlib.sha256(f"{key} {change.pk}".encode()).hexdigest()[: len(key)]
        try:
            words = Words(change.reason, change.basis, change.retroactive_basis)
            perform(worker, change.pk, ChangeAct.SUBMIT, words, own)
        except Refusal as refusal:
            left.append(NotSubmitted(change, refusal))
    return len(changes) - len(left), left


def _submit(change: CatalogueChange, worker: Worker, words: Words) -> None:
    require_words(ChangeKind(change.kind), words)
    require_no_faults(change)
    change.reason, change.basis = words.reason, words.basis
    change.retroactive_basis = words.retroactive_basis
    change.submitted_at = clock.now()
    change.returned_because = ""
    change.makers = sorted({*change.makers, worker.staff_id})


def _approve(change: CatalogueChange, worker: Worker, words: Words) -> None:
    change.approved_by_id, change.approved_at = worker.staff_id, clock.now()


def _return(change: CatalogueChange, worker: Worker, words: Words) -> None:
    change.returned_because = words.reason
    change.approved_by, change.approved_at, change.submitted_at = None, None, None


def _drop(change: CatalogueChange, worker: Worker, words: Words) -> None:
    change.returned_because = ""


def _publish(change: CatalogueChange, worker: Worker, words: Words) -> None:
    now = clock.now()
    day = words.effective_on
    if day is not None and day < now.astimezone(SHANGHAI).date():
        raise Refusal(
            "in_the_past", Sentence("生效时间不能早于现在，已收的办件不能换版本。"), clauses=CLAUSES
        )
    later = day is not None and day > now.astimezone(SHANGHAI).date()
    starts = datetime.combine(day, time(), SHANGHAI) if day is not None and later else None
    by = Staff.objects.get(pk=worker.staff_id)
    change.version = put_into_effect(change, starts, by)
    change.published_by, change.published_at = by, now
    ends = ChangeKind(change.kind).ends_offer
    change.effective_from = change.version.valid_to if ends else change.version.valid_from


_EFFECTS: dict[ChangeAct, Callable[[CatalogueChange, Worker, Words], None]] = {
    ChangeAct.SUBMIT: _submit,
    ChangeAct.APPROVE: _approve,
    ChangeAct.RETURN: _return,
    ChangeAct.PUBLISH: _publish,
    ChangeAct.DROP: _drop,
}


def _locked(change_id: int) -> CatalogueChange:
    found = CatalogueChange.objects.select_for_update(of=("self",))
    return found.select_related("item__department", "started_from").get(pk=change_id)


def _raise(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise refusal
