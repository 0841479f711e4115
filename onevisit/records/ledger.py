"""The ledger: one row per act, chained per case, append only. This module is its only writer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import connection
from django.db.models import F

from onevisit.law.canonical import canonical_text
from onevisit.law.chain import ALGORITHM, GENESIS, row_hash
from onevisit.law.clauses import enforces
from onevisit.records import clock
from onevisit.records.models import LedgerRow

PRUNING_MARGIN = timedelta(days=1)
"""Taken off a moment that only spares the database older months: an act may be recorded a tick before it."""

ActorKind = Literal["staff", "applicant", "system"]


@dataclass(frozen=True)
class Actor:
    """Who acts, and in whose place. ``name_commitment`` comes from ``privacy.commitment``, never a name."""

    kind: ActorKind
    id: int
    in_place_of: int | None = None
    name_commitment: str = ""


@dataclass(frozen=True)
class LedgerEntry:
    """One act to be written.

    ``previous_hash`` is the case's head hash (``chain.GENESIS`` before the first act); None chains the
    entry to the entry of the same case just before it in the same ``append``. ``sequence`` counts from
    1 within the case. ``data`` holds ids, codes, dates as texts and commitments: never personal data in
    clear, no floats.
    """

    case_id: int
    sequence: int
    action: str
    acted_at: datetime
    actor: Actor
    channel: str
    previous_hash: bytes | None = None
    hall_id: int | None = None
    window_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@enforces("HOUSE-3", "JH-24c")
def append(entries: Sequence[LedgerEntry]) -> list[bytes]:
    """Writes the acts in one statement, within the caller's transaction; returns their hashes in order.

    The caller holds the case's lock and moves the case's ``sequence`` and ``head_hash`` on by compare-
    and-set. Raises ValueError for an entry that does not follow its predecessor, CanonicalError for
    data without an exact text.
    """
    if not entries:
        return []
    recorded_at = clock.now()
    heads: dict[int, tuple[int, bytes]] = {}
    rows: list[tuple[Any, ...]] = []
    hashes: list[bytes] = []
    for entry in entries:
        previous = _previous_hash(entry, heads)
        canonical = canonical_act(entry, recorded_at, previous)
        digest = row_hash(previous, canonical)
        heads[entry.case_id] = (entry.sequence, digest)
        hashes.append(digest)
        rows.append(
            (
                entry.case_id,
                entry.sequence,
                entry.action,
                entry.acted_at,
                recorded_at,
                entry.actor.kind,
                entry.actor.id,
                entry.actor.in_place_of,
                entry.hall_id,
                entry.window_id,
                entry.channel,
                canonical,
                ALGORITHM,
                previous,
                digest,
            )
        )
    values = ", ".join([f"({', '.join(['%s'] * len(rows[0]))})"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO records_ledgerrow
                (case_id, sequence, action, acted_at, recorded_at, actor_kind, actor_id, in_place_of_id,
                 hall_id, window_id, channel, canonical, algorithm, previous_hash, hash)
                VALUES {values}""",
            [value for row in rows for value in row],
        )
    return hashes


def canonical_act(entry: LedgerEntry, recorded_at: datetime, previous: bytes) -> str:
    """The exact text of an act, of which the hash is taken."""
    return canonical_text(
        {
            "case": entry.case_id,
            "sequence": entry.sequence,
            "action": entry.action,
            "acted_at": moment_text(entry.acted_at),
            "recorded_at": moment_text(recorded_at),
            "actor": {
                "kind": entry.actor.kind,
                "id": entry.actor.id,
                "in_place_of": entry.actor.in_place_of,
                "name": entry.actor.name_commitment,
            },
            "hall": entry.hall_id,
            "window": entry.window_id,
            "channel": entry.channel,
            "data": dict(entry.data),
            "algorithm": ALGORITHM,
            "previous": previous.hex(),
        }
    )


def moment_text(moment: datetime) -> str:
    """A moment as the ledger writes it: Asia/Shanghai, to the microsecond.

    Raises ValueError without a zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment in the ledger needs its time zone")
    return moment.astimezone(clock.SHANGHAI).isoformat(timespec="microseconds")


def rows_of(case_id: int, since: datetime | None = None) -> list[LedgerRow]:
    """The acts of a case in order. ``since`` (when the case began) spares the database the older months."""
    rows = LedgerRow.objects.filter(case_id=case_id)
    if since is not None:
        rows = rows.filter(recorded_at__gte=since - PRUNING_MARGIN)
    return list(rows.order_by("sequence", "recorded_at"))


@enforces("HOUSE-6")
def recorded_late(since: datetime, tolerance: timedelta) -> list[LedgerRow]:
    """The acts recorded since a moment and later than ``tolerance`` after they were done; oldest first.

    Back-filling is an irregularity by itself; a declared outage excuses it, which the caller knows.
    """
    late = LedgerRow.objects.filter(recorded_at__gte=since, recorded_at__gt=F("acted_at") + tolerance)
    return list(late.order_by("recorded_at", "case_id", "sequence"))


def _previous_hash(entry: LedgerEntry, heads: Mapping[int, tuple[int, bytes]]) -> bytes:
    before = heads.get(entry.case_id)
    if before is None:
        if entry.previous_hash is None:
            raise ValueError("the first entry of a case in one append needs the case's head hash")
        if (entry.sequence == 1) != (entry.previous_hash == GENESIS):
            raise ValueError(f"act {entry.sequence} of case {entry.case_id} does not follow its predecessor")
        return entry.previous_hash
    sequence, digest = before
    if entry.sequence != sequence + 1 or entry.previous_hash not in (None, digest):
        raise ValueError(f"act {entry.sequence} of case {entry.case_id} does not follow its predecessor")
    return digest
