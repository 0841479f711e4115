"""The case page of the desk: state and limits, what has to be known, tabs, and what can be done now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from onevisit.accounts.rate_limit import client_address
from onevisit.cases import queries
from onevisit.cases.actions.materials import CHECKABLE
from onevisit.cases.models import Case, Meeting
from onevisit.documents import queries as documents
from onevisit.documents.models import Document
from onevisit.law.clauses import citation
from onevisit.law.clock_kinds import CLOCK_RULES, ClockKind
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import Action, transition_for
from onevisit.law.limits import Light
from onevisit.law.powers import HOLDING, PowerKind
from onevisit.law.refusal import Refusal
from onevisit.organization.authorization import holds
from onevisit.organization.workers import Worker
from onevisit.people.queries import UnmaskedFacts, read_for_case, reveal
from onevisit.records.ledger import Actor
from onevisit.records.page_language import in_page_language
from onevisit.web.acting import act, case_of_request, performer_of, worker, worker_required
from onevisit.web.desk.case_tabs import (
    answer_groups,
    course_of,
    extension_rows,
    material_rows,
    procedure_rows,
    step_rows,
)
from onevisit.web.desk.hearing_tab import heard_of, is_heard
from onevisit.web.desk.material_checks import MaterialCheck, keep_checks, typed_checks
from onevisit.web.desk.quiet_acts import QUIET, quiet_acts
from onevisit.web.desk.situation import matters_of
from onevisit.web.desk.upward_rows import upward_rows
from onevisit.web.desk.visit_rows import visit_rows
from onevisit.web.fee_rows import fees_of
from onevisit.web.templatetags.onevisit import live_address

TABS = (
    ("materials", gettext_noop("材料"), "Alt+1"),
    ("form", gettext_noop("申请表"), "Alt+2"),
    ("steps", gettext_noop("审查环节"), "Alt+3"),
    ("documents", gettext_noop("文书"), "Alt+4"),
    ("course", gettext_noop("办理过程"), "Alt+5"),
    ("time", gettext_noop("时限"), "Alt+6"),
    ("heard", gettext_noop("听证与陈述"), "Alt+7"),
)

ON_OTHER_PAGES = (
    Action.RECEIVE,
    Action.FILE,
    Action.ASK_PRE_REVIEW,
    Action.TAKE_BACK_PRE_REVIEW,
    Action.DROP_DRAFT,
    Action.CORRECT_ON_THE_SPOT,
    Action.SUPPLY_CORRECTION,
    Action.SUPPLY_GAPS,
    Action.COLLECT,
    Action.ARCHIVE,
    Action.ORDER_POST,
    Action.REFER,
)
"""Acts that begin at a window, in the archive, in a register or in the applicant's account."""
LEFT_OUT = (*ON_OTHER_PAGES, *QUIET)
"""Acts that have no button on the page of a case."""
MAIN_KEYS = {
    Action.REGISTER: "F8",
    Action.START_REVIEW: "F8",
    Action.RECORD_STEP: "F8",
    Action.RECORD_VISIT: "F8",
    Action.APPOINT_VISIT: "F9",
    Action.END_SPECIAL_PROCEDURE: "F8",
    Action.MAKE_CERTIFICATE: "F8",
    Action.TAKE_OVER: "F8",
    Action.PASS_PRE_REVIEW: "F9",
    Action.RETURN_PRE_REVIEW: "F7",
    Action.ACCEPT: "F9",
    Action.APPROVE_EXTENSION: "F9",
    Action.DRAFT_DECISION: "F9",
    Action.REPORT_UP: "F9",
    Action.RECORD_ANSWER_FROM_ABOVE: "F8",
    Action.SIGN_DECISION: "F9",
    Action.DECIDE_AT_ONCE: "F9",
    Action.OFFER_HANDOVER: "F9",
    Action.REQUEST_CORRECTION: "F7",
    Action.RETURN_DRAFT: "F7",
    Action.GIVE_HEARING_NOTICE: "F7",
    Action.RECORD_HEARING: "F8",
    Action.START_SPECIAL_PROCEDURE: "F4",
}
"""One key for one kind of act; where two allowed acts share one, the first has it."""
AT_ONCE = (Action.START_REVIEW,)
"""Acts without words, document or consequence for anybody: one key does them, no page asks again."""
DANGEROUS = (
    Action.REFUSE_ACCEPTANCE,
    Action.ANSWER_NOT_REQUIRED,
    Action.TERMINATE,
    Action.TERMINATE_FOR_GAPS,
    Action.PROPOSE_ANNULMENT,
    Action.ANNUL_FOR_FALSE_DECLARATION,
    Action.WITHDRAW,
)
MAIN = (
    Action.PASS_PRE_REVIEW,
    Action.REGISTER,
    Action.DECIDE_AT_ONCE,
    Action.ACCEPT,
    Action.ACCEPT_WITH_GAPS,
    Action.START_REVIEW,
    Action.RECORD_STEP,
    Action.RECORD_VISIT,
    Action.APPOINT_VISIT,
    Action.REPORT_UP,
    Action.RECORD_ANSWER_FROM_ABOVE,
    Action.GIVE_HEARING_NOTICE,
    Action.RECORD_HEARING,
    Action.DECIDE_CHALLENGE,
    Action.DRAFT_DECISION,
    Action.SIGN_DECISION,
    Action.APPROVE_EXTENSION,
    Action.DECIDE_RECUSAL,
    Action.MAKE_CERTIFICATE,
    Action.OFFER_HANDOVER,
    Action.TAKE_OVER,
    Action.ASSESS_FEE,
    Action.RECORD_PAYMENT,
    Action.APPROVE_REDUCTION,
    Action.CHECK_DECLARATION,
)
"""The likely acts, the likeliest of a stage first; what can be decided at once, is (rule 9)."""


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


