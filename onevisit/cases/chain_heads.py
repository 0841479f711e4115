"""Where each case says its chain of acts ends, for the verification of the whole ledger."""

from __future__ import annotations

from collections.abc import Iterator

from onevisit.cases.models import Case
from onevisit.law.chain import GENESIS


def case_heads() -> Iterator[tuple[int, int, bytes]]:
    """Each case's id, its last sequence and its head hash, in the order of ids."""
    heads = Case.objects.order_by("pk").values_list("pk", "sequence", "head_hash")
    for case_id, sequence, head_hash in heads.iterator(chunk_size=2000):
        yield case_id, sequence, bytes(head_hash) if head_hash else GENESIS
