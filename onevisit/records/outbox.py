"""Events for live pages and connectors, written in the transaction of the act and relayed in batches."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from onevisit.records import clock
from onevisit.records.models import OutboxEvent

CHANNEL = "onevisit_changed"
KEPT_FOR = timedelta(days=30)
NOTIFY_BYTES = 7500
"""A notification carries fewer than 8,000 bytes; longer batches are split."""


@dataclass(frozen=True)
class Event:
    """Something that happened to a subject. ``data`` holds ids and codes, never personal data."""

    kind: str
    subject_kind: str
    subject_id: int
    data: Mapping[str, Any] = field(default_factory=dict)


def publish(events: Sequence[Event]) -> None:
    """Writes the events in one statement, within the caller's transaction."""
    moment = clock.now()
    OutboxEvent.objects.bulk_create(
        [
            OutboxEvent(
                kind=one.kind,
                subject_kind=one.subject_kind,
                subject_id=one.subject_id,
                data=dict(one.data),
                recorded_at=moment,
            )
            for one in events
        ]
    )


def relay(limit: int = 500) -> int:
    """Tells listeners of waiting events, many with one notification; returns how many events were told.

    One relay for the whole installation instead of a NOTIFY per act: commits that notify wait for each other.
    A notification is a JSON list of ``[kind, subject kind, subject id]``.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """UPDATE records_outboxevent SET relayed_at = %s
                WHERE id IN (SELECT id FROM records_outboxevent WHERE relayed_at IS NULL
                              ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
            RETURNING id, kind, subject_kind, subject_id""",
            [clock.now(), limit],
        )
        told = sorted(cursor.fetchall())
        texts = _notifications([list(row[1:]) for row in told])
        if texts:
            cursor.execute("SELECT pg_notify(%s, payload) FROM unnest(%s::text[]) payload", [CHANNEL, texts])
    return len(told)


def forget_relayed() -> int:
    """Removes events told more than 30 days ago; returns how many."""
    removed, _ = OutboxEvent.objects.filter(relayed_at__lt=clock.now() - KEPT_FOR).delete()
    return removed


def _notifications(changes: Sequence[list[Any]]) -> list[str]:
    texts: list[str] = []
    batch: list[str] = []
    size = 2
    for change in dict.fromkeys(json.dumps(change, separators=(",", ":")) for change in changes):
        if batch and size + len(change) + 1 > NOTIFY_BYTES:
            texts.append(f"[{','.join(batch)}]")
            batch, size = [], 2
        batch.append(change)
        size += len(change) + 1
    if batch:
        texts.append(f"[{','.join(batch)}]")
    return texts
