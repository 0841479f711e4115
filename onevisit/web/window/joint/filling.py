"""The one form and the one material list of a package at the window."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from onevisit.cases.joint import at_window, drafts, merged
from onevisit.catalog import evaluate
from onevisit.catalog.parts import QuestionGroup
from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records import clock, files
from onevisit.records.page_language import in_page_language
from onevisit.web import words
from onevisit.web.apply.joint.access import JointPage
from onevisit.web.apply.question_form import (
    QuestionForm,
    ShownQuestion,
    kept_answers,
    prefilled,
    questions_of_page,
    shown_questions,
)
from onevisit.web.body_size import takes_files
from onevisit.web.window.joint.access import joint_window_page, page_at_window
from onevisit.web.window.joint.console import answer
from onevisit.web.window.joint.rows import merged_rows
from onevisit.web.window.rows import count_typed


@require_http_methods(["GET", "POST"])
@joint_window_page()
@enforces("JH-18", "AS-3.1e")
def form(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """The one form, all groups on one dense page; what is typed is kept, right or wrong."""
    if request.method != "POST":
        known = {**prefilled(_questions(page), page.joint.applicant), **page.answers}
        return render(request, "window/joint/form.html", _context(page, _form(page, None, known)))
    asked = _form(page, request.POST, page.answers)
    try:
        _keep(page, asked)
    except Refusal as refusal:
        context = {**_context(page, asked), "refusal": refusal}
        return render(request, "window/joint/form.html", context, status=409)
    return redirect("window:joint", joint_id=page.joint.pk)


@require_POST
@joint_window_page()
def save(request: HttpRequest, page: JointPage) -> JsonResponse:
    """Keeps what was typed so far."""
    try:
        _keep(page, _form(page, request.POST, page.answers))
    except Refusal as refusal:
        return JsonResponse({"message": in_page_language(refusal)}, status=409)
    saved_at = clock.now().astimezone(words.SHANGHAI)
    return JsonResponse({"saved_at": f"{saved_at:%H:%M}", "version": ""})


def _questions(page: JointPage) -> Any:
    return questions_of_page(page.form, tuple(page.form.questions()), page.answers)


def _form(page: JointPage, data: Any, answers: dict[str, Any]) -> QuestionForm:
    return QuestionForm(_questions(page), data, answers=answers)


def _keep(page: JointPage, asked: QuestionForm) -> None:
    checked = evaluate.check_answers(page.form, {**page.answers, **asked.typed})
    drafts.save_answers(page.joint, page.form, kept_answers(asked.typed, checked))


def _context(page: JointPage, asked: QuestionForm) -> dict[str, Any]:
    return {
        "section": "window",
        "page": page,
        "joint": page.joint,
        "form": asked,
        "groups": list(_groups(page, asked)),
        "saved_at": max((member.case.saved_at for member in page.members), default=None),
    }


def _groups(page: JointPage, asked: QuestionForm) -> Iterator[tuple[QuestionGroup, list[ShownQuestion]]]:
    shown = {one.field.name: one for one in shown_questions(asked)}
    for group in page.form.form:
        found = [shown[question.key] for question in group.questions if question.key in shown]
        if found:
            yield group, found


def _line(page: JointPage, key: str) -> merged.MergedMaterial:
    for line in page.materials:
        if line.key == key and not line.shared:
            return line
    raise Http404


@require_POST
@joint_window_page()
@enforces("JH-18", "AS-3.1d", "JH-23a")
def check(request: HttpRequest, page: JointPage, key: str) -> HttpResponseBase:
    """Keeps what was found in one line as it stands in the row; ``as_required``: all as the items require."""
    line = _line(page, key)
    try:
        if request.POST.get("as_required"):
            at_window.check_as_required([line])
        else:
            at_window.check_line(
                line,
                checked=request.POST.get("checked") == "on",
                original_seen=request.POST.get("original_seen") == "on",
                originals=count_typed(request.POST.get("originals", "")),
                copies=count_typed(request.POST.get("copies", "")),
                ticks=request.POST.getlist("ticks"),
            )
    except Refusal as refusal:
        return answer(request, page_at_window(request, page.joint.pk), refusal=refusal)
    return redirect("window:joint", joint_id=page.joint.pk)


@require_POST
@joint_window_page()
@enforces("JH-18", "AS-3.1d")
def check_all(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """One key for all lines: everything that is required on paper, or in hand, was found as required."""
    chosen = [line for line in page.materials if not line.shared and _is_handed_in(line)]
    try:
        at_window.check_as_required(chosen)
    except Refusal as refusal:
        return answer(request, page_at_window(request, page.joint.pk), refusal=refusal)
    return redirect("window:joint", joint_id=page.joint.pk)


def _is_handed_in(line: merged.MergedMaterial) -> bool:
    """Whether it can be checked: required on paper, or something of it is there."""
    return line.required or any(
        row.original_seen
        or row.originals + row.copies > 0
        or any(file.removed_at is None for file in row.files.all())
        for _member, _case, row, _described in line.rows
    )


@require_POST
@joint_window_page()
@enforces("HOUSE-16", "HOUSE-35", "AS-3.1e")
@takes_files
def upload(request: HttpRequest, page: JointPage, key: str) -> HttpResponseBase:
    """A scan for one line, for every item that asks for it; its content is looked at, not its name."""
    line = _line(page, key)
    sent = request.FILES.getlist("file")
    try:
        if not sent:
            raise Refusal(
                "no_file", Sentence("还没有选择文件。"), next_step=Sentence("请选择 PDF、JPG 或 PNG 文件。")
            )
        drafts.add_files(line, [(files.store(one), one.name or "") for one in sent], by_applicant=False)
    except Refusal as refusal:
        return JsonResponse({"message": in_page_language(refusal)}, status=422)
    if not request.headers.get("HX-Request"):
        return redirect("window:joint", joint_id=page.joint.pk)
    fresh = page_at_window(request, page.joint.pk)
    row = next(one for one in merged_rows(fresh) if one.line.key == key)
    return render(request, "window/joint/row.html", {"joint": fresh.joint, "row": row})


@require_POST
@joint_window_page()
def remove_file(request: HttpRequest, page: JointPage, key: str, sha256: str) -> HttpResponseBase:
    """Takes a scan out again, from every item that it was for."""
    try:
        drafts.remove_file(_line(page, key), sha256, by_applicant=False)
    except Refusal as refusal:
        return answer(request, page_at_window(request, page.joint.pk), refusal=refusal)
    return redirect("window:joint", joint_id=page.joint.pk)
