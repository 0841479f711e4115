"""Before filing: the pre-review on the web, the applicant's own choice (JH-20, rule 4)."""

from __future__ import annotations

from onevisit.law.clock_kinds import ClockKind
from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.lifecycle.transition import OWN_CASE, Audience, Transition, row
from onevisit.law.powers import PowerKind

ROWS: tuple[Transition, ...] = (
    row(
        Action.ASK_PRE_REVIEW,
        {State.DRAFT},
        State.PRE_REVIEW,
        PowerKind.APPLY,
        clauses=("JH-20a",),
        guards=(guards.filed_with_its_package, guards.not_passed_before),
        starts=(ClockKind.PRE_REVIEW,),
        told=(Audience.WINDOW,),
    ),
    row(
        Action.PASS_PRE_REVIEW,
        {State.PRE_REVIEW},
        State.DRAFT,
        PowerKind.ACCEPT,
        clauses=("JH-20b",),
        guards=OWN_CASE,
        stops=(ClockKind.PRE_REVIEW,),
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.RETURN_PRE_REVIEW,
        {State.PRE_REVIEW},
        State.DRAFT,
        PowerKind.ACCEPT,
        clauses=("JH-20b", "RULE-4"),
        guards=OWN_CASE,
        stops=(ClockKind.PRE_REVIEW,),
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.TAKE_BACK_PRE_REVIEW,
        {State.PRE_REVIEW},
        State.DRAFT,
        PowerKind.APPLY,
        clauses=("JH-20a",),
        stops=(ClockKind.PRE_REVIEW,),
    ),
    row(
        Action.DROP_DRAFT,
        {State.DRAFT, State.PRE_REVIEW},
        State.WITHDRAWN,
        PowerKind.APPLY,
        clauses=("JH-20a", "GX-47"),
        guards=(guards.pre_review_on_record,),
        stops=(ClockKind.PRE_REVIEW,),
    ),
)
