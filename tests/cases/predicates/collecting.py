"""Waiting results and cabinets told a second time, over the finished record of one case (JH-25b, rule 30)."""

from __future__ import annotations

from tests.cases.predicates.life import Faults, Life, Predicates


def a_slot_opens_once(life: Life) -> Faults:
    """One deposit is collected at most once, and only after it was put in."""
    put_in = [act.data["deposit"] for act in life.named("put_in_slot")]
    collected = [act.data["deposit"] for act in life.named("deliver_at_terminal")]
    if len(collected) > 1 or not set(collected) <= set(put_in):
        yield "a slot opened twice, or one that was empty"
    if life.state == "in_slot" and collected:
        yield "collected, and still in the slot"


def a_slot_ends_the_ten_days(life: Life) -> Faults:
    """RULE-12: the ten days are over when the applicant is told that it waits in the slot."""
    for act in life.named("put_in_slot"):
        for clock in life.clock("delivery"):
            if clock.stopped_at is None or clock.stopped_at > act.at:
                yield "the ten days went on while it lay in the slot"


PREDICATES: Predicates = (a_slot_opens_once, a_slot_ends_the_ten_days)
