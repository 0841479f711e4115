"""One change on its way: what it changes, what stands against it, who passed it, what can be done now."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from onevisit.cases.models import OPEN_STATES, Case
from onevisit.catalog import keeping
from onevisit.catalog.changes import facts_of
from onevisit.catalog.comparison import compare_versions
from onevisit.catalog.legal_bases import LawBook, doubts
from onevisit.catalog.models import CatalogueChange
from onevisit.catalog.publish_check import Finding, check_content
from onevisit.law.catalogue_changes import (
    ChangeAct,
    ChangeKind,
    ChangeStage,
    acts_waiting_for,
    change_refusal,
)
from onevisit.law.clauses import enforces
from onevisit.records import clock
from onevisit.web.acting import worker
from onevisit.web.catalogue.access import change_or_404, keepers_only
from onevisit.web.catalogue.readiness import lacking
from onevisit.web.catalogue.sections import EDITOR_SECTIONS, SECTION_OF

CASES_SHOWN = 200
STYLES = {ChangeAct.RETURN: "secondary", ChangeAct.DROP: "danger"}


@keepers_only
@require_safe
@enforces("JH-9", "JH-29")
def change_page(request: HttpRequest, change_id: int) -> HttpResponseBase:
    """The change with its sections and faults, the differences it brings, and its acts."""
    change = change_or_404(request, change_id)
    definition, findings = check_content(change.content) if change.content is not None else (None, [])
    before = change.started_from
    published = change.stage == ChangeStage.PUBLISHED
    context = {
        "section": "catalogue",
        "change": change,
        "kind": ChangeKind(change.kind),
        "item": change.item,
        "name": name_of(change),
        "findings": [] if published else [shown(change, one) for one in findings],
        "tasks": tasks(change, findings) if change.stage == ChangeStage.DRAFTING else [],
        "elements": compare_versions(before.definition, definition) if before and definition else [],
        "compared": definition is not None and before is not None,
        "doubts": doubts(definition, LawBook(), clock.today()) if definition and not published else [],
        "lacking": lacking(change.item, definition) if definition else [],
        "actions": actions(request, change),
        "cases": touched_cases(change).count() if reaches_back(change) else None,
        "log": change.log.select_related("by").order_by("-id")[: keeping.LOG_SHOWN],
        "successors": change.successors.select_related("department"),
    }
    return render(request, "catalogue/change.html", context)


def name_of(change: CatalogueChange) -> str:
    """The name of the item as the change has it."""
    known = change.started_from.name if change.started_from else change.item.code
    return keeping.name_of_change(change) or known


def shown(change: CatalogueChange, finding: Finding) -> dict[str, str]:
    """A fault with the page on which it is put right, while the change is being written."""
    key = SECTION_OF.get(finding.element, "basics")
    address = reverse("catalogue:edit", args=[change.pk, key])
    return {"text": str(finding), "url": address if change.stage == ChangeStage.DRAFTING else ""}


def tasks(change: CatalogueChange, findings: list[Finding]) -> list[dict[str, Any]]:
    """The sections of the editor, each with the number of faults in it."""
    if change.content is None:
        return []
    faults = Counter(SECTION_OF.get(finding.element, "basics") for finding in findings)
    return [
        {
            "title": section.title,
            "url": reverse("catalogue:edit", args=[change.pk, section.key]),
            "state": "wrong" if faults[section.key] else "done",
            "hint": ngettext("%(count)d 处要改", "%(count)d 处要改", faults[section.key])
            % {"count": faults[section.key]}
            if faults[section.key]
            else "",
        }
        for section in EDITOR_SECTIONS
    ]


def actions(request: HttpRequest, change: CatalogueChange) -> list[dict[str, Any]]:
    """The acts that lead on from this stage, those open to the reader first."""
    facts = facts_of(change, worker(request))
    buttons = []
    for act in acts_waiting_for(ChangeStage(change.stage)):
        if act is ChangeAct.EDIT:
            continue
        refusal = change_refusal(act, facts)
        buttons.append(
            {
                "label": act.label,
                "name": act.value,
                "url": reverse("catalogue:act", args=[change.pk, act.value]),
                "allowed": refusal is None,
                "refusal": refusal,
                "style": STYLES.get(act, ""),
            }
        )
    return sorted(buttons, key=lambda one: not one["allowed"])


def reaches_back(change: CatalogueChange) -> bool:
    """Whether a law makes the change reach cases already received."""
    return bool(change.retroactive_basis)


def touched_cases(change: CatalogueChange) -> Any:
    """The open cases of the item that run on another version."""
    return Case.objects.filter(
        item_code=change.item.code, state__in=OPEN_STATES, number__isnull=False
    ).exclude(version=change.version_id)


@keepers_only
@require_safe
@enforces("JH-9")
def cases_page(request: HttpRequest, change_id: int) -> HttpResponseBase:
    """The open cases that a retroactive change touches: numbers, states and days, no persons."""
    change = change_or_404(request, change_id)
    found = (
        touched_cases(change)
        .select_related("version")
        .defer("version__content")
        .order_by("received_at", "pk")
    )
    context = {
        "section": "catalogue",
        "change": change,
        "name": name_of(change),
        "rows": found[:CASES_SHOWN] if reaches_back(change) else [],
        "count": found.count() if reaches_back(change) else 0,
        "most": CASES_SHOWN,
        "note": _("只列编号、状态和日期；办件由承办部门逐件处理。"),
    }
    return render(request, "catalogue/cases.html", context)
