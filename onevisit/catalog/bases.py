"""Keeping the base items: begin one, write it, put it into force, see whose items differ (AS-3.1a).

The agency's keepers do this. Who wrote a version does not put it into force himself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from pydantic import ValidationError

from onevisit.catalog.authority import keeps_the_directory
from onevisit.catalog.base_definition import BaseDefinition, base_faults, base_of
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.models import BaseItem, BaseVersion, ItemVersion
from onevisit.catalog.publication import PublicationFault
from onevisit.catalog.queries import in_effect
from onevisit.catalog.reading import placed_faults
from onevisit.law.catalogue_changes import SHORTEST_REASON
from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.workers import Worker
from onevisit.records import clock

CLAUSES = ("AS-3.1a", "JH-9")
_KEEPER = Sentence("政务服务管理机构的事项管理员")


@dataclass(frozen=True)
class Differing:
    """An item in effect that is no longer as its base says, and where."""

    version: ItemVersion
    faults: tuple[PublicationFault, ...]


def register_base(definition: ItemDefinition) -> BaseVersion | None:
    """The base of an item, in force at once, where the directory holds none: to take a catalogue over."""
    base, made = BaseItem.objects.get_or_create(code=definition.base_code)
    if not made and base.versions.exists():
        return None
    return BaseVersion.objects.create(
        base=base,
        number=1,
        state=BaseVersion.State.PUBLISHED,
        name=definition.name,
        content=base_of(definition).model_dump(mode="json"),
        published_at=clock.now(),
    )


@enforces("AS-3.1a")
def write_draft(
    worker: Worker, code: str, revision: int, values: Mapping[str, Any], reason: str
) -> BaseVersion:
    """Puts elements of the base's next version in place, faulty ones too; the first writing begins the draft.

    ``revision`` is that of the draft shown, 0 when there was none. Raises Refusal, BaseItem.DoesNotExist.
    """
    _require_keeper(worker)
    with transaction.atomic():
        base = BaseItem.objects.select_for_update().get(code=code)
        draft = base.versions.filter(state=BaseVersion.State.DRAFT).first()
        if (draft.revision if draft else 0) != revision:
            raise Refusal(
                "changed_meanwhile",
                Sentence("这份草稿刚被别人改过。"),
                next_step=Sentence("您填写的内容还在本页；请先在另一页看清现在的内容，再保存。"),
            )
        if draft is None:
            newest = base.versions.order_by("-number").first()
            highest = base.versions.aggregate(highest=Max("number"))["highest"] or 0
            draft = BaseVersion(
                base=base, number=highest + 1, content=newest.content if newest else {}, revision=0
            )
        draft.content = {**draft.content, **values, "base_code": code}
        draft.name = str(draft.content.get("name", ""))[:120]
        draft.reason = reason
        draft.revision += 1
        draft.written_by_id = worker.staff_id
        draft.save()
    return draft


def check_base(content: Mapping[str, Any]) -> tuple[BaseDefinition | None, list[tuple[tuple[Any, ...], str]]]:
    """The base in a content, where it makes one, and what is wrong with it by place."""
    try:
        return BaseDefinition.model_validate(dict(content)), []
    except ValidationError as error:
        return None, [(place, str(fault)) for place, fault in placed_faults(error, BaseDefinition)]


@enforces("AS-3.1a", "RULE-21")
def put_base_into_force(worker: Worker, code: str) -> BaseVersion:
    """The draft binds from now: items keep their version until they follow. Raises Refusal."""
    _require_keeper(worker)
    with transaction.atomic():
        BaseItem.objects.select_for_update().get(code=code)
        draft = BaseVersion.objects.filter(base__code=code, state=BaseVersion.State.DRAFT).first()
        if draft is None:
            raise Refusal("no_draft", Sentence("目录清单没有改动，不用发布。"), clauses=CLAUSES)
        if draft.written_by_id == worker.staff_id:
            raise Refusal(
                "own_change",
                Sentence("自己修改的目录清单，不能由自己发布。"),
                clauses=CLAUSES,
                who_could=Sentence(
                    "可以办理的是另一位%(who)s。", who=Sentence("政务服务管理机构的事项管理员")
                ),
            )
        _definition, faults = check_base(draft.content)
        if faults:
            raise Refusal(
                "not_publishable",
                Sentence(
                    "还有 %(count)s 处不符合发布要求，第一处：%(first)s。",
                    count=len(faults),
                    first=faults[0][1],
                ),
                clauses=CLAUSES,
                next_step=Sentence("请按各部分的提示改好。"),
            )
        if len(draft.reason) < SHORTEST_REASON:
            raise Refusal(
                "reason_needed",
                Sentence("请写明理由，至少 %(count)s 个字。", count=SHORTEST_REASON),
                clauses=CLAUSES,
            )
        draft.state = BaseVersion.State.PUBLISHED
        draft.published_by_id, draft.published_at = worker.staff_id, clock.now()
        draft.save()
    return draft


def _require_keeper(worker: Worker) -> None:
    if not keeps_the_directory(worker):
        raise Refusal(
            "no_power",
            Sentence("您没有办理这一步的权限。"),
            clauses=CLAUSES,
            who_could=Sentence("可以办理的是%(who)s。", who=_KEEPER),
        )


@enforces("AS-3.1a")
def differing_items(code: str, base: BaseDefinition) -> list[Differing]:
    """The items in effect under this base code that would differ from ``base``. Two statements."""
    found = in_effect(clock.now()).filter(content__base_code=code).defer(None)
    judged = ((version, tuple(base_faults(version.definition, base))) for version in found)
    return [Differing(version, faults) for version, faults in judged if faults]
