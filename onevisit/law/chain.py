"""The hash chain of a case: each act carries the hash of the act before it.

Moving a date, changing a text or taking an act out breaks every later hash of the case.
"""

from __future__ import annotations

import hashlib

ALGORITHM = "sha256-v1"
GENESIS = bytes(32)
"""What stands in place of a previous hash at the first act of a case."""


def row_hash(previous: bytes, canonical: str) -> bytes:
    """SHA-256 over the previous hash (32 bytes) followed by the UTF-8 canonical text of the act.

    Raises ValueError when the previous hash is not 32 bytes long.
    """
    if len(previous) != 32:
        raise ValueError(f"a previous hash has 32 bytes, not {len(previous)}")
    return hashlib.sha256(previous + canonical.encode("utf-8")).digest()
