"""Anybody with a receipt: is the act in the ledger, unchanged?"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from onevisit.records import anchors
from onevisit.records.receipts import receipt_for
from tests.cases import world

pytestmark = pytest.mark.usefixtures("demo_city")


def check(client: Client, content: bytes) -> tuple[int, str]:
    """Uploads a receipt; the status and the page."""
    response = client.post(
        "/verify/receipt/", {"file": SimpleUploadedFile("receipt.json", content, "application/json")}
    )
    return response.status_code, response.content.decode()


def as_file(receipt: dict[str, Any]) -> bytes:
    """The receipt as it is downloaded."""
    return json.dumps(receipt, ensure_ascii=False).encode()


@pytest.mark.clause("HOUSE-7")
def test_an_act_not_yet_anchored_is_said_to_be_so(client: Client) -> None:
    case = world.received()
    status, text = check(client, as_file(receipt_for(case.pk, 1)))
    assert status == 200
    assert "尚未公布存证" in text
    assert "收件" in text


@pytest.mark.clause("HOUSE-7", "HOUSE-3")
@pytest.mark.parametrize(
    "tamper",
    [
        lambda receipt: receipt.update(act=receipt["act"].replace("window", "web")),
        lambda receipt: receipt.update(hash="0" * 64),
        lambda receipt: receipt.update(previous_hash="f" * 64),
        lambda receipt: receipt.update(act="null"),
        lambda receipt: receipt.update(sequence=999_999),
        lambda receipt: receipt.update(case="x"),
        lambda receipt: receipt.pop("hash"),
    ],
)
def test_a_tampered_receipt_is_never_confirmed(
    client: Client, tamper: Callable[[dict[str, Any]], object]
) -> None:
    receipt = copy.deepcopy(receipt_for(world.received().pk, 1))
    tamper(receipt)
    status, text = check(client, as_file(receipt))
    assert status == 200
    assert "notice--error" in text
    assert "notice--success" not in text and "notice--warning" not in text


@pytest.mark.clause("HOUSE-35")
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'"' + b"x" * 200_001 + b'"',
        b"%PDF-1.7",
    ],
)
def test_what_is_no_receipt_ends_in_a_sentence(client: Client, content: bytes) -> None:
    status, text = check(client, content)
    assert status == 422
    assert "不是凭证文件" in text


@pytest.mark.parametrize(
    "content", [b"1", b"null", b"[]", b"{}", b'{"format": {"a": [1]}}', b"1e400", b"NaN"]
)
def test_json_that_is_no_receipt_is_not_confirmed(client: Client, content: bytes) -> None:
    status, text = check(client, content)
    assert status in (200, 422)
    assert "notice--success" not in text
    assert "不是" in text


def test_the_published_anchors_are_given_from_any_number(client: Client) -> None:
    for start in ("", "1", "0", "-1", "x", "9" * 30, "2"):
        answer = client.get("/verify/anchors.json", {"from": start})
        assert answer.status_code == 200
        assert "anchors" in answer.json()
    assert anchors.publication(1, 1).keys() == client.get("/verify/anchors.json").json().keys()
