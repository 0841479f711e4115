"""The applicant's own cases: the lists, the progress page, its files, limits and receipts."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from onevisit.accounts.message_texts import MessageText, filled
from onevisit.cases import own_cases, parcels, queries
from onevisit.cases.models import Case
from onevisit.cases.numbers import query_code
from onevisit.cases.own_documents import documents_of
from onevisit.cases.telling import slot_parameters
from onevisit.law.clauses import enforces
from onevisit.law.items import DeliveryWay
from onevisit.law.lifecycle import Action, State
from onevisit.law.refusal import Refusal
from onevisit.records import clock
from onevisit.records.keyset import key_in
from onevisit.records.models import Message
from onevisit.records.receipts import receipt_for
from onevisit.web import attachments
from onevisit.web.acting import account_of, applicant_required, case_of_request, performer_of
from onevisit.web.apply.heard import heard_section
from onevisit.web.apply.recusal import recusals_of
from onevisit.web.apply.submit import spaced
from onevisit.web.desk.visit_rows import appointed_visit
from onevisit.web.fee_rows import fees_of
from onevisit.web.progress.line import (
    collect_at,
    document_rows,
    events_of,
    holder_of,
    limit_context,
    limit_rows,
)


def _account_id(request: HttpRequest) -> int:
    account = account_of(request)
    assert account is not None
    return account.pk


@require_safe
@never_cache
@applicant_required
def my(request: HttpRequest) -> HttpResponseBase:
    """Drafts and filed cases, the newest first, by keyset. Six statements."""
    cases = own_cases.listed(_account_id(request))
    before = request.GET.get("before", "")
    key = key_in(before)
    page = own_cases.filed(cases, before=key)
    today = clock.today()
    context = {
        "section": "my",
        "drafts": own_cases.drafts_of(cases) if key is None else [],
        "rows": [queries.row_of(case, today) for case in page.cases],
        "first_url": reverse("apply:my") if key is not None else "",
        "later_url": f"?before={page.before}" if page.before else "",
    }
    return render(request, "apply/my.html", context)


@require_safe
@never_cache
@applicant_required
def my_messages(request: HttpRequest) -> HttpResponseBase:
    """Messages on the site, the newest first, by keyset."""
    before = request.GET.get("before", "")
    try:
        key = uuid.UUID(before) if before else None
    except ValueError:
        key = None
    page = own_cases.messages_of(_account_id(request), before=key)
    context = {
        "section": "my",
        "messages_shown": [_message(one) for one in page.messages],
        "first_url": reverse("apply:messages") if key is not None else "",
        "later_url": f"?before={page.before}" if page.before else "",
        "crumbs": [{"label": _("我的办件"), "url": reverse("apply:my")}, {"label": _("消息"), "url": ""}],
    }
    return render(request, "apply/messages.html", context)


def _message(message: Message) -> dict[str, Any]:
    try:
        text = filled(message)
    except KeyError:
        text = MessageText(_("办件有新进展"), _("请打开办件查看。"))
    pages = {"case": "apply:case", "licence": "wallet:licence"}
    page = pages.get(message.subject_kind)
    return {
        "subject": text.subject,
        "body": text.body,
        "at": message.queued_at,
        "url": reverse(page, args=[message.subject_id]) if page else "",
    }


@require_safe
@never_cache
@applicant_required
@enforces("AS-4.3", "AS-4.4", "JH-24")
def case_page(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Where the case stands, who has it, when it is due and why, what the applicant can do now."""
    case = case_of_request(request, case_id)
    if case.state == State.DRAFT.value:
        return redirect("apply:draft", case_id=case.pk)
    return render(request, "apply/case.html", case_context(request, case))


def case_context(request: HttpRequest, case: Case, refusal: Refusal | None = None) -> dict[str, Any]:
    """What the progress page shows; ``refusal`` is an act that was just not done."""
    possible = {
        offer.action for offer in queries.offers(case, performer_of(request)) if offer.refusal is None
    }
    return {
        "section": "my",
        "case": case,
        "definition": case.version.definition,
        "live_channel": f"case:{case.pk}",
        "row": queries.row_of(case, clock.today()),
        "holder": holder_of(case, own=True),
        "collect_at": collect_at(case),
        "waits_in_slot": slot_parameters(case) | {"until": case.slot_until} if case.slot_until else None,
        "events": events_of(case, documents_url="apply:document", own=True),
        "limits": limit_rows(case, "apply:time_limit"),
        "documents": document_rows(case, "apply:document"),
        "messages_shown": [
            _message(one) for one in own_cases.messages_of_case(_account_id(request), case.pk)
        ],
        "fees": fees_of(case),
        "parcels": parcels.of_case(case) if case.delivery_way == DeliveryWay.POST.value else [],
        "may_change_delivery": Action.CHANGE_DELIVERY in possible,
        "may_supply": Action.SUPPLY_CORRECTION in possible,
        "appointed": appointed_visit(case),
        "may_take_back": Action.TAKE_BACK_PRE_REVIEW in possible,
        "may_supply_gaps": Action.SUPPLY_GAPS in possible,
        "may_ask_reduction": Action.REQUEST_REDUCTION in possible,
        "may_ask_recusal": Action.REQUEST_RECUSAL in possible,
        "recusals": recusals_of(case),
        "may_withdraw": Action.WITHDRAW in possible,
        "heard": heard_section(case, possible),
        "code": spaced(query_code(case)),
        "refusal": refusal,
        "crumbs": [
            {"label": _("我的办件"), "url": reverse("apply:my")},
            {"label": case.version.name, "url": ""},
        ],
    }


@require_safe
@applicant_required
def time_limit(request: HttpRequest, case_id: int, kind: str) -> HttpResponseBase:
    """Why a limit ends on the day it ends, day by day."""
    case = case_of_request(request, case_id)
    context = limit_context(case, kind)
    if context is None:
        raise Http404
    back = {"section": "my", "back_url": reverse("apply:case", args=[case.pk])}
    return render(request, "progress/time_limit.html", {**context, **back})


@require_safe
@applicant_required
@enforces("HOUSE-7")
def receipt_json(request: HttpRequest, case_id: int, sequence: int = 1) -> HttpResponseBase:
    """One act of the case as a file by which anybody can check that it stands in the ledger unchanged."""
    case = case_of_request(request, case_id)
    return receipt_file(case, sequence)


def receipt_file(case: Case, sequence: int) -> JsonResponse:
    """The ledger receipt of one act as a download. Raises Http404 when there is no such act."""
    try:
        found = receipt_for(case.pk, sequence, case.created_at)
    except Refusal:
        raise Http404 from None
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
    name = "receipt.json" if sequence == 1 else f"receipt-{sequence}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@applicant_required
def document(request: HttpRequest, case_id: int, document_id: int) -> HttpResponseBase:
    """The signed PDF of one of the documents addressed to the applicant, once it may be downloaded."""
    case = case_of_request(request, case_id)
    if not any(one.open and one.document.pk == document_id for one in documents_of(case)):
        raise Http404
    return attachments.document_file(request, case_id, document_id)


@require_safe
@applicant_required
def file(request: HttpRequest, case_id: int, file_id: int) -> HttpResponseBase:
    """A file that was handed in."""
    return attachments.material_file(request, case_id, file_id)
