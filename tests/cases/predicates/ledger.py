"""The record itself: one chain, and an end in which nothing runs on."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from tests.cases.predicates.life import ENDED, Faults, Life, Predicates


def chain(life: Life) -> Faults:
    """HOUSE-3: sequence, hashes and states follow each other; nothing is dated back or forward."""
    previous, state, at = bytes(32), "draft", None
    for number, act in enumerate(life.acts, start=1):
        if act.sequence != number:
            yield f"act {number} has sequence {act.sequence}"
        if act.previous != previous:
            yield f"act {number} is not chained to the one before"
        if hashlib.sha256(previous + act.canonical.encode()).digest() != act.hash:
            yield f"act {number} has another hash than its text"
        if act.data.get("from") != state:
            yield f"act {number} begins in {act.data.get('from')}, the case stood in {state}"
        if at is not None and act.at <= at:
            yield f"act {number} is not later than the one before"
        if not timedelta(0) <= act.recorded_at - act.at + timedelta(seconds=1) < timedelta(minutes=1):
            yield f"act {number} was recorded at another time than it was done"
        previous, state, at = act.hash, act.data["to"], act.at
    if state != life.state:
        yield f"the case stands in {life.state}, its ledger in {state}"
    if life.sequence != len(life.acts) or (life.acts and life.head_hash != life.acts[-1].hash):
        yield "the case points to another end of its chain"


def ended(life: Life) -> Faults:
    """RULE-32: in an ended case no clock of the organ runs on."""
    if life.state not in ENDED:
        return
    for clock in life.clocks:
        later = clock.kind in ("commitment_check", "rectification", "annulment_statement")
        if later and life.state != "annulled":
            continue
        if clock.state in ("running", "paused"):
            yield f"{clock.kind} still runs in a case that is {life.state}"


PREDICATES: Predicates = (chain, ended)
