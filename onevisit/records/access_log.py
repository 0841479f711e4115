"""Who looked at personal data, and who was refused.

Written at once on a connection of its own, never undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg.types.json import Jsonb

from onevisit.law.clauses import enforces
from onevisit.records import clock, side_connection
from onevisit.records.models import time_ordered_uuid


@enforces("HOUSE-15", "GX-51.4")
def log(
    *,
    actor_kind: str,
    actor_id: int,
    action: str,
    subject_kind: str,
    subject_id: int | None,
    allowed: bool,
    purpose: str = "",
    detail: Mapping[str, Any] | None = None,
    source_address: str | None = None,
) -> None:
    """Writes one line; it stays when the caller's transaction is rolled back.

    ``purpose`` is why the data was read (the case's number, or the reason given; at most 200 characters are
    kept); ``detail`` holds codes and ids, never what was read. Raises psycopg.Error when it can't be written:
    what can't be logged must not be shown.
    """
    side_connection.execute(
        """INSERT INTO records_accesslogrow
               (id, recorded_at, actor_kind, actor_id, action, subject_kind, subject_id, allowed, purpose,
                detail, source_address)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        [
            time_ordered_uuid(),
            clock.now(),
            actor_kind,
            actor_id,
            action,
            subject_kind,
            subject_id,
            allowed,
            purpose[:200],
            Jsonb(dict(detail or {})),
            source_address,
        ],
    )
