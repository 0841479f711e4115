"""Drafts, decisions, certificates."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from onevisit.law.lifecycle import Action
from onevisit.records import clock
from tests.cases.walking.scene import Given, Scene


def draft(scene: Scene) -> dict[str, Any]:
    answered = scene.choose((scene.text(), scene.text(), ""))
    heard = {"hearing_findings": answered, "statements_answered": answered}
    return {**scene.negative(), **heard, "outcome": scene.choose(("grant", "grant", "refuse"))}


def certificate(scene: Scene) -> dict[str, Any]:
    last_day = clock.today() + timedelta(days=scene.choose((400, 400, -1)))
    return {"proof_read": scene.choose((True, True, False)), "valid_to": last_day.isoformat()}


GIVEN: Given = {
    Action.DRAFT_DECISION: draft,
    Action.RETURN_DRAFT: lambda scene: {"opinion": scene.text()},
    Action.MAKE_CERTIFICATE: certificate,
}
