"""What lies in the self-service cabinets, for the window that fills and empties them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from onevisit.cases import deposits
from onevisit.cases.window_lists import key_of
from onevisit.law.clauses import enforces
from onevisit.law.powers import Role
from onevisit.web.acting import worker, worker_required
from onevisit.web.window.issuing import chips

SHOWN = {
    "inside": gettext_lazy("在柜里"),
    "to_empty": gettext_lazy("待清空"),
    "past": gettext_lazy("已了结"),
}


@require_safe
@never_cache
@worker_required(Role.ISSUING_CLERK)
@enforces("JH-25b", "AS-4.4")
def slots(request: HttpRequest) -> HttpResponseBase:
    """Who put what into which slot and when, until which day, and how it left."""
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in SHOWN else "inside"
    page = deposits.of_worker(worker(request), chosen, before=key_of(request.GET.get("before", "")))
    later = urlencode({"show": chosen, "before": page.before}) if page.before else ""
    context: dict[str, Any] = {
        "section": "issuing",
        "rows": [(one.cabinet.slot_name(one.slot), one) for one in page.deposits],
        "chips": chips("slots"),
        "tabs": [
            {"label": words, "url": f"?show={key}", "current": key == chosen, "key": "", "count": None}
            for key, words in SHOWN.items()
        ],
        "later_url": f"?{later}" if later else "",
        "shown": SHOWN[chosen],
    }
    return render(request, "issuing/slots.html", context)
