"""What somebody might give with each act: right most of the time.

One module per subject, each with ``GIVEN``: act to a function of the scene. A new subject is a module and one
line here; an act that takes nothing needs none.
"""

from __future__ import annotations

from typing import Any

from onevisit.law.lifecycle import Action
from tests.cases.walking.given import deciding, handing_out, hearings, promises, receipt, review
from tests.cases.walking.scene import Given, Scene

GIVEN: Given = {
    **receipt.GIVEN,
    **promises.GIVEN,
    **review.GIVEN,
    **hearings.GIVEN,
    **deciding.GIVEN,
    **handing_out.GIVEN,
}


def given(scene: Scene, action: Action) -> dict[str, Any]:
    """Inputs for an act."""
    return GIVEN[action](scene) if action in GIVEN else {}
