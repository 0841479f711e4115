"""The application form at the window: all groups on one dense page, kept while typing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onevisit.cases.actions import drafts
from onevisit.cases.draft_tasks import answers_of
from onevisit.cases.models import Case
from onevisit.catalog import evaluate
from onevisit.catalog.parts import Question, QuestionGroup
from onevisit.law.lifecycle import Action, State
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records.page_language import in_page_language
from onevisit.web import words
from onevisit.web.acting import act, worker_required
from onevisit.web.apply.drafts import posted_revision
from onevisit.web.apply.question_form import (
    QuestionForm,
    ShownQuestion,
    kept_answers,
    prefilled,
    questions_of_page,
    shown_questions,
)
from onevisit.web.window.access import case_at_window
from onevisit.web.window.rows import answer_console

CORRECTING = {
    State.SUBMITTED.value: Action.CORRECT_ON_THE_SPOT,
    State.RECEIVED.value: Action.CORRECT_ON_THE_SPOT,
    State.CORRECTING.value: Action.SUPPLY_CORRECTION,
}


@require_http_methods(["GET", "POST"])
@worker_required(Role.WINDOW_CLERK)
def form_page(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """The form. A POST saves a draft; on a filed case it is a correction, by the act its state allows."""
    case = case_at_window(request, case_id)
    if case.state != State.DRAFT.value and case.state not in CORRECTING:
        return redirect("window:case", case_id=case.pk)
    questions = _questions(case)
    if request.method != "POST":
        form = QuestionForm(questions, answers={**prefilled(questions, case.applicant), **case.answers})
        return render(request, "window/form.html", _context(case, form, None))
    form = QuestionForm(questions, request.POST)
    checked = evaluate.check_answers(case.version.definition, {**answers_of(case), **form.typed})
    if case.state == State.DRAFT.value:
        return _save_draft(request, case, form, checked)
    return _correct(request, case, form, checked)


def _save_draft(
    request: HttpRequest, case: Case, form: QuestionForm, checked: evaluate.CheckedAnswers
) -> HttpResponseBase:
    try:
        drafts.save_answers(case.pk, kept_answers(form.typed, checked), revision=posted_revision(request))
    except Refusal as refusal:
        return render(request, "window/form.html", _context(case, form, refusal), status=409)
    return redirect("window:case", case_id=case.pk)


def _correct(
    request: HttpRequest, case: Case, form: QuestionForm, checked: evaluate.CheckedAnswers
) -> HttpResponseBase:
    """Only what was changed is part of the act; the form must then be right as a whole (XK-32.3)."""
    if not form.show_faults(checked):
        return render(request, "window/form.html", _context(case, form, None), status=422)
    kept = kept_answers(form.typed, checked)
    changed = {key: value for key, value in kept.items() if value != (case.answers.get(key) or "")}
    action = CORRECTING[case.state]
    if not changed and action is Action.CORRECT_ON_THE_SPOT:
        refusal = Refusal(
            "nothing_changed",
            Sentence("申请表没有改动。"),
            clauses=("XK-32.3",),
            next_step=Sentence("请改正后再保存。"),
        )
        return render(request, "window/form.html", _context(case, form, refusal), status=422)
    outcome = act(request, case.pk, action, {"answers": changed})
    if outcome.refusal is not None:
        return render(request, "window/form.html", _context(case, form, outcome.refusal), status=409)
    messages.success(request, _("已完成：%(act)s") % {"act": _(action.label)})
    return redirect("window:case", case_id=case.pk)


@require_POST
@worker_required(Role.WINDOW_CLERK)
def save(request: HttpRequest, case_id: int) -> JsonResponse:
    """Keeps what was typed so far, right or wrong; nothing is overwritten that was saved elsewhere since."""
    case = case_at_window(request, case_id)
    form = QuestionForm(_questions(case), request.POST)
    checked = evaluate.check_answers(case.version.definition, {**answers_of(case), **form.typed})
    try:
        saved = drafts.save_answers(
            case.pk, kept_answers(form.typed, checked), revision=posted_revision(request)
        )
    except Refusal as refusal:
        return JsonResponse({"message": in_page_language(refusal)}, status=409)
    saved_at = saved.saved_at.astimezone(words.SHANGHAI)
    return JsonResponse({"saved_at": f"{saved_at:%H:%M}", "version": str(saved.revision)})


@require_POST
@worker_required(Role.WINDOW_CLERK)
def scenario(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Keeps the answers to the scenario questions; which materials and questions apply follows them."""
    case = case_at_window(request, case_id)
    if case.state != State.DRAFT.value:
        raise Http404
    definition = case.version.definition
    form = QuestionForm(questions_of_page(definition, definition.scenarios, {}), request.POST)
    checked = evaluate.check_scenarios(definition, form.typed)
    refusal: Refusal | None = None
    try:
        drafts.save_answers(case.pk, {}, scenario=kept_answers(form.typed, checked))
    except Refusal as refused:
        refusal = refused
    return answer_console(request, case_at_window(request, case.pk), refusal)


def _questions(case: Case) -> tuple[Question, ...]:
    definition = case.version.definition
    return questions_of_page(definition, definition.questions(), answers_of(case))


def _context(case: Case, form: QuestionForm, refusal: Refusal | None) -> dict[str, Any]:
    action = CORRECTING.get(case.state)
    points = case.correction.points.all() if case.correction_stage else ()
    return {
        "section": "window",
        "case": case,
        "definition": case.version.definition,
        "form": form,
        "groups": list(_groups(case, form)),
        "draft": case.state == State.DRAFT.value,
        "action": action,
        "demands": [point for point in points if point.subject.startswith("question:")],
        "refusal": refusal,
    }


def _groups(case: Case, form: QuestionForm) -> Iterator[tuple[QuestionGroup, list[ShownQuestion]]]:
    shown = {one.field.name: one for one in shown_questions(form)}
    for group in case.version.definition.form:
        found = [shown[question.key] for question in group.questions if question.key in shown]
        if found:
            yield group, found
