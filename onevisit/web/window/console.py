"""The console with a case: who, the item with its materials, what can be done now, what was printed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.forms.widgets import ChoiceWidget
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from onevisit.cases import queries
from onevisit.cases.models import Case
from onevisit.catalog import evaluate
from onevisit.law.lifecycle import State
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.records import clock
from onevisit.web.acting import worker_required
from onevisit.web.apply.question_form import QuestionForm, questions_of_page, shown_questions
from onevisit.web.desk.case_page import document_rows
from onevisit.web.desk.pre_review_matters import pre_review_words
from onevisit.web.window.access import case_at_window, log_reading
from onevisit.web.window.offered import action_buttons, is_handed_on, proposal_in_words
from onevisit.web.window.rows import is_open_for_files, rows_context
from onevisit.web.window.service import service_form
from onevisit.web.words import limit_in_words


@require_safe
@worker_required(Role.WINDOW_CLERK)
def case_page(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """The case on one screen; the reading of name and number in clear is logged (rule 35)."""
    case = case_at_window(request, case_id)
    if case.state == State.DRAFT.value and case.joint is not None and case.joint.received_at is None:
        return redirect("window:joint", joint_id=case.joint_id)
    log_reading(request, case)
    return render(request, "window/case.html", console_context(request, case))


def console_context(request: HttpRequest, case: Case, *, refusal: Refusal | None = None) -> dict[str, Any]:
    """What the console shows; ``refusal`` is an act that was just not done."""
    definition = case.version.definition
    draft = case.state == State.DRAFT.value
    scenario = _scenario_form(case)
    return {
        "section": "window",
        "case": case,
        "definition": definition,
        "promised": limit_in_words(definition.promised_limit),
        "draft": draft,
        "unmasked": is_open_for_files(case),
        "row": queries.row_of(case, clock.today()),
        "scenario": scenario if draft else None,
        "scenario_shown": list(shown_questions(scenario)),
        "told_scenario": [] if draft else told_scenario(case),
        **rows_context(case),
        "service": service_form(case) if draft else None,
        "applicant_url": reverse("window:applicant", args=[case.pk]),
        "agent_url": reverse("window:agent", args=[case.pk]),
        "service_url": reverse("window:service", args=[case.pk]),
        "actions": action_buttons(request, case),
        "handed_on": is_handed_on(request, case),
        "proposal": proposal_in_words(case),
        "seen_before": pre_review_words(case),
        **_printed(case),
        "guidance_url": _guidance_address(case),
        "refusal": refusal,
    }


def _scenario_form(case: Case) -> QuestionForm:
    """The scenario questions, without the explanations that applicants read: they must fit on one screen."""
    definition = case.version.definition
    form = QuestionForm(questions_of_page(definition, definition.scenarios, {}), answers=case.scenario)
    for question in form.questions:
        widget = form.fields[question.key].widget
        if isinstance(widget, ChoiceWidget):
            widget.choices = [(one.value, one.label) for one in question.options]
    unanswered = [one.key for one in form.questions if one.key not in case.scenario]
    if unanswered:
        form.fields[unanswered[0]].widget.attrs["autofocus"] = True
    return form


def told_scenario(case: Case) -> list[tuple[str, str]]:
    """The scenario as it was answered, in words."""
    told = []
    for question in evaluate.visible_questions(case.version.definition.scenarios, case.scenario):
        given = case.scenario.get(question.key, "")
        values = [given] if isinstance(given, str) else list(given)
        words = "、".join(question.label_of(str(value)) for value in values if value)
        if words:
            told.append((question.label, words))
    return told


def _guidance_address(case: Case) -> str:
    """The guidance sheet for this scenario, to print before anything is filed (rule 1)."""
    scenario = evaluate.check_scenarios(case.version.definition, case.scenario).values
    address = reverse("portal:guidance", args=[case.item_code])
    return f"{address}?{urlencode(scenario, doseq=True)}" if scenario else address


@require_safe
@worker_required(Role.WINDOW_CLERK)
def printed(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """The documents of the case, asked for again whenever one is ready."""
    case = case_at_window(request, case_id)
    return render(request, "window/parts/printed.html", {"case": case, **_printed(case)})


def _printed(case: Case) -> dict[str, Any]:
    return {"documents": document_rows(case, "desk:document"), "channel": f"case:{case.pk}"}
