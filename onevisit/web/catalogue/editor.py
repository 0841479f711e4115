"""Writing a new version: one section a page, long lists one row a page, the faults at their places.

Whatever was typed is kept with the change, right or wrong; what is wrong is said where it stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onevisit.catalog import changes
from onevisit.catalog.base_definition import LOCKED_ELEMENTS
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.models import CatalogueChange
from onevisit.catalog.publish_check import Finding, check_content
from onevisit.catalog.surroundings import base_in_force
from onevisit.law.catalogue_changes import ChangeAct, change_refusal
from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.web.acting import worker
from onevisit.web.catalogue import structure
from onevisit.web.catalogue.access import change_or_404, keepers_only
from onevisit.web.catalogue.change_page import name_of
from onevisit.web.catalogue.rows import done, row_act
from onevisit.web.catalogue.sections import EDITOR_SECTIONS, EditorSection, section_by_key
from onevisit.web.catalogue.structure import MISSING, Path

BUTTON = "do"


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
@enforces("JH-9", "JH-29")
def section_page(request: HttpRequest, change_id: int, section: str) -> HttpResponseBase:
    """One section: all its elements, or the list of its rows where each row has a page of its own."""
    change, chosen = _editable(request, change_id, section)
    if request.method == "POST":
        return _save(request, change, chosen, None)
    return render(request, "catalogue/section.html", _context(request, change, chosen, change.content or {}))


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def row_page(request: HttpRequest, change_id: int, section: str, row: int) -> HttpResponseBase:
    """One row of a long list."""
    change, chosen = _editable(request, change_id, section)
    rows = (change.content or {}).get(chosen.by_row) if chosen.by_row else None
    if not isinstance(rows, list) or row >= len(rows):
        raise Http404
    if request.method == "POST":
        return _save(request, change, chosen, row)
    context = _context(request, change, chosen, change.content or {}, row)
    return render(request, "catalogue/section.html", context)


def _editable(request: HttpRequest, change_id: int, section: str) -> tuple[CatalogueChange, EditorSection]:
    change, chosen = change_or_404(request, change_id), section_by_key(section)
    if chosen is None or change.content is None:
        raise Http404
    return change, chosen


def locked_elements(change: CatalogueChange) -> frozenset[str]:
    """The elements that come from the base item and are written there only (AS-3.1a)."""
    base = base_in_force(str((change.content or {}).get("base_code", "")))
    return frozenset(LOCKED_ELEMENTS) if base is not None else frozenset()


def _context(
    request: HttpRequest,
    change: CatalogueChange,
    section: EditorSection,
    content: Mapping[str, Any],
    row: int | None = None,
) -> dict[str, Any]:
    _definition, findings = check_content(content)
    faults = _faults(findings)
    locked = locked_elements(change)
    refusal = change_refusal(ChangeAct.EDIT, changes.facts_of(change, worker(request)))
    context: dict[str, Any] = {
        "section": "catalogue",
        "change": change,
        "name": name_of(change),
        "chosen": section,
        "title": section.title,
        "sections": _tabs(change, section, findings),
        "refusal": refusal.within(change.item.department.region.city) if refusal else None,
        "blocked": refusal is not None,
        "findings": [str(one) for one in findings if one.element in section.elements],
        "questions": _scenario_words(content),
        "back_url": reverse("catalogue:change", args=[change.pk]),
    }
    if section.by_row:
        model = structure.rows_model(ItemDefinition, (section.by_row,))
        rows = content.get(section.by_row)
        assert model is not None
        nodes = [
            structure.row_node((section.by_row, at), model, one, faults)
            for at, one in enumerate(rows if isinstance(rows, list) else [])
        ]
        if row is not None:
            own = f"{section.by_row}.{row}"
            context.update(
                nodes=nodes[row].children,
                own_faults=nodes[row].faults,
                row=row,
                title=nodes[row].label or _("第 %(number)d 项") % {"number": row + 1},
                list_url=reverse("catalogue:edit", args=[change.pk, section.key]),
                findings=[
                    str(one)
                    for one in findings
                    if one.element == section.by_row
                    and ".".join(map(str, (section.by_row, *one.path))).startswith(own)
                ],
            )
        else:
            context["rows"] = [
                {
                    "node": node,
                    "label": node.label or _("第 %(number)d 项") % {"number": at + 1},
                    "url": reverse("catalogue:edit_row", args=[change.pk, section.key, at]),
                }
                for at, node in enumerate(nodes)
            ]
            context["list_name"] = section.by_row
        return context
    context["nodes"] = [
        structure.node((element,), ItemDefinition.model_fields[element], content.get(element), faults)
        for element in section.elements
        if element not in locked
    ]
    context["locked"] = [
        structure.node((element,), ItemDefinition.model_fields[element], content.get(element), {})
        for element in section.elements
        if element in locked
    ]
    return context


def _faults(findings: list[Finding]) -> dict[Path, list[str]]:
    faults: defaultdict[Path, list[str]] = defaultdict(list)
    for one in findings:
        faults[one.element, *one.path].append(one.message)
    return faults


def _tabs(change: CatalogueChange, section: EditorSection, findings: list[Finding]) -> list[dict[str, Any]]:
    wrong = {one.element for one in findings}
    return [
        {
            "label": one.title,
            "url": reverse("catalogue:edit", args=[change.pk, one.key]),
            "current": one.key == section.key,
            "count": "!" if wrong.intersection(one.elements) else None,
        }
        for one in EDITOR_SECTIONS
    ]


def _scenario_words(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The scenario questions with their codes and answers, for writing conditions."""
    found = []
    for question in content.get("scenarios") or ():
        if isinstance(question, dict) and question.get("key"):
            options = [one for one in question.get("options") or () if isinstance(one, dict)]
            found.append({"key": question["key"], "label": question.get("label"), "options": options})
    return found


