"""Results that nobody has collected for too long, for the window that keeps them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from onevisit.cases import unclaimed
from onevisit.cases.window_lists import key_of
from onevisit.law.clauses import enforces
from onevisit.law.powers import Role
from onevisit.records import clock
from onevisit.web.acting import worker, worker_required
from onevisit.web.window.issuing import chips


@require_safe
@never_cache
@worker_required(Role.ISSUING_CLERK)
@enforces("JH-25b", "AS-4.4")
def unclaimed_results(request: HttpRequest) -> HttpResponseBase:
    """What waits too long: since when, how often reminded, how often called."""
    cases, after = unclaimed.of_worker(worker(request), after=key_of(request.GET.get("after", "")))
    today = clock.today()
    rows = [
        {"case": case, "days": (today - case.waits_since.astimezone(clock.SHANGHAI).date()).days}
        for case in cases
        if case.waits_since is not None
    ]
    context: dict[str, Any] = {
        "section": "issuing",
        "chips": chips("unclaimed"),
        "rows": rows,
        "later_url": f"?after={after}" if after else "",
    }
    return render(request, "issuing/unclaimed.html", context)
