"""Meetings about a case, each with its record (JH-7.6, JH-8.2.2, JH-10b, XK-45)."""

from __future__ import annotations

from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.lifecycle.transition import OWN_CASE, Transition, row
from onevisit.law.powers import PowerKind

ROWS: tuple[Transition, ...] = (
    row(
        Action.RECORD_COLLECTIVE_DISCUSSION,
        {State.IN_REVIEW},
        None,
        PowerKind.REVIEW,
        clauses=("JH-10b", "JH-8.2.2"),
        guards=(*OWN_CASE, guards.discussion_is_listed),
        document=DocumentKind.DISCUSSION_RECORD,
    ),
    row(
        Action.RECORD_DELIBERATION,
        {State.IN_REVIEW},
        None,
        PowerKind.REVIEW,
        clauses=("JH-7.6", "AS-4.3"),
        guards=OWN_CASE,
        document=DocumentKind.DELIBERATION_RECORD,
    ),
    row(
        Action.RECORD_EXPERT_REVIEW,
        {State.IN_REVIEW},
        None,
        PowerKind.REVIEW,
        clauses=("XK-45", "JH-17"),
        guards=(*OWN_CASE, guards.expert_review_running),
        document=DocumentKind.EXPERT_OPINION,
    ),
)
