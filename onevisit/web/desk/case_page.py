"""The case page of the desk: state and clock, materials, steps, documents, the course from the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from onevisit.accounts.rate_limit import client_address
from onevisit.cases import queries
from onevisit.cases.actions.materials import check_material
from onevisit.cases.models import Case, CaseMaterial, CaseStep
from onevisit.documents import queries as documents
from onevisit.documents.models import Document
from onevisit.law.clauses import cite
from onevisit.law.lifecycle import Action
from onevisit.law.powers import HOLDING, PowerKind
from onevisit.law.refusal import Refusal
from onevisit.organization.authorization import holds
from onevisit.organization.models import Staff
from onevisit.organization.workers import Worker
from onevisit.people.queries import UnmaskedFacts, read_for_case, reveal
from onevisit.records import clock
from onevisit.records.ledger import Actor
from onevisit.web.acting import case_of_request, performer_of, worker, worker_required
from onevisit.web.templatetags.onevisit import live_address

TABS = (
    ("materials", "材料", "Alt+1"),
    ("form", "申请表", "Alt+2"),
    ("steps", "审查环节", "Alt+3"),
    ("documents", "文书", "Alt+4"),
    ("course", "办理过程", "Alt+5"),
    ("time", "时限", "Alt+6"),
)

BY_APPLICANT = (Action.SUPPLY_CORRECTION, Action.WITHDRAW)
MAIN_KEYS = {
    Action.REGISTER: "F8",
    Action.ACCEPT: "F9",
    Action.START_REVIEW: "F8",
    Action.RECORD_STEP: "F8",
    Action.DRAFT_DECISION: "F9",
    Action.SIGN_DECISION: "F9",
    Action.MAKE_CERTIFICATE: "F8",
    Action.OFFER_HANDOVER: "F9",
    Action.TAKE_OVER: "F8",
    Action.COLLECT: "F9",
    Action.REQUEST_CORRECTION: "F7",
}
DANGEROUS = (
    Action.REFUSE_ACCEPTANCE,
    Action.ANSWER_NOT_REQUIRED,
    Action.TERMINATE,
    Action.WITHDRAW,
)


@worker_required()
def case_page(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """The case: in clear for its holder while it is open, for others after a logged reason (rule 35)."""
    case = case_of_request(request, case_id)
    if request.method != "POST" or case.applicant is None:
        return render(request, "desk/case.html", case_context(request, case))
    try:
        facts = reveal(
            case.applicant, _actor(request), request.POST.get("reason", ""), client_address(request)
        )
    except Refusal as refusal:
        return render(request, "desk/case.html", case_context(request, case, refusal=refusal), status=409)
    return render(request, "desk/case.html", {**case_context(request, case), "people": facts})


def case_context(request: HttpRequest, case: Case, *, refusal: Refusal | None = None) -> dict[str, Any]:
    """What the case page shows; ``refusal`` is an act that was just not done."""
    tab = request.GET.get("tab", "materials")
    if tab not in {key for key, _label, _key in TABS}:
        tab = "materials"
    row = queries.row_of(case, clock.today())
    address = reverse("desk:case", args=[case.pk])
    return {
        "section": "worklist",
        "case": case,
        "row": row,
        "definition": case.version.definition,
        "tab": tab,
        "tab_template": f"desk/tabs/{tab}.html",
        "tabs": [
            {"label": _(label), "url": f"{address}?tab={key}", "key": shortcut, "current": key == tab}
            for key, label, shortcut in TABS
        ],
        "actions": action_buttons(request, case),
        "refusal": refusal,
        "refusal_basis": cite(refusal.clause) if refusal and refusal.clause else "",
        "people": _people(request, case),
        "live_url": live_address(f"case:{case.pk}"),
        **_tab_content(request, case, tab),
    }


def action_buttons(request: HttpRequest, case: Case) -> list[dict[str, Any]]:
    """What can be done now, and why the rest can't (look: a refused act says rule and who could)."""
    who = worker(request)
    buttons = []
    for offer in queries.offers(case, performer_of(request)):
        if offer.action in BY_APPLICANT and not holds(who, PowerKind.RECEIVE, case):
            continue
        buttons.append(
            {
                "label": offer.action.label,
                "name": offer.action.value,
                "url": reverse("desk:act", args=[case.pk, offer.action.value]),
                "key": MAIN_KEYS.get(offer.action, "") if offer.refusal is None else "",
                "allowed": offer.refusal is None,
                "reason": "" if offer.refusal is None else str(offer.refusal),
                "style": "danger" if offer.action in DANGEROUS else _style(offer.action),
            }
        )
    return buttons


def _style(action: Action) -> str:
    return "" if action in MAIN_KEYS else "secondary"


def _tab_content(request: HttpRequest, case: Case, tab: str) -> dict[str, Any]:
    if tab == "materials":
        return {"materials": material_rows(case), "may_check": may_check(request, case)}
    if tab == "form":
        return {"answer_groups": answer_groups(case)}
    if tab == "steps":
        return {"steps": _steps(case)}
    if tab == "documents":
        return {"documents": document_rows(case, "desk:document")}
    if tab == "course":
        return {"events": course_events(case)}
    return {"clocks": queries.clocks_of(case)}


def may_check(request: HttpRequest, case: Case) -> bool:
    """Whether the worker may tick materials: who may accept or review the case."""
    who = worker(request)
    return any(holds(who, power, case) for power in (PowerKind.ACCEPT, PowerKind.REVIEW))


