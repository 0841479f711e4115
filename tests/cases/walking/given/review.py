"""Steps of the review, visits, meetings, special procedures, recusals, the superior organ."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from onevisit.cases.recusals import challengeable, next_handlers, oldest_open
from onevisit.law.items import StepKind
from onevisit.law.lifecycle import Action
from onevisit.organization.models import Staff
from onevisit.records import clock
from tests.cases import world
from tests.cases.walking.scene import Given, Scene


def step(scene: Scene) -> dict[str, Any]:
    done = set(scene.case.steps.values_list("key", flat=True))
    left = [one for one in scene.case.version.definition.steps if one.key not in done]
    left = [one for one in left if one.kind not in (StepKind.SIGN, StepKind.CERTIFICATE)]
    if not left:
        return {"step": "none", "passed": True, "opinion": scene.text()}
    return {
        "step": left[0].key,
        "passed": scene.random.random() < 0.85,
        "opinion": scene.text(),
        "ticks": [point.key for point in left[0].review_points],
    }


def appointment(scene: Scene) -> dict[str, Any]:
    staff = Staff.objects.filter(department_id=scene.case.department_id).order_by("pk")
    return {
        "at": (clock.now() + timedelta(hours=scene.choose((2, 30, -5)))).isoformat(),
        "place": "振兴街 5 号",
        "officers": list(staff.values_list("pk", flat=True))[: scene.choose((2, 2, 3, 1))],
    }


def visit(scene: Scene) -> dict[str, Any]:
    appointed = scene.case.site_visits.filter(state="appointed").first()
    officers = appointed.officers if appointed else [1]
    if scene.random.random() < 0.15:
        officers = officers[:1]
    steps = scene.case.version.definition.steps
    own = next((one for one in steps if appointed and one.key == appointed.step), None)
    return {
        "passed": scene.random.random() < 0.85,
        "findings": scene.text(),
        "ticks": [point.key for point in own.review_points] if own else [],
        "signatures": [{"officer": pk, "signature": "f" * 64} for pk in officers],
        "present": "李敏",
        "present_signature": scene.choose(("0" * 64, "")),
        "refusal": scene.choose(("拒绝签名", "")),
    }


def meeting(scene: Scene) -> dict[str, Any]:
    handler = scene.case.handler.name if scene.case.handler else "韩永强"
    held = world.meeting(outcome=scene.choose(("agree", "agree", "disagree")))
    held["members"][0]["name"] = scene.choose((handler, handler, "甲"))
    if scene.random.random() < 0.2:
        held["members"] = held["members"][:2]
    return held


def procedure(scene: Scene) -> dict[str, Any]:
    planned = [one.key for one in scene.case.version.definition.special_procedures] or ["hearing"]
    return {
        "procedure": scene.choose(planned),
        "reason": scene.text(),
        "days": scene.random.randint(1, 12),
    }


def asked_recusal(scene: Scene) -> dict[str, Any]:
    people = list(challengeable(scene.case).order_by("pk").values_list("pk", flat=True))
    return {"person": scene.choose(people or [1]), "reason": scene.text()}


def decided_recusal(scene: Scene) -> dict[str, Any]:
    one = oldest_open(scene.case)
    people = (
        next_handlers(scene.case, one.person_id).order_by("pk").values_list("pk", flat=True) if one else ()
    )
    successor = scene.choose([*people, None])
    return {"granted": scene.random.random() < 0.5, "opinion": scene.text(), "successor": successor}


def answer_from_above(scene: Scene) -> dict[str, Any]:
    scan = {"sha256": "e" * 64, "name": "批复.pdf", "size": 9, "content_type": "application/pdf"}
    return {
        "answer": scene.choose(("granted", "granted", "refused", "question")),
        "answered_on": (clock.today() - timedelta(days=scene.choose((0, 0, 3)))).isoformat(),
        "number": scene.choose(("吉审〔2026〕3号", "吉审〔2026〕4号", "")),
        "text": scene.text(),
        "scan": [scan],
    }


GIVEN: Given = {
    Action.RECORD_STEP: step,
    Action.APPOINT_VISIT: appointment,
    Action.RECORD_VISIT: visit,
    Action.START_SPECIAL_PROCEDURE: procedure,
    Action.END_SPECIAL_PROCEDURE: lambda scene: {"result": scene.text()},
    Action.REQUEST_EXTENSION: lambda scene: {"days": scene.random.randint(1, 11), "reason": scene.text()},
    Action.RECORD_COLLECTIVE_DISCUSSION: meeting,
    Action.RECORD_DELIBERATION: meeting,
    Action.RECORD_EXPERT_REVIEW: meeting,
    Action.DECLARE_RECUSAL: lambda scene: {"reason": scene.text()},
    Action.REQUEST_RECUSAL: asked_recusal,
    Action.DECIDE_RECUSAL: decided_recusal,
    Action.REPORT_UP: lambda scene: {
        "opinion": scene.text(),
        "way": scene.choose(("network", "in_person", "post")),
        "tracking_number": scene.choose(("EMS1", "")),
    },
    Action.RECORD_ANSWER_FROM_ABOVE: answer_from_above,
}
