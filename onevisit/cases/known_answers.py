"""What an application about an issued licence need not ask again (JH-31)."""

from __future__ import annotations

from typing import Any

from onevisit.cases.models import Case
from onevisit.catalog.definition import ItemDefinition
from onevisit.law.clauses import enforces
from onevisit.licences.models import Licence


@enforces("JH-31")
def known_answers(licence: Licence, definition: ItemDefinition) -> dict[str, Any]:
    """Answers to the form from the case that led to the licence, else from the lines of the certificate."""
    case = None if licence.case_id is None else Case.objects.filter(pk=licence.case_id).first()
    if case is not None:
        asked = {question.key for question in definition.questions()}
        return {key: value for key, value in case.answers.items() if key in asked}
    printed = dict(licence.entries)
    plain = {question.key for question in definition.questions() if not question.options}
    return {
        field.answer: printed[field.label]
        for field in definition.result.fields
        if field.answer in plain and field.label in printed
    }
