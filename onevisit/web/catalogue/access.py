"""Who is let in to the catalogue's desk, and what of it he sees: another's item is not there for him."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from onevisit.catalog import keeping
from onevisit.catalog.authority import ITEM_POWERS
from onevisit.catalog.models import CatalogueChange, Item
from onevisit.law.powers import PowerKind
from onevisit.records import access_log
from onevisit.records.keyset import LARGEST_KEY
from onevisit.web.acting import View, worker, worker_required

LONGEST_CODE = 36


def keepers_only(view: View) -> View:
    """A page for those who keep, approve or publish items."""
    return _with_power(view, ITEM_POWERS)


def directory_keepers_only(view: View) -> View:
    """A page for the agency's keepers, who keep the base items."""
    return _with_power(view, (PowerKind.PUBLISH_ITEMS,))


def _with_power(view: View, powers: tuple[PowerKind, ...]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not any(worker(request).grants_for(power) for power in powers):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return never_cache(worker_required()(guarded))


def item_or_404(request: HttpRequest, code: str) -> Item:
    """The item, if it stands on the asker's list; else 404, logged."""
    if len(code) > LONGEST_CODE:
        raise Http404
    try:
        return keeping.item_for(worker(request), code)
    except Item.DoesNotExist:
        known = Item.objects.filter(code=code).values_list("pk", flat=True).first()
        if known is not None:
            _log_refused(request, "catalogue_item", known)
        raise Http404 from None


def change_or_404(request: HttpRequest, change_id: int) -> CatalogueChange:
    """The change, if its item stands on the asker's list; else 404, logged."""
    if change_id > LARGEST_KEY:
        raise Http404
    try:
        return keeping.change_for(worker(request), change_id)
    except CatalogueChange.DoesNotExist:
        _log_refused(request, "catalogue_change", change_id)
        raise Http404 from None


def _log_refused(request: HttpRequest, kind: str, key: int) -> None:
    access_log.log(
        actor_kind="staff",
        actor_id=worker(request).staff_id,
        action="catalogue.open",
        subject_kind=kind,
        subject_id=key,
        allowed=False,
        detail={"code": "not_visible"},
    )
