"""One step on an item: a transaction under its key, and a row of the log that stays, refused or done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from onevisit.catalog.models import CatalogueLogRow, Item
from onevisit.law.catalogue_changes import LONGEST_REASON, ChangeAct
from onevisit.law.refusal import Refusal
from onevisit.organization.workers import Worker
from onevisit.records import clock, idempotency


@contextmanager
def step(
    worker: Worker, act: ChangeAct, item: Item, change_id: int | None, note: str
) -> Iterator[Callable[[int | None], None]]:
    """One transaction with its row of the log; a refusal undoes the first and leaves the second."""

    def write(change_id: int | None, code: str = "") -> None:
        CatalogueLogRow.objects.create(
            item_id=item.pk,
            change_id=change_id,
            act=act.value,
            by_id=worker.staff_id,
            at=clock.now(),
            allowed=not code,
            code=code,
            note=note[:LONGEST_REASON],
        )

    try:
        with transaction.atomic():
            yield write
    except Refusal as refusal:
        write(change_id, refusal.code)
        raise refusal.within(item.department.region.city) from None


def claimed(worker: Worker, act: ChangeAct, key: str, body: Mapping[str, Any]) -> Any:
    """What the same step under this key gave before; None when it is new. Raises Refusal for another body."""
    claimed = idempotency.claim(_actor(worker), _command(act), key, idempotency.body_hash(body))
    return None if claimed is None else claimed.result


def store(worker: Worker, act: ChangeAct, key: str, result: int) -> None:
    """Keeps what the step under this key gave."""
    idempotency.store(_actor(worker), _command(act), key, result)


def _actor(worker: Worker) -> str:
    return f"staff:{worker.staff_id}"


def _command(act: ChangeAct) -> str:
    return f"catalogue.{act.value}"
