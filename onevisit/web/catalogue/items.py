"""The list of items, one item with all its versions, two versions compared, the changes under way."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.catalog import changes, keeping
from onevisit.catalog.authority import item_scope, keeps_the_directory
from onevisit.catalog.comparison import compare_versions
from onevisit.catalog.models import CatalogueChange, Item, ItemVersion
from onevisit.catalog.queries import current_version
from onevisit.catalog.reviews import due_count, due_of, last_reviews, review_months
from onevisit.law.catalogue_changes import ChangeAct, ChangeKind, change_refusal
from onevisit.law.clauses import enforces
from onevisit.records import clock
from onevisit.records.keyset import key_in
from onevisit.web.acting import posted_key, worker
from onevisit.web.catalogue.access import item_or_404, keepers_only
from onevisit.web.catalogue.readiness import lacking

LONGEST_SEARCH = 60
SECTION = "catalogue"
_PROPOSED_HERE = tuple(kind for kind in ChangeKind if kind is not ChangeKind.ADD)


def text_asked(request: HttpRequest, name: str) -> str:
    """A search text of the address, without what no text holds."""
    return request.GET.get(name, "").replace("\0", "").strip()[:LONGEST_SEARCH]


def list_address(view: str, **asked: str) -> str:
    """The address of a list with what is asked for."""
    return f"{reverse(view)}?{urlencode({key: value for key, value in asked.items() if value})}"


@keepers_only
@require_safe
@enforces("JH-9", "JH-8.3")
def items_page(request: HttpRequest) -> HttpResponseBase:
    """The items of the keeper's scope: state, version, open change, faults, last review. Keyset pages."""
    find, after = text_asked(request, "find"), text_asked(request, "after")
    show = request.GET.get("show", "")
    show = show if show in keeping.FILTERS else ""
    who = worker(request)
    page = keeping.kept_items(who, find=find, show=show, after=after)
    labels = {
        "": _("全部"),
        "changing": _("有变更在办"),
        "suspended": _("已暂停"),
        "retired": _("已取消"),
    }
    context = {
        "section": SECTION,
        "tabs": desk_tabs(request, "items"),
        "find": find,
        "show": show,
        "rows": page.rows,
        "now": clock.now(),
        "chips": [
            {
                "label": label,
                "url": list_address("catalogue:items", find=find, show=key),
                "active": key == show,
                "count": None,
            }
            for key, label in labels.items()
        ],
        "first_url": list_address("catalogue:items", find=find, show=show) if after else "",
        "later_url": list_address("catalogue:items", find=find, show=show, after=page.after)
        if page.after
        else "",
    }
    return render(request, "catalogue/items.html", context)


def desk_tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The parts of the catalogue's desk, with how many items are to be looked over. Two statements."""
    tabs = [
        ("items", _("事项"), "catalogue:items"),
        ("changes", _("变更"), "catalogue:changes"),
        ("reviews", _("核对"), "catalogue:reviews"),
        ("laws", _("法律依据"), "catalogue:laws"),
    ]
    counts = {"reviews": due_count(worker(request)) or None}
    if keeps_the_directory(worker(request)):
        tabs.append(("bases", _("目录清单"), "catalogue:bases"))
        tabs.append(("transfer", _("导入导出"), "catalogue:imports"))
    else:
        tabs.append(("transfer", _("导出"), "catalogue:exports"))
    return [
        {"label": label, "url": reverse(view), "current": key == current, "count": counts.get(key)}
        for key, label, view in tabs
    ]


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
@enforces("JH-9")
def changes_page(request: HttpRequest) -> HttpResponseBase:
    """The changes under way: those that wait for the reader, or all of his scope. A POST submits those that
    were ticked; which were not taken is told with the reason, and the list stays."""
    mine = request.GET.get("show") != "all"
    after = request.GET.get("after", "")
    at = key_in(after) or 0
    left: list[changes.NotSubmitted] = []
    if request.method == "POST":
        went, left = changes.submit_all(worker(request), _ticked(request), posted_key(request))
        if went:
            words = ngettext("已送部门审核 %(count)d 项。", "已送部门审核 %(count)d 项。", went)
            messages.success(request, words % {"count": went})
        if not left:
            return redirect(request.get_full_path())
    rows, later = keeping.changes_page(worker(request), mine=mine, after=at)
    show = "" if mine else "all"
    shown = [{"change": row, "name": _name(row), "ready": _is_ready(request, row)} for row in rows]
    context = {
        "section": SECTION,
        "tabs": desk_tabs(request, "changes"),
        "mine": mine,
        "rows": shown,
        "ready": any(row["ready"] for row in shown),
        "left": [{"name": _name(one.change), "one": one} for one in left],
        "chips": [
            {"label": _("等我办理"), "url": reverse("catalogue:changes"), "active": mine, "count": None},
            {
                "label": _("全部在办"),
                "url": list_address("catalogue:changes", show="all"),
                "active": not mine,
                "count": None,
            },
        ],
        "first_url": list_address("catalogue:changes", show=show) if at else "",
        "later_url": list_address("catalogue:changes", show=show, after=str(later)) if later else "",
    }
    return render(request, "catalogue/changes.html", context, status=409 if left else 200)


