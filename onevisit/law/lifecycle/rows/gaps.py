"""Acceptance with gaps: secondary materials promised, supplied later, or the case ended (容缺受理)."""

from __future__ import annotations

from onevisit.law.clock_kinds import ClockKind
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.lifecycle.transition import (
    BEFORE_DECISION,
    CLOCKS_OF_ACCEPTANCE,
    CLOCKS_OF_REVIEW,
    DECISION_CLOCKS,
    HEARING_CLOCKS,
    INTAKE,
    INTAKE_CLOCKS,
    OWN_CASE,
    Audience,
    Transition,
    row,
)
from onevisit.law.powers import PowerKind

ROWS: tuple[Transition, ...] = (
    row(
        Action.ACCEPT_WITH_GAPS,
        INTAKE,
        State.ACCEPTED,
        PowerKind.ACCEPT,
        clauses=("XK-32.5", "RULE-5", "RULE-33"),
        guards=(
            *OWN_CASE,
            guards.item_allows_gaps,
            guards.scenario_answered,
            guards.main_materials_settled,
            guards.something_may_come_later,
            guards.gaps_not_barred,
        ),
        starts=(*CLOCKS_OF_ACCEPTANCE, ClockKind.GAP_SUPPLY),
        stops=INTAKE_CLOCKS,
        document=DocumentKind.GAP_NOTICE,
        told=(Audience.APPLICANT, Audience.DEPARTMENT),
    ),
    row(
        Action.SUPPLY_GAPS,
        BEFORE_DECISION,
        None,
        PowerKind.APPLY,
        clauses=("RULE-33", "XK-32.5"),
        guards=(guards.gaps_open,),
        stops=(ClockKind.GAP_SUPPLY,),
        told=(Audience.DEPARTMENT,),
    ),
    row(
        Action.RETURN_GAPS,
        BEFORE_DECISION,
        None,
        PowerKind.REVIEW,
        clauses=("RULE-8", "RULE-33"),
        guards=(*OWN_CASE, guards.gaps_may_be_returned),
        starts=(ClockKind.GAP_SUPPLY,),
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.TERMINATE_FOR_GAPS,
        BEFORE_DECISION,
        State.TERMINATED,
        PowerKind.REVIEW,
        clauses=("RULE-33", "RULE-8"),
        guards=(*OWN_CASE, guards.gaps_given_up),
        stops=(*DECISION_CLOCKS, *HEARING_CLOCKS, *CLOCKS_OF_REVIEW, ClockKind.RENEWAL, ClockKind.GAP_SUPPLY),
        document=DocumentKind.TERMINATION,
        told=(Audience.APPLICANT,),
    ),
)
