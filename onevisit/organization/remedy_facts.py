"""What has to be known of a department to tell the remedies against its acts."""

from __future__ import annotations

from onevisit.law.remedies import DepartmentFacts, OrganKind
from onevisit.organization.models import Department


def remedy_facts(department: Department) -> DepartmentFacts:
    """Who reconsiders an act of the department, and which court hears it (行政复议法 24, 27)."""
    return DepartmentFacts(
        name=department.name,
        kind=OrganKind.VERTICAL if department.vertically_led else OrganKind.DEPARTMENT,
        government=department.reconsideration_organ,
        superior=department.reconsideration_organ,
        court=department.court,
        online_channel=department.online_reconsideration,
    )