def _is_ready(request: HttpRequest, change: CatalogueChange) -> bool:
    """Whether the reader may submit the change now and the check found nothing when it was last saved."""
    refusal = change_refusal(ChangeAct.SUBMIT, changes.facts_of(change, worker(request)))
    return refusal is None and not change.faults


def _ticked(request: HttpRequest) -> list[int]:
    """The keys of the changes ticked on one page, of the reader's scope only."""
    asked = [key for typed in request.POST.getlist("change")[: keeping.PAGE] if (key := key_in(typed))]
    own = CatalogueChange.objects.filter(
        pk__in=asked, item__in=Item.objects.filter(item_scope(worker(request)))
    )
    return list(own.values_list("pk", flat=True))


def _name(change: Any) -> str:
    return keeping.name_of_change(change) or (change.started_from.name if change.started_from else "")


@keepers_only
@require_safe
@enforces("JH-9", "AS-3.1b")
def item_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """One item: all versions, the change under way, what can be proposed, the log."""
    item = item_or_404(request, code)
    versions = keeping.versions_of(item)
    latest = next((one for one in versions if one.state != ItemVersion.State.DRAFT), None)
    open_change = keeping.open_change_of(item)
    offered = current_version(code, clock.now())
    context = {
        "section": SECTION,
        "item": item,
        "name": latest.name if latest else keeping.name_of_change(open_change),
        "latest": latest,
        "versions": versions,
        "now": clock.now(),
        "open_change": open_change,
        "lacking": lacking(item, latest.definition) if latest and latest.valid_to is None else [],
        "last": last_reviews(item),
        "due": due_of(offered, review_months(worker(request))) if offered else None,
        "offered": offered,
        "actions": _proposals(request, item, latest),
        "published_changes": item.changes.filter(stage="published")
        .prefetch_related("successors")
        .order_by("-effective_from"),
        "log": keeping.log_of(item),
        "log_shown": keeping.LOG_SHOWN,
    }
    return render(request, "catalogue/item.html", context)


def _proposals(request: HttpRequest, item: Item, latest: ItemVersion | None) -> list[dict[str, Any]]:
    buttons = []
    for kind in _PROPOSED_HERE:
        refusal = changes.proposal_refusal(item, kind, latest, worker(request))
        buttons.append(
            {
                "label": kind.label,
                "name": f"propose-{kind.value}",
                "url": reverse("catalogue:propose", args=[item.code, kind.value]),
                "allowed": refusal is None,
                "refusal": refusal,
                "style": "" if kind is ChangeKind.CHANGE else "secondary",
            }
        )
    return sorted(buttons, key=lambda one: not one["allowed"])


@keepers_only
@require_safe
@enforces("JH-9")
def differences_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """Two versions of an item, every element that differs, in words."""
    item = item_or_404(request, code)
    versions = keeping.versions_of(item)
    numbers = [version.number for version in versions]
    new = _number(request, "new", numbers, numbers[0] if numbers else 0)
    old = _number(request, "old", numbers, numbers[1] if len(numbers) > 1 else new)
    before, after = keeping.version_of(item, old), keeping.version_of(item, new)
    if before is None or after is None:
        raise Http404
    context = {
        "section": SECTION,
        "item": item,
        "name": after.name,
        "versions": versions,
        "old": before,
        "new": after,
        "elements": compare_versions(before.definition, after.definition),
    }
    return render(request, "catalogue/differences.html", context)


def _number(request: HttpRequest, name: str, numbers: list[int], default: int) -> int:
    asked = request.GET.get(name, "")
    number = key_in(asked)
    return number if number in numbers else default
