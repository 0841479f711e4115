"""Merkle trees after RFC 6962: a short root stands for many acts, a short path proves one among them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one leaf; the prefix 0 keeps a leaf from passing for an inner node (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node over its two children (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(entries: Sequence[bytes]) -> bytes:
    """Root over the entries in their order; the empty tree has the hash of the empty text."""
    if not entries:
        return EMPTY_ROOT
    level = [leaf_hash(entry) for entry in entries]
    while len(level) > 1:
        level = _parents(level)
    return level[0]


def inclusion_proof(entries: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that, joined with the entry at ``index``, give the root; nearest first (RFC 6962, 2.1.1).

    Raises IndexError when there is no entry at ``index``.
    """
    if not 0 <= index < len(entries):
        raise IndexError(f"no entry {index} in a tree of {len(entries)}")
    level = [leaf_hash(entry) for entry in entries]
    path: list[bytes] = []
    position = index
    while len(level) > 1:
        neighbour = position ^ 1
        if neighbour < len(level):
            path.append(level[neighbour])
        level = _parents(level)
        position //= 2
    return path


def verify_inclusion(
    entry: bytes, index: int, size: int, path: Sequence[bytes], expected_root: bytes
) -> bool:
    """Whether the path proves that ``entry`` stands at ``index`` of the tree of ``size`` with this root.

    Never raises: a proof that makes no sense is simply not valid.
    """
    if not 0 <= index < size:
        return False
    current = leaf_hash(entry)
    position, last = index, size - 1
    remaining = list(path)
    while last > 0:
        # The rightmost node of a level of odd length has no neighbour and moves up as it is.
        if position % 2 == 1 or position < last:
            if not remaining:
                return False
            neighbour = remaining.pop(0)
            current = node_hash(neighbour, current) if position % 2 == 1 else node_hash(current, neighbour)
        position //= 2
        last //= 2
    return not remaining and current == expected_root


def _parents(level: list[bytes]) -> list[bytes]:
    parents = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
    if len(level) % 2 == 1:
        parents.append(level[-1])
    return parents
