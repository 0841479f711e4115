"""Receipts: a small file by which anybody can check that an act is in the ledger, unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from onevisit.law import merkle
from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records import anchors
from onevisit.records.ledger import PRUNING_MARGIN
from onevisit.records.models import Anchor, AnchorLeaf, LedgerRow
from onevisit.records.receipt_check import (
    RECEIPT_FORMAT,
    PublishedAnchors,
    ReceiptCheck,
    ReceiptState,
    check_receipt,
)


def receipt_for(case_id: int, sequence: int, since: datetime | None = None) -> dict[str, Any]:
    """The receipt of one act, as JSON. ``anchor`` is None until the act is anchored (some minutes).

    ``since`` (when the case began) spares the database the older months. Raises Refusal ``no_such_act``.
    """
    rows = LedgerRow.objects.filter(case_id=case_id, sequence=sequence)
    if since is not None:
        rows = rows.filter(recorded_at__gte=since - PRUNING_MARGIN)
    row = rows.first()
    if row is None:
        raise Refusal("no_such_act", Sentence("台账里没有这一步。"), next_step=Sentence("请核对办件和步骤。"))
    newest = Anchor.objects.order_by("-number").first()
    return {
        "format": RECEIPT_FORMAT,
        "case": case_id,
        "sequence": sequence,
        "act": row.canonical,
        "algorithm": row.algorithm,
        "previous_hash": bytes(row.previous_hash).hex(),
        "hash": bytes(row.hash).hex(),
        "anchor": _anchor_part(row),
        "witness": {"number": newest.number, "hash": bytes(newest.hash).hex()} if newest else None,
    }


@enforces("HOUSE-7")
def verify_receipt(receipt: object, published: PublishedAnchors | None = None) -> ReceiptCheck:
    """Checks a receipt; without ``published`` against this installation's own anchors and ledger.

    A receipt made before its act was anchored is completed from the ledger. Never raises for a bad receipt.
    """
    if published is not None:
        return check_receipt(receipt, published)
    if not isinstance(receipt, Mapping):
        return check_receipt(receipt, None)
    first = check_receipt(receipt, anchors.published_numbers(_numbers(receipt)))
    if first.state is not ReceiptState.NOT_YET_ANCHORED:
        return first
    try:
        current = receipt_for(int(receipt["case"]), int(receipt["sequence"]))
    except Refusal:
        return ReceiptCheck(
            ReceiptState.FALSE, Sentence("台账里没有凭证上的这一步，请保留凭证并向监督机构反映。"), first.act
        )
    if current["hash"] != receipt["hash"]:
        return ReceiptCheck(
            ReceiptState.FALSE, Sentence("台账里的这一步与凭证不同，请保留凭证并向监督机构反映。"), first.act
        )
    return check_receipt(current, anchors.published_numbers(_numbers(current)))


def _anchor_part(row: LedgerRow) -> dict[str, Any] | None:
    leaves = AnchorLeaf.objects.filter(case_id=row.case_id, sequence=row.sequence, row_hash=row.hash)
    leaf = leaves.select_related("anchor").first()
    if leaf is None:
        return None
    hashes = AnchorLeaf.objects.filter(anchor_id=leaf.anchor_id).order_by("position")
    entries = [bytes(one) for one in hashes.values_list("row_hash", flat=True)]
    path = merkle.inclusion_proof(entries, leaf.position)
    return {
        **anchors.published_form(leaf.anchor),
        "index": leaf.position,
        "path": [one.hex() for one in path],
    }


def _numbers(receipt: Mapping[str, Any]) -> set[int]:
    """The anchors a receipt speaks of."""
    parts = (receipt.get("anchor"), receipt.get("witness"))
    numbers = {part.get("number") for part in parts if isinstance(part, Mapping)}
    return {number for number in numbers if isinstance(number, int) and 0 < number < 2**63}
