"""Anchors, receipts and the check of everything: whatever is tampered with is named."""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onevisit.config.environment import DatabaseAddresses
from onevisit.law.chain import row_hash
from onevisit.law.refusal import Refusal
from onevisit.records import anchors, ledger, receipts, verification
from onevisit.records.models import Anchor, AnchorLeaf, LedgerRow
from onevisit.records.receipt_check import PublishedAnchors, ReceiptState, check_receipt
from tests.records.helpers import Chain, owner_connection

pytestmark = pytest.mark.usefixtures("committed_database")


def three_cases() -> list[Chain]:
    """Three cases with four acts each, and one that stays alone."""
    chains = [Chain(case_id) for case_id in (11, 12, 13)]
    for _ in range(4):
        for chain in chains:
            chain.act()
    return chains


def tamper(addresses: DatabaseAddresses, *changes: str) -> None:
    """Does what only somebody who rules the database server could do: triggers off, then change."""
    with owner_connection(addresses.owner) as owner:
        owner.execute("SET session_replication_role = replica")
        for change in changes:
            owner.execute(change)


@pytest.mark.clause("HOUSE-3")
@pytest.mark.parametrize(
    ("change", "case_id", "sequence"),
    [
        ("SET acted_at = acted_at - interval '1 day' WHERE case_id = 12 AND sequence = 2", 12, 2),
        ("SET actor_id = 8 WHERE case_id = 12 AND sequence = 3", 12, 3),
        ("SET canonical = replace(canonical, 'window', 'post') WHERE case_id = 11 AND sequence = 1", 11, 1),
        ("SET previous_hash = hash WHERE case_id = 13 AND sequence = 4", 13, 4),
        ("SET algorithm = 'none' WHERE case_id = 13 AND sequence = 4", 13, 4),
        ("SET sequence = 9 WHERE case_id = 12 AND sequence = 2", 12, 3),
        ("SET case_id = 14 WHERE case_id = 12 AND sequence = 2", 12, 3),
        ("SET case_id = 14 WHERE case_id = 12 AND sequence = 1", 12, 2),
    ],
)
def test_the_first_broken_row_is_named(
    committed_database: DatabaseAddresses, change: str, case_id: int, sequence: int
) -> None:
    three_cases()
    assert verification.verify().fault is None
    tamper(committed_database, f"UPDATE records_ledgerrow {change}")
    fault = verification.verify().fault
    assert fault is not None
    assert (fault.case_id, fault.sequence) == (case_id, sequence)
    assert f"办件 {case_id} 第 {sequence} 步" in fault.message


@pytest.mark.clause("HOUSE-3")
def test_a_row_rewritten_with_all_its_hashes_is_caught_by_the_anchor(
    committed_database: DatabaseAddresses,
) -> None:
    chain = Chain(11)
    chain.act()
    chain.act("accept")
    anchors.make_anchors()
    kept = LedgerRow.objects.get(case_id=11, sequence=2)
    previous = bytes(kept.previous_hash)
    forged = chain.entry("refuse", sequence=2, acted_at=kept.acted_at)
    text = ledger.canonical_act(forged, kept.recorded_at, previous)
    digest = row_hash(previous, text)
    quoted = text.replace("'", "''")
    tamper(
        committed_database,
        f"UPDATE records_ledgerrow SET action = 'refuse', canonical = '{quoted}', hash = '\\x{digest.hex()}' "
        "WHERE case_id = 11 AND sequence = 2",
    )
    fault = verification.verify().fault
    assert fault is not None
    assert (fault.case_id, fault.sequence, fault.anchor_number) == (11, 2, 1)


@pytest.mark.clause("HOUSE-3", "HOUSE-7")
def test_an_end_cut_off_is_noticed_by_anchors_and_by_case_heads(
    committed_database: DatabaseAddresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    chains = three_cases()

    def heads() -> Iterator[tuple[int, int, bytes]]:
        return iter([(chain.case_id, chain.sequence, chain.head) for chain in chains])

    monkeypatch.setattr(verification, "_case_heads", [heads])
    assert verification.verify().fault is None
    tamper(committed_database, "DELETE FROM records_ledgerrow WHERE case_id = 12 AND sequence = 4")
    fault = verification.verify().fault
    assert fault is not None
    assert (fault.case_id, fault.sequence) == (12, 3)
    tamper(committed_database, "DELETE FROM records_ledgerrow WHERE case_id = 13")
    chains[1].sequence, chains[1].head = 3, bytes(LedgerRow.objects.get(case_id=12, sequence=3).hash)
    fault = verification.verify().fault
    assert fault is not None
    assert (fault.case_id, fault.message) == (13, "办件 13 的全部步骤缺失")


@pytest.mark.clause("HOUSE-7")
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE records_anchor SET root = hash WHERE number = 1",
        "UPDATE records_anchor SET statement = replace(statement, ':12}', ':13}') WHERE number = 1",
        "UPDATE records_anchor SET signature = previous_hash || previous_hash WHERE number = 1",
        "UPDATE records_anchor SET key_id = 'other' WHERE number = 1",
        "UPDATE records_anchor SET size = 11 WHERE number = 1",
        "DELETE FROM records_anchorleaf WHERE position = 3",
        "UPDATE records_anchorleaf SET row_hash = sha256(row_hash) WHERE position = 3",
    ],
)
def test_a_broken_anchor_is_named(committed_database: DatabaseAddresses, change: str) -> None:
    three_cases()
    anchors.make_anchors()
    assert verification.verify().fault is None
    tamper(committed_database, change)
    fault = verification.verify().fault
    assert fault is not None
    assert fault.anchor_number == 1