def material_rows(case: Case) -> list[dict[str, Any]]:
    """The materials with files, review points and what was ticked."""
    rows = []
    definition = case.version.definition
    for material in CaseMaterial.objects.filter(case=case).prefetch_related("files").order_by("pk"):
        described = definition.material(material.key)
        rows.append(
            {
                "row": material,
                "described": described,
                "files": [
                    {
                        "name": file.name,
                        "size": file.size,
                        "url": reverse("desk:file", args=[case.pk, file.pk]),
                    }
                    for file in material.files.all()
                    if file.removed_at is None
                ],
                "points": [
                    {"key": point.key, "text": point.text, "checked": point.key in material.ticks}
                    for point in described.review_points
                ],
            }
        )
    return rows


def answer_groups(case: Case) -> list[dict[str, Any]]:
    """The application form as filled in, in the words of its questions."""
    answers = {**case.scenario, **case.answers}
    groups = []
    for group in case.version.definition.form:
        rows = []
        for question in group.questions:
            value = answers.get(question.key, "")
            values = [value] if isinstance(value, str) else list(value)
            words = "、".join(question.label_of(str(one)) for one in values if one != "")
            if words:
                rows.append({"label": question.label, "value": f"{words} {question.unit}".strip()})
        groups.append({"title": group.title, "rows": rows})
    return groups


def _steps(case: Case) -> list[dict[str, Any]]:
    done = {step.key: step for step in CaseStep.objects.filter(case=case).select_related("done_by")}
    found: list[dict[str, Any]] = [
        {"described": step, "done": done.pop(step.key, None)} for step in case.version.definition.steps
    ]
    found += [{"described": None, "done": step} for step in done.values()]
    officers = {pk for one in found if one["done"] for pk in one["done"].officers}
    names = dict(Staff.objects.filter(pk__in=officers).values_list("pk", "name")) if officers else {}
    for one in found:
        one["officers"] = "、".join(names[pk] for pk in one["done"].officers) if one["done"] else ""
    return found


def document_rows(case: Case, url_name: str) -> list[dict[str, Any]]:
    """The documents of the case for the ``documents`` component."""
    return [
        {
            "title": document.title,
            "number": document.number,
            "made_at": document.issued_on,
            "url": reverse(url_name, args=[case.pk, document.pk])
            if document.state == Document.State.READY
            else "",
            "state_words": ""
            if document.state == Document.State.READY
            else f"{document.get_state_display()}{'：' if document.state_note else ''}{document.state_note}",
            "verify_url": f"/verify/{document.verification_code}",
        }
        for document in documents.of_case(case.pk)
    ]


def course_events(case: Case) -> list[dict[str, Any]]:
    """The course of the case for the ``timeline`` component, newest last, with who did it."""
    entries = queries.course(case)
    ids = {entry.actor_id for entry in entries if entry.actor_kind == "staff"}
    names = dict(Staff.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    return [
        {
            "title": entry.action.label,
            "when": entry.acted_at,
            "who": _who(entry, names),
            "note": _note(entry.data),
            "state": "done",
            "links": [],
        }
        for entry in entries
    ]


def _who(entry: queries.CourseEntry, names: dict[int, str]) -> str:
    if entry.actor_kind == "staff":
        return names.get(entry.actor_id, "")
    return _("申请人") if entry.actor_kind == "applicant" else _("依法自动")


def _note(data: dict[str, Any]) -> str:
    clauses: Sequence[str] = data.get("clauses", [])
    return "、".join(cite(clause) for clause in clauses[:1])


@worker_required()
def time_limit(request: HttpRequest, case_id: int, kind: str) -> HttpResponseBase:
    """Why a limit ends on the day it ends, day by day."""
    case = case_of_request(request, case_id)
    found = [one for one in queries.clocks_of(case, explained=True) if one.clock.kind == kind]
    if not found:
        raise Http404
    return render(request, "desk/time_limit.html", {"section": "worklist", "case": case, "view": found[-1]})


@require_POST
@worker_required()
def material(request: HttpRequest, case_id: int, key: str) -> HttpResponseBase:
    """Keeps what was found in one material."""
    case = case_of_request(request, case_id)
    if not may_check(request, case):
        raise Http404
    try:
        check_material(
            case.pk,
            key,
            checked=request.POST.get("checked") == "on",
            original_seen=request.POST.get("original_seen") == "on",
            originals=_count(request.POST.get("originals", "0")),
            copies=_count(request.POST.get("copies", "0")),
            ticks=request.POST.getlist("ticks"),
        )
    except Refusal as refusal:
        return render(request, "desk/case.html", case_context(request, case, refusal=refusal), status=409)
    return redirect(f"{reverse('desk:case', args=[case.pk])}?tab=materials#material-{key}")


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1


def _people(request: HttpRequest, case: Case) -> UnmaskedFacts | None:
    """The applicant in clear, for whoever holds the open case; the reading is logged silently."""
    who = worker(request)
    if case.ended_at is not None or case.applicant is None or not _holds(who, case):
        return None
    return read_for_case(case.applicant, _actor(request), case.number or "", client_address(request))


def _holds(who: Worker, case: Case) -> bool:
    return any(holds(who, power, case) for power in HOLDING)


def _actor(request: HttpRequest) -> Actor:
    return Actor("staff", worker(request).staff_id)
