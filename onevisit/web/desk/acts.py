"""The page of one act: what it does, what it needs, and the act itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from onevisit.cases import queries
from onevisit.cases.models import Case
from onevisit.law.clauses import cite
from onevisit.law.lifecycle import Action, transition_for
from onevisit.law.powers import PowerKind
from onevisit.law.refusal import Refusal
from onevisit.web.acting import act, case_of_request, performer_of, worker, worker_required
from onevisit.web.desk.act_forms import SIGNED, ActForm, CollectionForm, form_for

ON_OTHER_PAGES = (Action.RECEIVE, Action.FILE, Action.CORRECT_ON_THE_SPOT, Action.SUPPLY_CORRECTION)


@worker_required()
def act_page(request: HttpRequest, case_id: int, action: str) -> HttpResponseBase:
    """Shows the act's form and consequence; a POST performs it and goes back to the case."""
    chosen = _action(action)
    case = case_of_request(request, case_id)
    form_class = form_for(chosen)
    who = worker(request)
    if request.method != "POST":
        form = form_class(case=case, worker=who)
        return render(request, "desk/act.html", _context(request, case, chosen, form, None))
    form = form_class(request.POST, case=case, worker=who)
    if not form.is_valid():
        return render(request, "desk/act.html", _context(request, case, chosen, form, None), status=422)
    try:
        inputs = form.inputs()
    except Refusal as refusal:
        return render(request, "desk/act.html", _context(request, case, chosen, form, refusal), status=409)
    outcome = act(request, case.pk, chosen, inputs)
    if outcome.refusal is not None:
        context = _context(request, case, chosen, form, outcome.refusal)
        return render(request, "desk/act.html", context, status=409)
    messages.success(request, _("已完成：%(act)s") % {"act": _(chosen.label)})
    return redirect("desk:case", case_id=case.pk)


def _action(name: str) -> Action:
    try:
        chosen = Action(name)
    except ValueError:
        raise Http404 from None
    if chosen in ON_OTHER_PAGES or transition_for(chosen).power is PowerKind.SYSTEM:
        raise Http404
    return chosen


def _context(
    request: HttpRequest, case: Case, action: Action, form: ActForm, refusal: Refusal | None
) -> dict[str, Any]:
    row = transition_for(action)
    if refusal is None and request.method != "POST":
        offered = {one.action: one for one in queries.offers(case, performer_of(request))}
        refusal = offered[action].refusal if action in offered else _wrong_state(case, action)
    signer = ""
    if action in SIGNED:
        signer = _("领取人") if isinstance(form, CollectionForm) else worker(request).name
    return {
        "section": "worklist",
        "case": case,
        "definition": case.version.definition,
        "action": action,
        "form": form,
        "signer": signer,
        "document": row.document.label if row.document else "",
        "to_state": _(row.to_state.label) if row.to_state else "",
        "basis": "、".join(cite(clause) for clause in row.clauses[:2]),
        "refusal": refusal,
        "refusal_basis": cite(refusal.clause) if refusal and refusal.clause else "",
        "blocked": refusal is not None and request.method != "POST",
        "draft": case.decision_draft if action in (Action.SIGN_DECISION, Action.RETURN_DRAFT) else {},
        "extension": case.extensions.filter(state="requested").first()
        if action in (Action.APPROVE_EXTENSION, Action.REJECT_EXTENSION)
        else None,
    }


def _wrong_state(case: Case, action: Action) -> Refusal:
    return Refusal(
        "wrong_state",
        f"现在不能“{action.label}”：办件{case.get_state_display()}。",
        next_step="请回到办件查看最新进展。",
    )
