"""Blank forms and samples (空白表格, 示例样表), drawn from the definition so that they always match it."""

from __future__ import annotations

from dataclasses import dataclass

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.parts import Material, Question, QuestionKind
from onevisit.law.clauses import enforces


@dataclass(frozen=True)
class PaperContent:
    """A form to print: title, paragraphs, and rows of label and value (empty on a blank form)."""

    title: str
    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]


@enforces("XK-30", "JH-8.3")
def blank_form(definition: ItemDefinition, material: Material) -> PaperContent | None:
    """The blank form of a material, choices printed with boxes to tick; None where it has none."""
    return _paper(definition, material, filled=False)


@enforces("XK-30", "JH-8.3")
def sample(definition: ItemDefinition, material: Material) -> PaperContent | None:
    """The same form filled in with examples; None where the material has no form."""
    return _paper(definition, material, filled=True)


def _paper(definition: ItemDefinition, material: Material, *, filled: bool) -> PaperContent | None:
    paper = material.paper
    if paper is None:
        return None
    if paper.from_form:
        questions = (*definition.scenarios, *definition.questions())
        rows = tuple((question.label, _answer(question, filled=filled)) for question in questions)
        signed = (("申请人签名（盖章）", ""), ("日期", ""))
        return PaperContent(paper.title, paper.paragraphs, rows + signed)
    rows = tuple((field.label, field.example if filled else "") for field in paper.fields)
    return PaperContent(paper.title, paper.paragraphs, rows)


def _answer(question: Question, *, filled: bool) -> str:
    if not question.options:
        return _number_with_unit(question, question.example) if filled else question.unit
    ticked = question.options[0].value if filled else None
    return "　".join(
        f"{'☑' if option.value == ticked else '□'} {option.label}" for option in question.options
    )


def _number_with_unit(question: Question, example: str) -> str:
    return f"{example} {question.unit}" if question.kind is QuestionKind.NUMBER and example else example
