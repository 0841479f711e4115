"""The scenario questions of an item in an address: answered by links and forms, nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.http import urlencode

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.evaluate import Answer, RawAnswers, check_scenarios, visible_questions
from onevisit.catalog.parts import Option, Question, QuestionKind


@dataclass(frozen=True)
class OfferedOption:
    """An option with whether it is chosen."""

    option: Option
    chosen: bool


@dataclass(frozen=True)
class AskedQuestion:
    """A scenario question as a form shows it; ``fault`` in Chinese where an answer is missing or wrong."""

    question: Question
    options: tuple[OfferedOption, ...]
    several: bool
    fault: str = ""

    @property
    def chosen(self) -> bool:
        """Whether it is answered, or need not be."""
        return not self.question.required or any(offered.chosen for offered in self.options)


def scenario_answers(definition: ItemDefinition, given: QueryDict) -> dict[str, Answer]:
    """The lawful answers among what an address holds, in the order of the questions; the rest is left out."""
    checked = check_scenarios(definition, raw_answers(definition, given))
    return {key: value for key, value in checked.values.items() if key not in checked.faults}


def raw_answers(definition: ItemDefinition, given: QueryDict) -> dict[str, list[str]]:
    """What an address says to the scenario questions, unchecked."""
    return {
        question.key: given.getlist(question.key)
        for question in definition.scenarios
        if question.key in given
    }


def asked_questions(
    definition: ItemDefinition, answers: RawAnswers, faults: Mapping[str, str] | None = None
) -> list[AskedQuestion]:
    """The questions that these answers leave to be asked, in order."""
    asked = []
    for question in visible_questions(definition.scenarios, answers):
        given = answers.get(question.key, ())
        values = {given} if isinstance(given, str) else set(given)
        asked.append(
            AskedQuestion(
                question,
                tuple(OfferedOption(option, option.value in values) for option in question.options),
                question.kind is QuestionKind.MULTI_CHOICE,
                (faults or {}).get(question.key, ""),
            )
        )
    return asked


def as_query(answers: RawAnswers) -> str:
    """The answers as the query string of an address, without the question mark."""
    return urlencode(dict(answers), doseq=True)
