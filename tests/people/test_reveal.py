"""Personal data in clear: silently for one's own open case, with a reason elsewhere, always on record."""

from __future__ import annotations

import pytest
from django.db import transaction

from onevisit.law.refusal import Refusal
from onevisit.people import actions, queries
from onevisit.records.models import AccessLogRow
from tests.people.persons import CLERK, WANG

pytestmark = [pytest.mark.django_db, pytest.mark.clause("RULE-35", "HOUSE-15")]


def rows_about(applicant_id: int) -> list[AccessLogRow]:
    found = AccessLogRow.objects.filter(subject_kind="applicant", subject_id=applicant_id)
    return list(found.order_by("recorded_at"))


def test_whoever_holds_the_case_reads_and_it_is_logged_with_the_case() -> None:
    applicant = actions.register_person(WANG)
    seen = queries.read_for_case(applicant, CLERK, "22028126032600017", "198.51.100.7")
    assert (seen.name, seen.identity_number, seen.phone) == (WANG.name, WANG.identity_number, WANG.phone)
    (row,) = rows_about(applicant.pk)
    assert (row.action, row.purpose, row.allowed) == ("read-for-case", "22028126032600017", True)
    assert (row.actor_kind, row.actor_id, row.source_address) == ("staff", 7, "198.51.100.7")


def test_anybody_else_needs_a_reason_and_the_refusal_is_logged_too() -> None:
    applicant = actions.register_person(WANG)
    for reason in ("", "   ", "看看"):
        with pytest.raises(Refusal, match="要先写明理由"):
            queries.reveal(applicant, CLERK, reason)
    assert queries.reveal(applicant, CLERK, "核对重名申请人").name == WANG.name
    rows = rows_about(applicant.pk)
    assert [row.allowed for row in rows] == [False, False, False, True]
    assert rows[-1].purpose == "核对重名申请人"


def test_the_record_survives_the_rollback_of_what_was_done_with_it() -> None:
    applicant = actions.register_person(WANG)
    with transaction.atomic():
        queries.reveal(applicant, CLERK, "核对重名申请人")
        transaction.set_rollback(True)
    assert len(rows_about(applicant.pk)) == 1


def test_what_was_read_is_not_in_the_record() -> None:
    applicant = actions.register_person(WANG)
    queries.reveal(applicant, CLERK, "核对重名申请人")
    (row,) = rows_about(applicant.pk)
    assert WANG.name not in str(row.detail)
    assert WANG.name not in repr(queries.reveal(applicant, CLERK, "核对重名申请人"))
