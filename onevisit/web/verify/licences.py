"""Is this licence in force? By the short-lived code that its holder shows (rule 32)."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from onevisit.law.clauses import enforces
from onevisit.licences import queries
from onevisit.licences.queries import PublicStatus
from onevisit.web.licence_tokens import LONGEST, read_token
from onevisit.web.portal.whole_pages import framed_page


@require_safe
@never_cache
@enforces("RULE-32", "RULE-35")
def licence(request: HttpRequest, token: str) -> HttpResponse:
    """What the code on the holder's screen leads to. One statement.

    No budget is spent: a code can't be guessed, and is good for minutes only.
    """
    licence_id = read_token(token) if len(token) <= LONGEST else None
    status = None if licence_id is None else queries.status_of(licence_id)
    if status is None:
        return _page(request, SafeString(), status=404)
    inner = render_to_string("verify/licence_facts.html", {"status": status, "facts": facts_of(status)})
    return framed_page(request, "licence-status", partial(_page, request), inner)


def _page(request: HttpRequest, inner: SafeString, *, status: int = 200) -> HttpResponse:
    return render(request, "verify/licence.html", {"section": "verify", "inner": inner}, status=status)


def facts_of(status: PublicStatus | None) -> list[dict[str, Any]]:
    """Labels and values for the summary list; a person's name is masked."""
    if status is None:
        return []
    rows = [
        (_("证照"), status.kind),
        (_("证照编号"), status.number),
        (_("持证人"), status.holder_masked),
        (_("颁发机关"), status.organ),
        (_("颁发日期"), status.issued_on),
        (
            _("有效期"),
            _("长期有效") if status.valid_to is None else f"{status.valid_from} — {status.valid_to}",
        ),
    ]
    return [{"label": label, "value": value} for label, value in rows]
