"""The forms of the register of seals: what is wrong is told with what was typed kept (JH-32)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from onevisit.documents.models import Seal, SealProposal
from onevisit.organization.models import Hall
from onevisit.records import clock
from tests.web.window.world import desk, key

pytestmark = pytest.mark.usefixtures("demo_city")

KEEPER, HEAD = "market-handler2", "market-head"


def form(**changes: str) -> dict[str, str]:
    """A complete form of a new seal."""
    return {
        "idempotency_key": key(),
        "kind": "approval_seal",
        "number": "蛟批-𬱖-03",
        "hall": str(Hall.objects.get(kind="hall").pk),
        "basis": "蛟公刻〔2026〕9号",
        "valid_from": clock.today().isoformat(),
        "valid_to": "",
        **changes,
    }


def send(username: str = KEEPER, **changes: str) -> Any:
    """The form as this member of staff sends it."""
    return desk(username).post(reverse("seals:new_seal"), form(**changes))


@pytest.mark.clause("JH-32")
def test_one_proposes_and_another_confirms_on_screen() -> None:
    address = send().headers["Location"]
    assert "提出的人不能自己复核" in desk(KEEPER).get(address).content.decode()
    assert "蛟批-𬱖-03" in desk(HEAD).get(reverse("seals:register")).content.decode()
    assert desk(HEAD).post(address, {"idempotency_key": key()}).status_code == 302
    seal = Seal.objects.get(number="蛟批-𬱖-03")
    assert "蛟公刻〔2026〕9号" in desk(HEAD).get(reverse("seals:seal_page", args=[seal.pk])).content.decode()


@pytest.mark.clause("RULE-29")
def test_a_standing_order_is_proposed_from_the_page_of_the_seal() -> None:
    seal = Seal.objects.get(number="蛟批-市场监管局-01")
    address = reverse("seals:new_order", args=[seal.pk])
    assert address in desk(KEEPER).get(reverse("seals:seal_page", args=[seal.pk])).content.decode()
    data = {
        "idempotency_key": key(),
        "document_kind": "extension",
        "basis": "网上延期随时告知",
        "valid_from": clock.today().isoformat(),
    }
    answer = desk(KEEPER).post(address, data)
    assert answer.status_code == 302
    assert desk(HEAD).post(answer.headers["Location"], {"idempotency_key": key()}).status_code == 302
    assert seal.standing_orders.get().document_kind == "extension"


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": ""},
        {"kind": "signatures"},
        {"number": ""},
        {"number": "蛟\0批"},
        {"number": "长" * 41},
        {"hall": "99999999999999999999"},
        {"hall": "x"},
        {"basis": "短"},
        {"basis": "\0\0\0\0"},
        {"valid_from": ""},
        {"valid_from": "2026-02-30"},
        {"valid_to": "永久"},
    ],
)
def test_a_wrong_form_is_kept(changes: dict[str, str]) -> None:
    answer = send(**changes)
    assert answer.status_code == 422
    if "number" not in changes:
        assert "蛟批-𬱖-03" in answer.content.decode()
    assert not SealProposal.objects.exists()


def test_a_refusal_keeps_what_was_typed_and_returning_asks_for_a_reason() -> None:
    answer = send(kind="official_seal")
    assert answer.status_code == 409 and "蛟批-𬱖-03" in answer.content.decode()
    address = send().headers["Location"]
    given = {"idempotency_key": key(), "return": "1", "why": "\0𬱖"}
    answer = desk(HEAD).post(address, given)
    assert answer.status_code == 409 and "𬱖" in answer.content.decode()
    answer = desk(HEAD).post(address, {**given, "idempotency_key": key(), "why": "编号不对，𬱖"})
    assert answer.status_code == 302
    assert SealProposal.objects.get().returned_because == "编号不对，𬱖"


@pytest.mark.parametrize("name", ["hand_over", "end"])
def test_the_other_forms_of_a_seal_keep_what_was_typed(name: str) -> None:
    seal = Seal.objects.get(number="蛟批-市场监管局-01")
    address = reverse(f"seals:{name}", args=[seal.pk])
    for reason in ("", "短", "原\0因原因", "长" * 201):
        data = {"idempotency_key": key(), "reason": reason, "kind": "nothing", "taker": "x", "signature": ""}
        assert desk(KEEPER).post(address, data).status_code == 422
    seal.refresh_from_db()
    assert seal.ended_at is None and not seal.moves.exists()
