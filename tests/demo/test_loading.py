"""The demo city loads through the product's own formats, and loading again changes nothing."""

from __future__ import annotations

import pytest

from onevisit import demo
from onevisit.accounts.models import Account
from onevisit.catalog.models import ItemVersion
from onevisit.catalog.publication import publication_faults
from onevisit.documents.models import Seal
from onevisit.law.identifiers import credit_code, item_code, resident_number
from onevisit.law.items import CaseRoute, ItemType, ReviewKind
from onevisit.law.powers import PowerKind
from onevisit.law.profiles import PROFILES
from onevisit.law.refusal import Refusal
from onevisit.organization.models import Delegation, Department, Hall, Post, RoleAssignment, Staff
from onevisit.people.models import Applicant, Authorization

TABLES = (Account, Applicant, Authorization, Delegation, Department, Hall, ItemVersion, Post, Seal, Staff)


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("JH-9")
def test_a_second_load_adds_nothing() -> None:
    first = {table: table.objects.count() for table in (*TABLES, RoleAssignment)}
    demo.load()
    assert first == {table: table.objects.count() for table in (*TABLES, RoleAssignment)}
    assert all(count > 0 for count in first.values())


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("JH-3", "JH-8.2", "JH-17", "JH-13")
def test_the_items_cover_types_routes_reviews_and_delegation() -> None:
    definitions = [version.definition for version in ItemVersion.objects.all()]
    assert len(definitions) >= 12
    types = {definition.type for definition in definitions}
    assert {ItemType.LICENCE, ItemType.CONFIRMATION, ItemType.PUBLIC_SERVICE, ItemType.OTHER_POWER} <= types
    assert {CaseRoute.IMMEDIATE, CaseRoute.PROMISED} <= {definition.route for definition in definitions}
    assert set(ReviewKind) == {definition.review for definition in definitions}
    delegated = {code for document in Delegation.objects.all() for code in document.item_codes}
    assert delegated
    assert {definition.code for definition in definitions} - delegated
    assert any(PowerKind.DECIDE_AT_ONCE.value in document.powers for document in Delegation.objects.all())


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("JH-29", "JH-17", "JH-31", "AS-3.1b")
def test_every_item_of_the_demo_city_may_be_published() -> None:
    for version in ItemVersion.objects.all():
        assert publication_faults(version.definition) == (), version.name
        assert version.state == ItemVersion.State.PUBLISHED


@pytest.mark.usefixtures("demo_city")
def test_codes_and_numbers_carry_right_check_digits() -> None:
    for department in Department.objects.all():
        assert credit_code(department.credit_code) == department.credit_code
    for version in ItemVersion.objects.select_related("item"):
        assert item_code(version.item.code) == version.item.code
    for applicant in Applicant.objects.all():
        check = resident_number if applicant.is_person else credit_code
        assert check(applicant.identity_number) == applicant.identity_number


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("JH-32", "JH-13")
def test_the_agency_keeps_the_seals_of_what_is_delegated_to_it() -> None:
    for document in Delegation.objects.select_related("delegator", "delegate"):
        kinds = set(
            Seal.objects.filter(department=document.delegator, kept_by=document.delegate).values_list(
                "kind", flat=True
            )
        )
        assert "acceptance_seal" in kinds
        if PowerKind.DECIDE_AT_ONCE.value in document.powers:
            assert "approval_seal" in kinds


@pytest.mark.usefixtures("demo_city")
def test_accounts_text_names_every_account_and_both_passwords() -> None:
    text = demo.accounts_text()
    for account in Account.objects.filter(kind="staff"):
        assert account.username in text
    for applicant in Applicant.objects.filter(kind="person"):
        assert applicant.phone is not None
        assert applicant.phone in text


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("AS-1", "AS-3.2a")
def test_the_second_city_runs_under_its_own_profile_with_one_seal_for_approval() -> None:
    demo.load("anshan")
    hall = Hall.objects.select_related("region").get(code="210300001")
    assert PROFILES[hall.region.profile].licences_accepted_by_approval_staff
    bureau = Department.objects.get(kind=Department.Kind.APPROVAL_BUREAU)
    assert not Delegation.objects.filter(delegator=bureau).exists()
    assert ItemVersion.objects.filter(item__department=bureau).exists()
    assert {seal.kept_by_id for seal in Seal.objects.filter(department=bureau)} == {bureau.pk}


@pytest.mark.django_db
def test_a_database_that_is_no_demo_takes_no_demo_city() -> None:
    with pytest.raises(Refusal, match="演示库"):
        demo.load()
    assert not Department.objects.exists()


@pytest.mark.django_db
def test_an_unknown_city_is_told_with_those_there_are() -> None:
    with pytest.raises(FileNotFoundError, match="anshan, jiaohe"):
        demo.load("atlantis")