def _save(
    request: HttpRequest, change: CatalogueChange, section: EditorSection, row: int | None
) -> HttpResponseBase:
    values = _sent(request, change, section, row)
    pressed = row_act(request.POST.get(BUTTON, ""))
    look_at = None
    if pressed is not None and pressed.list_path[0] in values:
        look_at = done(values, ItemDefinition, pressed)
    revision = request.POST.get("revision", "")
    try:
        changes.save_content(
            worker(request),
            change.pk,
            int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0,
            values,
        )
    except Refusal as refusal:
        context = _context(request, change, section, {**(change.content or {}), **values}, row)
        context["refusal"] = refusal
        context["list_of_kept"] = True
        return render(request, "catalogue/section.html", context, status=409)
    return redirect(_next(request, change, section, row, pressed is not None, look_at))


def _sent(
    request: HttpRequest, change: CatalogueChange, section: EditorSection, row: int | None
) -> dict[str, Any]:
    """The elements of the section with what was sent in place."""
    content = change.content or {}
    if section.by_row:
        model = structure.rows_model(ItemDefinition, (section.by_row,))
        held = content.get(section.by_row)
        rows = list(held) if isinstance(held, list) else []
        if row is not None and model is not None:
            rows[row] = structure.read_part((section.by_row, row), model, request.POST)
        return {section.by_row: rows}
    values = {
        element: structure.read((element,), ItemDefinition.model_fields[element], request.POST)
        for element in section.elements
        if element not in locked_elements(change)
    }
    return {element: value for element, value in values.items() if value is not MISSING}


def _next(
    request: HttpRequest,
    change: CatalogueChange,
    section: EditorSection,
    row: int | None,
    moved: bool,
    look_at: str | None,
) -> str:
    here = reverse("catalogue:edit", args=[change.pk, section.key])
    if section.by_row and row is None and look_at and request.POST.get(BUTTON, "").startswith("add:"):
        return reverse("catalogue:edit_row", args=[change.pk, section.key, int(look_at.rpartition(".")[2])])
    if row is not None:
        here = reverse("catalogue:edit_row", args=[change.pk, section.key, row])
    if moved:
        return f"{here}#in-{look_at.replace('.', '-')}" if look_at else here
    if request.POST.get(BUTTON) == "next" and row is None:
        at = [one.key for one in EDITOR_SECTIONS].index(section.key) + 1
        if at < len(EDITOR_SECTIONS):
            return reverse("catalogue:edit", args=[change.pk, EDITOR_SECTIONS[at].key])
        return reverse("catalogue:change", args=[change.pk])
    return f"{here}?saved=1"
