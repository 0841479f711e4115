"""The application form of a case inside an act: whole, clean, and only what it asks for."""

from __future__ import annotations

from typing import Any

from onevisit.cases.act import Act
from onevisit.cases.models import Case, MaterialFile
from onevisit.catalog import evaluate
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


def material_hashes(case: Case) -> list[dict[str, Any]]:
    files: dict[str, list[str]] = {}
    rows = MaterialFile.objects.filter(material__case=case, removed_at__isnull=True).order_by("pk")
    for key, sha256 in rows.values_list("material__key", "sha256"):
        files.setdefault(key, []).append(sha256)
    return [{"key": key, "files": hashes} for key, hashes in sorted(files.items())]


def keep_answers_asked_for(act: Act, checked: evaluate.CheckedAnswers) -> None:
    """Files what the form asks this applicant, in its clean form, and nothing left over from the draft."""
    act.case.answers = {
        question.key: _as_stored(checked.values[question.key])
        for question in act.definition.questions()
        if question.key in checked.values
    }


def _as_stored(answer: evaluate.Answer) -> str | list[str]:
    return answer if isinstance(answer, str) else list(answer)


def require_complete_form(act: Act) -> evaluate.CheckedAnswers:
    answers = {**act.case.scenario, **act.case.answers}
    checked = evaluate.check_answers(act.definition, answers)
    faults = checked.faults
    if faults:
        labels = tuple(act.definition.question(key).label for key in list(faults)[:5])
        raise Refusal(
            "form_incomplete",
            Sentence("申请表还没有填完整：%(labels)s。", labels=labels),
            clauses=("XK-31",),
            next_step=Sentence("您填写的内容都已保存，请补充后再提交。"),
        )
    return checked


def keep_corrected(act: Act, checked: evaluate.CheckedAnswers) -> None:
    """Keeps the corrected answers in their clean form; an answer that no longer applies goes."""
    for key in act.inputs.answers:
        if key in checked.values:
            act.case.answers[key] = _as_stored(checked.values[key])
        else:
            act.case.answers.pop(key, None)
