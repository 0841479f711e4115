"""The public page of delegations in force: who acts in whose name, for what, since when (XK-24, JH-13)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onevisit.catalog import queries
from onevisit.law.clauses import cite, enforces
from onevisit.law.powers import PowerKind
from onevisit.organization.queries import announced_delegations
from onevisit.records import clock


@require_safe
@enforces("XK-24p2", "RULE-24", "JH-13")
def delegations(request: HttpRequest) -> HttpResponse:
    """Every document that decides today or is announced for later, by department. Two statements."""
    found = announced_delegations(clock.today())
    codes = {code for one in found for code in one.item_codes}
    names = {
        version.item.code: version for version in queries.in_effect(clock.now()).filter(item__code__in=codes)
    }
    context = {
        "section": "home",
        "crumbs": [
            {"label": _("首页"), "url": reverse("portal:home")},
            {"label": _("委托公告"), "url": ""},
        ],
        "basis": cite("XK-24p2"),
        "today": clock.today(),
        "rows": [
            {
                "delegation": one,
                "items": [names[code] for code in one.item_codes if code in names],
                "powers": [power.label for power in PowerKind if power.value in one.powers],
            }
            for one in found
        ],
    }
    return render(request, "portal/delegations.html", context)
