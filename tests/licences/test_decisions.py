"""Licences are kept, ended by four eyes, served, and never lose their history (rules 21, 30, 31, 32)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from onevisit.documents import production
from onevisit.documents.models import Document
from onevisit.law.licences.acts import Ground, LicenceAct
from onevisit.law.licences.states import LicenceState
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.service import ServiceMethod
from onevisit.licences import decisions, queries
from onevisit.licences.models import Licence, LicenceDecision, LicenceEvent
from onevisit.records import clock
from tests.cases import world
from tests.licences.proposals import proposal

pytestmark = pytest.mark.usefixtures("demo_city")


@pytest.fixture
def licence(demo_city: None) -> Iterator[Licence]:
    """A food licence just issued to Li Min."""
    case = world.decided()
    world.do(case, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True, licence_number="JY1220281000099")
    yield Licence.objects.get(case_id=case.pk)


def key() -> str:
    """A fresh idempotency key."""
    return uuid.uuid4().hex


def propose(licence: Licence, act: LicenceAct, ground: Ground, **changes: Any) -> int:
    """The handler proposes."""
    given = proposal(act, ground, **changes)
    return decisions.propose(licence.pk, world.worker(world.HANDLER), key(), given)


def sign(decision: int) -> LicenceDecision:
    """The signer signs."""
    decisions.sign(decision, world.worker(world.SIGNER), key())
    return LicenceDecision.objects.select_related("document").get(pk=decision)


def serve(decision: int) -> None:
    """The handler serves the holder in person."""
    decisions.record_service(
        decision,
        world.worker(world.HANDLER),
        key(),
        method=ServiceMethod.DIRECT,
        served_on=clock.today(),
        receiver="李敏",
        signature="李敏",
    )


@pytest.mark.clause("RULE-31", "XK-39")
def test_making_the_certificate_keeps_a_licence_with_its_term(licence: Licence) -> None:
    assert licence.number == "JY1220281000099"
    assert licence.document is not None
    assert licence.document.kind == "result"
    assert licence.grade == "A"
    assert licence.holder_name == licence.holder.name
    assert licence.valid_from == clock.today()
    assert licence.valid_to is not None
    assert licence.valid_to.year == clock.today().year + 5
    assert ["有效期", f"{licence.valid_from} 至 {licence.valid_to}"] in licence.entries
    assert licence.current_state is LicenceState.VALID


@pytest.mark.clause("RULE-31", "XK-39")
def test_one_number_stands_for_one_licence(licence: Licence) -> None:
    case = world.decided()
    with pytest.raises(Refusal) as refused, transaction.atomic():
        world.do(case, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True, licence_number=licence.number)
    assert refused.value.code == "licence_number_taken"
    assert Licence.objects.filter(number=licence.number).count() == 1


@pytest.mark.clause("RULE-32", "RULE-21", "RULE-30")
def test_annulment_takes_effect_when_the_holder_is_served(licence: Licence) -> None:
    decision = sign(propose(licence, LicenceAct.ANNUL, Ground.NOT_QUALIFIED))
    licence.refresh_from_db()
    assert queries.status_of(licence.pk).in_force, "signed, but nobody was told"  # type: ignore[union-attr]
    assert decision.document is not None
    assert decision.document.number.startswith("蛟市监撤销〔")
    production.produce([decision.document.pk])
    decision.document.refresh_from_db()
    assert decision.document.state == Document.State.READY
    serve(decision.pk)
    licence.refresh_from_db()
    assert licence.current_state is LicenceState.ANNULLED
    event = LicenceEvent.objects.get(licence=licence)
    assert event.kind == LicenceEvent.Kind.ANNULLED
    assert event.reason
    assert event.document_id == decision.document_id
    assert Document.objects.filter(kind="proof_of_service", title="送达回证").exists()


@pytest.mark.clause("RULE-32")
@pytest.mark.parametrize(
    ("act", "ground", "state"),
    [
        (LicenceAct.ANNUL, Ground.FRAUD, LicenceState.ANNULLED),
        (LicenceAct.WITHDRAW, Ground.LAW_CHANGED, LicenceState.WITHDRAWN),
        (LicenceAct.REVOKE, Ground.PENALTY, LicenceState.REVOKED),
        (LicenceAct.SUSPEND, Ground.PENALTY_SUSPENSION, LicenceState.SUSPENDED),
    ],
)
def test_each_end_has_its_own_public_word(
    licence: Licence, act: LicenceAct, ground: Ground, state: LicenceState
) -> None:
    serve(sign(propose(licence, act, ground)).pk)
    status = queries.status_of(licence.pk)
    assert status is not None
    assert status.state is state
    assert status.holder_masked == "李*"


@pytest.mark.clause("RULE-32", "XK-70.4")
def test_deregistration_follows_an_end_and_is_in_effect_when_signed(licence: Licence) -> None:
    serve(sign(propose(licence, LicenceAct.REVOKE, Ground.PENALTY)).pk)
    sign(propose(licence, LicenceAct.DEREGISTER, Ground.ENDED_BEFORE))
    licence.refresh_from_db()
    assert licence.current_state is LicenceState.DEREGISTERED
    kinds = [event.kind for event in queries.history(licence)]
    assert kinds == ["revoke", "deregister"]


@pytest.mark.clause("RULE-32")
def test_a_suspension_ends_by_an_act_of_its_own(licence: Licence) -> None:
    serve(sign(propose(licence, LicenceAct.SUSPEND, Ground.LAW_SUSPENDS, penalty_number="")).pk)
    sign(propose(licence, LicenceAct.RESUME, Ground.SUSPENSION_OVER))
    licence.refresh_from_db()
    assert licence.current_state is LicenceState.VALID


@pytest.mark.clause("RULE-21", "RULE-32")
def test_the_proposer_can_not_sign_and_only_one_decision_is_under_way(licence: Licence) -> None:
    head = world.worker(world.HEAD)
    decision = propose(licence, LicenceAct.ANNUL, Ground.NOT_QUALIFIED)
    with pytest.raises(Refusal) as refused:
        propose(licence, LicenceAct.WITHDRAW, Ground.LAW_CHANGED)
    assert refused.value.code == "decision_under_way"
    LicenceDecision.objects.filter(pk=decision).update(proposed_by=head.staff_id)
    with pytest.raises(Refusal) as refused:
        decisions.sign(decision, head, key())
    assert refused.value.code == "same_person"
    with pytest.raises(DatabaseError), transaction.atomic():
        LicenceDecision.objects.filter(pk=decision).update(signed_by=head.staff_id)


@pytest.mark.clause("RULE-32", "HOUSE-10")
@pytest.mark.parametrize("name", [world.OUTSIDER, world.CLERK, world.SIGNER, "supervisor"])
def test_nobody_but_the_handler_of_the_organ_proposes(licence: Licence, name: str) -> None:
    given = proposal(LicenceAct.ANNUL, Ground.NOT_QUALIFIED)
    with pytest.raises(Refusal) as refused:
        decisions.propose(licence.pk, world.worker(name), key(), given)
    assert refused.value.code == "no_power"
    assert not LicenceDecision.objects.exists()


@pytest.mark.clause("RULE-21")
def test_a_returned_proposal_leaves_the_licence_as_it_is(licence: Licence) -> None:
    decision = propose(licence, LicenceAct.ANNUL, Ground.NOT_QUALIFIED)
    decisions.send_back(decision, world.worker(world.SIGNER), key(), "事实不清")
    licence.refresh_from_db()
    assert licence.current_state is LicenceState.VALID
    assert propose(licence, LicenceAct.ANNUL, Ground.NOT_QUALIFIED) != decision


@pytest.mark.clause("HOUSE-2")
def test_a_command_sent_twice_has_one_effect(licence: Licence) -> None:
    given, same = proposal(LicenceAct.ANNUL, Ground.NOT_QUALIFIED), key()
    handler = world.worker(world.HANDLER)
    first = decisions.propose(licence.pk, handler, same, given)
    assert decisions.propose(licence.pk, handler, same, given) == first
    assert LicenceDecision.objects.count() == 1


@pytest.mark.clause("RULE-32")
def test_history_can_not_be_changed_or_removed(licence: Licence) -> None:
    serve(sign(propose(licence, LicenceAct.REVOKE, Ground.PENALTY)).pk)
    for change in (
        lambda: LicenceEvent.objects.update(kind="resume"),
        lambda: LicenceEvent.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.clause("RULE-32")
def test_the_code_on_the_certificate_tells_the_state_of_the_licence(licence: Licence) -> None:
    assert licence.document is not None
    serve(sign(propose(licence, LicenceAct.REVOKE, Ground.PENALTY)).pk)
    status = queries.status_of_document(licence.document.verification_code)
    assert status is not None
    assert status.state is LicenceState.REVOKED
