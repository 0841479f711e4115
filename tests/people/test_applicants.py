"""Applicants: found by number, encrypted, masked, and nobody reads another's cases by knowing a number."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from onevisit.accounts.destination import parse_destination
from onevisit.accounts.models import Account
from onevisit.config.environment import DatabaseAddresses
from onevisit.law.refusal import Refusal
from onevisit.people import actions, queries
from onevisit.people.models import Applicant, Consent
from onevisit.people.privacy_notice import notice_version
from tests.people.persons import COMPANY, LI, WANG, sign_up

PLANTED = ["王建国", "210302199001010016", "13800001234", "民主路"]


def everything_stored() -> str:
    """All rows of all tables, as the database writes them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND NOT relispartition"
        )
        texts = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT string_agg(one::text, chr(10)) FROM "{table}" one')
            texts.append(str(cursor.fetchone()[0]))
    return "\n".join(texts)


@pytest.mark.django_db
@pytest.mark.clause("HOUSE-14", "GX-51.3")
def test_nothing_personal_is_stored_in_clear() -> None:
    before = everything_stored()
    sign_up(WANG)
    actions.find_or_register_organization(COMPANY)
    stored = everything_stored()
    assert len(stored) > len(before)
    for text in PLANTED:
        assert text not in stored
        assert text.encode().hex() not in stored


@pytest.mark.django_db
@pytest.mark.clause("HOUSE-14")
def test_what_is_shown_is_masked() -> None:
    applicant = actions.register_person(WANG)
    assert applicant.masked_name == "王**"
    assert applicant.masked_identity_number.startswith("2103****")
    assert "19900101" not in applicant.masked_identity_number
    assert applicant.masked_phone == "138****1234"
    assert "12" not in applicant.masked_address
    assert "王建国" not in str(applicant) + repr(applicant) + repr(WANG)
    company = actions.register_organization(COMPANY)
    assert company.masked_name == COMPANY.name


@pytest.mark.django_db
def test_one_number_is_one_applicant() -> None:
    first = actions.find_or_register_person(WANG)
    again = actions.find_or_register_person(replace(WANG, identity_number=" 2103 0219 9001 0100 16 "))
    assert (first.created, again.created) == (True, False)
    assert first.applicant.pk == again.applicant.pk
    with pytest.raises(Refusal, match="已经登记过"):
        actions.register_person(WANG)


def test_two_windows_at_once_register_one_person(committed_database: DatabaseAddresses) -> None:
    found: list[int] = []
    start = threading.Barrier(4)

    def at_a_window() -> None:
        start.wait()
        try:
            found.append(actions.find_or_register_person(WANG).applicant.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=at_a_window) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


@pytest.mark.django_db
@pytest.mark.clause("GX-46")
def test_the_document_at_the_window_corrects_what_was_declared() -> None:
    declared = actions.register_person(replace(WANG, name="王建围", phone=None))
    assert declared.identity_checked_at is None
    kept = actions.find_or_register_person(WANG).applicant
    assert (kept.name, kept.phone) == ("王建国", WANG.phone)
    assert kept.identity_checked_at is not None
    assert list(queries.by_name(Applicant.objects.all(), "建国")) == [kept]


@pytest.mark.django_db
@pytest.mark.clause("RULE-35")
def test_an_account_of_somebody_else_is_taken_off_at_the_window() -> None:
    sign_up(WANG, reached_at="13700009999")
    done = actions.find_or_register_person(WANG)
    assert done.account_detached
    assert done.applicant.account is None


@pytest.mark.django_db
@pytest.mark.clause("RULE-35")
def test_the_own_account_stays_and_a_checked_one_is_never_taken_off() -> None:
    sign_up(WANG)
    first = actions.find_or_register_person(WANG)
    second = actions.find_or_register_person(replace(WANG, phone="13700009999"))
    assert not first.account_detached
    assert not second.account_detached
    assert second.applicant.account is not None


@pytest.mark.django_db
@pytest.mark.clause("RULE-35")
def test_signing_up_links_only_the_same_name_and_number() -> None:
    kept = actions.find_or_register_person(WANG).applicant
    for facts, reached_at in ((WANG, "13700009999"), (replace(WANG, name="王建军"), WANG.phone)):
        with pytest.raises(Refusal, match="在网上不能直接注册"):
            sign_up(facts, reached_at=reached_at)
    assert not Account.objects.exists()
    assert sign_up(WANG).pk == kept.pk
    with pytest.raises(Refusal, match="在网上不能直接注册"):
        sign_up(WANG, reached_at="13700009999")


