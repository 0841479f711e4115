"""Which act really begins or ends which clock.

Apart from the kinds of clocks, which the table of acts itself needs.
"""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.clock_kinds import ClockFacts, ClockKind
from onevisit.law.lifecycle.states import Action

_BY_GAP_NOTICE = frozenset({Action.ACCEPT_WITH_GAPS, Action.RECORD_SERVICE})
_BY_NOTICE = frozenset(
    {Action.REQUEST_CORRECTION, Action.CORRECT_TOGETHER, Action.NOTE_SERVICE, Action.RECORD_SERVICE}
)
_UNTIL_NOTICE = frozenset({ClockKind.ONE_TIME_NOTICE, ClockKind.ACCEPTANCE})


@enforces("RULE-7", "RULE-8")
def begins(kind: ClockKind, action: Action, facts: ClockFacts) -> bool:
    """Whether an act whose row names the clock really begins it.

    The applicant's time to supply runs from the service of its notice, whichever act serves it.
    """
    if kind is ClockKind.GAP_SUPPLY and action in _BY_GAP_NOTICE:
        return facts.gap_notice_served
    if kind is ClockKind.RECTIFICATION:
        return facts.rectification_served
    if kind is ClockKind.ANNULMENT_STATEMENT:
        return facts.annulment_notice_served
    return facts.correction_served if kind is ClockKind.SUPPLY and action in _BY_NOTICE else True


@enforces("RULE-7", "RULE-12", "XK-44")
def ends(kind: ClockKind, action: Action, facts: ClockFacts) -> bool:
    """Whether an act whose row names the clock really ends it.

    The ten days of delivery end when the result waits at the window only for who collects it himself; for the
    others they run on until it is posted or served. Who chooses to collect what waits there is told by the
    answer. The days for the one-time notice and for acceptance end when the correction notice is served;
    what was only written is silence.
    """
    if kind in _UNTIL_NOTICE and action in _BY_NOTICE:
        return facts.correction_served
    if kind is ClockKind.DELIVERY and action is Action.TAKE_OVER:
        return facts.self_collected
    if action is Action.CHANGE_DELIVERY:
        return facts.self_collected and facts.waits_at_window
    return True
