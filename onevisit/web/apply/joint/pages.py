"""The pages of a joint draft: what is left, the situation, the one form."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onevisit.cases.joint import drafts
from onevisit.cases.joint.members import members_of
from onevisit.catalog import evaluate
from onevisit.catalog.parts import QuestionGroup
from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.records import clock
from onevisit.records.page_language import in_page_language
from onevisit.web import words
from onevisit.web.apply.joint.access import JointPage, crumbs, joint_page
from onevisit.web.apply.joint.begin import scenario_form
from onevisit.web.apply.question_form import (
    QuestionForm,
    kept_answers,
    prefilled,
    questions_of_page,
    shown_questions,
)


def tasks_of(page: JointPage) -> list[dict[str, Any]]:
    """The pages of the draft in order, as the task list shows them; ``complete`` when nothing is left."""
    pk = page.joint.pk
    definition = page.joint.version.definition
    found: list[dict[str, Any]] = []
    if definition.scenarios:
        checked = evaluate.check_scenarios(definition, page.joint.scenario)
        found.append(
            _task(_("办理情形"), reverse("apply:joint_scenario", args=[pk]), len(checked.faults), begun=True)
        )
    for group, questions in evaluate.visible_form(page.form, page.answers):
        left = len(evaluate.check_group(page.form, group.key, page.answers).faults)
        begun = any(question.key in page.answers for question in questions)
        found.append(
            _task(_(group.title), reverse("apply:joint_group", args=[pk, group.key]), left, begun=begun)
        )
    missing = [one for one in page.materials if one.required and not one.supplied]
    found.append(
        _task(
            _("上传材料"),
            reverse("apply:joint_materials", args=[pk]),
            len(missing),
            begun=len(missing) < len(page.materials),
        )
    )
    chosen = all(member.case.delivery_way for member in page.members)
    found.append(
        _task(
            _("领取方式和送达地址"), reverse("apply:joint_service", args=[pk]), int(not chosen), begun=False
        )
    )
    return found


def _task(title: str, url: str, left: int, *, begun: bool) -> dict[str, Any]:
    state = "done" if not left else "current" if begun else "todo"
    hint = _("还有 %(count)d 项。") % {"count": left} if left and begun else ""
    return {"title": title, "url": url, "state": state, "hint": hint, "complete": not left}


def next_page(page: JointPage, url: str) -> str:
    """Where "save and go on" leads: the next page that is not complete, else the check."""
    tasks = tasks_of(JointPage(page.joint, members_of(page.joint)))
    places = [index for index, task in enumerate(tasks) if task["url"] == url]
    for task in [*tasks[places[0] + 1 if places else 0 :], *tasks]:
        if not task["complete"]:
            return str(task["url"])
    return reverse("apply:joint_check", args=[page.joint.pk])


@require_safe
@joint_page(draft=True)
def task_list(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """What is done and what is left, and which organs will decide. Four statements and the frame."""
    tasks = tasks_of(page)
    ready = all(task["complete"] for task in tasks)
    last = {
        "title": _("核对并提交"),
        "url": reverse("apply:joint_check", args=[page.joint.pk]),
        "state": "todo" if ready else "locked",
        "hint": "" if ready else _("前面都填好了，就可以提交。"),
    }
    context = {
        "page": page,
        "joint": page.joint,
        "members": page.members,
        "tasks": [*tasks, last],
        "ready": ready,
        "next_url": next((task["url"] for task in tasks if not task["complete"]), ""),
        "done": sum(task["complete"] for task in tasks),
        "total": len(tasks),
        "crumbs": crumbs(page),
    }
    return render(request, "apply/joint/task_list.html", context)


@require_http_methods(["GET", "POST"])
@joint_page(draft=True)
@enforces("JH-18", "AS-3.1e")
def scenario(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """The situation, which decides which items are applied for."""
    definition = page.joint.version.definition
    questions = questions_of_page(scenario_form(definition), definition.scenarios, {})
    if request.method == "GET":
        return _form_page(request, page, _("办理情形"), QuestionForm(questions, answers=page.joint.scenario))
    form = QuestionForm(questions, request.POST)
    checked = evaluate.check_scenarios(definition, form.typed)
    if not form.show_faults(checked):
        return _form_page(request, page, _("办理情形"), form)
    try:
        drafts.change_scenario(page.joint.pk, checked.values)
    except Refusal as refusal:
        return _form_page(request, page, _("办理情形"), form, refusal=refusal)
    return redirect("apply:joint_draft", joint_id=page.joint.pk)


@require_http_methods(["GET", "POST"])
@joint_page(draft=True)
@enforces("HOUSE-35", "AS-3.1e")
def group(request: HttpRequest, page: JointPage, key: str) -> HttpResponseBase:
    """One page of the one form. What is typed is kept, right or wrong; going on needs it right."""
    asked = _group_of(page, key)
    questions = questions_of_page(page.form, asked.questions, page.answers)
    if not questions:
        raise Http404
    if request.method == "GET":
        known = {**prefilled(questions, page.joint.applicant), **page.answers}
        return _form_page(request, page, _(asked.title), QuestionForm(questions, answers=known), group=asked)
    form = QuestionForm(questions, request.POST)
    checked = evaluate.check_group(page.form, key, {**page.answers, **form.typed})
    try:
        drafts.save_answers(page.joint, page.form, kept_answers(form.typed, checked))
    except Refusal as refusal:
        form.show_faults(checked)
        return _form_page(request, page, _(asked.title), form, group=asked, refusal=refusal)
    if form.show_faults(checked):
        return redirect(next_page(page, reverse("apply:joint_group", args=[page.joint.pk, key])))
    return _form_page(request, page, _(asked.title), form, group=asked)


@require_POST
@joint_page(draft=True)
@enforces("HOUSE-35")
def save(request: HttpRequest, page: JointPage, key: str) -> HttpResponseBase:
    """Saves one page of the form while it is typed."""
    asked = _group_of(page, key)
    form = QuestionForm(questions_of_page(page.form, asked.questions, page.answers), request.POST)
    checked = evaluate.check_group(page.form, key, {**page.answers, **form.typed})
    try:
        drafts.save_answers(page.joint, page.form, kept_answers(form.typed, checked))
    except Refusal as refusal:
        status = 422 if refusal.code == "answer_too_long" else 409
        return JsonResponse({"message": in_page_language(refusal)}, status=status)
    saved_at = clock.now().astimezone(words.SHANGHAI)
    return JsonResponse({"saved_at": f"{saved_at:%H:%M}", "version": ""})


def _group_of(page: JointPage, key: str) -> QuestionGroup:
    for one in page.form.form:
        if one.key == key:
            return one
    raise Http404


def _form_page(
    request: HttpRequest,
    page: JointPage,
    title: str,
    form: QuestionForm,
    *,
    group: QuestionGroup | None = None,
    refusal: Refusal | None = None,
) -> HttpResponseBase:
    context = {
        "page": page,
        "joint": page.joint,
        "title": title,
        "intro": "" if group is None else group.intro,
        "form": form,
        "shown": list(shown_questions(form)),
        "single": len(form.questions) == 1,
        "scenario_page": group is None,
        "autosave": "" if group is None else reverse("apply:joint_save", args=[page.joint.pk, group.key]),
        "saved_at": max((member.case.saved_at for member in page.members), default=None),
        "refusal": refusal,
        "crumbs": crumbs(page, title),
    }
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "apply/joint/form.html", context, status=status)


@require_POST
@joint_page(draft=True)
@enforces("GX-47")
def discard(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """Deletes the draft with everything in it; the page asked by showing the consequence."""
    drafts.discard(page.joint.pk)
    return redirect("apply:my")
