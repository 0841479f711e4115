"""Confirmed addresses for service and consent to electronic service."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from onevisit.people import actions, queries, service
from onevisit.people.models import Applicant, Consent, ServiceAddress
from onevisit.people.service import ServiceFacts
from tests.people.persons import WANG

pytestmark = [pytest.mark.django_db, pytest.mark.clause("RULE-30")]
BY_POST = ServiceFacts("王建国", "13800001234", postal_address="吉林省蛟河市民主路 12 号")
BOTH = replace(BY_POST, electronic_way="sms", electronic_address="138 0000 1234")
ON_SITE = ServiceFacts("王建国", "13800001234", electronic_way="site")


@pytest.fixture
def applicant(db: None) -> Applicant:
    return actions.register_person(WANG)


def test_by_post_needs_no_consent(applicant: Applicant) -> None:
    kept = service.confirm_service_address(applicant, BY_POST, confirmed_by_id=7)
    assert service.current_service_address(applicant) == kept
    assert not kept.is_electronic
    assert kept.consent is None


def test_electronic_service_records_its_consent(applicant: Applicant) -> None:
    kept = service.confirm_service_address(applicant, BOTH)
    assert kept.electronic_address == "13800001234"
    assert kept.consent == queries.consent_in_force(applicant, Consent.Kind.ELECTRONIC_SERVICE)


def test_the_database_refuses_electronic_service_without_consent(applicant: Applicant) -> None:
    kept = service.confirm_service_address(applicant, BY_POST)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceAddress.objects.filter(pk=kept.pk).update(electronic_way="site")


def test_a_newer_confirmation_replaces_the_older(applicant: Applicant) -> None:
    first = service.confirm_service_address(applicant, BY_POST)
    second = service.confirm_service_address(applicant, ON_SITE)
    assert service.current_service_address(applicant) == second
    first.refresh_from_db()
    assert first.replaced_at == second.confirmed_at


@pytest.mark.clause("GX-15")
def test_withdrawn_consent_falls_back_to_post(applicant: Applicant) -> None:
    consent = service.confirm_service_address(applicant, BOTH).consent
    assert consent is not None
    actions.withdraw_consent(consent)
    actions.withdraw_consent(consent)
    current = service.current_service_address(applicant)
    assert current is not None
    assert not current.is_electronic
    assert current.postal_address == BY_POST.postal_address
    assert queries.consent_in_force(applicant, Consent.Kind.ELECTRONIC_SERVICE) is None


@pytest.mark.clause("GX-15")
def test_withdrawn_consent_without_postal_address_leaves_none(applicant: Applicant) -> None:
    consent = service.confirm_service_address(applicant, ON_SITE).consent
    assert consent is not None
    actions.withdraw_consent(consent)
    assert service.current_service_address(applicant) is None


@pytest.mark.clause("HOUSE-35")
@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (replace(BY_POST, recipient=""), "recipient"),
        (replace(BY_POST, recipient="王\x00"), "recipient"),
        (replace(BY_POST, phone="1"), "phone"),
        (replace(BY_POST, postal_address="路"), "postal_address"),
        (replace(BY_POST, postal_address=None), "postal_address"),
        (replace(BY_POST, postal_address="吉林省蛟河市\x00民主路"), "postal_address"),
        (replace(BOTH, electronic_way="pigeon"), "electronic_address"),
        (replace(BOTH, electronic_way="mail"), "electronic_address"),
        (replace(BOTH, electronic_way="sms", electronic_address="a@example.cn"), "electronic_address"),
    ],
)
def test_a_wrong_field_is_told_at_the_field(applicant: Applicant, facts: ServiceFacts, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        service.confirm_service_address(applicant, facts)
    assert list(refused.value.message_dict) == [field]
    assert service.current_service_address(applicant) is None
