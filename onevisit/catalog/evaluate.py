"""Reading a definition with somebody's answers: which questions and materials apply, and what is wrong.

Pure functions over immutable values; the form, the guidance sheet, the window and the engine share them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.parts import (
    AcceptanceCondition,
    Condition,
    Material,
    Question,
    QuestionGroup,
    QuestionKind,
)
from onevisit.law import identifiers
from onevisit.law.sentence import Sentence
from onevisit.law.text import text_fault


class HasScenarios(Protocol):
    """What asks scenario questions: an item, or a package of items."""

    @property
    def scenarios(self) -> Sequence[Question]:
        """The scenario questions."""


class HasForm(HasScenarios, Protocol):
    """What has a form: an item, or the merged form of several."""

    @property
    def form(self) -> Sequence[QuestionGroup]:
        """The groups of questions."""

    def questions(self) -> Iterator[Question]:
        """The questions of the form, in order."""


Answer = str | tuple[str, ...]
RawAnswers = Mapping[str, str | Sequence[str]]

_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,4})?")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True)
class CheckedAnswers:
    """Answers after cleaning: ``values`` of the visible questions, ``faults`` by question key.

    What was typed is kept even where it is faulty, so that a page can show it again.
    """

    values: dict[str, Answer]
    faults: dict[str, Sentence]

    @property
    def complete(self) -> bool:
        """True if nothing is missing or wrong."""
        return not self.faults


def applies(when: Sequence[Condition], answers: RawAnswers) -> bool:
    """True if every condition is met by the answers; no conditions always apply."""
    return all(_met(condition, answers.get(condition.question)) for condition in when)


def _met(condition: Condition, answer: str | Sequence[str] | None) -> bool:
    if answer is None:
        return False
    given = {answer} if isinstance(answer, str) else set(answer)
    return not given.isdisjoint(condition.any_of)


def excluded_circumstances(definition: ItemDefinition, answers: RawAnswers) -> tuple[str, ...]:
    """The circumstances of high risk that these answers show: no declaration of commitment there (YS-40).

    An answer to a question that is not asked shows nothing.
    """
    rule = definition.commitment
    if rule is None:
        return ()
    shown = {one.key for one in visible_questions((*definition.scenarios, *definition.questions()), answers)}
    asked = {key: value for key, value in answers.items() if key in shown}
    return tuple(one.text for one in rule.exclusions if one.when and applies(one.when, asked))


def visible_questions(questions: Iterable[Question], answers: RawAnswers) -> tuple[Question, ...]:
    """The questions that apply. A condition on a hidden question is not met, whatever was typed there."""
    listed = tuple(questions)
    keys = {question.key for question in listed}
    shown: list[Question] = []
    effective = {key: value for key, value in answers.items() if key not in keys}
    for question in listed:
        if applies(question.when, effective):
            shown.append(question)
            if question.key in answers:
                effective[question.key] = answers[question.key]
    return tuple(shown)


def visible_form(
    definition: HasForm, answers: RawAnswers
) -> tuple[tuple[QuestionGroup, tuple[Question, ...]], ...]:
    """The groups of the form that have something to ask, each with its visible questions."""
    shown = {
        question.key
        for question in visible_questions((*definition.scenarios, *definition.questions()), answers)
    }
    groups = []
    for group in definition.form:
        questions = tuple(question for question in group.questions if question.key in shown)
        if questions:
            groups.append((group, questions))
    return tuple(groups)


def materials_for(definition: ItemDefinition, answers: RawAnswers) -> tuple[Material, ...]:
    """The materials for these scenario answers, shared ones among them (they are attached, not demanded)."""
    return tuple(
        material
        for material in definition.materials
        if applies(material.when, _scenario_answers(definition, answers))
    )


def conditions_for(definition: ItemDefinition, answers: RawAnswers) -> tuple[AcceptanceCondition, ...]:
    """The acceptance conditions for these scenario answers."""
    effective = _scenario_answers(definition, answers)
    return tuple(condition for condition in definition.conditions if applies(condition.when, effective))


def demanded_materials(definition: ItemDefinition, answers: RawAnswers) -> tuple[Material, ...]:
    """The materials the applicant must hand in himself: required and not to be had by sharing (JH-31)."""
    return tuple(
        material
        for material in materials_for(definition, answers)
        if material.necessity.is_demanded and not material.shared
    )


def _scenario_answers(definition: ItemDefinition, answers: RawAnswers) -> dict[str, str | Sequence[str]]:
    shown = {question.key for question in visible_questions(definition.scenarios, answers)}
    return {key: value for key, value in answers.items() if key in shown}


def check_scenarios(definition: HasScenarios, answers: RawAnswers) -> CheckedAnswers:
    """Clean and check the answers to the scenario questions."""
    return _check(visible_questions(definition.scenarios, answers), answers)


def check_answers(definition: HasForm, answers: RawAnswers) -> CheckedAnswers:
    """Clean and check all answers, scenario and form; answers to hidden questions are left out."""
    return _check(visible_questions((*definition.scenarios, *definition.questions()), answers), answers)


def check_group(definition: HasForm, group_key: str, answers: RawAnswers) -> CheckedAnswers:
    """Clean and check the answers of one page of the form. Raises KeyError when there is no such group."""
    for group in definition.form:
        if group.key == group_key:
            keys = {question.key for question in group.questions}
            shown = visible_questions((*definition.scenarios, *definition.questions()), answers)
            return _check([question for question in shown if question.key in keys], answers)
    raise KeyError(group_key)


def _check(questions: Iterable[Question], answers: RawAnswers) -> CheckedAnswers:
    values: dict[str, Answer] = {}
    faults: dict[str, Sentence] = {}
    for question in questions:
        value, fault = _check_one(question, answers.get(question.key))
        if value:
            values[question.key] = value
        if fault:
            faults[question.key] = fault
    return CheckedAnswers(values, faults)


def _check_one(question: Question, given: object) -> tuple[Answer, Sentence | None]:
    if question.kind is QuestionKind.MULTI_CHOICE:
        return _check_multi_choice(question, given)
    if isinstance(given, list | tuple) and len(given) == 1:
        given = given[0]
    if given is None:
        given = ""
    if not isinstance(given, str):
        return "", Sentence("“%(question)s”只能填一个答案", question=question.label)
    text = _clean(question.kind, given)
    if not text:
        return "", _missing(question) if question.required else None
    fault = _fault_of(question, text)
    return (text, fault) if fault else _as_stored(question.kind, text)


def _check_multi_choice(question: Question, given: object) -> tuple[Answer, Sentence | None]:
    if given is None or given == "":
        chosen: tuple[object, ...] = ()
    elif isinstance(given, list | tuple):
        chosen = tuple(given)
    else:
        chosen = (given,)
    if not all(isinstance(value, str) for value in chosen):
        return (), Sentence("“%(question)s”的选项不对，请重新选择", question=question.label)
    values = tuple(dict.fromkeys(str(value) for value in chosen if value))
    allowed = {option.value for option in question.options}
    if any(value not in allowed for value in values):
        return (), Sentence("“%(question)s”没有这个选项，请重新选择", question=question.label)
    if not values and question.required:
        return (), _missing(question)
    return values, None


def _missing(question: Question) -> Sentence:
    if question.options:
        return Sentence("请选择“%(question)s”", question=question.label)
    return Sentence("请填写“%(question)s”", question=question.label)


_HALF_WIDTH_KINDS = {
    QuestionKind.NUMBER,
    QuestionKind.DATE,
    QuestionKind.PHONE,
    QuestionKind.RESIDENT_NUMBER,
    QuestionKind.CREDIT_CODE,
}


def _clean(kind: QuestionKind, text: str) -> str:
    cleaned = text.replace("\r\n", "\n").strip()
    if kind in _HALF_WIDTH_KINDS:
        cleaned = unicodedata.normalize("NFKC", cleaned).strip()
    written = _DATE.fullmatch(cleaned) if kind is QuestionKind.DATE else None
    if written:
        return f"{written[1]}-{int(written[2]):02}-{int(written[3]):02}"
    return cleaned


def _fault_of(question: Question, text: str) -> Sentence | None:
    fault = text_fault(text, question.max_length, lines=question.kind is QuestionKind.LONG_TEXT)
    if fault:
        return Sentence("“%(question)s”%(fault)s", question=question.label, fault=fault)
    if question.kind is QuestionKind.CHOICE:
        known = any(option.value == text for option in question.options)
        return None if known else Sentence("“%(question)s”没有这个选项，请重新选择", question=question.label)
    if question.kind is QuestionKind.NUMBER:
        return _number_fault(question, text)
    if question.kind is QuestionKind.DATE:
        return _date_fault(question, text)
    return None


def _as_stored(kind: QuestionKind, text: str) -> tuple[str, Sentence | None]:
    """A number of a person, a company or a telephone in its one stored form, or what is wrong with it."""
    check = _IDENTIFIER_CHECKS.get(kind)
    if check is None:
        return text, None
    try:
        return check(text), None
    except identifiers.IdentifierError as error:
        return text, error.sentence


_IDENTIFIER_CHECKS = {
    QuestionKind.PHONE: identifiers.telephone,
    QuestionKind.RESIDENT_NUMBER: identifiers.person_number,
    QuestionKind.CREDIT_CODE: identifiers.credit_code,
}


def _number_fault(question: Question, text: str) -> Sentence | None:
    if not _NUMBER.fullmatch(text):
        return Sentence(
            "“%(question)s”应当是数字，例如 %(example)s",
            question=question.label,
            example=question.example or "12",
        )
    number = float(text)
    if question.minimum is not None and number < question.minimum:
        return Sentence(
            "“%(question)s”不能小于 %(least)s",
            question=question.label,
            least=f"{question.minimum}{question.unit}",
        )
    if question.maximum is not None and number > question.maximum:
        return Sentence(
            "“%(question)s”不能大于 %(most)s",
            question=question.label,
            most=f"{question.maximum}{question.unit}",
        )
    return None


def _date_fault(question: Question, text: str) -> Sentence | None:
    try:
        year = date.fromisoformat(text).year if _ISO_DATE.fullmatch(text) else None
    except ValueError:
        year = None
    if year is None:
        return Sentence("“%(question)s”不是有效的日期，请写成 2026-03-16 的样子", question=question.label)
    return (
        None
        if 1900 <= year <= 2200
        else Sentence("“%(question)s”的年份不对，请检查", question=question.label)
    )