def case_context(
    request: HttpRequest,
    case: Case,
    *,
    refusal: Refusal | None = None,
    typed: Mapping[str, MaterialCheck] | None = None,
) -> dict[str, Any]:
    """What the case page shows; ``refusal`` is what was just not done, ``typed`` what its form held."""
    tab = "materials" if typed is not None else request.GET.get("tab", "materials")
    if tab not in {key for key, _label, _key in TABS}:
        tab = "materials"
    who = worker(request)
    clocks = queries.clocks_of(case)
    address = reverse("desk:case", args=[case.pk])
    return {
        "section": "worklist",
        "case": case,
        "limits": limit_rows(case, clocks),
        "definition": case.version.definition,
        "guide_url": reverse("portal:guide", args=[case.item_code]),
        "matters": matters_of(case),
        "fees": fees_of(case),
        "tab": tab,
        "tab_template": f"desk/tabs/{tab}.html",
        "tabs": [
            {"label": _(label), "url": f"{address}?tab={key}", "key": shortcut, "current": key == tab}
            for key, label, shortcut in TABS
            if key != "heard" or is_heard(case)
        ],
        "actions": action_buttons(request, case),
        "holder": _holds(who, case),
        "quiet_acts": quiet_acts(who, case),
        "refusal": refusal,
        "people": _people(request, case),
        "live_url": live_address(f"case:{case.pk}"),
        **_tab_content(request, case, tab, clocks, typed),
    }


def limit_rows(case: Case, clocks: list[queries.ClockView]) -> list[dict[str, Any]]:
    """The limits that run now, the statutory and the promised one side by side, each with its explanation."""
    return [
        {
            "label": _("%(limit)s：%(step)s") % {"limit": _(view.label), "step": view.about}
            if view.about
            else _(view.label),
            "light": view.light,
            "due": view.clock.due_on,
            "days_left": view.days_left,
            "provisional": view.clock.provisional,
            "paused": view.light is Light.PAUSED,
            "url": reverse("desk:time_limit", args=[case.pk, view.clock.kind]),
            "applicants": CLOCK_RULES[ClockKind(view.clock.kind)].binds_applicant,
        }
        for view in clocks
        if view.is_open
    ]


def action_buttons(request: HttpRequest, case: Case) -> list[dict[str, Any]]:
    """What can be done now, and why the rest can't (look: a refused act says rule and who could)."""
    who = worker(request)
    if not _holds(who, case):
        return []
    buttons = []
    receives = holds(who, PowerKind.RECEIVE, case)
    taken: set[str] = set()
    offers = queries.offers(case, performer_of(request))
    for offer in sorted(offers, key=_place):
        of_applicant = transition_for(offer.action).power is PowerKind.APPLY
        if offer.action in LEFT_OUT or (of_applicant and not receives):
            continue
        allowed = offer.refusal is None
        key = MAIN_KEYS.get(offer.action, "") if allowed else ""
        buttons.append(
            {
                "label": _("%(act)s：%(outcome)s") % {"act": _(offer.action.label), "outcome": offer.step}
                if offer.step
                else _(offer.action.label),
                "name": offer.action.value,
                "url": "" if offer.action in AT_ONCE else _address(case, offer.action),
                "key": "" if key in taken else key,
                "allowed": allowed,
                "refusal": offer.refusal,
                "style": _style(offer.action),
            }
        )
        taken.add(key)
    return buttons


