"""The console with a package: who, the situation with its items and the one list, one key for the receipt."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.forms.widgets import ChoiceWidget
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onevisit.cases.joint import drafts, filing, queries
from onevisit.cases.joint.members import state_of
from onevisit.catalog import evaluate
from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.web.acting import performer_of, posted_key, worker
from onevisit.web.apply.joint.access import JointPage
from onevisit.web.apply.joint.begin import scenario_form
from onevisit.web.apply.question_form import QuestionForm, kept_answers, questions_of_page, shown_questions
from onevisit.web.desk.case_page import document_rows
from onevisit.web.window.joint.access import joint_window_page, log_reading, page_at_window
from onevisit.web.window.joint.rows import merged_rows
from onevisit.web.window.service import ServiceForm, service_form
from onevisit.web.words import limit_in_words


@require_safe
@joint_window_page(draft=False)
@enforces("JH-18", "AS-3.1e", "RULE-35")
def joint(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """The whole on one screen; the reading of name and number in clear is logged (rule 35)."""
    log_reading(request, page.joint)
    return answer(request, page)


def answer(
    request: HttpRequest,
    page: JointPage,
    *,
    refusal: Refusal | None = None,
    service: ServiceForm | None = None,
) -> HttpResponseBase:
    """The console; a part fetched by script takes it whole, and shows a refusal as well."""
    draft = page.joint.received_at is None
    scenario = _scenario_form(page)
    cases = [member.case for member in page.members]
    context: dict[str, Any] = {
        "section": "window",
        "page": page,
        "joint": page.joint,
        "draft": draft,
        "unmasked": draft,
        "state": state_of(page.joint, page.members),
        "promised": limit_in_words(page.joint.version.definition.applicant_limit),
        "applicant_url": reverse("window:joint_applicant", args=[page.joint.pk]),
        "agent_url": reverse("window:joint_agent", args=[page.joint.pk]),
        "scenario": scenario if draft else None,
        "scenario_shown": list(shown_questions(scenario)),
        "lines": queries.lines_of(page.members),
        "printed": [one for case in cases if case.number for one in document_rows(case, "desk:document")],
        "channel": f"case:{cases[0].pk}" if cases and not draft else "",
        "refusal": refusal,
    }
    if draft:
        context.update(_draft_context(page))
        if cases:
            context["service"] = service or service_form(*cases)
            context["service_url"] = reverse("window:joint_service", args=[page.joint.pk])
            context["service_kept"] = service is None and bool(cases[0].delivery_way)
    scripted = bool(request.headers.get("HX-Request"))
    faulty = service is not None and service.errors
    status = 200 if scripted else 409 if refusal else 422 if faulty else 200
    return render(request, "window/joint/console.html", context, status=status)


def _draft_context(page: JointPage) -> dict[str, Any]:
    rows = merged_rows(page)
    faults = evaluate.check_answers(page.form, page.answers).faults
    typed = sum(1 for question in page.form.questions() if page.answers.get(question.key))
    form_words = _("已填 %(typed)d 项，还差 %(left)d 项") % {"typed": typed, "left": len(faults)}
    return {
        "rows": rows,
        "unsettled": [row for row in rows if row.to_settle],
        "form_words": form_words if faults else _("已填完整"),
        "receivable": bool(page.members) and not _scenario_faults(page),
        "guidance": [
            (member.case.version.name, _guidance_address(member.case.item_code, member.case.scenario))
            for member in page.members
        ],
    }


def _guidance_address(item_code: str, scenario: dict[str, Any]) -> str:
    """The guidance sheet of one item in its situation, to print before anything is filed (rule 1)."""
    return f"{reverse('portal:guidance', args=[item_code])}?{urlencode(scenario, doseq=True)}"


def _scenario_faults(page: JointPage) -> bool:
    return bool(evaluate.check_scenarios(page.joint.version.definition, page.joint.scenario).faults)


def _scenario_form(page: JointPage, data: Any = None) -> QuestionForm:
    """The questions of the package, without the explanations that applicants read."""
    definition = page.joint.version.definition
    questions = questions_of_page(scenario_form(definition), definition.scenarios, {})
    form = QuestionForm(questions, data, answers=page.joint.scenario)
    for question in form.questions:
        widget = form.fields[question.key].widget
        if isinstance(widget, ChoiceWidget):
            widget.choices = [(one.value, one.label) for one in question.options]
    unanswered = [one.key for one in form.questions if one.key not in page.joint.scenario]
    if unanswered:
        form.fields[unanswered[0]].widget.attrs["autofocus"] = True
    return form


@require_POST
@joint_window_page()
@enforces("JH-18", "AS-3.1e")
def scenario(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """Keeps the answers to the package's questions; items, form and list follow them."""
    form = _scenario_form(page, request.POST)
    checked = evaluate.check_scenarios(page.joint.version.definition, form.typed)
    given = {key: value for key, value in kept_answers(form.typed, checked).items() if value}
    try:
        drafts.change_scenario(page.joint.pk, given)
    except Refusal as refusal:
        return answer(request, page, refusal=refusal)
    return redirect("window:joint", joint_id=page.joint.pk)


@require_POST
@joint_window_page()
@enforces("RULE-30", "JH-25b", "JH-18")
def service(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """One way of delivery and one address for everything."""
    cases = [member.case for member in page.members]
    if not cases:
        return redirect("window:joint", joint_id=page.joint.pk)
    form = ServiceForm(request.POST, cases=cases)
    try:
        if form.is_valid():
            form.keep(worker(request).staff_id)
    except Refusal as refusal:
        return answer(request, page, refusal=refusal)
    if form.errors:
        return answer(request, page, service=form)
    return redirect("window:joint", joint_id=page.joint.pk)


@require_POST
@joint_window_page(draft=False)
@enforces("JH-18", "AS-4.2", "RULE-2", "HOUSE-2")
def receive(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """Receives everything that waits for nobody in one go, complete or not, with one receipt."""
    try:
        if page.joint.received_at is None and (not page.members or _scenario_faults(page)):
            raise Refusal(
                "scenario_open",
                Sentence("还没有问完办理情形，不知道要办哪些事项。"),
                clauses=("JH-18", "AS-3.1e"),
                next_step=Sentence("请先问完情形再收件，已填写的内容都在。"),
            )
        result = filing.file(page.joint.pk, performer_of(request), posted_key(request))
    except Refusal as refusal:
        if refusal.code == "filed_already":
            messages.info(request, _("这件事已经收件，没有重复收。"))
            return redirect("window:joint", joint_id=page.joint.pk)
        now = page_at_window(request, page.joint.pk)
        return answer(request, now, refusal=refusal.within(now.joint.city))
    messages.success(request, _("已收件 %(number)s，一份收件凭证") % {"number": result["number"]})
    return redirect("window:joint", joint_id=page.joint.pk)


@require_POST
@joint_window_page()
def park(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """Leaves the draft for later; everything was saved while it was typed."""
    messages.success(request, _("已暂存：%(item)s。可以从“暂存”继续办。") % {"item": page.name})
    return redirect("window:start")


@require_POST
@joint_window_page()
@enforces("GX-47")
def discard(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """Deletes a draft that became nothing: nothing was received, so nothing is on record."""
    try:
        drafts.discard(page.joint.pk)
    except Refusal as refusal:
        return answer(request, page, refusal=refusal)
    messages.success(request, _("草稿已删除。"))
    return redirect("window:start")
