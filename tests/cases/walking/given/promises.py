"""Gaps (容缺受理) and declarations (告知承诺)."""

from __future__ import annotations

from typing import Any

from onevisit.cases.models import CaseMaterial
from onevisit.law.lifecycle import Action
from onevisit.organization.models import Staff
from tests.cases.walking.scene import Given, Scene


def check(scene: Scene) -> dict[str, Any]:
    staff = Staff.objects.filter(department_id=scene.case.department_id, active=True).order_by("pk")
    return {
        "method": scene.choose(("written", "on_site", "exempt")),
        "finding": scene.choose(("true", "to_correct", "false")),
        "found": scene.text(),
        "officers": list(staff.values_list("pk", flat=True)[: scene.choose((2, 1))]),
    }


def supplied(scene: Scene) -> dict[str, Any]:
    for row in CaseMaterial.objects.filter(case=scene.case, promised=True).order_by("pk"):
        scene.try_file(row.key)
    return {}


GIVEN: Given = {
    Action.ACCEPT_WITH_GAPS: lambda _scene: {"signature": "e" * 64},
    Action.SUPPLY_GAPS: supplied,
    Action.RETURN_GAPS: lambda scene: {"reason": scene.text()},
    Action.TERMINATE_FOR_GAPS: lambda scene: {"reason": scene.text()},
    Action.CHECK_DECLARATION: check,
    Action.RECORD_RECTIFICATION: lambda scene: {
        "corrected": scene.choose((True, False)),
        "found": scene.text(),
    },
    Action.PROPOSE_ANNULMENT: lambda scene: scene.negative(),
    Action.RECORD_STATEMENT: lambda scene: {"made": scene.choose((True, False)), "content": scene.text()},
}
