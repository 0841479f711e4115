"""Doctored records for the predicates of limits."""

from __future__ import annotations

from datetime import date

from tests.cases.doctored.lawful import HANDLER, Doctored, at, by, clocked, with_act, without_paper

DOCTORED: Doctored = {
    "rule_10": [
        lambda: clocked("statutory", due_on=date(2026, 4, 10)),
        lambda: clocked("promise", pauses=((date(2026, 3, 5), date(2026, 3, 6)),)),
        lambda: without_paper("special_procedure"),
    ],
    "rule_12": [
        lambda: clocked("statutory", stopped_at=at(8)),
        lambda: clocked("promise", state="breached_met"),
        lambda: clocked("acceptance", stopped_at=at(3)),
    ],
    "rule_13": [
        lambda: with_act("approve_extension", days=11),
        lambda: by("approve_extension", HANDLER),
        lambda: without_paper("extension"),
        lambda: clocked("promise", count=13),
        lambda: clocked("statutory", count=30),
    ],
}
