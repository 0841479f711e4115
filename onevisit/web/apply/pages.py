"""The pages of a draft: task list, situation, one group of questions each, the new version of a guide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onevisit.accounts.models import Account
from onevisit.cases.actions import drafts
from onevisit.cases.draft_tasks import Task, TaskKind, TaskState, answers_of, tasks_of
from onevisit.cases.models import Case, CaseMaterial
from onevisit.catalog import evaluate
from onevisit.catalog import queries as catalog
from onevisit.catalog.differences import differences
from onevisit.catalog.parts import Question, QuestionGroup
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.records import clock
from onevisit.records.page_language import in_page_language
from onevisit.web import words
from onevisit.web.acting import account_of, act, case_of_request
from onevisit.web.apply.drafts import crumbs, draft_page, posted_revision
from onevisit.web.apply.pre_review import may_ask, standing_of
from onevisit.web.apply.question_form import (
    QuestionForm,
    kept_answers,
    prefilled,
    questions_of_page,
    shown_questions,
)


@require_safe
@draft_page
def task_list(request: HttpRequest, case: Case) -> HttpResponseBase:
    """What is done and what is left of the draft. Six statements."""
    tasks = tasks_of(case, materials_of(case))
    ready = all(task.complete for task in tasks)
    rows = [task_row(case, task) for task in tasks]
    rows.append(
        {
            "title": _("核对并提交"),
            "url": reverse("apply:check", args=[case.pk]),
            "state": "todo" if ready else "locked",
            "hint": "" if ready else _("前面都填好了，就可以提交。"),
        }
    )
    done = sum(task.complete for task in tasks)
    context = {
        "case": case,
        "definition": case.version.definition,
        "pre_review": standing_of(case),
        "may_ask_pre_review": may_ask(case, tasks),
        "tasks": rows,
        "ready": ready,
        "next_url": next((address_of(case, task) for task in tasks if not task.complete), ""),
        "done": done,
        "total": len(tasks),
        "crumbs": crumbs(case),
    }
    return render(request, "apply/task_list.html", context)


def materials_of(case: Case) -> list[CaseMaterial]:
    """The materials of the case in the order of the list, with their files."""
    return list(CaseMaterial.objects.filter(case=case).prefetch_related("files").order_by("pk"))


TITLES = {
    TaskKind.SCENARIO: gettext_lazy("办理情形"),
    TaskKind.MATERIALS: gettext_lazy("上传材料"),
    TaskKind.SERVICE: gettext_lazy("领取方式和送达地址"),
}


def title_of(task: Task) -> str:
    """What the task is called."""
    return task.title or str(TITLES[task.kind])


def address_of(case: Case, task: Task) -> str:
    """The page of the task."""
    if task.kind is TaskKind.GROUP:
        return reverse("apply:group", args=[case.pk, task.key])
    return reverse(f"apply:{task.kind.value}", args=[case.pk])


def task_row(case: Case, task: Task) -> dict[str, str]:
    """The task for the ``task_list`` component."""
    state = "todo" if task.state is TaskState.OPTIONAL else task.state.value
    return {
        "title": title_of(task),
        "url": address_of(case, task),
        "state": state,
        "hint": _hint(task),
    }


def _hint(task: Task) -> str:
    if task.state is TaskState.OPTIONAL:
        return _("都是选填的，可以不填。")
    if task.state is TaskState.WRONG:
        return _("有 %(count)d 项没填或者需要改。") % {"count": task.left}
    if task.kind is TaskKind.MATERIALS and task.left:
        return _("还差 %(count)d 份材料。") % {"count": task.left}
    if task.state is TaskState.CURRENT:
        return _("还有 %(count)d 项没填。") % {"count": task.left}
    return ""


def next_page(case: Case, after: TaskKind, key: str = "") -> str:
    """Where "save and go on" leads: the next task in order that is not done, else the task list."""
    tasks = tasks_of(case, materials_of(case))
    places = [index for index, task in enumerate(tasks) if (task.kind, task.key) == (after, key)]
    for task in tasks[places[0] + 1 :] if places else []:
        if not task.complete or task.state is TaskState.OPTIONAL:
            return address_of(case, task)
    if all(task.complete for task in tasks):
        return reverse("apply:check", args=[case.pk])
    return reverse("apply:draft", args=[case.pk])


@require_http_methods(["GET", "POST"])
@draft_page
def scenario(request: HttpRequest, case: Case) -> HttpResponseBase:
    """The applicant's situation; changing it changes which materials and questions apply."""
    definition = case.version.definition
    if not definition.scenarios:
        raise Http404
    questions = questions_of_page(definition, definition.scenarios, {})
    if request.method == "GET":
        return _form_page(request, case, _("办理情形"), QuestionForm(questions, answers=case.scenario))
    form = QuestionForm(questions, request.POST)
    checked = evaluate.check_scenarios(definition, form.typed)
    refusal: Refusal | None = None
    if form.show_faults(checked):
        try:
            case = drafts.save_answers(
                case.pk, {}, scenario=checked.values, revision=posted_revision(request)
            )
            return redirect(next_page(case, TaskKind.SCENARIO))
        except Refusal as refused:
            refusal = refused
    return _form_page(request, case, _("办理情形"), form, refusal=refusal)


