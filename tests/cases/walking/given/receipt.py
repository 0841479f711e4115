"""Filing, receiving, correcting, refusing acceptance."""

from __future__ import annotations

from typing import Any

from onevisit.cases.models import CorrectionPoint
from onevisit.law.lifecycle import Action
from tests.cases import world
from tests.cases.walking.scene import Given, Scene


def filing(scene: Scene) -> dict[str, Any]:
    return {
        "electronic_service_agreed": scene.choose((True, False)),
        "delivery_way": scene.choose(("window", "post", "electronic", "terminal")),
        "service_address": "长安街道振兴街 5 号",
    }


def points(scene: Scene) -> dict[str, Any]:
    among = _subjects(scene)
    chosen = scene.random.sample(among, min(2, len(among)))
    return {"points": [{"subject": one, "demand": scene.text()} for one in chosen]}


def corrected(scene: Scene) -> dict[str, Any]:
    listed = _listed(scene)
    for one in listed:
        if one.startswith("material:") and scene.random.random() < 0.9:
            scene.try_file(one.partition(":")[2])
    definition = scene.case.version.definition
    keys = [one.partition(":")[2] for one in listed if one.startswith("question:")]
    return {"answers": {key: world.example(definition.question(key)) for key in keys}}


def refusal(scene: Scene) -> dict[str, Any]:
    ground = scene.choose(("wrong_organ", "not_corrected", ""))
    return {**scene.negative(), "ground": ground, "competent_organ": scene.choose(("蛟河市水利局", ""))}


def _subjects(scene: Scene) -> list[str]:
    definition = scene.case.version.definition
    return [
        *(f"material:{one.key}" for one in definition.materials),
        *(f"question:{one.key}" for one in definition.questions()),
        *(f"condition:{one.key}" for one in definition.conditions),
    ]


def _listed(scene: Scene) -> list[str]:
    points_of_case = CorrectionPoint.objects.filter(correction__case=scene.case)
    return list(points_of_case.order_by("pk").values_list("subject", flat=True))


GIVEN: Given = {
    Action.FILE: filing,
    Action.RECEIVE: filing,
    Action.PASS_PRE_REVIEW: lambda scene: {"note": scene.choose((scene.text(), ""))},
    Action.REQUEST_CORRECTION: points,
    Action.RETURN_PRE_REVIEW: points,
    Action.SUPPLY_CORRECTION: corrected,
    Action.REMIND_OF_POINT: lambda scene: {"subjects": [scene.choose(_listed(scene) or _subjects(scene))]},
    Action.ANSWER_NOT_REQUIRED: lambda scene: scene.negative(),
    Action.PROPOSE_REFUSAL_OF_ACCEPTANCE: refusal,
    Action.REFUSE_ACCEPTANCE: refusal,
}
