"""The base directory on screen: its items, one with its versions and draft, and whose items differ then."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.db.models import Max, Q
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.catalog import bases
from onevisit.catalog.base_definition import NINE_ELEMENTS, BaseDefinition
from onevisit.catalog.comparison import compare
from onevisit.catalog.models import BaseItem, BaseVersion
from onevisit.catalog.surroundings import base_in_force
from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.web.acting import worker
from onevisit.web.catalogue import structure
from onevisit.web.catalogue.access import directory_keepers_only
from onevisit.web.catalogue.items import desk_tabs, list_address, text_asked
from onevisit.web.catalogue.rows import done, row_act
from onevisit.web.catalogue.structure import MISSING, Path

PAGE = 30
WRITTEN = tuple(name for name in NINE_ELEMENTS if name != "base_code")
LONGEST_REASON = 500


@directory_keepers_only
@require_safe
def bases_page(request: HttpRequest) -> HttpResponseBase:
    """The base items by code, found by code or a part of the name. Keyset pages."""
    find, after = text_asked(request, "find"), text_asked(request, "after")
    found = BaseItem.objects.annotate(newest=Max("versions__number")).order_by("code")
    if find:
        found = found.filter(Q(code__startswith=find.upper()) | Q(versions__name__icontains=find))
    if after:
        found = found.filter(code__gt=after)
    rows = list(found[: PAGE + 1])
    shown = rows[:PAGE]
    versions = {one.base_id: one for one in BaseVersion.objects.filter(base__in=shown).order_by("number")}
    context = {
        "section": "catalogue",
        "tabs": desk_tabs(request, "bases"),
        "find": find,
        "rows": [{"base": one, "version": versions.get(one.pk)} for one in shown],
        "first_url": list_address("catalogue:bases", find=find) if after else "",
        "later_url": list_address("catalogue:bases", find=find, after=shown[-1].code)
        if len(rows) > PAGE
        else "",
    }
    return render(request, "catalogue/bases.html", context)


@directory_keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
@enforces("AS-3.1a")
def base_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """One base item: its nine elements to write, the differences, the items that differ then."""
    base = BaseItem.objects.filter(code=code).first() if len(code) <= 12 else None
    if base is None:
        raise Http404
    if request.method != "POST":
        return render(request, "catalogue/base.html", _context(base, _draft(base)))
    pressed = request.POST.get("do", "")
    revision = request.POST.get("revision", "")
    values = {
        name: value
        for name in WRITTEN
        if (value := structure.read((name,), BaseDefinition.model_fields[name], request.POST)) is not MISSING
    }
    act = row_act(pressed)
    if act is not None:
        done(values, BaseDefinition, act)
    reason = " ".join(request.POST.get("reason", "").replace("\0", "").split())[:LONGEST_REASON]
    try:
        number = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0
        bases.write_draft(worker(request), code, number, values, reason)
    except Refusal as refusal:
        context = {**_context(base, _draft(base), values), "refusal": refusal, "reason": reason}
        return render(request, "catalogue/base.html", context, status=409)
    return redirect("catalogue:base", code=code)


@directory_keepers_only
@require_http_methods(["POST"])
@enforces("AS-3.1a")
def publish_base(request: HttpRequest, code: str) -> HttpResponseBase:
    """Puts the draft into force; the items that differ then are listed to be changed."""
    base = BaseItem.objects.filter(code=code).first() if len(code) <= 12 else None
    if base is None:
        raise Http404
    try:
        bases.put_base_into_force(worker(request), code)
    except Refusal as refusal:
        context = {**_context(base, _draft(base)), "refusal": refusal}
        return render(request, "catalogue/base.html", context, status=409)
    messages.success(request, _("目录清单已发布。"))
    return redirect("catalogue:base", code=code)


def _draft(base: BaseItem) -> BaseVersion | None:
    return base.versions.filter(state=BaseVersion.State.DRAFT).select_related("written_by").first()


def _context(
    base: BaseItem, draft: BaseVersion | None, typed: dict[str, Any] | None = None
) -> dict[str, Any]:
    binding = base_in_force(base.code)
    held = draft or binding
    content = {**(held.content if held else {}), **(typed or {})}
    definition, found = bases.check_base(content)
    faults: defaultdict[Path, list[str]] = defaultdict(list)
    for place, told in found:
        faults[tuple(place)].append(told)
    before = binding.definition if binding else None
    return {
        "section": "catalogue",
        "base": base,
        "name": held.name if held else base.code,
        "draft": draft,
        "binding": binding,
        "revision": draft.revision if draft else 0,
        "reason": draft.reason if draft else "",
        "findings": [told for _place, told in found],
        "nodes": [
            structure.node((name,), BaseDefinition.model_fields[name], content.get(name), faults)
            for name in WRITTEN
        ],
        "elements": compare(before, definition) if draft and before and definition else [],
        "differing": bases.differing_items(base.code, definition) if definition else [],
    }
