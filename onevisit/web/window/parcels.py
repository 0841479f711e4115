"""Parcels of a hall: their list, and the label that is printed and stuck on."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from onevisit.cases import parcel_lists
from onevisit.cases.window_lists import key_of
from onevisit.documents.qr import svg
from onevisit.law.clauses import enforces
from onevisit.law.parcels import UNDER_WAY, ParcelState
from onevisit.law.powers import Role
from onevisit.web.acting import worker, worker_required
from onevisit.web.window.access import log_reading, result_of_request
from onevisit.web.window.issuing import chips

SHOWN = {
    "ordered": (gettext_lazy("待交寄"), (ParcelState.ORDERED,)),
    "under_way": (gettext_lazy("在途"), tuple(UNDER_WAY)),
    "lost": (gettext_lazy("丢失待补制"), (ParcelState.LOST,)),
    "ended": (
        gettext_lazy("已了结"),
        (ParcelState.SERVED, ParcelState.RETURNED, ParcelState.CANCELLED, ParcelState.LOST),
    ),
}


@require_safe
@never_cache
@worker_required(Role.ISSUING_CLERK)
@enforces("JH-25b", "AS-3.4.5")
def parcel_list(request: HttpRequest) -> HttpResponseBase:
    """Parcels by where they are, the latest first; one that the courier has not answered about says so."""
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in SHOWN else "ordered"
    page = parcel_lists.of_worker(
        worker(request),
        SHOWN[chosen][1],
        ended=chosen == "ended",
        before=key_of(request.GET.get("before", "")),
    )
    later = urlencode({"show": chosen, "before": page.before}) if page.before else ""
    context: dict[str, Any] = {
        "section": "issuing",
        "parcels": page.parcels,
        "chips": chips("post"),
        "tabs": [
            {"label": words, "url": f"?show={key}", "current": key == chosen, "key": "", "count": None}
            for key, (words, _states) in SHOWN.items()
        ],
        "later_url": f"?{later}" if later else "",
        "shown": SHOWN[chosen][0],
    }
    return render(request, "issuing/parcels.html", context)


@require_safe
@never_cache
@worker_required(Role.ISSUING_CLERK)
@enforces("JH-25b", "AS-3.4.5")
def label(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """The label of the parcel under way, to print; the reading of the address is logged."""
    case = result_of_request(request, case_id)
    parcel = parcel_lists.with_label(case)
    if parcel is None:
        raise Http404
    log_reading(request, case)
    context = {
        "section": "issuing",
        "case": case,
        "parcel": parcel,
        # Our own drawing of a number that has only letters and digits.
        "code": mark_safe(svg(parcel.tracking_number)),
        "title": _("快递面单"),
    }
    return render(request, "issuing/label.html", context)
