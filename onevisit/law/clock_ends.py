"""Which act really ends which clock. Apart from the kinds of clocks, which the table of acts itself needs."""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.clock_kinds import ClockFacts, ClockKind
from onevisit.law.lifecycle.states import Action


@enforces("RULE-12", "XK-44")
def ends(kind: ClockKind, action: Action, facts: ClockFacts) -> bool:
    """Whether an act whose row names the clock really ends it.

    The ten days of delivery end when the result waits at the window only for who collects it himself; for the
    others they run on until it is posted or served.
    """
    if kind is ClockKind.DELIVERY and action is Action.TAKE_OVER:
        return facts.self_collected
    return True
