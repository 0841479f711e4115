"""The public announcements of hearings (听证公告, XK-46, XK-48.1): which come, when, where, on what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onevisit.cases import hearings
from onevisit.cases.models import Hearing
from onevisit.documents import queries as documents
from onevisit.documents.models import Document
from onevisit.law.clauses import citation, enforces
from onevisit.records.keyset import LARGEST_KEY, key_in
from onevisit.records.page_language import in_page_language
from onevisit.web.portal.printing import pdf_file


@require_safe
@enforces("XK-46", "XK-48.1", "XK-48.2")
def announced(request: HttpRequest) -> HttpResponse:
    """The announced hearings to come, the next first, by keyset. Two statements."""
    after = _after(request.GET.get("after", ""))
    page = hearings.announced(after)
    papers = documents.announcements_of([one.case_id for one in page.hearings])
    context = {
        "section": "home",
        "crumbs": [
            {"label": _("首页"), "url": reverse("portal:home")},
            {"label": _("听证公告"), "url": ""},
        ],
        "rows": [_row(one, papers.get(one.case_id)) for one in page.hearings],
        "first_url": reverse("portal:hearings") if after else "",
        "later_url": f"?after={page.after}" if page.after else "",
        "basis": in_page_language(citation(("XK-46", "XK-48.2"), None)),
    }
    return render(request, "portal/hearings.html", context)


def _row(hearing: Hearing, paper: Document | None) -> dict[str, Any]:
    case = hearing.case
    applicant = case.applicant
    name = (
        "" if applicant is None else applicant.masked_name if applicant.kind == "person" else applicant.name
    )
    return {
        "hearing": hearing,
        "item": case.version.name,
        "guide": reverse("portal:guide", args=[case.item_code]),
        "organ": case.department.name,
        "phone": case.department.phone,
        "applicant": name,
        "chair": hearing.chair.name if hearing.chair else "",
        "paper": reverse("portal:hearing_announcement", args=[paper.pk]) if paper else "",
    }


def _after(text: str) -> tuple[datetime, int] | None:
    """The key of the row before the page; None for the first page or anything no page gave."""
    moment, _underscore, written = text.partition("_")
    try:
        found = datetime.fromisoformat(moment)
    except ValueError:
        return None
    key = key_in(written)
    return None if found.tzinfo is None or key is None else (found, key)


@require_safe
@enforces("XK-46")
def announcement(request: HttpRequest, document_id: int) -> HttpResponse:
    """The sealed announcement as a file, for as long as it is in force."""
    paper = documents.announcement(document_id) if document_id <= LARGEST_KEY else None
    if paper is None:
        raise Http404
    return pdf_file(documents.file_of(paper), f"{paper.title}{paper.number}")
