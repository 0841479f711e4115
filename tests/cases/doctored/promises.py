"""Doctored records for the predicates of promises."""

from __future__ import annotations

from tests.cases.doctored.lawful import (
    ACTS,
    CLERK,
    HANDLER,
    SIGNER,
    Doctored,
    at,
    lawful,
    with_act,
    with_gaps,
)

DOCTORED: Doctored = {
    "gaps": [
        lambda: with_gaps(signed=False),
        lambda: with_gaps(supplied=False),
        lambda: with_gaps(returned=True),
        lambda: lawful([*ACTS[:3], ("supply_gaps", at(2), CLERK, "in_review", {})]),
    ],
    "declarations": [
        lambda: with_act("accept", declared=["truth"]),
        lambda: lawful([*ACTS, ("check_declaration", at(9), HANDLER, "delivered", {"method": "written"})]),
        lambda: lawful(
            [*ACTS, ("annul_for_false_declaration", at(9), SIGNER, "annulled", {"proposer": HANDLER})]
        ),
    ],
}
