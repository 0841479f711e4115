"""The own account page: own data masked, consents withdrawn with one press."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from onevisit.config import static_files
from onevisit.people import queries, service
from onevisit.people.models import Applicant, Consent
from tests.people.persons import LI, PASSWORD, WANG, sign_up
from tests.people.test_service import ON_SITE

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def collected_static_files() -> None:
    """Pages name their scripts and styles by content."""
    static_files.collect()


@pytest.fixture
def applicant(db: None) -> Applicant:
    return sign_up(WANG)


@pytest.fixture
def client(applicant: Applicant) -> Client:
    signed_in = Client(REMOTE_ADDR="198.51.100.11")
    signed_in.post("/accounts/sign-in/", {"identifier": WANG.phone, "password": PASSWORD})
    return signed_in


@pytest.mark.clause("HOUSE-14")
def test_it_shows_the_own_data_masked(client: Client) -> None:
    page = client.get("/accounts/").content.decode()
    assert "王建国" in page
    assert "138****1234" in page
    assert WANG.identity_number not in page
    assert WANG.phone is not None and WANG.phone not in page


@pytest.mark.clause("GX-15")
def test_consent_to_electronic_service_is_withdrawn_with_one_press(
    client: Client, applicant: Applicant
) -> None:
    service.confirm_service_address(applicant, ON_SITE)
    consent = queries.consent_in_force(applicant, Consent.Kind.ELECTRONIC_SERVICE)
    assert consent is not None
    response = client.post(f"/accounts/consents/{consent.pk}/withdraw/")
    assert response.headers["Location"] == "/accounts/"
    assert queries.consent_in_force(applicant, Consent.Kind.ELECTRONIC_SERVICE) is None


@pytest.mark.clause("HOUSE-9")
def test_nobody_withdraws_for_another(client: Client) -> None:
    other = sign_up(LI)
    service.confirm_service_address(other, ON_SITE)
    consent = queries.consent_in_force(other, Consent.Kind.ELECTRONIC_SERVICE)
    assert consent is not None
    assert client.post(f"/accounts/consents/{consent.pk}/withdraw/").status_code == 404
    assert Client().post(f"/accounts/consents/{consent.pk}/withdraw/").status_code == 302
    assert queries.consent_in_force(other, Consent.Kind.ELECTRONIC_SERVICE) == consent


@pytest.mark.clause("HOUSE-33")
def test_being_signed_in_costs_two_statements(client: Client) -> None:
    client.get("/accounts/sign-out/")
    with CaptureQueriesContext(connection) as statements:
        client.get("/accounts/sign-out/")
    tables = [one["sql"].split(" FROM ")[1].split()[0].strip('"') for one in statements]
    assert tables == ["django_session", "accounts_account"]
