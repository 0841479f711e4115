"""Anchoring: every few minutes a signed Merkle root over the ledger rows that can gain no earlier neighbour.

A row is taken when its transaction lies below the snapshot horizon: every transaction with a smaller
number has ended, so no row can appear before it any more. What comes later goes into a later tree.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from onevisit.law import merkle
from onevisit.law.chain import GENESIS, row_hash
from onevisit.law.clauses import enforces
from onevisit.records import clock, keys
from onevisit.records.ledger import moment_text
from onevisit.records.models import Anchor, AnchorKey
from onevisit.records.receipt_check import (
    PUBLICATION_FORMAT,
    SIGNATURE_ALGORITHM,
    PublishedAnchors,
    anchor_statement,
)

LARGEST_TREE = 4096
"""Leaves of one tree; a backlog becomes several anchors, so a proof is always quick to make."""

WAITING_ROWS = """
    SELECT row.case_id, row.sequence, row.hash, row.transaction_id::text, row.recorded_at,
           pg_snapshot_xmin(snapshot)::text
      FROM pg_current_snapshot() AS snapshot, records_ledgerrow AS row
     WHERE row.transaction_id >= CASE WHEN %(horizon)s::xid8 > pg_snapshot_xmax(snapshot)
                                      THEN '0'::xid8 ELSE %(horizon)s::xid8 END
       AND (row.transaction_id < pg_snapshot_xmin(snapshot)
            OR row.transaction_id >= pg_snapshot_xmax(snapshot))
       AND NOT EXISTS (SELECT FROM records_anchorleaf AS leaf
                        WHERE leaf.case_id = row.case_id AND leaf.sequence = row.sequence
                          AND leaf.row_hash = row.hash)
     ORDER BY row.transaction_id, row.case_id, row.sequence
     LIMIT %(limit)s
"""
# A database restored from a dump counts its transactions anew: its old rows may carry numbers
# that this server has
# not reached yet. They are visible, so they are settled; and a horizon beyond the server's
# numbers means "all rows".


@dataclass(frozen=True)
class AnchorLag:
    """How many rows wait for an anchor (counted up to 4,096) and since when the oldest of them waits."""

    rows: int
    oldest_recorded_at: datetime | None


@enforces("HOUSE-7")
def make_anchors() -> list[Anchor]:
    """Anchors all rows that are ready; returns the new anchors, none when no row waits."""
    made: list[Anchor] = []
    while anchor := _make_anchor():
        made.append(anchor)
        if anchor.size < LARGEST_TREE:
            break
    return made


def lag() -> AnchorLag:
    """What waits for an anchor; a growing age means that the worker stands still or a transaction hangs."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*), min(recorded_at) FROM (
                   SELECT row.recorded_at FROM records_ledgerrow AS row
                    WHERE row.transaction_id >= coalesce(
                              (SELECT horizon FROM records_anchor ORDER BY number DESC LIMIT 1), '0'::xid8)
                      AND NOT EXISTS (SELECT FROM records_anchorleaf AS leaf
                                       WHERE leaf.case_id = row.case_id AND leaf.sequence = row.sequence
                                         AND leaf.row_hash = row.hash)
                    ORDER BY row.transaction_id LIMIT %s) AS waiting""",
            [LARGEST_TREE],
        )
        rows, oldest = cursor.fetchone()
    return AnchorLag(int(rows), oldest)


def publication(from_number: int = 1, count: int = 10_000) -> dict[str, Any]:
    """The anchors from this number on, as published for everybody.

    Statements, hashes, signatures, public keys.
    """
    anchors = Anchor.objects.filter(number__gte=from_number).order_by("number")[:count]
    return {
        "format": PUBLICATION_FORMAT,
        "keys": [
            {
                "key": key.key_id,
                "algorithm": key.algorithm,
                "public_key": base64.b64encode(key.public_key).decode("ascii"),
            }
            for key in AnchorKey.objects.order_by("first_used_at")
        ],
        "anchors": [published_form(anchor) for anchor in anchors],
    }


def published_form(anchor: Anchor) -> dict[str, Any]:
    """One anchor as it is published and as it stands on receipts."""
    return {
        "number": anchor.number,
        "statement": anchor.statement,
        "hash": bytes(anchor.hash).hex(),
        "signature": base64.b64encode(anchor.signature).decode("ascii"),
        "key": anchor.key_id,
    }


def published_numbers(numbers: set[int]) -> PublishedAnchors:
    """These anchors and all public keys, from the database, in the form the offline check takes."""
    return PublishedAnchors(
        anchors={one.number: published_form(one) for one in Anchor.objects.filter(number__in=numbers)},
        keys={one.key_id: bytes(one.public_key) for one in AnchorKey.objects.all()},
    )


def _make_anchor() -> Anchor | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('records_anchor'))")
        last = Anchor.objects.order_by("-number").first()
        horizon_before = str(last.horizon) if last else "0"
        cursor.execute(WAITING_ROWS, {"horizon": horizon_before, "limit": LARGEST_TREE + 1})
        waiting = cursor.fetchall()
        if not waiting:
            return None
        # A row copied by somebody who may insert must not stop anchoring; verification names the copy.
        rows = list({(row[0], row[1], bytes(row[2])): row for row in waiting[:LARGEST_TREE]}.values())
        horizon = int(waiting[LARGEST_TREE][3] if len(waiting) > LARGEST_TREE else waiting[0][5])
        key = keys.anchor_key()
        leaves = [bytes(row[2]) for row in rows]
        anchor = _signed(leaves, last, horizon, key)
        _store_key(cursor, anchor.key_id, key)
        anchor.save(force_insert=True)
        cursor.execute(
            """INSERT INTO records_anchorleaf (anchor_id, position, case_id, sequence, row_hash)
               SELECT %s, place - 1, case_id, sequence, row_hash
                 FROM unnest(%s::bigint[], %s::integer[], %s::bytea[])
                      WITH ORDINALITY AS leaf (case_id, sequence, row_hash, place)""",
            [anchor.number, [row[0] for row in rows], [row[1] for row in rows], leaves],
        )
        return anchor


def _signed(leaves: list[bytes], last: Anchor | None, horizon: int, key: Ed25519PrivateKey) -> Anchor:
    number = last.number + 1 if last else 1
    previous = bytes(last.hash) if last else GENESIS
    root = merkle.root(leaves)
    made_at = clock.now()
    statement = anchor_statement(number, root, len(leaves), previous, moment_text(made_at))
    digest = row_hash(previous, statement)
    return Anchor(
        number=number,
        root=root,
        size=len(leaves),
        horizon=horizon,
        statement=statement,
        previous_hash=previous,
        hash=digest,
        signature=key.sign(digest),
        key_id=keys.key_id(key),
        made_at=made_at,
    )


def _store_key(cursor: Any, key_id: str, key: Ed25519PrivateKey) -> None:
    cursor.execute(
        """INSERT INTO records_anchorkey (key_id, algorithm, public_key, first_used_at)
           VALUES (%s, %s, %s, %s)
           ON CONFLICT (key_id) DO NOTHING""",
        [key_id, SIGNATURE_ALGORITHM, key.public_key().public_bytes_raw(), clock.now()],
    )
