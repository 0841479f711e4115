"""The register of seals: custody by two signatures, loss, revocation, uses (rules 28, 29; JH-32, JH-33)."""

from __future__ import annotations

import uuid

import pytest
from django.db import DatabaseError, transaction

from onevisit.documents import seal_register, sealing
from onevisit.documents.models import Seal, SealEvent, SealUse, StandingSealOrder
from onevisit.documents.sealing import Place
from onevisit.law.document_kinds import SealKind
from onevisit.law.refusal import Refusal
from onevisit.organization.models import Hall, Staff
from onevisit.records import clock
from tests.cases import world

pytestmark = pytest.mark.usefixtures("demo_city")

KEEPER, AGENCY_KEEPER, STRANGER = "market-handler2", "sealkeeper", "health-handler2"


def key() -> str:
    """A fresh idempotency key."""
    return uuid.uuid4().hex


def seal() -> Seal:
    """The approval seal of the market department."""
    return Seal.objects.get(number="蛟批-市场监管局-01")


def hand_over(taker: str) -> int:
    """Its keeper hands it to somebody and signs."""
    pk = Staff.objects.get(account__username=taker).pk
    return seal_register.hand_over(seal().pk, world.worker(KEEPER), key(), pk, "杨玉兰", "岗位调整")


def usable_by(username: str) -> bool:
    """Whether this worker could put the seal on a document now."""
    found = seal()
    place = Place(found.department, Hall.objects.get(kind="hall"))
    kinds = frozenset({SealKind.APPROVAL_SEAL})
    return found in sealing.seals_for(kinds, place, world.worker(username), clock.today())


@pytest.mark.clause("JH-32")
def test_a_seal_changes_hands_when_both_have_signed() -> None:
    move = hand_over(AGENCY_KEEPER)
    assert usable_by(KEEPER)
    assert not usable_by(AGENCY_KEEPER)
    seal_register.take_over(move, world.worker(AGENCY_KEEPER), key(), "褚立新")
    assert usable_by(AGENCY_KEEPER)
    assert not usable_by(KEEPER)
    assert seal().keeper is not None
    assert SealEvent.objects.get(seal=seal()).kind == SealEvent.Kind.MOVED


@pytest.mark.clause("JH-32")
def test_a_seal_goes_to_its_organ_or_by_delegation_to_the_agency_and_to_nobody_else() -> None:
    with pytest.raises(Refusal) as refused:
        hand_over(STRANGER)
    assert refused.value.code == "may_not_keep"
    official = Seal.objects.get(number="蛟章-市场监管局-01")
    assert not seal_register.possible_keepers(official).filter(department__kind="agency").exists()


@pytest.mark.clause("JH-32")
def test_only_the_keeper_acts_on_a_seal_and_only_the_taker_signs_for_it() -> None:
    with pytest.raises(Refusal) as refused:
        seal_register.end(seal().pk, world.worker(STRANGER), key(), "lost", "找不到了")
    assert refused.value.code == "not_the_keeper"
    move = hand_over(AGENCY_KEEPER)
    with pytest.raises(Refusal) as refused:
        seal_register.take_over(move, world.worker(STRANGER), key(), "许静怡")
    assert refused.value.code == "not_the_taker"


@pytest.mark.clause("JH-32", "JH-33")
@pytest.mark.parametrize("kind", ["lost", "revoked"])
def test_a_lost_or_revoked_seal_is_refused_from_then_on(kind: str) -> None:
    seal_register.end(seal().pk, world.worker(KEEPER), key(), kind, "在外出途中遗失")
    assert not usable_by(KEEPER)
    with pytest.raises(Refusal) as refused:
        sealing.require_in_force(seal(), clock.today())
    assert refused.value.code == "seal_not_in_force"
    with pytest.raises(Refusal):
        hand_over(AGENCY_KEEPER)


@pytest.mark.clause("RULE-29")
def test_standing_orders_end_with_their_seal() -> None:
    order = StandingSealOrder.objects.create(
        seal=seal(),
        document_kind="grant",
        ordered_by_id=world.worker(KEEPER).staff_id,
        basis="示例",
        valid_from=clock.today(),
    )
    seal_register.end(order.seal_id, world.worker(KEEPER), key(), "revoked", "更换新章")
    order.refresh_from_db()
    assert order.valid_to == clock.today()


@pytest.mark.clause("JH-32")
def test_what_happened_to_a_seal_can_not_be_changed() -> None:
    seal_register.end(seal().pk, world.worker(KEEPER), key(), "lost", "在外出途中遗失")
    with pytest.raises(DatabaseError), transaction.atomic():
        SealEvent.objects.all().delete()


@pytest.mark.clause("JH-33")
def test_the_use_log_is_found_by_its_days() -> None:
    world.decided()
    use = SealUse.objects.select_related("seal").latest("pk")
    today = clock.today()
    assert use in seal_register.uses_of(use.seal, first=today, last=today).uses
    earlier = today.replace(year=today.year - 1)
    assert not seal_register.uses_of(use.seal, first=earlier, last=earlier).uses
