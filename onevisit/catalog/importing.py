"""Taking in a whole catalogue: every new or different item becomes an open change, on the usual way (JH-9).

Nothing is published by an import. It is all or nothing: one fault anywhere, and no item is touched.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from onevisit.catalog.actions import digest_of, draft_version
from onevisit.catalog.authority import item_scope
from onevisit.catalog.bundles import read_bundle, read_item_files
from onevisit.catalog.changes import Words, require_words
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.models import CatalogueChange, CatalogueImport, CatalogueLogRow, Item, ItemVersion
from onevisit.catalog.publish_check import check_definition
from onevisit.catalog.reading import DefinitionError, Fault
from onevisit.catalog.surroundings import Surroundings, WholeSurroundings
from onevisit.law.catalogue_changes import OPEN_STAGES, ChangeAct, ChangeKind, ChangeStage
from onevisit.law.clauses import enforces
from onevisit.law.powers import PowerKind
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.organization.workers import Worker, worker_of
from onevisit.records import clock, idempotency, jobs

TASK = "onevisit.catalog.import"
TOLD_EVERY = 25
UPLOAD = "upload"
_OPEN = [stage.value for stage in OPEN_STAGES]
_CODE = "实施编码（code）"

logger = logging.getLogger(__name__)
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Taken:
    """What an import did: changes proposed that add or change an item, and items that already were so."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class Drafted:
    """What came in as drafts: the versions, and the codes whose content was there already."""

    drafted: tuple[ItemVersion, ...]
    unchanged: tuple[str, ...]


@dataclass(frozen=True)
class _Proposal:
    """One item of the file as it will be proposed."""

    definition: ItemDefinition
    content: dict[str, object]
    faults: int


@enforces("JH-9", "HOUSE-2")
def ask_for_import(worker: Worker, content: bytes, words: Words, key: str) -> CatalogueImport:
    """Keeps the file and queues its import; the same key gives the same import. Raises Refusal."""
    if not worker.grants_for(PowerKind.PUBLISH_ITEMS):
        raise Refusal(
            "no_power",
            Sentence("您没有办理这一步的权限。"),
            clauses=("JH-9", "AS-3.1b"),
            who_could=Sentence("可以办理的是%(who)s。", who=Sentence("政务服务管理机构的事项管理员")),
        )
    require_words(ChangeKind.CHANGE, words)
    actor, command = f"staff:{worker.staff_id}", "catalogue.import"
    body = {"size": len(content), "reason": words.reason, "basis": words.basis}
    with transaction.atomic():
        claimed = idempotency.claim(actor, command, key, idempotency.body_hash(body))
        if claimed is not None:
            return CatalogueImport.objects.get(pk=claimed.result)
        asked = CatalogueImport.objects.create(
            by_id=worker.staff_id,
            at=clock.now(),
            content=content,
            size=len(content),
            reason=words.reason,
            basis=words.basis,
        )
        idempotency.store(actor, command, key, asked.pk)
        jobs.defer(TASK, lock=TASK, import_id=asked.pk)
    return asked


def run_import(import_id: int) -> None:
    """Reads, checks and takes in the file; a second run of one that ended does nothing."""
    asked = CatalogueImport.objects.select_related("by").get(pk=import_id)
    if not asked.is_open or asked.content is None:
        return
    try:
        taken = _imported(asked)
    except DefinitionError as error:
        faults = [{"file": one.file, "field": one.field, "message": one.message} for one in error.faults]
        _end(asked, CatalogueImport.State.FAULTY, faults=faults)
    except Refusal as refusal:
        fault = {"file": "", "field": "", "message": str(refusal.message)}
        _end(asked, CatalogueImport.State.FAULTY, faults=[fault])
    except Exception:
        logger.exception("catalogue import %s broke", import_id)
        _end(asked, CatalogueImport.State.BROKEN)
    else:
        values = {"added": taken.added, "changed": taken.changed, "unchanged": taken.unchanged}
        _end(asked, CatalogueImport.State.DONE, **values)


