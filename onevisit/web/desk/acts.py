"""The page of one act: what it does, what it needs, and the act itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from onevisit.cases import queries
from onevisit.cases.facts import RESULT_KINDS
from onevisit.cases.models import Case, Extension, Outcome
from onevisit.cases.notices import electronically
from onevisit.documents import queries as documents
from onevisit.law.clauses import citation
from onevisit.law.document_kinds import DocumentKind, title
from onevisit.law.lifecycle import Action, transition_for
from onevisit.law.powers import PowerKind
from onevisit.law.refusal import Refusal
from onevisit.law.service import NOTICES
from onevisit.records.page_language import in_page_language
from onevisit.web.acting import act, case_of_request, performer_of, seen_revision, worker, worker_required
from onevisit.web.body_size import takes_files
from onevisit.web.desk.act_form import ActForm
from onevisit.web.desk.act_forms import SIGNED, form_for
from onevisit.web.desk.case_page import ON_OTHER_PAGES
from onevisit.web.desk.case_tabs import certificate_rows, step_rows
from onevisit.web.desk.service_form import ServiceRecordForm
from onevisit.web.desk.signatures import kept_signature

SIGNING = (Action.SIGN_DECISION, Action.RETURN_DRAFT)
ANSWERS_TO_A_DRAFT = (Action.PASS_PRE_REVIEW, Action.RETURN_PRE_REVIEW)
BACK = {"window": "window:case", "issuing": "issuing:result"}
HANDING_OVER = (Action.OFFER_HANDOVER, Action.TAKE_OVER)


@takes_files
@worker_required()
def act_page(request: HttpRequest, case_id: int, action: str) -> HttpResponseBase:
    """Shows the act's form and consequence; a POST performs it and goes back to where the person came from.

    What was typed is shown again after every refusal. A form opened before the last act on the case is
    refused once, so that nobody signs or answers what he has not seen (HOUSE-5).
    """
    chosen = _action(action)
    acting = request.method == "POST"
    case = case_of_request(request, case_id, queries.case_to_act_on if acting else None)
    form_class = form_for(chosen)
    who = worker(request)
    if not acting:
        refusal = queries.refusal_of(case, chosen, performer_of(request))
        form = form_class(case=case, worker=who)
        return render(request, "desk/act.html", _context(request, case, chosen, form, refusal))
    form = form_class(request.POST, request.FILES, case=case, worker=who)
    if not form.is_valid():
        return render(request, "desk/act.html", _context(request, case, chosen, form, None), status=422)
    try:
        inputs = form.inputs()
    except Refusal as refusal:
        context = _context(request, case, chosen, form, refusal.within(case.city))
        return render(request, "desk/act.html", context, status=409)
    outcome = act(request, case.pk, chosen, inputs)
    if outcome.refusal is not None:
        context = _context(request, case, chosen, form, outcome.refusal)
        return render(request, "desk/act.html", context, status=409)
    messages.success(request, _("已完成：%(act)s") % {"act": _(chosen.label)})
    return redirect(_way_on(request, case, chosen))


def _action(name: str) -> Action:
    try:
        chosen = Action(name)
    except ValueError:
        raise Http404 from None
    if chosen in ON_OTHER_PAGES or transition_for(chosen).power is PowerKind.SYSTEM:
        raise Http404
    return chosen


def _way_on(request: HttpRequest, case: Case, done: Action) -> str:
    """Where the person goes on after the act; a pre-review answered is the applicant's draft again."""
    if done not in ANSWERS_TO_A_DRAFT:
        return _way_back(request, case)
    if request.GET.get("back") == "window":
        return reverse("window:start")
    return f"{reverse('desk:worklist')}?show=pre_review"


def _way_back(request: HttpRequest, case: Case) -> str:
    """The page of the window at which the act was begun, else the page of the case."""
    name = BACK.get(request.GET.get("back", ""), "desk:case")
    return reverse(name, args=[case.pk])


def _context(
    request: HttpRequest, case: Case, action: Action, form: ActForm, refusal: Refusal | None
) -> dict[str, Any]:
    row = transition_for(action)
    signer = ""
    if action in SIGNED and form.needs_signature:
        by_receiver = isinstance(form, ServiceRecordForm)
        signer = _("签收人") if by_receiver else form.signer or worker(request).name
    return {
        "section": "worklist",
        "case": case,
        "definition": case.version.definition,
        "action": action,
        "form": form,
        "revision": _revision(request, case, refusal),
        "signer": signer,
        **kept_signature(request.POST, "signature"),
        "document": _document_title(case, action),
        "service": _service_words(case, row.document),
        "to_state": _(row.to_state.label) if row.to_state and row.to_state.value != case.state else "",
        "basis": in_page_language(citation(row.clauses, case.city.rule_book)),
        "refusal": refusal,
        "blocked": refusal is not None and request.method != "POST",
        "back_url": _way_back(request, case),
        "draft": case.decision_draft if action in SIGNING else {},
        "steps": step_rows(case) if action in SIGNING else [],
        "returned": case.decision_draft.get("returned", "") if action is Action.DRAFT_DECISION else "",
        "certificate": certificate_rows(case) if action is Action.MAKE_CERTIFICATE else [],
        "results": _results(case) if action in HANDING_OVER else [],
        "extension": _requested_extension(case)
        if action in (Action.APPROVE_EXTENSION, Action.REJECT_EXTENSION)
        else None,
    }


def _revision(request: HttpRequest, case: Case, refusal: Refusal | None) -> int:
    """What the form was filled over: as opened, until the person was told of the news."""
    seen = seen_revision(request)
    told = refusal is not None and refusal.code == "changed_meanwhile"
    return case.revision if seen is None or told else seen


def _document_title(case: Case, action: Action) -> str:
    """What the act issues, in the title of the item's type (rule 22); "" for none."""
    kind = transition_for(action).document
    if action is Action.SIGN_DECISION and case.decision_draft.get("outcome") == Outcome.REFUSE:
        kind = DocumentKind.REFUSAL
    if kind is DocumentKind.RESULT:
        return case.version.definition.result.name
    return "" if kind is None else title(kind, case.version.definition.type)


def _service_words(case: Case, kind: DocumentKind | None) -> str:
    """How the notice of the act reaches the applicant, where it makes one (rule 30)."""
    if kind is None or kind not in NOTICES:
        return ""
    if electronically(case, kind):
        return _("申请人同意电子送达：文书作出、盖章后即为送达。")
    return _("不能电子送达：请打印后当面送达或者邮寄，再“登记送达”；送达以后文书才发生效力。")


def _results(case: Case) -> list[dict[str, str]]:
    return [
        {"label": document.title, "value": document.number or document.get_state_display()}
        for document in documents.of_case(case.pk).filter(kind__in=RESULT_KINDS)
    ]


def _requested_extension(case: Case) -> Extension | None:
    return case.extensions.select_related("requested_by").filter(state=Extension.Decision.REQUESTED).first()