@pytest.mark.clause("HOUSE-7")
def test_a_removed_anchor_breaks_the_chain_of_anchors(committed_database: DatabaseAddresses) -> None:
    for case_id in (1, 2, 3):
        Chain(case_id).act()
        anchors.make_anchors()
    tamper(
        committed_database,
        "DELETE FROM records_anchorleaf WHERE anchor_id = 2",
        "DELETE FROM records_anchor WHERE number = 2",
    )
    fault = verification.verify().fault
    assert fault is not None
    assert fault.anchor_number == 2


@pytest.mark.clause("HOUSE-7")
def test_each_row_is_anchored_once_and_trees_are_cut_to_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchors, "LARGEST_TREE", 5)
    three_cases()
    assert anchors.lag().rows == 5
    assert [anchor.size for anchor in anchors.make_anchors()] == [5, 5, 2]
    assert anchors.make_anchors() == []
    assert anchors.lag() == anchors.AnchorLag(0, None)
    assert AnchorLeaf.objects.count() == LedgerRow.objects.count() == 12
    assert verification.verify().anchors == 3


@pytest.mark.clause("HOUSE-7")
def test_a_row_of_a_transaction_still_open_waits_for_the_next_tree() -> None:
    slow_began, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            Chain(1).act()
            slow_began.set()
            may_end.wait(20)
        connection.close()

    worker = threading.Thread(target=slow)
    worker.start()
    assert slow_began.wait(20)
    Chain(2).act()
    # Case 2 was written later but committed first: no tree may close over it while case 1 is open.
    assert anchors.make_anchors() == []
    assert anchors.lag().rows == 1
    may_end.set()
    worker.join()
    (anchor,) = anchors.make_anchors()
    leaves = AnchorLeaf.objects.filter(anchor=anchor).order_by("position")
    assert [leaf.case_id for leaf in leaves] == [1, 2]


@pytest.mark.clause("HOUSE-3", "HOUSE-7")
def test_a_row_written_twice_is_named_and_stops_no_anchor() -> None:
    Chain(1).act()
    Chain(1).act("refuse")
    Chain(2).act()
    columns = """case_id, sequence, action, acted_at, actor_kind, actor_id, in_place_of_id, hall_id,
                 window_id, channel, canonical, algorithm, previous_hash, hash"""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO records_ledgerrow (recorded_at, {columns}) "
            f"SELECT recorded_at + interval '1 second', {columns} FROM records_ledgerrow WHERE case_id = 2"
        )
    assert [anchor.size for anchor in anchors.make_anchors()] == [3]
    assert anchors.lag().rows == 0
    fault = verification.verify().fault
    assert fault is not None
    assert fault.message == "办件 1 第 1 步同一步出现两次"


def test_a_ledger_restored_on_another_server_is_still_anchored_whole(
    committed_database: DatabaseAddresses,
) -> None:
    three_cases()
    anchors.make_anchors()
    Chain(21).act()
    # As after a dump and restore: all numbers of the old server lie ahead of this one's.
    tamper(
        committed_database,
        "UPDATE records_ledgerrow SET transaction_id = '900000000'",
        "UPDATE records_anchor SET horizon = '900000001'",
    )
    Chain(22).act()
    assert [anchor.size for anchor in anchors.make_anchors()] == [2]
    Chain(23).act()
    assert [anchor.size for anchor in anchors.make_anchors()] == [1]
    assert AnchorLeaf.objects.count() == LedgerRow.objects.count()


@pytest.mark.clause("HOUSE-7")
def test_a_receipt_is_not_yet_anchored_then_proves_its_act() -> None:
    three_cases()
    early = receipts.receipt_for(12, 2)
    assert early["anchor"] is None
    assert receipts.verify_receipt(early).state is ReceiptState.NOT_YET_ANCHORED
    anchors.make_anchors()
    assert receipts.verify_receipt(early).state is ReceiptState.ANCHORED
    full = json.loads(json.dumps(receipts.receipt_for(12, 2)))
    outcome = receipts.verify_receipt(full)
    assert (outcome.state, outcome.anchor_number) == (ReceiptState.ANCHORED, 1)
    assert outcome.act is not None
    assert outcome.act["action"] == "receive"
    with pytest.raises(Refusal, match="没有这一步"):
        receipts.receipt_for(12, 99)


