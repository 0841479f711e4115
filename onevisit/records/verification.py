"""Checking the whole ledger: every row, every chain, every anchor. Names the first broken row."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from onevisit.law import merkle
from onevisit.law.canonical import CanonicalError, canonical_text
from onevisit.law.chain import ALGORITHM, GENESIS, row_hash
from onevisit.law.clauses import enforces
from onevisit.records.anchors import published_form
from onevisit.records.ledger import moment_text
from onevisit.records.models import Anchor, AnchorKey, AnchorLeaf, LedgerRow
from onevisit.records.receipt_check import FalseProofError, check_anchor

CaseHeads = Callable[[], Iterator[tuple[int, int, bytes]]]
"""Gives, ordered by case id, each case's id, its last sequence and its head hash."""

CHUNK = 2000


@dataclass(frozen=True)
class LedgerFault:
    """The first thing found broken: which act of which case, or which anchor, and what is wrong (Chinese)."""

    message: str
    case_id: int | None = None
    sequence: int | None = None
    anchor_number: int | None = None


@dataclass(frozen=True)
class VerificationReport:
    """What was checked, and the first fault; None when all is well."""

    rows: int
    cases: int
    anchors: int
    fault: LedgerFault | None


class _BrokenError(Exception):
    def __init__(self, fault: LedgerFault) -> None:
        super().__init__(fault.message)
        self.fault = fault


_case_heads: list[CaseHeads] = []


def register_case_heads(heads: CaseHeads) -> None:
    """Lets the room that keeps the cases tell where each chain must end: a cut-off end is noticed."""
    _case_heads.append(heads)


@enforces("HOUSE-3")
def verify() -> VerificationReport:
    """Checks all rows, chains and anchors of this installation as they are at this moment."""
    rows = cases = anchors = 0
    fault: LedgerFault | None = None
    try:
        # One snapshot for all, so that acts written meanwhile do not look like faults.
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for is_first in _checked_rows():
                rows += 1
                cases += is_first
            for _ in _checked_anchors():
                anchors += 1
    except _BrokenError as broken:
        fault = broken.fault
    return VerificationReport(rows, cases, anchors, fault)


def _checked_rows() -> Iterator[bool]:
    heads = _Heads()
    last: LedgerRow | None = None
    ordered = LedgerRow.objects.order_by("case_id", "sequence", "recorded_at")
    for row in ordered.iterator(chunk_size=CHUNK):
        is_first = last is None or row.case_id != last.case_id
        if is_first:
            heads.check_end(last)
        _check_row(row, None if is_first else last)
        yield is_first
        last = row
    heads.check_end(last)
    heads.check_rest()


def _check_row(row: LedgerRow, before: LedgerRow | None) -> None:
    expected_sequence = before.sequence + 1 if before else 1
    if row.sequence != expected_sequence:
        missing = row.sequence > expected_sequence
        raise _broken(row, f"第 {expected_sequence} 步缺失" if missing else "同一步出现两次")
    previous = bytes(before.hash) if before else GENESIS
    if bytes(row.previous_hash) != previous:
        raise _broken(row, "与前一步接不上")
    if row.algorithm != ALGORITHM:
        raise _broken(row, "使用了不认识的算法")
    if row_hash(previous, row.canonical) != bytes(row.hash):
        raise _broken(row, "内容与校验值不符")
    if before and row.recorded_at < before.recorded_at:
        raise _broken(row, "记录时间早于前一步")
    try:
        content = json.loads(row.canonical)
        exact = canonical_text(content) == row.canonical
    except (ValueError, CanonicalError):
        exact, content = False, {}
    if not exact or not _columns_agree(row, content):
        raise _broken(row, "各列与存证文本不一致")


def _columns_agree(row: LedgerRow, content: Mapping[str, Any]) -> bool:
    shown = {
        "case": row.case_id,
        "sequence": row.sequence,
        "action": row.action,
        "acted_at": moment_text(row.acted_at),
        "recorded_at": moment_text(row.recorded_at),
        "hall": row.hall_id,
        "window": row.window_id,
        "channel": row.channel,
        "algorithm": row.algorithm,
        "previous": bytes(row.previous_hash).hex(),
    }
    actor = content.get("actor")
    if not isinstance(actor, Mapping):
        return False
    same_actor = (actor.get("kind"), actor.get("id"), actor.get("in_place_of")) == (
        row.actor_kind,
        row.actor_id,
        row.in_place_of_id,
    )
    return same_actor and all(content.get(name) == value for name, value in shown.items())


