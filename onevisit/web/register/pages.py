"""The register of licences for those who answer for them: the list, and one licence with what can be done."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from onevisit.law.clauses import enforces
from onevisit.law.licences.acts import LicenceAct, state_refusal
from onevisit.law.licences.states import RegisterPart
from onevisit.law.powers import PowerKind
from onevisit.law.refusal import Refusal
from onevisit.licences import queries
from onevisit.licences.decisions import may_act
from onevisit.licences.models import Licence, LicenceDecision
from onevisit.organization.authorization import holds
from onevisit.organization.workers import Worker
from onevisit.records import access_log
from onevisit.records.keyset import LARGEST_KEY, key_in
from onevisit.web.acting import worker, worker_required
from onevisit.web.wallet.own import document_response, entries_of

LONGEST_SEARCH = 60
IN_CLEAR = (PowerKind.REVIEW, PowerKind.SIGN)
"""Who answers for a licence sees its holder in clear; others see the name masked (rule 35)."""


@require_safe
@never_cache
@worker_required()
def register(request: HttpRequest) -> HttpResponseBase:
    """The licences in the asker's scope, found by number or name, keyset pages."""
    who = worker(request)
    text = request.GET.get("find", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    part = _part(request.GET.get("part", ""))
    before = request.GET.get("before", "")
    key = key_in(before)
    page = queries.register(who, part=part, text=text, before=key)
    context = {
        "section": "licences",
        "find": text,
        "part": part,
        "rows": [{"licence": one, "holder": _holder(who, one)} for one in page.licences],
        "chips": [
            {"label": _(one.label), "url": _address(find=text, part=one), "active": one is part}
            for one in RegisterPart
        ],
        "first_url": _address(find=text, part=part) if key is not None else "",
        "later_url": _address(find=text, part=part, before=str(page.before)) if page.before else "",
        "everything": not text and part is RegisterPart.ALL,
    }
    return render(request, "register/licences.html", context)


def _part(text: str) -> RegisterPart:
    try:
        return RegisterPart(text)
    except ValueError:
        return RegisterPart.ALL


def _address(**asked: str) -> str:
    wanted = {key: value for key, value in asked.items() if value and value != RegisterPart.ALL}
    return f"{reverse('register:licences')}?{urlencode(wanted)}" if wanted else reverse("register:licences")


def _holder(who: Worker, licence: Licence) -> str:
    return licence.holder_name if _in_clear(who, licence) else licence.holder.masked_name


def _in_clear(who: Worker, licence: Licence) -> bool:
    return not licence.holder.is_person or any(holds(who, power, licence) for power in IN_CLEAR)


@require_safe
@never_cache
@worker_required()
@enforces("RULE-32", "RULE-35")
def licence(request: HttpRequest, licence_id: int) -> HttpResponseBase:
    """One licence: what it says, its history, decisions under way, and what can be done to it."""
    found = licence_of(request, licence_id)
    return render(request, "register/licence.html", licence_context(request, found))


def licence_context(request: HttpRequest, found: Licence, refusal: Refusal | None = None) -> dict[str, Any]:
    """What the page of one licence shows; who reads it in clear is logged (rule 35)."""
    who = worker(request)
    clear = _in_clear(who, found)
    if clear:
        access_log.log(
            actor_kind="staff",
            actor_id=who.staff_id,
            action="licence.read",
            subject_kind="licence",
            subject_id=found.pk,
            allowed=True,
            purpose="证照管理",
        )
    decisions = queries.decisions_of(found)
    return {
        "section": "licences",
        "licence": found,
        "holder": found.holder_name if clear else found.holder.masked_name,
        "entries": entries_of(found) if clear else [],
        "clear": clear,
        "history": queries.history(found),
        "decisions": decisions,
        "window": queries.window_of(found),
        "has_file": found.document is not None and found.document.state == "ready",
        "actions": _actions(who, found, decisions),
        "refusal": refusal,
    }


def _actions(who: Worker, licence: Licence, decisions: list[LicenceDecision]) -> list[dict[str, Any]]:
    """The buttons: acts that may be proposed, the decision that waits for its signer, or for its service."""
    waiting = next((one for one in decisions if one.stage == LicenceDecision.Stage.PROPOSED), None)
    if waiting is not None:
        refusal = may_act(who, PowerKind.SIGN, licence)
        return [_button("decide", _("审核并签发"), (licence.pk, waiting.pk), refusal, "F9")]
    buttons = []
    unserved = next((one for one in decisions if one.document_id and one.served_at is None), None)
    if unserved is not None:
        refusal = may_act(who, PowerKind.SERVE, licence)
        buttons.append(_button("serve", _("登记送达"), (licence.pk, unserved.pk), refusal, "F9"))
        if unserved.stage == LicenceDecision.Stage.SIGNED:
            return buttons
    for act in LicenceAct:
        if state_refusal(act, licence.current_state) is None:
            refusal = may_act(who, PowerKind.REVIEW, licence)
            style = "secondary" if act is LicenceAct.RESUME else "danger"
            button = _button("propose", _(act.label), (licence.pk, act.value), refusal, "")
            buttons.append({**button, "style": style})
    return buttons


def _button(
    view: str, label: str, arguments: tuple[Any, ...], refusal: Refusal | None, key: str
) -> dict[str, Any]:
    return {
        "label": label,
        "url": reverse(f"register:{view}", args=list(arguments)),
        "key": key,
        "allowed": refusal is None,
        "refusal": refusal,
        "style": "main",
    }


@require_safe
@worker_required()
def certificate(request: HttpRequest, licence_id: int) -> HttpResponseBase:
    """The signed PDF of the certificate, for those who may read it in clear."""
    found = _readable(request, licence_id)
    return document_response(found.document)


@require_safe
@worker_required()
def document(request: HttpRequest, licence_id: int, document_id: int) -> HttpResponseBase:
    """The document of a decision on the licence, for those who may read it in clear."""
    found = _readable(request, licence_id)
    decision = next((one for one in queries.decisions_of(found) if one.document_id == document_id), None)
    event = next((one for one in queries.history(found) if one.document_id == document_id), None)
    owner = decision or event
    return document_response(None if owner is None else owner.document)


def _readable(request: HttpRequest, licence_id: int) -> Licence:
    found = licence_of(request, licence_id)
    if not _in_clear(worker(request), found):
        raise Http404
    return found


def licence_of(request: HttpRequest, licence_id: int) -> Licence:
    """The licence, if the asker may see it; 404 for any other."""
    if licence_id > LARGEST_KEY:
        raise Http404
    try:
        return queries.for_worker(worker(request), licence_id)
    except Licence.DoesNotExist:
        raise Http404 from None
