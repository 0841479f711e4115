"""The publish check of the whole catalogue: every item on offer and every change being written (JH-29)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onevisit.catalog.exporting import AT_ONCE, versions_in_effect
from onevisit.catalog.legal_bases import Doubt, LawBook, doubts
from onevisit.catalog.models import CatalogueChange
from onevisit.catalog.publish_check import Finding, check_content
from onevisit.catalog.surroundings import WholeSurroundings
from onevisit.law.catalogue_changes import OPEN_STAGES
from onevisit.law.clauses import enforces
from onevisit.records import clock


@dataclass(frozen=True)
class CheckedItem:
    """One version in effect, or (``change``) one version being written, and what the check says of it."""

    code: str
    name: str
    department: str
    change: CatalogueChange | None
    findings: tuple[Finding, ...]
    doubts: tuple[Doubt, ...]


@enforces("JH-29", "JH-8.3")
def check_catalogue(*, department: str = "") -> Iterator[CheckedItem]:
    """Every item on offer by code, then every open change with content, of one department or of all.

    An item on offer passed the check when it was published; it fails it now where the rules, its base item,
    the register of laws or what other items share have changed since.
    """
    around, book, today = WholeSurroundings(), LawBook(), clock.today()

    def checked(
        content: dict[str, object], code: str, short: str, change: CatalogueChange | None
    ) -> CheckedItem:
        definition, findings = check_content(content, around)
        found = doubts(definition, book, today) if definition is not None else []
        return CheckedItem(code, str(content.get("name", "")), short, change, tuple(findings), tuple(found))

    offered = versions_in_effect(department=department).select_related("item__department")
    for version in offered.iterator(AT_ONCE):
        yield checked(version.content, version.item.code, version.item.department.short_name, None)
    changes = CatalogueChange.objects.filter(stage__in=OPEN_STAGES, content__isnull=False)
    if department:
        changes = changes.filter(item__department__code=department)
    for change in changes.select_related("item__department").order_by("item__code").iterator(AT_ONCE):
        yield checked(change.content or {}, change.item.code, change.item.department.short_name, change)
