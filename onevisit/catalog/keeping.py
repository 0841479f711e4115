"""What the keepers of the catalogue read: items of their scope with where each stands, changes, the log.

Lists are keyset pages; each page is a handful of statements however many items there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from onevisit.catalog.authority import item_scope
from onevisit.catalog.models import CatalogueChange, CatalogueLogRow, Item, ItemReview, ItemVersion
from onevisit.law.catalogue_changes import OPEN_STAGES, ChangeStage
from onevisit.law.powers import PowerKind
from onevisit.organization.workers import Worker

PAGE = 30
LOG_SHOWN = 50
OPEN = [stage.value for stage in OPEN_STAGES]
FILTERS = ("", "changing", "suspended", "retired")


@dataclass(frozen=True)
class KeptItem:
    """One line of the list: the item, the version that counts, the open change, the last review."""

    item: Item
    version: ItemVersion | None
    change: CatalogueChange | None
    reviewed_at: datetime | None

    @property
    def name(self) -> str:
        """The name of the version, or of the change that adds the item."""
        return self.version.name if self.version is not None else name_of_change(self.change)


@dataclass(frozen=True)
class KeptPage:
    """A page of items by code; ``after`` is the code to go on from, empty on the last."""

    rows: Sequence[KeptItem]
    after: str


def name_of_change(change: CatalogueChange | None) -> str:
    """The name that the new version will have, as far as it is written."""
    content = change.content if change is not None else None
    return str((content or {}).get("name") or "")


def kept_items(worker: Worker, *, find: str = "", show: str = "", after: str = "") -> KeptPage:
    """The items of the worker's scope, found by code or a part of the name. Four statements."""
    published = ItemVersion.objects.filter(item=OuterRef("pk")).exclude(state=ItemVersion.State.DRAFT)
    open_change = CatalogueChange.objects.filter(item=OuterRef("pk"), stage__in=OPEN)
    found = (
        Item.objects.filter(item_scope(worker))
        .select_related("department")
        .annotate(
            latest=Subquery(published.order_by("-valid_from", "-number").values("pk")[:1]),
            open_change=Subquery(open_change.values("pk")[:1]),
        )
        .filter(Q(latest__isnull=False) | Q(open_change__isnull=False))
    )
    if find:
        named = ItemVersion.objects.filter(item=OuterRef("pk"), name__icontains=find)
        found = found.filter(
            Q(Exists(named))
            | Q(code__startswith=find.upper())
            | Q(changes__stage__in=OPEN, changes__content__name__icontains=find)
        ).distinct()
    if show == "changing":
        found = found.filter(open_change__isnull=False)
    elif show in ("suspended", "retired"):
        found = found.filter(latest__in=ItemVersion.objects.filter(state=show).values("pk"))
    if after:
        found = found.filter(code__gt=after)
    items = list(found.order_by("code")[: PAGE + 1])
    shown = items[:PAGE]
    return KeptPage(_lines(shown), shown[-1].code if len(items) > PAGE else "")


def _lines(items: Sequence[Item]) -> list[KeptItem]:
    versions = ItemVersion.objects.defer("content").in_bulk(
        [one.latest for one in items if one.latest]  # type: ignore[attr-defined]
    )
    changes = CatalogueChange.objects.in_bulk(
        [one.open_change for one in items if one.open_change]  # type: ignore[attr-defined]
    )
    reviewed = dict(
        ItemReview.objects.filter(item__in=items)
        .values_list("item_id")
        .annotate(latest=Max("at"))
        .values_list("item_id", "latest")
    )
    return [
        KeptItem(
            item,
            versions.get(item.latest),  # type: ignore[attr-defined]
            changes.get(item.open_change),  # type: ignore[attr-defined]
            reviewed.get(item.pk),
        )
        for item in items
    ]


def item_for(worker: Worker, code: str) -> Item:
    """The item, if it stands on the worker's list. Raises Item.DoesNotExist."""
    return Item.objects.select_related("department__region").get(item_scope(worker), code=code)


def change_for(worker: Worker, change_id: int) -> CatalogueChange:
    """The change, if its item stands on the worker's list. Raises CatalogueChange.DoesNotExist."""
    found = CatalogueChange.objects.select_related(
        "item__department__region", "started_from", "version", "proposed_by", "approved_by", "published_by"
    ).get(pk=change_id)
    if not Item.objects.filter(item_scope(worker), pk=found.item_id).exists():
        raise CatalogueChange.DoesNotExist
    return found


def versions_of(item: Item) -> list[ItemVersion]:
    """All versions, drafts of an import too, the newest first; without content."""
    found = item.versions.select_related("published_by").defer("content")
    return list(found.order_by("-number"))


def version_of(item: Item, number: int) -> ItemVersion | None:
    """One version of the item, a draft of an import too."""
    return item.versions.select_related("item__department").filter(number=number).first()


def open_change_of(item: Item) -> CatalogueChange | None:
    """The change under way, if there is one."""
    return item.changes.filter(stage__in=OPEN).first()


def waiting_for(worker: Worker) -> QuerySet[CatalogueChange]:
    """The open changes on which it is the worker's turn, the oldest first."""
    turn = Q(pk__in=[])
    for power, stage in (
        (PowerKind.KEEP_ITEMS, ChangeStage.DRAFTING),
        (PowerKind.APPROVE_ITEMS, ChangeStage.SUBMITTED),
        (PowerKind.PUBLISH_ITEMS, ChangeStage.APPROVED),
    ):
        items = Item.objects.filter(item_scope(worker, power)) if worker.grants_for(power) else None
        if items is not None:
            turn |= Q(stage=stage.value, item__in=items)
    return CatalogueChange.objects.filter(turn).select_related("item__department", "proposed_by")


def changes_page(worker: Worker, *, mine: bool, after: int = 0) -> tuple[list[CatalogueChange], int]:
    """A page of open changes in the order they were proposed, and the id to go on from (0 on the last)."""
    found = waiting_for(worker)
    if not mine:
        items = Item.objects.filter(item_scope(worker))
        found = CatalogueChange.objects.filter(stage__in=OPEN, item__in=items)
        found = found.select_related("item__department", "proposed_by")
    rows = list(found.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else 0


def log_of(item: Item, *, limit: int = LOG_SHOWN) -> list[CatalogueLogRow]:
    """What was done to the item, the newest first."""
    return list(item.log.select_related("by", "change").order_by("-id")[:limit])
