"""Checking a ledger receipt without database and without trusting whoever runs the installation.

A receipt proves by itself that its act was not altered. That the act stands in the ledger is proved
against the published anchors: a file anybody can download, keep and compare.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from onevisit.law.canonical import CanonicalError, canonical_text
from onevisit.law.chain import ALGORITHM, row_hash
from onevisit.law.merkle import verify_inclusion
from onevisit.law.sentence import InputFault, Sentence

RECEIPT_FORMAT = "onevisit-receipt-1"
ANCHOR_FORMAT = "onevisit-anchor-1"
PUBLICATION_FORMAT = "onevisit-anchors-1"
SIGNATURE_ALGORITHM = "ed25519"

NO_RECEIPT = Sentence("这不是 onevisit 的台账凭证文件。")
INCOMPLETE = Sentence("凭证文件不完整或格式不对，请重新下载。")


class ReceiptState(StrEnum):
    """What a receipt proves."""

    ANCHORED = "anchored"
    NOT_YET_ANCHORED = "not_yet_anchored"
    ANCHOR_NOT_PUBLISHED = "anchor_not_published"
    FALSE = "false"


@dataclass(frozen=True)
class ReceiptCheck:
    """The outcome, said by ``message``. ``act`` is the act as it was hashed, None if unreadable."""

    state: ReceiptState
    message: Sentence
    act: Mapping[str, Any] | None = None
    anchor_number: int | None = None


@dataclass(frozen=True)
class PublishedAnchors:
    """What an installation has published: anchors by number, public keys by their id."""

    anchors: Mapping[int, Mapping[str, str]]
    keys: Mapping[str, bytes]

    @classmethod
    def from_json(cls, publication: object) -> PublishedAnchors:
        """Reads the published file. Raises ValueError when it is no such file."""
        if not isinstance(publication, Mapping) or publication.get("format") != PUBLICATION_FORMAT:
            raise InputFault(Sentence("这不是 onevisit 公布的存证文件，请重新下载。"))
        try:
            return cls(
                anchors={int(one["number"]): dict(one) for one in publication["anchors"]},
                keys={one["key"]: base64.b64decode(one["public_key"]) for one in publication["keys"]},
            )
        except (KeyError, TypeError, ValueError) as error:
            raise InputFault(Sentence("存证文件的内容不完整，请重新下载。")) from error


class FalseProofError(InputFault):
    """A receipt or anchor that proves nothing, with the sentence that says why."""


def check_receipt(receipt: object, published: PublishedAnchors | None) -> ReceiptCheck:
    """Checks a receipt against the published anchors (None: only what it proves by itself). Never raises."""
    act: Mapping[str, Any] | None = None
    try:
        if not isinstance(receipt, Mapping):
            raise FalseProofError(NO_RECEIPT)
        act, digest = _checked_act(receipt)
        _check_witness(receipt.get("witness"), published)
        anchor = receipt.get("anchor")
        if anchor is None:
            return ReceiptCheck(
                ReceiptState.NOT_YET_ANCHORED,
                Sentence("凭证内容未被改动；这一步尚未公布存证，请几分钟后重新下载凭证再验。"),
                act,
            )
        number = _checked_anchor(anchor, digest)
        if published is None or number not in published.anchors:
            return ReceiptCheck(
                ReceiptState.ANCHOR_NOT_PUBLISHED,
                Sentence(
                    "凭证内容未被改动；手头的文件里还没有第 %(number)s 号存证，请下载最新的存证文件再验。",
                    number=number,
                ),
                act,
                number,
            )
        check_anchor(published.anchors[number], published.keys)
        if published.anchors[number]["hash"] != anchor["hash"]:
            raise FalseProofError(
                Sentence(
                    "凭证上的第 %(number)s 号存证与公布的不一致，请保留凭证并向监督机构反映。", number=number
                )
            )
    except FalseProofError as fault:
        return ReceiptCheck(ReceiptState.FALSE, fault.sentence, act)
    return ReceiptCheck(
        ReceiptState.ANCHORED,
        Sentence("属实：这一步在台账中，未被改动，已由第 %(number)s 号公开存证固定。", number=number),
        act,
        number,
    )


def anchor_statement(number: int, root: bytes, size: int, previous: bytes, made_at: str) -> str:
    """The exact text of an anchor, of which its hash is taken."""
    return canonical_text(
        {
            "format": ANCHOR_FORMAT,
            "number": number,
            "root": root.hex(),
            "size": size,
            "previous": previous.hex(),
            "made_at": made_at,
        }
    )


def check_anchor(anchor: Mapping[str, Any], public_keys: Mapping[str, bytes]) -> Mapping[str, Any]:
    """The statement of a published anchor whose hash and signature are right.

    Raises FalseProofError otherwise.
    """
    statement = _checked_statement(anchor)
    key = public_keys.get(str(anchor.get("key")))
    if key is None:
        raise FalseProofError(
            Sentence("第 %(number)s 号存证的签名密钥不在公布之列。", number=statement["number"])
        )
    try:
        signature = base64.b64decode(anchor["signature"], validate=True)
        Ed25519PublicKey.from_public_bytes(key).verify(signature, bytes.fromhex(anchor["hash"]))
    except (InvalidSignature, KeyError, TypeError, ValueError, binascii.Error) as error:
        raise FalseProofError(
            Sentence("第 %(number)s 号存证的签名不对。", number=statement["number"])
        ) from error
    return statement


def _checked_act(receipt: Mapping[str, Any]) -> tuple[Mapping[str, Any], bytes]:
    if receipt.get("format") != RECEIPT_FORMAT:
        raise FalseProofError(NO_RECEIPT)
    if receipt.get("algorithm") != ALGORITHM:
        raise FalseProofError(Sentence("凭证使用了不认识的算法，请用新版程序验证。"))
    try:
        text = receipt["act"]
        act = json.loads(text)
        previous, digest = bytes.fromhex(receipt["previous_hash"]), bytes.fromhex(receipt["hash"])
        exact = canonical_text(act) == text and act["previous"] == previous.hex()
        named = (act["case"], act["sequence"]) == (receipt["case"], receipt["sequence"])
        right = exact and named and row_hash(previous, text) == digest
    except (KeyError, TypeError, ValueError, CanonicalError) as error:
        raise FalseProofError(INCOMPLETE) from error
    if not right:
        raise FalseProofError(Sentence("凭证内容被改动过：内容与它的校验值不符。"))
    return act, digest


def _checked_statement(anchor: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        text = anchor["statement"]
        statement = json.loads(text)
        hash_is_right = row_hash(bytes.fromhex(statement["previous"]), text) == bytes.fromhex(anchor["hash"])
        known = statement["format"] == ANCHOR_FORMAT and isinstance(statement["number"], int)
        sized = isinstance(statement["size"], int) and len(bytes.fromhex(statement["root"])) == 32
    except (KeyError, TypeError, ValueError) as error:
        raise FalseProofError(Sentence("存证的内容不完整或格式不对，请重新下载。")) from error
    if not (hash_is_right and known and sized):
        raise FalseProofError(Sentence("存证的内容被改动过：内容与它的校验值不符。"))
    checked: Mapping[str, Any] = statement
    return checked


def _checked_anchor(anchor: object, digest: bytes) -> int:
    if not isinstance(anchor, Mapping):
        raise FalseProofError(INCOMPLETE)
    statement = _checked_statement(anchor)
    try:
        path = [bytes.fromhex(one) for one in anchor["path"]]
        index = int(anchor["index"])
    except (KeyError, TypeError, ValueError) as error:
        raise FalseProofError(INCOMPLETE) from error
    root = bytes.fromhex(statement["root"])
    if not verify_inclusion(digest, index, statement["size"], path, root):
        raise FalseProofError(
            Sentence("凭证不能证明这一步在第 %(number)s 号存证之内。", number=statement["number"])
        )
    return int(statement["number"])


def _check_witness(witness: object, published: PublishedAnchors | None) -> None:
    """The newest anchor when the receipt was made, printed on it: a later rewriting of anchors shows here."""
    if published is None or not isinstance(witness, Mapping):
        return
    known = published.anchors.get(witness.get("number", 0))
    if known is not None and known.get("hash") != witness.get("hash"):
        raise FalseProofError(
            Sentence(
                "凭证上的第 %(number)s 号存证与现在公布的不一致，它被改写过。请保留凭证并向监督机构反映。",
                number=witness["number"],
            )
        )
