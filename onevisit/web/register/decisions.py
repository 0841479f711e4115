"""Proposing an act on a licence, signing or returning it, entering its service (rules 21, 30 and 32)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from onevisit.law.clauses import citation
from onevisit.law.licences.acts import GROUNDS, RULES, Ground, LicenceAct, signer_refusal, state_refusal
from onevisit.law.powers import PowerKind
from onevisit.law.refusal import Refusal
from onevisit.law.service import ServiceMethod
from onevisit.licences import decisions, queries
from onevisit.licences.decisions import may_act
from onevisit.licences.models import Licence, LicenceDecision
from onevisit.records.page_language import in_page_language
from onevisit.web.acting import posted_key, worker, worker_required
from onevisit.web.desk.signatures import kept_signature, stored_signature
from onevisit.web.register.forms import DecisionServiceForm, ProposalForm
from onevisit.web.register.pages import licence_of


@require_http_methods(["GET", "POST"])
@never_cache
@worker_required()
def propose(request: HttpRequest, licence_id: int, act: str) -> HttpResponseBase:
    """The form of one act on the licence; what was typed is kept after every refusal."""
    licence, chosen = licence_of(request, licence_id), _act(act)
    if request.method != "POST":
        refusal = state_refusal(chosen, licence.current_state) or may_act(
            worker(request), PowerKind.REVIEW, licence
        )
        form = ProposalForm(licence=licence, act=chosen)
        return _proposal_page(request, licence, chosen, form, refusal, blocked=refusal is not None)
    form = ProposalForm(request.POST, licence=licence, act=chosen)
    if not form.is_valid():
        return _proposal_page(request, licence, chosen, form, None, status=422)
    try:
        decisions.propose(licence.pk, worker(request), posted_key(request), form.inputs())
    except Refusal as refusal:
        told = refusal.within(licence.city)
        return _proposal_page(request, licence, chosen, form, told, status=409)
    messages.success(request, _("已提出：%(act)s，等待签发。") % {"act": _(chosen.label)})
    return redirect("register:licence", licence_id=licence.pk)


def _act(name: str) -> LicenceAct:
    try:
        return LicenceAct(name)
    except ValueError:
        raise Http404 from None


def _proposal_page(
    request: HttpRequest,
    licence: Licence,
    act: LicenceAct,
    form: ProposalForm,
    refusal: Refusal | None,
    *,
    blocked: bool = False,
    status: int = 200,
) -> HttpResponseBase:
    rule = RULES[act]
    context = {
        "section": "licences",
        "licence": licence,
        "act": act,
        "form": form,
        "refusal": refusal.within(licence.city) if refusal else None,
        "blocked": blocked,
        "rule": rule,
        "basis": in_page_language(citation(rule.clauses, licence.city.rule_book)),
    }
    return render(request, "register/propose.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@worker_required()
def decide(request: HttpRequest, licence_id: int, decision_id: int) -> HttpResponseBase:
    """What was proposed, for the signer: he signs it, or gives it back with a reason."""
    licence = licence_of(request, licence_id)
    decision = _decision_of(licence, decision_id)
    who = worker(request)
    if request.method != "POST":
        refusal = may_act(who, PowerKind.SIGN, licence) or signer_refusal(
            decision.proposed_by_id, who.staff_id
        )
        blocked = refusal is not None or decision.stage != LicenceDecision.Stage.PROPOSED
        return _decision_page(request, licence, decision, refusal, blocked=blocked)
    try:
        if "return" in request.POST:
            why = request.POST.get("why", "")
            decisions.send_back(decision.pk, who, posted_key(request), why)
            messages.success(request, _("已退回提出人。"))
        else:
            decisions.sign(decision.pk, who, posted_key(request))
            messages.success(request, _("已签发。"))
    except Refusal as refusal:
        return _decision_page(request, licence, decision, refusal, status=409)
    return redirect("register:licence", licence_id=licence.pk)


def _decision_of(licence: Licence, decision_id: int) -> LicenceDecision:
    try:
        return queries.decision_of(licence, decision_id)
    except LicenceDecision.DoesNotExist:
        raise Http404 from None


def _decision_page(
    request: HttpRequest,
    licence: Licence,
    decision: LicenceDecision,
    refusal: Refusal | None,
    *,
    blocked: bool = False,
    status: int = 200,
) -> HttpResponseBase:
    rule = RULES[LicenceAct(decision.act)]
    context = {
        "section": "licences",
        "licence": licence,
        "decision": decision,
        "facts": _facts_of(decision),
        "rule": rule,
        "refusal": refusal.within(licence.city) if refusal else None,
        "blocked": blocked,
        "why": request.POST.get("why", ""),
    }
    return render(request, "register/decide.html", context, status=status)


def _facts_of(decision: LicenceDecision) -> list[dict[str, Any]]:
    ground = GROUNDS[Ground(decision.ground)]
    rows = [
        (_("法定情形"), _(ground.label)),
        (_("应当还是可以"), _("应当") if ground.must else _("可以")),
        (_("事实和理由"), "；".join(decision.reasons)),
        (_("法律依据"), "；".join(decision.legal_basis)),
        (_("行政处罚决定书文号"), decision.penalty_number),
        (_("听取持证人陈述、申辩的情况"), decision.holder_heard),
        (_("赔偿、补偿"), decision.owed),
        (_("提出人"), decision.proposed_by.name),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


@require_http_methods(["GET", "POST"])
@never_cache
@worker_required()
def serve(request: HttpRequest, licence_id: int, decision_id: int) -> HttpResponseBase:
    """Enters how the decision reached the holder; a decision against him takes effect with it."""
    licence = licence_of(request, licence_id)
    decision = _decision_of(licence, decision_id)
    if decision.document is None:
        raise Http404
    if request.method != "POST":
        refusal = may_act(worker(request), PowerKind.SERVE, licence)
        form = DecisionServiceForm(licence=licence)
        return _service_page(request, licence, decision, form, refusal, blocked=refusal is not None)
    form = DecisionServiceForm(request.POST, licence=licence)
    if not form.is_valid():
        return _service_page(request, licence, decision, form, None, status=422)
    given = form.cleaned_data
    try:
        direct = given["method"] == ServiceMethod.DIRECT.value
        signature = stored_signature(request.POST, "signature", given["receiver"]) if direct else ""
        decisions.record_service(
            decision.pk,
            worker(request),
            posted_key(request),
            method=ServiceMethod(given["method"]),
            served_on=given["served_on"],
            receiver=given["receiver"],
            signature=signature,
            tracking_number=given["tracking_number"],
            note=given["note"],
        )
    except Refusal as refusal:
        return _service_page(request, licence, decision, form, refusal, status=409)
    messages.success(request, _("已登记送达。"))
    return redirect("register:licence", licence_id=licence.pk)


def _service_page(
    request: HttpRequest,
    licence: Licence,
    decision: LicenceDecision,
    form: DecisionServiceForm,
    refusal: Refusal | None,
    *,
    blocked: bool = False,
    status: int = 200,
) -> HttpResponseBase:
    context = {
        "section": "licences",
        "licence": licence,
        "decision": decision,
        "form": form,
        "signer": _("签收人"),
        **kept_signature(request.POST, "signature"),
        "refusal": refusal.within(licence.city) if refusal else None,
        "blocked": blocked,
        "takes_effect": decision.stage == LicenceDecision.Stage.SIGNED,
    }
    return render(request, "register/serve.html", context, status=status)
