"""The public notice of changes: which item changed, when, what and why (JH-9, JH-29)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onevisit.catalog.notices import notices
from onevisit.law.clauses import cite, enforces
from onevisit.records import clock

SHOWN = 100


@require_safe
@enforces("JH-29", "JH-30")
def changes(request: HttpRequest) -> HttpResponse:
    """The latest hundred changes of items, the newest first. One statement."""
    context = {
        "section": "home",
        "crumbs": [
            {"label": _("首页"), "url": reverse("portal:home")},
            {"label": _("事项变更公告"), "url": ""},
        ],
        "changes": notices(limit=SHOWN),
        "now": clock.now(),
        "basis": cite("JH-29"),
        "shown": SHOWN,
    }
    return render(request, "portal/changes.html", context)