@pytest.mark.clause("HOUSE-7")
def test_a_receipt_is_checked_offline_against_the_published_anchors() -> None:
    three_cases()
    anchors.make_anchors()
    receipt = receipts.receipt_for(13, 3)
    early = receipts.receipt_for(13, 1)
    early["anchor"] = None
    published = PublishedAnchors.from_json(json.loads(json.dumps(anchors.publication())))
    assert check_receipt(receipt, published).state is ReceiptState.ANCHORED
    assert check_receipt(early, published).state is ReceiptState.NOT_YET_ANCHORED
    assert check_receipt(receipt, None).state is ReceiptState.ANCHOR_NOT_PUBLISHED
    Chain(31).act()
    anchors.make_anchors()
    newer = receipts.receipt_for(31, 1)
    assert check_receipt(newer, published).state is ReceiptState.ANCHOR_NOT_PUBLISHED


def test_rewritten_anchors_are_betrayed_by_the_receipts_printed_before() -> None:
    three_cases()
    anchors.make_anchors()
    Chain(31).act()
    receipt = receipts.receipt_for(31, 1)
    assert receipt["witness"]["number"] == 1
    published = json.loads(json.dumps(anchors.publication()))
    published["anchors"][0]["hash"] = "00" * 32
    outcome = check_receipt(receipt, PublishedAnchors.from_json(published))
    assert outcome.state is ReceiptState.FALSE
    assert "改写" in str(outcome.message)


@pytest.mark.clause("HOUSE-7")
def test_a_receipt_of_an_act_that_the_ledger_no_longer_shows_is_false(
    committed_database: DatabaseAddresses,
) -> None:
    three_cases()
    receipt = receipts.receipt_for(12, 4)
    tamper(committed_database, "DELETE FROM records_ledgerrow WHERE case_id = 12 AND sequence = 4")
    assert receipts.verify_receipt(receipt).state is ReceiptState.FALSE
    other = Chain(12)
    other.sequence, other.head = 3, bytes(LedgerRow.objects.get(case_id=12, sequence=3).hash)
    other.act("refuse")
    assert "不同" in str(receipts.verify_receipt(receipt).message)


junk = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.lists(st.integers(), max_size=2)


@pytest.mark.clause("HOUSE-7")
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_altered_receipt_is_ever_taken_for_true(data: st.DataObject) -> None:
    if not Anchor.objects.exists():
        three_cases()
        anchors.make_anchors()
    receipt: dict[str, Any] = receipts.receipt_for(12, 2)
    published = anchors.published_numbers({1})
    altered = copy.deepcopy(receipt)
    place: dict[str, Any] = altered
    key = data.draw(st.sampled_from(sorted(set(receipt) - {"witness"})))
    if key == "anchor":
        place = altered["anchor"]
        key = data.draw(st.sampled_from(["statement", "hash", "index", "path"]))
    value = place[key]
    if isinstance(value, str) and data.draw(st.booleans()):
        cut = data.draw(st.integers(0, len(value) - 1))
        place[key] = value[:cut] + data.draw(st.text(max_size=3)) + value[cut + 1 :]
    elif data.draw(st.booleans()):
        place[key] = data.draw(junk)
    else:
        del place[key]
    outcome = check_receipt(altered, published)
    if altered != receipt:
        hex_case_only = (
            isinstance(value, str) and isinstance(place.get(key), str) and place[key].lower() == value
        )
        same_index = key == "index" and place.get(key) == value
        assert outcome.state is not ReceiptState.ANCHORED or hex_case_only or same_index


def test_anything_else_is_no_receipt() -> None:
    formed = {"format": "onevisit-receipt-1"}
    not_receipts: list[object] = [None, [], "text", 5, {}, formed, {"format": "x", "act": "{}"}]
    for wrong in not_receipts:
        assert receipts.verify_receipt(wrong).state is ReceiptState.FALSE
        assert str(receipts.verify_receipt(wrong).message).endswith("。")
    for publication in (
        None,
        {},
        {"format": "onevisit-anchors-1"},
        {"format": "onevisit-anchors-1", "anchors": [1], "keys": []},
    ):
        with pytest.raises(ValueError, match="存证文件"):
            PublishedAnchors.from_json(publication)


def test_verification_looks_at_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    chains = three_cases()

    def act_and_anchor() -> None:
        Chain(99).act()
        anchors.make_anchors()
        connection.close()

    def heads_written_meanwhile() -> Iterator[tuple[int, int, bytes]]:
        for chain in chains:
            yield chain.case_id, chain.sequence, chain.head
            if chain is chains[0]:
                worker = threading.Thread(target=act_and_anchor)
                worker.start()
                worker.join()

    monkeypatch.setattr(verification, "_case_heads", [heads_written_meanwhile])
    report = verification.verify()
    assert (report.fault, report.cases, report.anchors) == (None, 3, 0)
    monkeypatch.setattr(verification, "_case_heads", [])
    report = verification.verify()
    assert (report.fault, report.cases, report.anchors) == (None, 4, 1)