@pytest.mark.django_db
@pytest.mark.clause("GX-31")
def test_a_child_needs_a_guardian() -> None:
    child = replace(LI, identity_number="220281201506150024")
    with pytest.raises(Refusal, match="监护人"):
        sign_up(child)
    assert not Account.objects.exists()


@pytest.mark.django_db
@pytest.mark.clause("GX-14", "GX-17")
def test_signing_up_records_the_notice_in_its_version() -> None:
    applicant = sign_up(WANG)
    consent = queries.consent_in_force(applicant, Consent.Kind.PRIVACY_NOTICE)
    assert consent is not None
    assert consent.version == notice_version()


@pytest.mark.django_db
@pytest.mark.clause("HOUSE-1")
def test_a_sign_up_is_all_or_nothing() -> None:
    with pytest.raises(ValidationError):
        actions.sign_up(parse_destination(WANG.phone or ""), "weak", WANG)
    assert not Account.objects.exists()
    assert not Applicant.objects.exists()


@pytest.mark.django_db
def test_finding_by_number_phone_and_parts_of_a_name() -> None:
    wang, li = actions.register_person(WANG), actions.register_person(LI)
    everybody = Applicant.objects.all()
    assert queries.find_by_identity("resident_number", "22028119850615002x") == li
    assert list(queries.by_phone(everybody, "138 0000 1234")) == [wang]
    assert list(queries.by_name(everybody, "王")) == [wang]
    assert list(queries.by_name(everybody, "堃喆")) == [li]
    assert list(queries.by_name(everybody, "建国")) == [wang]
    assert not queries.by_name(everybody, "")
    assert not queries.by_name(everybody, " ·")
    assert not queries.by_name(everybody.filter(pk=li.pk), "王建国")


@pytest.mark.django_db
@pytest.mark.clause("HOUSE-35")
@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"name": "王\x00"}, "name", "看不见的控制字符"),
        ({"name": "😀"}, "name", "不能有“😀”"),
        ({"name": ""}, "name", "请填写姓名"),
        ({"identity_number": "210302199001010017"}, "identity_number", "校验位不对"),
        ({"identity_number": "2103021990\x0001010016"}, "identity_number", "看不见的控制字符"),
        ({"identity_number": "1" * 5000}, "identity_number", "18 位"),
        ({"identity_type": "library-card"}, "identity_type", "请选择证件类型"),
        ({"phone": "12345"}, "phone", "。"),
        ({"address": "蛟河"}, "address", "请写到门牌号"),
        ({"address": "路" * 201}, "address", "最多 200 个字"),
    ],
)
def test_a_wrong_field_is_told_at_the_field(change: dict[str, str], field: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.register_person(replace(WANG, **change))
    assert list(refused.value.message_dict) == [field]
    assert sentence in refused.value.message_dict[field][0]
    assert not Applicant.objects.exists()


@pytest.mark.django_db
def test_all_wrong_fields_are_told_together() -> None:
    with pytest.raises(ValidationError) as refused:
        actions.register_organization(replace(COMPANY, name="", credit_code="x", phone="y"))
    assert set(refused.value.message_dict) == {"name", "credit_code", "phone"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("residence_permit", "810000199001010019"),
        ("passport", "e12345678"),
        ("mainland_pass", "H12345678"),
        ("mainland_pass", "01234567"),
    ],
)
def test_other_documents_are_taken(kind: str, number: str) -> None:
    kept = actions.register_person(replace(WANG, identity_type=kind, identity_number=number))
    assert kept.identity_number == number.upper()


@pytest.mark.django_db
def test_the_database_keeps_kinds_and_numbers_apart() -> None:
    applicant = actions.register_person(WANG)
    with pytest.raises(IntegrityError), transaction.atomic():
        Applicant.objects.filter(pk=applicant.pk).update(kind="organization")


@pytest.mark.django_db
def test_contact_data_are_brought_up_to_date() -> None:
    applicant = actions.register_person(WANG)
    kept = actions.change_contact(applicant, phone="0432-67220000", address=None)
    assert (kept.phone, kept.address) != (WANG.phone, None)
    assert kept.address == WANG.address
    with pytest.raises(ValidationError):
        actions.change_contact(applicant, phone="1", address=None)
