"""What an applicant can still do with a filed case: supply corrections, withdraw the application."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onevisit.cases import queries
from onevisit.cases.draft_tasks import answers_of
from onevisit.cases.models import Case, CaseMaterial, CorrectionPoint
from onevisit.catalog import evaluate
from onevisit.catalog.parts import Question
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action, State
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.web.acting import act, applicant_required, case_of_request, performer_of
from onevisit.web.apply.materials import material_row
from onevisit.web.apply.question_form import QuestionForm, kept_answers, shown_questions


@require_http_methods(["GET", "POST"])
@applicant_required
@enforces("JH-22", "XK-32.4", "XK-32.5", "RULE-7")
def correction(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """The points of the correction notice, each with its demand, its basis and the place to answer it."""
    case = case_of_request(request, case_id)
    if case.state != State.CORRECTING.value:
        return redirect("apply:case", case_id=case.pk)
    points = list(case.correction.points.order_by("pk"))
    questions = _questions_of(case, points)
    if request.method == "GET":
        return _correction_page(request, case, points, QuestionForm(questions, answers=case.answers))
    form = QuestionForm(questions, request.POST)
    checked = _checked(case, form)
    if not form.show_faults(checked):
        return _correction_page(request, case, points, form)
    outcome = act(request, case.pk, Action.SUPPLY_CORRECTION, {"answers": kept_answers(form.typed, checked)})
    if outcome.refusal is None:
        return redirect("apply:case", case_id=case.pk)
    return _correction_page(request, case, points, form, outcome.refusal)


def _questions_of(case: Case, points: Sequence[CorrectionPoint]) -> tuple[Question, ...]:
    """The questions to be corrected, and those that open or close with their answers."""
    keys = {point.subject.partition(":")[2] for point in points if point.subject.startswith("question:")}
    found = []
    for question in case.version.definition.questions():
        depends = any(condition.question in keys for condition in question.when)
        if question.key in keys or depends:
            keys.add(question.key)
            found.append(question)
    return tuple(found)


def _checked(case: Case, form: QuestionForm) -> evaluate.CheckedAnswers:
    return evaluate.check_answers(case.version.definition, {**answers_of(case), **form.typed})


def _correction_page(
    request: HttpRequest,
    case: Case,
    points: Sequence[CorrectionPoint],
    form: QuestionForm,
    refusal: Refusal | None = None,
) -> HttpResponseBase:
    rows = {
        row.key: row
        for row in CaseMaterial.objects.filter(case=case).prefetch_related("files").order_by("pk")
    }
    shown = []
    for point in points:
        kind, _colon, key = point.subject.partition(":")
        described = {"point": point, "kind": kind, "row": None}
        if kind == "material" and key in rows:
            described["row"] = material_row(case, rows[key])
        shown.append(described)
    context = {
        "section": "my",
        "case": case,
        "points": shown,
        "form": form,
        "shown": list(shown_questions(form)),
        "reminded": case.correction.reminded_at,
        "refusal": refusal,
        "silence": case.version.definition.correction_silence,
        "crumbs": [
            {"label": _("我的办件"), "url": reverse("apply:my")},
            {"label": case.version.name, "url": reverse("apply:case", args=[case.pk])},
            {"label": _("补正"), "url": ""},
        ],
    }
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "apply/correction.html", context, status=status)


@require_http_methods(["GET", "POST"])
@applicant_required
@enforces("RULE-32")
def withdraw(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Takes the application back, after the page said what that means."""
    case = case_of_request(request, case_id)
    refusal: Refusal | None = None
    reason = request.POST.get("reason", "")
    if request.method == "POST":
        outcome = act(request, case.pk, Action.WITHDRAW, {"reason": _readable(reason)})
        if outcome.refusal is None:
            return redirect("apply:case", case_id=case.pk)
        refusal = outcome.refusal
    else:
        refusal = next(
            (
                offer.refusal
                for offer in queries.offers(case, performer_of(request))
                if offer.action is Action.WITHDRAW
            ),
            Refusal("wrong_state", Sentence("这份申请已经办结，不能再撤回。")),
        )
    context: dict[str, Any] = {
        "section": "my",
        "case": case,
        "reason": reason,
        "refusal": refusal,
        "possible": request.method == "POST" or refusal is None,
        "crumbs": [
            {"label": _("我的办件"), "url": reverse("apply:my")},
            {"label": case.version.name, "url": reverse("apply:case", args=[case.pk])},
            {"label": _("撤回申请"), "url": ""},
        ],
    }
    return render(request, "apply/withdraw.html", context, status=409 if refusal else 200)


def _readable(text: str) -> str:
    """The reason without invisible characters: nobody has to give one, so none is ever wrong."""
    return "".join(character for character in text if character.isprintable() or character == "\n")
