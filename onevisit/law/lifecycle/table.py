"""The one transition table. Enforcement, buttons, permission matrix and tests read it."""

from __future__ import annotations

from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.lifecycle.rows import (
    acceptance,
    collecting,
    decision,
    declarations,
    ending,
    fees,
    filing,
    gaps,
    hearing,
    joint,
    meetings,
    post,
    pre_review,
    recusal,
    referral,
    renewal,
    reporting_up,
    result,
    review,
    site_visits,
    terminal,
)
from onevisit.law.lifecycle.states import Action
from onevisit.law.lifecycle.transition import Transition
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Term

TRANSITIONS: tuple[Transition, ...] = (
    *pre_review.ROWS,
    *filing.ROWS,
    *acceptance.ROWS,
    *gaps.ROWS,
    *joint.ROWS,
    *review.ROWS,
    *site_visits.ROWS,
    *meetings.ROWS,
    *reporting_up.ROWS,
    *hearing.ROWS,
    *recusal.ROWS,
    *referral.ROWS,
    *decision.ROWS,
    *result.ROWS,
    *post.ROWS,
    *collecting.ROWS,
    *fees.ROWS,
    *declarations.ROWS,
    *terminal.ROWS,
    *ending.ROWS,
    *renewal.ROWS,
)

_BY_ACTION = {row.action: row for row in TRANSITIONS}


def transition_for(action: Action) -> Transition:
    """The row of an act. Every act has exactly one."""
    return _BY_ACTION[action]


def check(action: Action, facts: CaseFacts) -> Refusal | None:
    """Why the act is not allowed in this case now, or None. Power is asked elsewhere (``may``).

    The refusal cites the rules of the city in which the case is.
    """
    row = transition_for(action)
    refusal = _wrong_state(row, facts) or next(
        (found for guard in row.guards if (found := guard(facts)) is not None), None
    )
    return refusal.within(facts.city) if refusal else None


def _wrong_state(row: Transition, facts: CaseFacts) -> Refusal | None:
    if facts.state in row.from_states:
        return None
    return Refusal(
        "wrong_state",
        Sentence(
            "现在不能“%(act)s”：办件%(state)s。", act=Term(row.action.label), state=Term(facts.state.label)
        ),
        clauses=row.clauses,
        next_step=Sentence("请刷新查看最新进展。"),
    )
