"""The keys of the console: each act its own command, a draft received first where it must be."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from onevisit.cases import queries
from onevisit.cases.actions import drafts
from onevisit.cases.joint import filing
from onevisit.cases.models import Case
from onevisit.law.clauses import enforces
from onevisit.law.items import DeliveryWay
from onevisit.law.lifecycle import Action, State
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Term
from onevisit.web.acting import act, performer_of, posted_key, worker_required
from onevisit.web.window.access import case_at_window
from onevisit.web.window.console import console_context
from onevisit.web.window.offered import AFTER_RECEIPT, AT_ONCE, act_address


@require_POST
@worker_required(Role.WINDOW_CLERK)
@enforces("AS-4.2", "JH-13", "JH-22", "JH-23a")
def do(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Performs the act of the pressed button. What would be refused after receipt is refused before it."""
    case = case_at_window(request, case_id)
    chosen = _action(request)
    done: list[str] = []
    draft = case.state == State.DRAFT.value
    if draft and case.joint_id is not None:
        return _complete_member(request, case)
    if draft and chosen is not Action.RECEIVE:
        refusal = queries.offers_after_receipt(case, performer_of(request)).get(chosen)
        if refusal is not None or chosen not in AFTER_RECEIPT:
            return _refused(request, case, refusal or _not_now(chosen))
    if draft or chosen is Action.RECEIVE:
        # Also of a case no longer a draft: the same key is answered as before, another is told who was first.
        outcome = act(request, case.pk, Action.RECEIVE, _receipt_inputs(case))
        if outcome.refusal is not None:
            return _refused(request, case, outcome.refusal)
        assert outcome.result is not None
        done.append(_("已收件 %(number)s") % {"number": outcome.result["number"]})
    if chosen is Action.RECEIVE:
        return _done(request, case, done)
    if chosen not in AT_ONCE and chosen is not Action.SUPPLY_CORRECTION:
        return redirect(act_address(case, chosen))
    outcome = act(request, case.pk, chosen, {})
    if outcome.refusal is not None:
        return _refused(request, case, outcome.refusal)
    return _done(request, case, [*done, _("已完成：%(act)s") % {"act": _(chosen.label)}])


@enforces("JH-18")
def _complete_member(request: HttpRequest, case: Case) -> HttpResponseBase:
    """A member whose predecessors are granted is received as part of its package, and only then."""
    assert case.joint_id is not None
    try:
        result = filing.complete(
            case.joint_id, case.membership.key, performer_of(request), posted_key(request)
        )
    except Refusal as refusal:
        return _refused(request, case, refusal.within(case.city))
    return _done(request, case, [_("已收件 %(number)s") % {"number": result["number"]}])


def _done(request: HttpRequest, case: Case, done: list[str]) -> HttpResponseBase:
    messages.success(request, "，".join(done))
    return redirect("window:case", case_id=case.pk)


def _action(request: HttpRequest) -> Action:
    try:
        return Action(request.POST.get("act", ""))
    except ValueError:
        raise Http404 from None


def _receipt_inputs(case: Case) -> dict[str, Any]:
    return {
        "delivery_way": case.delivery_way or DeliveryWay.WINDOW.value,
        "electronic_service_agreed": case.electronic_service_agreed,
        "service_address": case.service_address,
    }


def _refused(request: HttpRequest, case: Case, refusal: Refusal) -> HttpResponseBase:
    """The console as the case now stands: the refusal may be that a colleague was first."""
    now = case_at_window(request, case.pk)
    return render(request, "window/case.html", console_context(request, now, refusal=refusal), status=409)


def _not_now(action: Action) -> Refusal:
    return Refusal("wrong_state", Sentence("现在不能“%(act)s”。", act=Term(action.label)))


@require_POST
@worker_required(Role.WINDOW_CLERK)
def park(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Leaves the draft for later; everything was saved while it was typed."""
    case = case_at_window(request, case_id)
    messages.success(request, _("已暂存：%(item)s。可以从“暂存”继续办。") % {"item": case.version.name})
    return redirect("window:start")


@require_POST
@worker_required(Role.WINDOW_CLERK)
def discard(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Deletes a draft that became nothing: nothing was received, so nothing is on record."""
    case = case_at_window(request, case_id)
    try:
        drafts.discard(case.pk)
    except Refusal as refusal:
        return _refused(request, case, refusal)
    messages.success(request, _("草稿已删除。"))
    return redirect("window:start")
