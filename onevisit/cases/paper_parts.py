"""What stands on every document of a case: who, what, which organ, on what basis, with which remedies."""

from __future__ import annotations

from datetime import date
from typing import Any

from onevisit.cases.act import Act, Paper
from onevisit.cases.models import Case, InterestedParty
from onevisit.law.clauses import cite_together
from onevisit.law.document_kinds import DocumentKind, title
from onevisit.law.remedies import remedies
from onevisit.organization.remedy_facts import remedy_facts


def applicant_name(case: Case) -> str:
    """The applicant's name as documents print it."""
    return "" if case.applicant is None else case.applicant.name


def paper_of_case(
    act: Act,
    kind: DocumentKind,
    *,
    effective_on: date | None = None,
    party: InterestedParty | None = None,
    **content: Any,
) -> Paper:
    """A paper with what stands on every document of a case, and what is given besides.

    It is addressed to the applicant, or to the interested ``party``.
    """
    case = act.case
    common: dict[str, Any] = {
        "title": title(kind, act.definition.type),
        "case_number": case.number,
        "addressee": applicant_name(case) if party is None else party.name,
        "item": act.definition.name,
        "organ": case.department.name,
        "date": act.today.isoformat(),
        "paragraphs": [],
        "fields": [],
        "reasons": [],
        "legal_basis": [],
        "remedies": "",
        "signers": [],
    }
    if effective_on is not None and effective_on != act.today:
        common["effective_on"] = effective_on.isoformat()
    return Paper(kind, {**common, **content}, effective_on, None if party is None else party.pk)


def basis_cited(act: Act, *clause_ids: str) -> list[str]:
    """The first of the clauses that binds in this city, with the full name of its text (rule 40)."""
    rule_book = act.case.city.rule_book
    cited = cite_together(clause_ids, rule_book, most=1, in_full=True)
    return [cited] if cited else []


def remedies_told(act: Act, kind: DocumentKind) -> str:
    """The remedies, with the online channel where the document may be served online (FY-22)."""
    department = act.case.department
    served_online = act.case.electronic_service_agreed and bool(department.online_reconsideration)
    return remedies(kind, remedy_facts(department), served_online=served_online).text
