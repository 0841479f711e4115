"""Changes of demo items for tests: who keeps, approves and publishes, and the way from one to the next."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from onevisit.catalog import changes
from onevisit.catalog.changes import Words
from onevisit.catalog.models import CatalogueChange, Item
from onevisit.law.catalogue_changes import ChangeAct, ChangeKind
from tests.cases.world import worker

KEEPER, OTHER_KEEPER, HEAD, AGENCY, AGENCY_TOO = (
    "market-keeper",
    "health-keeper",
    "market-head",
    "catalogue",
    "catalogue2",
)
WHY = "按市政府部署压减办理时限"
BASIS = "《蛟河市政务服务规则》第十七条"


def item(code: str) -> Item:
    """The item with this code."""
    return Item.objects.select_related("department__region").get(code=code)


def key() -> str:
    """A fresh idempotency key."""
    return uuid.uuid4().hex


def proposed(
    code: str, kind: ChangeKind = ChangeKind.CHANGE, by: str = KEEPER, successors: Sequence[Item] = ()
) -> CatalogueChange:
    """A change just proposed."""
    words = Words(reason=WHY, basis=BASIS)
    return changes.propose(worker(by), item(code), kind, words, key(), successors=successors)


def written(change: CatalogueChange, values: Mapping[str, Any], by: str = KEEPER) -> CatalogueChange:
    """The change with these elements in it."""
    now = CatalogueChange.objects.get(pk=change.pk)
    return changes.save_content(worker(by), now.pk, now.revision, values)


def do(change: CatalogueChange, act: ChangeAct, by: str, **words: Any) -> CatalogueChange:
    """One step of the way."""
    given = {"reason": WHY, "basis": BASIS, **words} if act is ChangeAct.SUBMIT else words
    return changes.perform(worker(by), change.pk, act, Words(**given), key())


def approved(change: CatalogueChange, **words: Any) -> CatalogueChange:
    """The change submitted by its keeper and passed by the head."""
    do(change, ChangeAct.SUBMIT, KEEPER, **words)
    return do(change, ChangeAct.APPROVE, HEAD)


def published(change: CatalogueChange, on: date | None = None) -> CatalogueChange:
    """The change in effect, or to be from ``on``."""
    return do(approved(change), ChangeAct.PUBLISH, AGENCY, effective_on=on)