def _address(case: Case, action: Action) -> str:
    return reverse("desk:act", args=[case.pk, action.value])


def _place(offer: queries.Offer) -> tuple[bool, int]:
    """What can be done stands before what can't, the likely acts first."""
    rank = MAIN.index(offer.action) if offer.action in MAIN else len(MAIN)
    return offer.refusal is not None, rank


def _style(action: Action) -> str:
    if action in DANGEROUS:
        return "danger"
    return "" if action in MAIN else "secondary"


def _tab_content(
    request: HttpRequest,
    case: Case,
    tab: str,
    clocks: list[queries.ClockView],
    typed: Mapping[str, MaterialCheck] | None,
) -> dict[str, Any]:
    if tab == "materials":
        return {"materials": material_rows(case, typed), "may_check": may_check(worker(request), case)}
    if tab == "form":
        return {"answer_groups": answer_groups(case)}
    if tab == "steps":
        return {
            "steps": step_rows(case),
            "upward": upward_rows(case),
            "visits": visit_rows(case),
            "meetings": list(Meeting.objects.filter(case=case).order_by("pk")),
            "procedures": procedure_rows(case),
            "extensions": extension_rows(case),
        }
    if tab == "documents":
        return {"documents": document_rows(case, "desk:document")}
    if tab == "heard":
        return {"heard": heard_of(case)}
    if tab == "course":
        return course_of(case)
    return {"clocks": clocks}


def may_check(who: Worker, case: Case) -> bool:
    """Whether the worker may tick materials now: who may accept or review the case, until the decision."""
    return case.state in CHECKABLE and any(
        holds(who, power, case) for power in (PowerKind.ACCEPT, PowerKind.REVIEW)
    )


def document_rows(
    case: Case, url_name: str, kinds: Collection[DocumentKind] | None = None
) -> list[dict[str, Any]]:
    """The documents of the case for the ``documents`` component; of these kinds, if any are named."""
    found = documents.of_case(case.pk)
    if kinds is not None:
        found = found.filter(kind__in=[kind.value for kind in kinds])
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
            else _("%(act)s：%(outcome)s")
            % {"act": _(document.get_state_display()), "outcome": document.state_note}
            if document.state_note
            else _(document.get_state_display()),
            "verify_url": reverse("verify:by_code", args=[document.verification_code]),
        }
        for document in found
    ]


@require_safe
@worker_required()
def time_limit(request: HttpRequest, case_id: int, kind: str) -> HttpResponseBase:
    """Why a limit ends on the day it ends, day by day."""
    case = case_of_request(request, case_id)
    found = [one for one in queries.clocks_of(case, explained=True) if one.clock.kind == kind]
    if not found:
        raise Http404
    view = found[-1]
    context = {
        "section": "worklist",
        "case": case,
        "view": view,
        "basis": in_page_language(citation((view.clause,), case.city.rule_book)),
    }
    return render(request, "desk/time_limit.html", context)


@worker_required()
def materials(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Keeps what was found in the materials, all rows that changed or none."""
    if request.method != "POST":
        return redirect("desk:case", case_id=case_id)
    case = case_of_request(request, case_id)
    if not any(holds(worker(request), power, case) for power in (PowerKind.ACCEPT, PowerKind.REVIEW)):
        raise Http404
    try:
        count = keep_checks(case, request.POST)
    except Refusal as refusal:
        context = case_context(request, case, refusal=refusal, typed=typed_checks(case, request.POST))
        return render(request, "desk/case.html", context, status=409)
    messages.success(request, _("已保存 %(count)s 份材料的核对情况") % {"count": count})
    return redirect(f"{reverse('desk:case', args=[case.pk])}?tab=materials")


@worker_required()
def at_once(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Does the act whose button was pressed; refused, the case is shown as it is now with the reason.

    Who comes by a link, as after signing in again, is led to the case.
    """
    if request.method != "POST":
        return redirect("desk:case", case_id=case_id)
    case = case_of_request(request, case_id)
    chosen = next((action for action in AT_ONCE if action.value in request.POST), None)
    if chosen is None:
        raise Http404
    outcome = act(request, case.pk, chosen)
    if outcome.refusal is not None:
        context = case_context(request, case, refusal=outcome.refusal)
        return render(request, "desk/case.html", context, status=409)
    messages.success(request, _("已完成：%(act)s") % {"act": chosen.label})
    return redirect("desk:case", case_id=case.pk)


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
