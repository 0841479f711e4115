"""The keeper of seals: what waits for a seal, and the one act of setting it, in the hall (JH-32, JH-33)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onevisit.cases.models import Case
from onevisit.catalog.definition import ItemDefinition
from onevisit.documents import queries as documents
from onevisit.documents.actions import seal_waiting, seals_to_choose
from onevisit.documents.models import Document, Seal
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.organization.workers import Worker
from onevisit.records.keyset import key_in
from onevisit.web.acting import worker, worker_required

MOST_SHOWN = 50


@dataclass(frozen=True)
class WaitingRow:
    """A document that waits, its case, and the seals with which this keeper may seal it here."""

    document: Document
    case: Case | None
    seals: Sequence[Seal]


@require_safe
@worker_required(Role.SEAL_KEEPER)
def waiting(request: HttpRequest) -> HttpResponseBase:
    """Documents that wait for a seal, the oldest first."""
    return render(request, "seals/waiting.html", _context(request, None))


@require_POST
@worker_required(Role.SEAL_KEEPER)
def seal(request: HttpRequest, document_id: int) -> HttpResponseBase:
    """Sets the chosen seal on one document; place and operator are logged with it."""
    who = worker(request)
    document = documents.waiting_for_seal([who.department_id]).filter(pk=document_id).first()
    if document is None:
        messages.info(request, _("这份文书已经用过印，或者不由您用印。"))
        return redirect("seals:waiting")
    chosen = key_in(request.POST.get("seal", ""))
    if chosen is None:
        raise Http404
    try:
        case = Case.objects.select_related("version").filter(pk=document.case_id or 0).first()
        seal_waiting(document.pk, chosen, who, _definition(case))
    except Seal.DoesNotExist:
        raise Http404 from None
    except Refusal as refusal:
        return render(request, "seals/waiting.html", _context(request, refusal), status=409)
    messages.success(request, _("已用印：%(title)s。") % {"title": document.title})
    return redirect("seals:waiting")


def _context(request: HttpRequest, refusal: Refusal | None) -> dict[str, Any]:
    who = worker(request)
    found = list(documents.waiting_for_seal([who.department_id])[: MOST_SHOWN + 1])
    return {
        "section": "seals",
        "rows": _rows(found[:MOST_SHOWN], who),
        "more": len(found) > MOST_SHOWN,
        "in_hall": who.hall_id is not None,
        "refusal": refusal,
    }


def _rows(found: Sequence[Document], who: Worker) -> list[WaitingRow]:
    cases = Case.objects.select_related("version", "applicant").in_bulk(
        [document.case_id for document in found if document.case_id is not None]
    )
    choice = seals_to_choose(
        [(document, _definition(cases.get(document.case_id or 0))) for document in found], who
    )
    return [WaitingRow(document, cases.get(document.case_id or 0), choice[document.pk]) for document in found]


def _definition(case: Case | None) -> ItemDefinition | None:
    """The item's definition: it says where a law asks for another seal than the usual one."""
    return None if case is None else case.version.definition