def _imported(asked: CatalogueImport) -> Taken:
    found = CatalogueImport.objects.filter(pk=asked.pk)
    found.update(state=CatalogueImport.State.RUNNING)
    worker = worker_of(asked.by.account_id, clock.today()) if asked.by.account_id else None
    if worker is None:
        raise Refusal("no_power", Sentence("您没有办理这一步的权限。"), clauses=("JH-9", "AS-3.1b"))
    definitions = read_bundle(bytes(asked.content or b""), UPLOAD)

    def tell(done: int, total: int) -> None:
        found.update(done=done, total=total)

    return take_in(worker, definitions, Words(reason=asked.reason, basis=asked.basis), tell)


def _end(asked: CatalogueImport, state: CatalogueImport.State, **values: object) -> None:
    CatalogueImport.objects.filter(pk=asked.pk).update(
        state=state, content=None, ended_at=clock.now(), **values
    )


@enforces("JH-9", "JH-29")
def take_in(
    worker: Worker,
    definitions: Mapping[str, ItemDefinition],
    words: Words,
    tell: Progress = lambda done, total: None,
) -> Taken:
    """Proposes a change for every item that is new or differs. ``tell`` hears how many of all were looked at.

    ``definitions`` are named by where each stands. Raises DefinitionError with every fault, Refusal.
    """
    around = WholeSurroundings()
    require_fitting(definitions, around)
    proposals: dict[str, _Proposal] = {}
    for number, (where, definition) in enumerate(definitions.items(), start=1):
        content = definition.model_dump(mode="json")
        proposals[where] = _Proposal(definition, content, len(check_definition(definition, around)))
        if number % TOLD_EVERY == 0 or number == len(definitions):
            tell(number, len(definitions))
    with transaction.atomic():
        return _propose_all(worker, proposals, words, around)


def import_files(files: Mapping[str, bytes]) -> Drafted:
    """Drafts from item files by their names. Raises DefinitionError with every fault of every file."""
    return draft_all(read_item_files(files))


@enforces("JH-9")
def draft_all(definitions: Mapping[str, ItemDefinition]) -> Drafted:
    """Each new or different item gets a draft version, for whoever sets up a city by command.

    A draft that was never published is replaced; published versions stay as they are. All or nothing: raises
    DefinitionError with every fault.
    """
    around = Surroundings()
    require_fitting(definitions, around)
    versions: list[ItemVersion] = []
    unchanged: list[str] = []
    with transaction.atomic():
        for definition in definitions.values():
            department = around.department(definition.department)
            assert department is not None
            version = draft_version(definition, department)
            if version is None:
                unchanged.append(definition.code)
            else:
                versions.append(version)
    return Drafted(tuple(versions), tuple(unchanged))


def require_fitting(definitions: Mapping[str, ItemDefinition], around: Surroundings) -> None:
    """Raises DefinitionError when an item stands there twice, or names an unknown department or hall."""
    faults: list[Fault] = []
    first: dict[str, str] = {}
    for where, definition in definitions.items():
        faults.extend(_outside_faults(where, definition, around))
        earlier = first.setdefault(definition.code, where)
        if earlier != where:
            faults.append(Fault(where, _CODE, f"与 {earlier} 的实施编码相同"))
    if faults:
        raise DefinitionError(faults)


def _outside_faults(where: str, definition: ItemDefinition, around: Surroundings) -> list[Fault]:
    faults = []
    department = around.department(definition.department)
    if department is None:
        message = f"没有编码为“{definition.department}”的部门，请先登记部门"
        faults.append(Fault(where, "实施主体编码（department）", message))
    elif not definition.code.startswith(department.credit_code):
        message = f"前 18 位应当是{department.name}的统一社会信用代码 {department.credit_code}"
        faults.append(Fault(where, _CODE, message))
    for number, place in enumerate(definition.places, start=1):
        if place.hall not in around.halls:
            field = f"办理地点（places） › 第 {number} 项 › 大厅代码（hall）"
            faults.append(Fault(where, field, f"没有代码为“{place.hall}”的大厅"))
    return faults


