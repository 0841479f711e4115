"""Doctored records for the predicates of ledger."""

from __future__ import annotations

from dataclasses import replace

from tests.cases.doctored.lawful import Doctored, clocked, lawful, moved_row

DOCTORED: Doctored = {
    "chain": [moved_row, lambda: replace(lawful(), state="decided"), lambda: replace(lawful(), sequence=3)],
    "ended": [lambda: clocked("promise", state="running")],
}
