"""New seals and standing orders: proposed by one, confirmed by another, then usable (JH-32, rule 29)."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from onevisit.documents import seal_proposals, sealing
from onevisit.documents.models import Seal, SealEvent, SealProposal, StandingSealOrder
from onevisit.documents.sealing import Place
from onevisit.law.document_kinds import DocumentKind, SealKind
from onevisit.law.refusal import Refusal
from onevisit.organization.models import Hall
from onevisit.records import clock
from tests.cases import world

pytestmark = pytest.mark.usefixtures("demo_city")

KEEPER, HEAD, FOREIGN_HEAD, HANDLER = "market-handler2", "market-head", "health-head", "market-handler"


def key() -> str:
    """A fresh idempotency key."""
    return uuid.uuid4().hex


def hall() -> Hall:
    """The hall of the city."""
    return Hall.objects.get(kind="hall")


def propose(by: str = KEEPER, **changes: Any) -> int:
    """A second approval seal of the market department, 𬱖 in its number."""
    given: dict[str, Any] = {
        "number": "蛟批-𬱖-02",
        "kind": SealKind.APPROVAL_SEAL,
        "hall_id": hall().pk,
        "basis": "蛟公刻〔2026〕9号",
        "valid_from": clock.today(),
        "valid_to": None,
        **changes,
    }
    return seal_proposals.propose_seal(world.worker(by), key(), **given)


def order(by: str = KEEPER, **changes: Any) -> int:
    """A standing order for notices of corrections with the acceptance seal."""
    given: dict[str, Any] = {
        "document_kind": DocumentKind.CORRECTION,
        "basis": "网上补正随时告知",
        "valid_from": clock.today(),
        "valid_to": None,
        **changes,
    }
    return seal_proposals.propose_order(acceptance_seal().pk, world.worker(by), key(), **given)


def acceptance_seal() -> Seal:
    """The acceptance seal that the market department keeps."""
    return Seal.objects.get(number="蛟受-市场监管局-01")


def refusal_of(act: Any, *arguments: Any, **named: Any) -> str:
    """The code with which the act is refused."""
    with pytest.raises(Refusal) as refused, transaction.atomic():
        act(*arguments, **named)
    return refused.value.code


def confirm(proposal: int, by: str = HEAD) -> int:
    """Somebody confirms."""
    return seal_proposals.confirm(proposal, world.worker(by), key())


@pytest.mark.clause("JH-32", "RULE-28")
def test_a_new_seal_is_usable_when_another_has_confirmed_it() -> None:
    proposal = propose()
    assert not Seal.objects.filter(number="蛟批-𬱖-02").exists()
    assert refusal_of(confirm, proposal, KEEPER) == "same_person"
    confirm(proposal)
    seal = Seal.objects.get(number="蛟批-𬱖-02")
    assert seal.certificate_fingerprint
    assert seal.kept_by == seal.department
    assert seal.keeper is not None and seal.keeper.account.username == KEEPER
    usable = sealing.seals_for(
        {SealKind.APPROVAL_SEAL}, Place(seal.department, hall()), world.worker(KEEPER), clock.today()
    )
    assert seal in usable
    assert SealEvent.objects.get(seal=seal).kind == SealEvent.Kind.REGISTERED
    assert refusal_of(confirm, proposal) == "proposal_decided"
    assert refusal_of(propose) == "seal_number_taken"


@pytest.mark.clause("JH-32")
def test_only_the_organs_own_keepers_and_heads_propose_and_confirm() -> None:
    assert refusal_of(propose, HANDLER) == "no_power"
    proposal = propose()
    with pytest.raises(SealProposal.DoesNotExist), transaction.atomic():
        confirm(proposal, FOREIGN_HEAD)
    assert refusal_of(confirm, proposal, HANDLER) == "no_power"


@pytest.mark.clause("JH-32", "RULE-28")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": SealKind.RECEIPT_SEAL}, "receipt_seal_of_agency"),
        ({"kind": SealKind.SIGNATURES}, "no_seal_kind"),
        ({"kind": SealKind.OFFICIAL_SEAL}, "no_hall"),
        ({"hall_id": 2**40}, "unknown_hall"),
        ({"basis": "  x "}, "basis_needed"),
        ({"valid_from": -1}, "backdated"),
        ({"valid_to": -1}, "days_out_of_order"),
        ({"number": "蛟批-市场监管局-01"}, "seal_number_taken"),
    ],
)
def test_what_can_not_be_registered(changes: dict[str, Any], code: str) -> None:
    days = {name: clock.today() + timedelta(days=one) for name, one in changes.items() if one == -1}
    assert refusal_of(propose, **{**changes, **days}) == code
    assert not SealProposal.objects.exists()


def test_one_proposal_at_a_time_and_it_can_be_sent_back_with_a_reason() -> None:
    proposal = propose()
    assert refusal_of(propose) == "proposal_under_way"
    assert refusal_of(seal_proposals.send_back, proposal, world.worker(HEAD), key(), " ") == "reason_needed"
    seal_proposals.send_back(proposal, world.worker(HEAD), key(), "编号写错了")
    assert not Seal.objects.filter(number="蛟批-𬱖-02").exists()
    assert propose() != proposal


@pytest.mark.clause("RULE-29")
def test_the_platform_seals_a_kind_of_document_once_the_order_is_confirmed() -> None:
    place = Place(acceptance_seal().department, hall())
    StandingSealOrder.objects.filter(seal=acceptance_seal()).delete()

    def chosen() -> Seal | None:
        kinds = {SealKind.ACCEPTANCE_SEAL}
        found = sealing.by_standing_order(DocumentKind.CORRECTION, kinds, place, clock.today())
        return None if found is None else found.seal

    proposal = order()
    assert chosen() is None
    assert refusal_of(confirm, proposal, KEEPER) == "same_person"
    confirm(proposal)
    assert chosen() == acceptance_seal()
    assert refusal_of(order) == "order_in_force"


@pytest.mark.clause("RULE-29", "JH-32")
def test_an_order_fits_the_seal_and_comes_from_its_keeper() -> None:
    assert refusal_of(order, document_kind=DocumentKind.GRANT) == "wrong_seal"
    assert refusal_of(order, "sealkeeper") == "not_the_keeper"
    StandingSealOrder.objects.filter(seal=acceptance_seal()).delete()
    proposal = order()
    Seal.objects.filter(pk=acceptance_seal().pk).update(ended_at=clock.now())
    assert refusal_of(confirm, proposal) == "seal_ended"


def test_the_database_refuses_one_person_in_both_roles() -> None:
    proposal = SealProposal.objects.get(pk=propose())
    proposal.decided_by = proposal.proposed_by
    with pytest.raises(IntegrityError), transaction.atomic():
        proposal.save()
