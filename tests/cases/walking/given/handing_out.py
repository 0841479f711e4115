"""Fees, hand-over, collecting, post, cabinets, service."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from onevisit.documents import queries as documents
from onevisit.law.lifecycle import Action
from onevisit.records import clock
from tests.cases.walking.scene import Given, Scene


def delivery(scene: Scene) -> dict[str, Any]:
    ways = [one.value for one in scene.case.version.definition.delivery.ways]
    way = scene.choose([*ways, *("post" for one in ways if one == "post")])
    address = {"recipient": "李敏", "phone": "13804420004", "postal_address": "蛟河市长安街道振兴街 5 号"}
    return {"delivery_way": way, **(address if way == "post" else {"electronic_service_agreed": True})}


def service(scene: Scene) -> dict[str, Any]:
    waiting = list(documents.waiting_for_service(scene.case.pk))
    return {
        "document": scene.choose(waiting).pk if waiting else 1,
        "method": scene.choose(("direct", "post", "left", "announced", "electronic")),
        "served_on": (clock.today() - timedelta(days=scene.choose((0, 0, 1)))).isoformat(),
        "receiver": scene.choose(("李敏", "李敏", "")),
        "signature": "d" * 64,
        "tracking_number": "EMS12345678",
        "note": scene.text(),
    }


def payment(scene: Scene) -> dict[str, Any]:
    way = scene.choose(("cash", "card", "card", "online"))
    return {"way": way, "receipt_number": f"T{uuid.uuid4().hex[:10]}"}


def relief_asked(scene: Scene) -> dict[str, Any]:
    return {
        "kind": scene.choose(("waive", "reduce", "defer")),
        "ground": scene.choose(("published", "cited")),
        "basis": "财税〔2019〕13号",
        "reason": scene.text(),
    }


def relief_granted(scene: Scene) -> dict[str, Any]:
    return {
        "kind": scene.choose(("waive", "reduce", "defer")),
        "reduced_fen": scene.choose((1, 5000, 10**9)),
        "until": (clock.today() + timedelta(days=scene.choose((-1, 30)))).isoformat(),
        "opinion": scene.text(),
    }


def signed_for(scene: Scene) -> dict[str, Any]:
    served_on = clock.today() - timedelta(days=scene.choose((0, 0, 1)))
    return {"receiver": "李敏", "served_on": served_on.isoformat()}


def reason(scene: Scene) -> dict[str, Any]:
    return {"reason": scene.text()}


def signature(_scene: Scene) -> dict[str, Any]:
    return {"signature": "a" * 64}


GIVEN: Given = {
    Action.OFFER_HANDOVER: signature,
    Action.TAKE_OVER: signature,
    Action.COLLECT: lambda _scene: {"receiver": "李敏", "identity_checked": True, "signature": "c" * 64},
    Action.RECORD_SERVICE: service,
    Action.DELIVER_BY_POST: lambda _scene: {"tracking_number": "EMS12345678"},
    Action.CONFIRM_POST_SERVICE: signed_for,
    Action.RECORD_RETURN: reason,
    Action.DECLARE_LOST: reason,
    Action.REPLACE_LOST: reason,
    Action.CALL_TO_COLLECT: lambda scene: {"reached": scene.choose((True, False)), "note": scene.text()},
    Action.RECORD_PAYMENT: payment,
    Action.REQUEST_REDUCTION: relief_asked,
    Action.APPROVE_REDUCTION: relief_granted,
    Action.REJECT_REDUCTION: lambda scene: scene.negative(),
    Action.PUT_IN_SLOT: lambda scene: {"cabinet": scene.cabinet.pk, "slot": scene.choose((1, 2, 3))},
    Action.CHANGE_DELIVERY: delivery,
}
