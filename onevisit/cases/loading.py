"""Reading a case together with what acts and pages need of its surroundings, and nothing more.

An item version carries its whole definition, which every process keeps parsed (``ItemVersion.definition``):
reading it again with every case cost more than the case itself.
"""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.db.models import QuerySet

from onevisit.cases.models import Case
from onevisit.catalog.models import ItemVersion
from onevisit.organization.models import Department, Hall, Region
from onevisit.people.models import Applicant
from onevisit.records.rows import Rows

BULK_OF_VERSION = (
    "content",
    "change_note",
    "summary",
    "person_themes",
    "organization_themes",
    "search_words",
    "search_bigrams",
    "pinyin_initials",
    "sort_key",
)
SURROUNDINGS = ("version", "department", "hall", "hall__region", "applicant")

_CASE = Rows(Case, "subject")
_VERSION = Rows(ItemVersion, "version", without=BULK_OF_VERSION)
_DEPARTMENT, _HALL, _REGION = Rows(Department, "department"), Rows(Hall, "hall"), Rows(Region, "region")
_APPLICANT = Rows(Applicant, "applicant")


def load(rows: QuerySet[Case], case_id: int, *related: str) -> Case:
    """The case of this id among ``rows`` with its version and what is ``related``, in one statement.

    Raises Case.DoesNotExist.
    """
    return with_version(rows, *related).get(pk=case_id)


def with_version(rows: QuerySet[Case], *related: str) -> QuerySet[Case]:
    """The cases with their versions, the bulk of these left out, and what is ``related``."""
    return rows.select_related("version", *related).defer(*(f"version__{name}" for name in BULK_OF_VERSION))


def lock(case_id: int) -> Case:
    """The case with its surroundings, locked until the transaction ends; one statement.

    Raises Case.DoesNotExist.
    """
    return _one(f"{_statement()} FOR UPDATE OF subject", case_id)


def read(case_id: int) -> Case:
    """The case with its surroundings, whoever may see it; one statement. Raises Case.DoesNotExist."""
    return _one(_statement(), case_id)


def _one(statement: str, case_id: int) -> Case:
    with connection.cursor() as cursor:
        cursor.execute(statement, [case_id])
        row = cursor.fetchone()
    if row is None:
        raise Case.DoesNotExist(f"case {case_id}")
    values = list(row)
    case = _CASE.taken_from(values)
    case.version = _VERSION.taken_from(values)
    case.department = _DEPARTMENT.taken_from(values)
    case.hall = _HALL.taken_from(values)
    case.hall.region = _REGION.taken_from(values)
    if case.applicant_id is not None:
        case.applicant = _APPLICANT.taken_from(values)
    return case


@cache
def _statement() -> str:
    everything = (_CASE, _VERSION, _DEPARTMENT, _HALL, _REGION, _APPLICANT)
    return f"""
        SELECT {", ".join(rows.columns for rows in everything)}
          FROM cases_case AS subject
          JOIN catalog_itemversion AS version ON version.id = subject.version_id
          JOIN organization_department AS department ON department.id = subject.department_id
          JOIN organization_hall AS hall ON hall.id = subject.hall_id
          JOIN organization_region AS region ON region.id = hall.region_id
          LEFT JOIN people_applicant AS applicant ON applicant.id = subject.applicant_id
         WHERE subject.id = %s"""