def _propose_all(
    worker: Worker, proposals: Mapping[str, _Proposal], words: Words, around: Surroundings
) -> Taken:
    items = _locked_items([one.definition for one in proposals.values()], around)
    latest = _latest_versions(items)
    busy = set(
        CatalogueChange.objects.filter(item__in=items.values(), stage__in=_OPEN).values_list(
            "item_id", flat=True
        )
    )
    mine = set(
        Item.objects.filter(
            item_scope(worker, PowerKind.KEEP_ITEMS), pk__in=[one.pk for one in items.values()]
        ).values_list("pk", flat=True)
    )
    faults: list[Fault] = []
    changes: list[CatalogueChange] = []
    for where, proposal in proposals.items():
        item = items[proposal.definition.code]
        version = latest.get(item.pk)
        if version is not None and version.digest == digest_of(proposal.content):
            continue
        kind = ChangeKind.CHANGE if _is_offered(version) else ChangeKind.ADD
        against = _against(item, version, kind, words, busy=item.pk in busy, mine=item.pk in mine)
        faults.extend(Fault(where, _CODE, message) for message in against)
        changes.append(_change(worker, item, version, kind, words, proposal))
    if faults:
        raise DefinitionError(faults)
    _write(worker, changes, words)
    added = sum(change.kind == ChangeKind.ADD for change in changes)
    return Taken(added, len(changes) - added, len(proposals) - len(changes))


def _locked_items(definitions: Sequence[ItemDefinition], around: Surroundings) -> dict[str, Item]:
    made = [
        Item(code=one.code, department=department)
        for one in definitions
        if (department := around.department(one.department)) is not None
    ]
    Item.objects.bulk_create(made, ignore_conflicts=True)
    found = Item.objects.select_for_update().filter(code__in=[one.code for one in definitions])
    return {item.code: item for item in found.order_by("pk")}


def _latest_versions(items: Mapping[str, Item]) -> dict[int, ItemVersion]:
    found = ItemVersion.objects.exclude(state=ItemVersion.State.DRAFT).filter(item__in=items.values())
    ordered = found.defer("content").order_by("item_id", "-valid_from", "-number").distinct("item_id")
    return {version.item_id: version for version in ordered}


def _is_offered(version: ItemVersion | None) -> bool:
    return version is not None and version.state != ItemVersion.State.RETIRED


def _against(
    item: Item, version: ItemVersion | None, kind: ChangeKind, words: Words, *, busy: bool, mine: bool
) -> list[str]:
    """Why an item can't be proposed, in Chinese."""
    found = []
    if not mine:
        found.append("这个事项不归您管理")
    if busy:
        found.append("这个事项已有一项没有办完的变更，请先办完或者放弃")
    if version is not None and version.state == ItemVersion.State.SUSPENDED:
        found.append("这个事项已暂停，请先恢复")
    if kind.needs_basis and not words.basis:
        found.append("是新增的事项，请在导入时写明变更依据")
    return found


def _change(
    worker: Worker,
    item: Item,
    version: ItemVersion | None,
    kind: ChangeKind,
    words: Words,
    proposal: _Proposal,
) -> CatalogueChange:
    return CatalogueChange(
        item=item,
        kind=kind.value,
        stage=ChangeStage.DRAFTING.value,
        started_from=version,
        content=proposal.content,
        faults=proposal.faults,
        reason=words.reason,
        basis=words.basis,
        makers=[worker.staff_id],
        proposed_by_id=worker.staff_id,
        proposed_at=clock.now(),
    )


def _write(worker: Worker, changes: list[CatalogueChange], words: Words) -> None:
    written = CatalogueChange.objects.bulk_create(changes, batch_size=200)
    CatalogueLogRow.objects.bulk_create(
        [
            CatalogueLogRow(
                item_id=change.item_id,
                change=change,
                act=ChangeAct.PROPOSE.value,
                by_id=worker.staff_id,
                at=change.proposed_at,
                allowed=True,
                note=words.reason,
            )
            for change in written
        ],
        batch_size=500,
    )
