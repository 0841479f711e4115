"""A complete proposal of an act on a licence."""

from __future__ import annotations

from typing import Any

from onevisit.law.licences.acts import Ground, LicenceAct


def proposal(act: LicenceAct, ground: Ground, **changes: Any) -> dict[str, Any]:
    """A complete proposal."""
    whole: dict[str, Any] = {
        "act": act.value,
        "ground": ground.value,
        "reasons": ["经查，颁发许可时不符合条件。"],
        "legal_basis": ["《中华人民共和国行政许可法》"],
        "holder_heard": "3月2日告知，持证人3月4日表示没有异议。",
        "owed": "没有造成财产损失。",
        "penalty_number": "蛟市监罚〔2026〕3号",
        "public_interest_weighed": True,
    }
    return {**whole, **changes}
