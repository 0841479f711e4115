"""The hash chain and the Merkle tree: published vectors, and that nothing can be changed unnoticed."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevisit.law import merkle
from onevisit.law.chain import GENESIS, row_hash

# Entries and roots of the trees of 1 to 8 leaves used by the implementations of RFC 6962.
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
trees = st.lists(st.binary(max_size=40), min_size=1, max_size=70)


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_rfc_6962(size: int) -> None:
    assert merkle.root(ENTRIES[:size]).hex() == ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert merkle.root([]) == hashlib.sha256(b"").digest()


def split_root(entries: list[bytes]) -> bytes:
    """The root by the recursive words of RFC 6962, 2.1, to compare with."""
    if len(entries) == 1:
        return merkle.leaf_hash(entries[0])
    left = 1
    while left * 2 < len(entries):
        left *= 2
    return merkle.node_hash(split_root(entries[:left]), split_root(entries[left:]))


@given(trees)
def test_the_root_is_the_one_defined_recursively(entries: list[bytes]) -> None:
    assert merkle.root(entries) == split_root(entries)


@pytest.mark.clause("HOUSE-7")
@given(trees, st.data())
def test_every_entry_is_proved_and_no_other(entries: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(entries) - 1))
    path = merkle.inclusion_proof(entries, index)
    root = merkle.root(entries)
    size = len(entries)
    assert merkle.verify_inclusion(entries[index], index, size, path, root)
    assert not merkle.verify_inclusion(entries[index] + b"!", index, size, path, root)
    assert not merkle.verify_inclusion(entries[index], index, size, [*path, root], root)
    assert not merkle.verify_inclusion(entries[index], size, size, path, root)
    for place in range(len(path)):
        broken = [*path]
        broken[place] = bytes(32)
        assert not merkle.verify_inclusion(entries[index], index, size, broken, root)
    if path:
        assert not merkle.verify_inclusion(entries[index], index, size, path[:-1], root)


def test_an_inner_node_can_not_pass_for_an_entry() -> None:
    entries = [b"a", b"b", b"c", b"d"]
    left = merkle.node_hash(merkle.leaf_hash(b"a"), merkle.leaf_hash(b"b"))
    right = merkle.node_hash(merkle.leaf_hash(b"c"), merkle.leaf_hash(b"d"))
    assert not merkle.verify_inclusion(left, 0, 2, [right], merkle.root(entries))


def test_a_proof_for_no_entry_is_refused() -> None:
    with pytest.raises(IndexError):
        merkle.inclusion_proof([b"a"], 1)


@pytest.mark.clause("HOUSE-3")
@given(st.lists(st.text(max_size=20), min_size=2, max_size=8), st.data())
def test_a_change_of_one_act_changes_every_later_hash(acts: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(acts) - 1))
    changed = [*acts]
    changed[place] += "x"
    before, after = chain(acts), chain(changed)
    assert before[:place] == after[:place]
    assert all(one != other for one, other in zip(before[place:], after[place:], strict=True))


def chain(acts: list[str]) -> list[bytes]:
    """The hashes of the acts in order."""
    hashes = [GENESIS]
    for act in acts:
        hashes.append(row_hash(hashes[-1], act))
    return hashes[1:]


def test_a_row_hash_needs_a_whole_previous_hash() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        row_hash(b"short", "{}")
