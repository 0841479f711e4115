"""Doctored records for the predicates of deciding."""

from __future__ import annotations

from tests.cases.doctored.lawful import HANDLER, SIGNER, Doctored, by, with_act, without_paper

DOCTORED: Doctored = {
    "rule_21": [
        lambda: with_act("sign_decision", handler=SIGNER),
        lambda: by("sign_decision", HANDLER),
        lambda: with_act("record_visit", officers=[11, 11]),
    ],
    "result": [
        lambda: by("take_over", HANDLER),
        lambda: without_paper("result"),
        lambda: without_paper("grant"),
    ],
}
