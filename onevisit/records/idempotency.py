"""One effect per command, however often it is sent: the key is kept in the command's own transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection

from onevisit.law.canonical import canonical_text
from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records import clock
from onevisit.records.models import IdempotencyKey

KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True)
class StoredResult:
    """What the first sending of the same command led to."""

    result: Any


def body_hash(body: Mapping[str, Any]) -> bytes:
    """SHA-256 over the canonical text of what was sent. Raises CanonicalError for floats."""
    return hashlib.sha256(canonical_text(body).encode("utf-8")).digest()


@enforces("HOUSE-2")
def claim(actor_key: str, command: str, key: str, body: bytes) -> StoredResult | None:
    """Takes the key for this command; None means go on, a result means it was done before. One statement.

    Call it first within the command's transaction: a rolled-back command leaves the key free, a second
    sending that comes while the first still runs waits for its end. ``body`` is ``body_hash`` of what
    was sent. Raises Refusal ``repeated_key`` (409) when the key was used for something else.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO records_idempotencykey (actor_key, command, key, body_hash, recorded_at)
               VALUES (%s, %s, %s, %s, %s)
               ON CONFLICT (actor_key, command, key) DO NOTHING RETURNING id""",
            [actor_key, command, key, body, clock.now()],
        )
        if cursor.fetchone() is not None:
            return None
    kept = IdempotencyKey.objects.get(actor_key=actor_key, command=command, key=key)
    if bytes(kept.body_hash) != body:
        raise Refusal(
            "repeated_key",
            Sentence("这一步已经提交过，内容与这次不同；系统保留了第一次提交的内容。"),
            next_step=Sentence("请刷新页面，查看已保留的内容后再操作。"),
        )
    return StoredResult(kept.result)


def store(actor_key: str, command: str, key: str, result: Any) -> None:
    """Keeps the command's result under its key, in the same transaction.

    Ids and numbers only. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE records_idempotencykey SET result = %s::jsonb
                WHERE actor_key = %s AND command = %s AND key = %s""",
            [json.dumps(result), actor_key, command, key],
        )


def forget_old() -> int:
    """Removes keys older than 90 days; returns how many."""
    removed, _ = IdempotencyKey.objects.filter(recorded_at__lt=clock.now() - KEPT_FOR).delete()
    return removed
