"""Doctored records for the predicates of papers."""

from __future__ import annotations

from dataclasses import replace

from tests.cases.doctored.lawful import Doctored, lawful, paper, papered, with_act, without_paper

DOCTORED: Doctored = {
    "rule_22": [lambda: papered("grant", title="准予办理决定书")],
    "rule_28": [lambda: papered("acceptance", seal="approval_seal")],
    "rule_29": [lambda: papered("grant", sealed_by=None), lambda: papered("grant", seal="", sealed_by=None)],
    "rule_30": [
        lambda: papered("grant", served=()),
        lambda: without_paper("proof_of_service"),
        lambda: with_act("start_special_procedure", service="electronic"),
        lambda: replace(lawful(), papers=(paper("refusal", "", "approval_seal", content={}),)),
    ],
}
