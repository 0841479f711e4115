"""我的证照: what somebody holds or may show for another, one licence on the screen, its certificate."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from onevisit.documents import qr
from onevisit.documents import queries as documents
from onevisit.documents.models import Document
from onevisit.law.clauses import enforces
from onevisit.law.licences.states import LicenceMatter
from onevisit.licences import queries
from onevisit.licences.models import Licence, LicenceDecision, LicenceEvent
from onevisit.people.models import Applicant
from onevisit.people.queries import applicant_of
from onevisit.records import clock
from onevisit.records.keyset import LARGEST_KEY
from onevisit.web.acting import account_of, applicant_required
from onevisit.web.licence_tokens import VALID_SECONDS, make_token


@require_safe
@never_cache
@applicant_required
def licences(request: HttpRequest) -> HttpResponseBase:
    """The licences that the asker holds, or may show for an organisation or a principal."""
    person = _person(request)
    found = [] if person is None else queries.of_wallet(person)
    context = {
        "section": "licences",
        "rows": [
            {
                "licence": one,
                "renewable": LicenceMatter.RENEWAL in queries.matters_of(one, clock.today()),
                "own": person is not None and one.holder_id == person.pk,
            }
            for one in found
        ],
        "unknown": person is None,
    }
    return render(request, "wallet/licences.html", context)


@require_safe
@never_cache
@applicant_required
@enforces("RULE-32", "JH-31")
def licence(request: HttpRequest, licence_id: int) -> HttpResponseBase:
    """One licence: what it says, how it stands, what happened to it, what may be applied for."""
    return render(request, "wallet/licence.html", licence_context(request, licence_of(request, licence_id)))


def licence_context(request: HttpRequest, found: Licence) -> dict[str, Any]:
    """What the page of one licence shows."""
    return {
        "section": "licences",
        "licence": found,
        "entries": entries_of(found),
        "matters": queries.matters_of(found, clock.today()),
        "window": queries.window_of(found) if found.current_state.value == "valid" else None,
        "history": queries.history(found),
        "decisions": [one for one in queries.decisions_of(found) if one.served_at is not None],
        "has_file": _is_ready(found.document),
        "crumbs": [
            {"label": _("我的证照"), "url": reverse("wallet:licences")},
            {"label": found.kind, "url": ""},
        ],
    }


@require_safe
@never_cache
@applicant_required
def show(request: HttpRequest, licence_id: int) -> HttpResponseBase:
    """The licence for somebody to look at: large, with a code that tells its state of this minute."""
    found = licence_of(request, licence_id)
    address = f"{settings.PUBLIC_URL}{reverse('verify:licence', args=[make_token(found.pk)])}"
    context = {
        "section": "licences",
        "licence": found,
        "entries": entries_of(found),
        # Made by our own QR code library from our own address; nothing typed stands in it.
        "qr": mark_safe(qr.svg(address)),
        "minutes": VALID_SECONDS // 60,
        "shown_at": clock.now(),
    }
    return render(request, "wallet/show.html", context)


@require_safe
@never_cache
@applicant_required
def certificate(request: HttpRequest, licence_id: int) -> HttpResponseBase:
    """The signed PDF of the certificate; 404 where there is none, or it is not made yet."""
    found = licence_of(request, licence_id)
    return document_response(found.document)


@require_safe
@never_cache
@applicant_required
@enforces("RULE-30")
def decision_document(request: HttpRequest, licence_id: int, document_id: int) -> HttpResponseBase:
    """The document of a decision on the licence, once it was served."""
    found = licence_of(request, licence_id)
    decision = (
        LicenceDecision.objects.filter(licence=found, document_id=document_id, served_at__isnull=False)
        .select_related("document")
        .first()
    )
    if decision is not None:
        return document_response(decision.document)
    event = LicenceEvent.objects.filter(licence=found, document_id=document_id).select_related("document")
    renewed = event.filter(kind=LicenceEvent.Kind.DEEMED_RENEWED).first()
    return document_response(None if renewed is None else renewed.document)


def licence_of(request: HttpRequest, licence_id: int) -> Licence:
    """A licence that the asker may show; 404 for any other."""
    person = _person(request)
    if person is None or licence_id > LARGEST_KEY:
        raise Http404
    try:
        return queries.one_of_wallet(person, licence_id)
    except Licence.DoesNotExist:
        raise Http404 from None


def document_response(document: Document | None) -> HttpResponse:
    """The signed file of a document. Raises Http404 while there is none."""
    if document is None or not _is_ready(document):
        raise Http404
    response = HttpResponse(documents.file_of(document), content_type="application/pdf")
    name = f"{document.title}{document.number}.pdf"
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def entries_of(licence: Licence) -> list[dict[str, str]]:
    """The lines of the certificate; the last day as the register has it."""
    return [{"label": label, "value": value} for label, value in licence.entries]


def _is_ready(document: Document | None) -> bool:
    return document is not None and document.state == Document.State.READY


def _person(request: HttpRequest) -> Applicant | None:
    account = account_of(request)
    assert account is not None
    return applicant_of(account.pk)