class _Heads:
    """Walks over the registered case heads beside the rows; both are ordered by case."""

    def __init__(self) -> None:
        self._heads = _case_heads[0]() if _case_heads else None
        self._next = next(self._heads, None) if self._heads else None

    def check_end(self, last: LedgerRow | None) -> None:
        """The last row of a case must be where the case says its chain ends."""
        if last is None or self._heads is None:
            return
        while self._next and self._next[0] < last.case_id:
            self._check_empty(self._next)
            self._next = next(self._heads, None)
        if self._next and self._next[0] == last.case_id:
            if (self._next[1], bytes(self._next[2])) != (last.sequence, bytes(last.hash)):
                raise _broken(last, "不是办件记载的最后一步，后面的步骤缺失")
            self._next = next(self._heads, None)

    def check_rest(self) -> None:
        """Cases after the last row must have no acts."""
        while self._heads and self._next:
            self._check_empty(self._next)
            self._next = next(self._heads, None)

    def _check_empty(self, head: tuple[int, int, bytes]) -> None:
        if head[1] > 0:
            fault = LedgerFault(f"办件 {head[0]} 的全部步骤缺失", case_id=head[0], sequence=head[1])
            raise _BrokenError(fault)


def _checked_anchors() -> Iterator[Anchor]:
    public_keys = {one.key_id: bytes(one.public_key) for one in AnchorKey.objects.all()}
    previous = GENESIS
    in_order = Anchor.objects.order_by("number").iterator(chunk_size=CHUNK)
    for number, anchor in enumerate(in_order, start=1):
        _check_anchor(anchor, number, previous, public_keys)
        previous = bytes(anchor.hash)
        yield anchor
    _check_leaves()


def _check_anchor(anchor: Anchor, number: int, previous: bytes, public_keys: Mapping[str, bytes]) -> None:
    def broken(what: str) -> _BrokenError:
        return _BrokenError(LedgerFault(f"第 {number} 号锚{what}", anchor_number=number))

    if anchor.number != number or bytes(anchor.previous_hash) != previous:
        raise broken("缺失或与前一个锚接不上")
    try:
        statement = check_anchor(published_form(anchor), public_keys)
    except FalseProofError as error:
        raise _BrokenError(LedgerFault(str(error), anchor_number=number)) from error
    shown = (
        anchor.number,
        bytes(anchor.root).hex(),
        anchor.size,
        previous.hex(),
        moment_text(anchor.made_at),
    )
    if shown != tuple(statement[name] for name in ("number", "root", "size", "previous", "made_at")):
        raise broken("的各列与存证文本不一致")
    leaves = AnchorLeaf.objects.filter(anchor_id=number).order_by("position")
    entries = [bytes(one) for one in leaves.values_list("row_hash", flat=True)]
    if len(entries) != anchor.size or merkle.root(entries) != bytes(anchor.root):
        raise broken("所固定的步骤有缺失或改动")


def _check_leaves() -> None:
    """Every anchored row must still be in the ledger, with the hash that was anchored."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT leaf.case_id, leaf.sequence, leaf.anchor_id
                 FROM records_anchorleaf AS leaf
                 LEFT JOIN records_ledgerrow AS row
                        ON row.case_id = leaf.case_id AND row.sequence = leaf.sequence
                       AND row.hash = leaf.row_hash
                WHERE row.hash IS NULL
                ORDER BY leaf.anchor_id, leaf.position LIMIT 1"""
        )
        found = cursor.fetchone()
    if found:
        case_id, sequence, number = found
        message = f"办件 {case_id} 第 {sequence} 步与第 {number} 号锚所固定的不一致或已缺失"
        raise _BrokenError(LedgerFault(message, case_id, sequence, number))


def _broken(row: LedgerRow, what: str) -> _BrokenError:
    message = f"办件 {row.case_id} 第 {row.sequence} 步{what}"
    return _BrokenError(LedgerFault(message, row.case_id, row.sequence))
