"""Blank forms and samples of an item as content for printing: both from one definition, so they match."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.parts import Paper, Question, QuestionKind
from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import DocumentKind

#: Papers are no official documents; they are laid out like the sheets that people sign by hand.
PAPER_LAYOUT = DocumentKind.HANDOVER

SPACE = "\u3000"
#: A line wide enough that the layout gives the column to write in most of the width, and room for two lines.
BLANK = f"{SPACE * 24}\n{SPACE}"
LONG_BLANK = BLANK + f"\n{SPACE}" * 2
COLUMNS = ["项目", "填写内容"]
SAMPLE_NOTE = "样表中的姓名、名称和号码都是虚构的，请按自己的情况填写。"


@enforces("JH-8.3")
def paper_content(
    definition: ItemDefinition, paper: Paper, *, organ: str, issued: date, filled: bool, demo: bool
) -> dict[str, Any]:
    """The content of a blank form, or with ``filled`` of its sample; ``issued`` is its first day."""
    rows = [[field.label, (field.example or "—") if filled else BLANK] for field in paper.fields]
    return {
        "title": f"{paper.title}（样表）" if filled else paper.title,
        "item": definition.name,
        "organ": organ,
        "date": issued.isoformat(),
        "paragraphs": list(paper.paragraphs),
        "fields": [],
        "table": {"columns": COLUMNS, "rows": rows, "caption": "填写内容"} if rows else None,
        "sections": list(_form_sections(definition, filled)) if paper.from_form else [],
        "signers": [{"role": "申请人（签名或者盖章）"}],
        "notes": [SAMPLE_NOTE] if filled else [],
        "demo": demo,
    }


def _form_sections(definition: ItemDefinition, filled: bool) -> Iterable[dict[str, Any]]:
    for group in definition.form:
        rows = [
            [_label(question), _sample(question) if filled else _blank(question)]
            for question in group.questions
        ]
        yield {"heading": group.title, "table": {"columns": COLUMNS, "rows": rows}}


def _label(question: Question) -> str:
    label = question.label if question.required else f"{question.label}（选填）"
    return f"{label}（{question.unit}）" if question.unit else label


def _blank(question: Question) -> str:
    if question.options:
        return _boxes(question, frozenset())
    return LONG_BLANK if question.kind is QuestionKind.LONG_TEXT else BLANK


def _sample(question: Question) -> str:
    if question.options:
        named = {
            option.value for option in question.options if question.example in (option.value, option.label)
        }
        return _boxes(question, frozenset(named or {question.options[0].value}))
    return question.example or "—"


def _boxes(question: Question, chosen: frozenset[str]) -> str:
    boxes = (f"{'■' if option.value in chosen else '□'} {option.label}" for option in question.options)
    return SPACE.join(boxes) + f"\n{SPACE}" * (not chosen)