@require_http_methods(["GET", "POST"])
@draft_page
@enforces("HOUSE-35")
def group(request: HttpRequest, case: Case, key: str) -> HttpResponseBase:
    """One group of questions. What is typed is kept, right or wrong; going on needs it right."""
    asked = _group_of(case, key)
    questions = _questions_of(case, asked)
    if request.method == "GET":
        known = {**prefilled(questions, case.applicant), **case.answers}
        return _form_page(request, case, asked.title, QuestionForm(questions, answers=known), group=asked)
    form = QuestionForm(questions, request.POST)
    checked = _check(case, key, form)
    try:
        case = drafts.save_answers(
            case.pk, kept_answers(form.typed, checked), revision=posted_revision(request)
        )
    except Refusal as refusal:
        form.show_faults(checked)
        return _form_page(request, case, asked.title, form, group=asked, refusal=refusal)
    if form.show_faults(checked):
        return redirect(next_page(case, TaskKind.GROUP, key))
    return _form_page(request, case, asked.title, form, group=asked)


def _group_of(case: Case, key: str) -> QuestionGroup:
    for one in case.version.definition.form:
        if one.key == key:
            return one
    raise Http404


def _questions_of(case: Case, asked: QuestionGroup) -> tuple[Question, ...]:
    questions = questions_of_page(case.version.definition, asked.questions, answers_of(case))
    if not questions:
        raise Http404
    return questions


def _check(case: Case, key: str, form: QuestionForm) -> evaluate.CheckedAnswers:
    return evaluate.check_group(case.version.definition, key, {**answers_of(case), **form.typed})


def _form_page(
    request: HttpRequest,
    case: Case,
    title: str,
    form: QuestionForm,
    *,
    group: QuestionGroup | None = None,
    refusal: Refusal | None = None,
) -> HttpResponseBase:
    stale = refusal is not None and refusal.code == "stale_draft"
    if stale:
        case = case_of_request(request, case.pk)
    saved = {} if group is None else case.answers
    context = {
        "case": case,
        "title": title,
        "intro": "" if group is None else group.intro,
        "form": form,
        "shown": list(shown_questions(form)),
        "single": len(form.questions) == 1,
        "autosave": "" if group is None else reverse("apply:save", args=[case.pk, group.key]),
        "refusal": refusal,
        "elsewhere": _saved_elsewhere(form, saved) if stale else [],
        "crumbs": crumbs(case, title),
    }
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "apply/form.html", context, status=status)


def _saved_elsewhere(form: QuestionForm, saved: dict[str, Any]) -> list[dict[str, str]]:
    """What was saved elsewhere and differs from what is typed here."""
    typed = form.typed
    return [
        {"label": question.label, "value": answer_in_words(question, saved[question.key])}
        for question in form.questions
        if question.key in saved and saved[question.key] != typed.get(question.key)
    ]


def answer_in_words(question: Question, answer: str | Iterable[str]) -> str:
    """An answer as people read it: options by their words, with the unit."""
    values = [answer] if isinstance(answer, str) else list(answer)
    said = "、".join(question.label_of(value) for value in values if value)
    return f"{said} {question.unit}".strip() if said else ""


@require_POST
def save(request: HttpRequest, case_id: int, key: str) -> HttpResponseBase:
    """Saves one group while it is typed: JSON ``saved_at`` and ``version``; 409 with a reason."""
    account = account_of(request)
    if not isinstance(account, Account) or not account.is_applicant:
        return JsonResponse({"message": _("登录已过期，请重新登录。")}, status=401)
    case = case_of_request(request, case_id)
    form = QuestionForm(_questions_of(case, _group_of(case, key)), request.POST)
    checked = _check(case, key, form)
    try:
        case = drafts.save_answers(
            case.pk, kept_answers(form.typed, checked), revision=posted_revision(request)
        )
    except Refusal as refusal:
        status = 422 if refusal.code == "answer_too_long" else 409
        return JsonResponse({"message": in_page_language(refusal)}, status=status)
    saved_at = case.saved_at.astimezone(words.SHANGHAI)
    return JsonResponse({"saved_at": f"{saved_at:%H:%M}", "version": str(case.revision)})


@require_http_methods(["GET", "POST"])
@draft_page
@enforces("JH-9", "HOUSE-28")
def new_version(request: HttpRequest, case: Case) -> HttpResponseBase:
    """The guide changed since the draft was begun: what is different, and going on with everything typed."""
    current = catalog.current_version(case.item_code, clock.now())
    if current is not None and current.pk == case.version_id:
        return redirect("apply:draft", case_id=case.pk)
    refusal: Refusal | None = None
    if request.method == "POST" and current is not None:
        try:
            drafts.move_to_version(case.pk, current)
            return redirect("apply:draft", case_id=case.pk)
        except Refusal as refused:
            refusal = refused
    definition = case.version.definition
    context = {
        "case": case,
        "current": current,
        "differences": [] if current is None else differences(definition, current.definition),
        "no_longer_asked": [] if current is None else _no_longer_asked(case, current.definition.questions()),
        "refusal": refusal,
        "crumbs": crumbs(case, _("办事指南有更新")),
    }
    return render(request, "apply/new_version.html", context, status=409 if refusal else 200)


def _no_longer_asked(case: Case, questions: Iterable[Question]) -> list[dict[str, str]]:
    """Answers that the new form has no place for: shown, so that nothing disappears unseen."""
    keys = {question.key for question in questions}
    return [
        {"label": question.label, "value": answer_in_words(question, case.answers[question.key])}
        for question in case.version.definition.questions()
        if question.key not in keys and case.answers.get(question.key)
    ]


@require_POST
@draft_page
@enforces("GX-47")
def discard(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Deletes the draft with everything in it; the page asked by showing the consequence."""
    if case.pre_review:
        act(request, case.pk, Action.DROP_DRAFT)
    else:
        drafts.discard(case.pk)
    return redirect("apply:my")
