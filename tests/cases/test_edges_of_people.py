"""Edges of who may act, and of what is handed out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from onevisit.cases import queries
from onevisit.cases.models import Case, Meeting
from onevisit.cases.performers import Performer
from onevisit.documents.models import Service
from onevisit.law.items import Channel
from onevisit.law.lifecycle import Action, State
from onevisit.organization.models import Staff
from onevisit.people.agents import authorize_agent
from onevisit.people.models import Applicant, Authorization
from onevisit.records import clock
from tests.cases import world
from tests.cases.edges import refused

pytestmark = pytest.mark.usefixtures("city")


def two_people() -> tuple[Applicant, Applicant]:
    """Two natural persons with accounts."""
    first, second = Applicant.objects.filter(kind="person", account__isnull=False).order_by("pk")[:2]
    return first, second


@pytest.mark.clause("XK-29p2")
def test_the_principal_acts_himself_whatever_his_agent_may_do() -> None:
    principal, agent = two_people()
    authorize_agent(
        principal,
        agent,
        acts=[Authorization.Act.SUBMIT],
        valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=30),
        document_sha256="a" * 64,
    )
    case = world.draft(channel=Channel.WEB)
    Case.objects.filter(pk=case.pk).update(applicant=principal, agent=agent, account_id=agent.account_id)
    case.materials.filter(supply="missing").update(supply="supplied")
    world.do(case, Action.FILE, Performer(account_id=agent.account_id))
    assert refused(case, Action.WITHDRAW, Performer(account_id=agent.account_id)).code == "not_authorized"
    world.do(case, Action.WITHDRAW, Performer(account_id=principal.account_id))
    assert case.state == State.WITHDRAWN


@pytest.mark.clause("JH-25b", "XK-29p2")
def test_somebody_else_collects_only_with_an_authority_on_file() -> None:
    principal, agent = two_people()
    case = world.decided()
    Case.objects.filter(pk=case.pk).update(applicant=principal, agent=agent)
    world.do(case, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True)
    world.do(case, Action.OFFER_HANDOVER, world.HANDLER, signature="a" * 64)
    world.do(case, Action.TAKE_OVER, world.ISSUER, signature="b" * 64)
    collecting = {"receiver": agent.name, "identity_checked": True, "signature": "c" * 64}
    assert refused(case, Action.COLLECT, world.ISSUER, **collecting).code == "not_the_applicant"
    collecting["collector"] = principal.pk
    assert refused(case, Action.COLLECT, world.ISSUER, **collecting).code == "not_the_collector"
    collecting["collector"] = agent.pk
    Authorization.objects.update(revoked_at=clock.now())
    assert refused(case, Action.COLLECT, world.ISSUER, **collecting).code == "not_authorized"
    today = clock.today()
    authorize_agent(
        principal,
        agent,
        acts=[Authorization.Act.COLLECT],
        valid_from=today,
        valid_to=today,
        document_sha256="e" * 64,
    )
    world.do(case, Action.COLLECT, world.ISSUER, **collecting)
    assert case.state == State.DELIVERED
    assert queries.course(case)[-1].data["collector"] == agent.pk
    served = Service.objects.filter(document__case_id=case.pk)
    assert served.count() == 2, "decision and certificate"


def test_a_draft_on_the_web_is_nobodys_but_its_applicants() -> None:
    case = world.draft(channel=Channel.WEB)
    case.materials.filter(supply="missing").update(supply="supplied")
    for action in (Action.FILE, Action.RECEIVE):
        assert refused(case, action, world.CLERK).code == "not_yours"


@pytest.mark.clause("HOUSE-11")
def test_nobody_acts_on_his_own_case() -> None:
    case = world.received()
    handler = world.staff(world.HANDLER)
    assert handler.worker is not None and handler.worker.identity_hash is not None
    assert case.applicant_id is not None
    Applicant.objects.filter(pk=case.applicant_id).update(identity_hash=handler.worker.identity_hash)
    world.check_all(case)
    assert refused(case, Action.ACCEPT, handler).code == "recusal"


@pytest.mark.clause("RULE-27", "JH-8.4")
def test_rule_27_a_lapsed_qualification_blocks_deciding() -> None:
    case = world.accepted()
    world.review(case)
    world.do(case, Action.DRAFT_DECISION, world.HANDLER, outcome="grant")
    yesterday = clock.today() - timedelta(days=1)
    Staff.objects.filter(account__username=world.SIGNER).update(certificate_valid_until=yesterday)
    assert refused(case, Action.SIGN_DECISION, world.SIGNER).code == "not_qualified"


def test_a_second_deliberation_is_on_record_beside_the_first() -> None:
    case = world.accepted()
    world.do(case, Action.START_REVIEW, world.HANDLER)
    for _time in range(2):
        world.do(case, Action.RECORD_DELIBERATION, world.HANDLER, **world.meeting())
    assert Meeting.objects.filter(case=case, kind="deliberation").count() == 2


def test_a_result_decided_at_the_window_can_be_posted_to_who_asked_for_it() -> None:
    case = world.received(world.SOLE_TRADER, delivery_way="post", service_address="长安街道 5 号")
    world.check_all(case)
    world.do(case, Action.DECIDE_AT_ONCE, world.CLERK)
    world.do(case, Action.DELIVER_BY_POST, world.ISSUER, tracking_number="EMS12345678")
    assert case.state == State.POSTED


@pytest.mark.clause("XK-39", "RULE-31")
def test_no_certificate_is_made_with_empty_places() -> None:
    case = world.decided()
    printed = {field.answer for field in case.version.definition.result.fields if field.answer}
    case.answers = {key: value for key, value in case.answers.items() if key not in printed}
    case.save(update_fields=["answers"])
    assert refused(case, Action.MAKE_CERTIFICATE, world.HANDLER, proof_read=True).code == "certificate_gaps"
