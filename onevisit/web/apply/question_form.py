"""A form made from questions of an item: nothing typed is lost, every fault is said in Chinese at its field.

All rules are those of ``catalog.evaluate``; here is only how a question looks and how an answer is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.translation import gettext as _

from onevisit.catalog.evaluate import Answer, CheckedAnswers, HasForm, RawAnswers, visible_questions
from onevisit.catalog.parts import Condition, Prefill, Question, QuestionKind
from onevisit.people.models import Applicant, IdentityType
from onevisit.records.page_language import in_page_language

PREFIX = "a"

_ATTRIBUTES: dict[QuestionKind, dict[str, str]] = {
    QuestionKind.NUMBER: {"inputmode": "decimal", "class": "input--short", "autocomplete": "off"},
    QuestionKind.DATE: {"class": "input--short", "autocomplete": "off"},
    QuestionKind.PHONE: {"inputmode": "tel", "class": "input--short", "autocomplete": "tel"},
    QuestionKind.RESIDENT_NUMBER: {"autocapitalize": "characters", "autocomplete": "off"},
    QuestionKind.CREDIT_CODE: {"autocapitalize": "characters", "autocomplete": "off"},
    QuestionKind.ADDRESS: {"autocomplete": "street-address"},
}


class AnswerField(forms.Field):
    """Takes an answer exactly as typed; whether it is right is asked of the catalogue."""

    def clean(self, value: Any) -> Any:
        """The value, unchecked and unchanged."""
        return value


def _widget(question: Question) -> forms.Widget:
    if question.kind is QuestionKind.CHOICE:
        return forms.RadioSelect(choices=_choices(question))
    if question.kind is QuestionKind.MULTI_CHOICE:
        return forms.CheckboxSelectMultiple(choices=_choices(question))
    if question.kind is QuestionKind.LONG_TEXT:
        return forms.Textarea(attrs={"rows": 4})
    return forms.TextInput(attrs=_ATTRIBUTES.get(question.kind, {}))


def _choices(question: Question) -> list[tuple[str, str]]:
    return [
        (
            option.value,
            format_html('<span>{}<span class="answer-help">{}</span></span>', option.label, option.help)
            if option.help
            else option.label,
        )
        for option in question.options
    ]


def _help(question: Question) -> str:
    """What the page says under the question; each part is a sentence of its own."""
    parts = [question.help]
    if question.unit:
        parts.append(_("单位：%(unit)s。") % {"unit": question.unit})
    if question.kind is QuestionKind.MULTI_CHOICE:
        parts.append(_("可以选多项。"))
    if question.example and not question.options and not question.personal:
        parts.append(_("例如：%(example)s") % {"example": question.example})
    if question.kind is QuestionKind.DATE and not question.example:
        parts.append(_("例如：2026-03-16"))
    if question.kind is QuestionKind.LONG_TEXT:
        parts.append(_("最多 %(count)d 个字。") % {"count": question.max_length})
    return " ".join(part for part in parts if part)


class QuestionForm(forms.Form):
    """The questions of one page. ``typed`` are the answers exactly as sent, by question key."""

    use_required_attribute = False

    def __init__(
        self,
        questions: Iterable[Question],
        data: Any = None,
        *,
        answers: Mapping[str, Any] | None = None,
    ) -> None:
        self.questions = tuple(questions)
        super().__init__(data, prefix=PREFIX, initial=dict(answers or {}), label_suffix="")
        for question in self.questions:
            self.fields[question.key] = AnswerField(
                label=question.label,
                help_text=_help(question),
                required=question.required,
                widget=_widget(question),
            )

    @property
    def typed(self) -> dict[str, Any]:
        """What was sent for each question; a question that was not sent at all is left out."""
        found = {}
        for question in self.questions:
            name = self.add_prefix(question.key)
            several = question.kind is QuestionKind.MULTI_CHOICE
            if several or question.options or name in self.data:
                value = self.fields[question.key].widget.value_from_datadict(self.data, self.files, name)
                found[question.key] = value if value is not None else ""
        return found

    def show_faults(self, checked: CheckedAnswers) -> bool:
        """Puts the faults at their fields; True when there is none."""
        self.full_clean()
        for key, fault in checked.faults.items():
            if key in self.fields:
                self.add_error(key, in_page_language(fault))
        return not self.errors


def kept_answers(typed: Mapping[str, Any], checked: CheckedAnswers) -> dict[str, Any]:
    """What a draft keeps: the clean form of right answers, everything else exactly as typed."""
    return {
        key: _plain(checked.values[key]) if key in checked.values and key not in checked.faults else value
        for key, value in typed.items()
    }


def _plain(answer: Answer) -> str | list[str]:
    return answer if isinstance(answer, str) else list(answer)


@dataclass(frozen=True)
class ShownQuestion:
    """A field of the page with the condition under which it is asked.

    ``when`` is read by the script (``name=value|value;…``), ``note`` by people whose browser runs none.
    """

    field: BoundField
    when: str = ""
    note: str = ""


def shown_questions(form: QuestionForm) -> Iterator[ShownQuestion]:
    """The fields in order; conditions on questions of the same page are left to the browser."""
    here = {question.key: question for question in form.questions}
    for question in form.questions:
        inside = [condition for condition in question.when if condition.question in here]
        yield ShownQuestion(
            form[question.key],
            ";".join(
                f"{form.add_prefix(condition.question)}={'|'.join(condition.any_of)}" for condition in inside
            ),
            _note(inside, here),
        )


def _note(conditions: list[Condition], here: Mapping[str, Question]) -> str:
    parts = []
    for condition in conditions:
        question = here[condition.question]
        values = _("或者").join(f"“{question.label_of(value)}”" for value in condition.any_of)
        parts.append(_("“%(question)s”选%(values)s") % {"question": question.label, "values": values})
    return _("%(conditions)s的才填") % {"conditions": _("、").join(parts)} if parts else ""


def questions_of_page(
    definition: HasForm, questions: Iterable[Question], answers: RawAnswers
) -> tuple[Question, ...]:
    """The questions of one page that may have to be answered.

    One that depends on an answer of another page is left out when that answer rules it out; one that depends
    on the same page stays, because the answer can still change there.
    """
    page = tuple(questions)
    here = {question.key for question in page}
    everywhere = visible_questions((*definition.scenarios, *definition.questions()), answers)
    effective = {question.key: answers[question.key] for question in everywhere if question.key in answers}
    found: list[Question] = []
    for question in page:
        outside = [condition for condition in question.when if condition.question not in here]
        inside = [condition for condition in question.when if condition.question in here]
        reachable = all(any(one.key == condition.question for one in found) for condition in inside)
        if reachable and _all_met(outside, effective):
            found.append(question)
    return tuple(found)


def _all_met(conditions: list[Condition], answers: RawAnswers) -> bool:
    for condition in conditions:
        given = answers.get(condition.question, ())
        values = {given} if isinstance(given, str) else set(given)
        if values.isdisjoint(condition.any_of):
            return False
    return True


def prefilled(questions: Iterable[Question], applicant: Applicant | None) -> dict[str, str]:
    """What is known of the applicant and fits the question: proposed only, he can change it."""
    if applicant is None:
        return {}
    found = {}
    for question in questions:
        value = _known(question, applicant)
        if value:
            found[question.key] = value
    return found


def _known(question: Question, applicant: Applicant) -> str:
    if question.prefill is Prefill.IDENTITY_NUMBER:
        fits = {
            QuestionKind.RESIDENT_NUMBER: IdentityType.RESIDENT_NUMBER,
            QuestionKind.CREDIT_CODE: IdentityType.CREDIT_CODE,
        }.get(question.kind, applicant.identity_type)
        return applicant.identity_number if applicant.identity_type == fits else ""
    known = {
        Prefill.NAME: applicant.name,
        Prefill.PHONE: applicant.phone,
        Prefill.ADDRESS: applicant.address,
        Prefill.LEGAL_REPRESENTATIVE: applicant.legal_representative,
    }
    return (known.get(question.prefill) or "") if question.prefill else ""
