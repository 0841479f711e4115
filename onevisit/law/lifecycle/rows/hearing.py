"""Hearings and statements before a licence is decided (许可法 36, 46–48)."""

from __future__ import annotations

from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import guards
from onevisit.law.lifecycle.states import Action, State
from onevisit.law.lifecycle.transition import OWN_CASE, Audience, Transition, row
from onevisit.law.powers import PowerKind

_UNDER_REVIEW = frozenset({State.IN_REVIEW})
_BEFORE_A_DRAFT = (*OWN_CASE, guards.hearings_apply, guards.no_draft_waiting)
_ASKED = (guards.hearings_apply, guards.may_ask_for_hearing)

ROWS: tuple[Transition, ...] = (
    row(
        Action.NAME_INTERESTED_PARTY,
        _UNDER_REVIEW,
        None,
        PowerKind.REVIEW,
        clauses=("XK-36", "XK-47p1"),
        guards=_BEFORE_A_DRAFT,
    ),
    row(
        Action.TELL_STATEMENT_RIGHT,
        _UNDER_REVIEW,
        None,
        PowerKind.REVIEW,
        clauses=("XK-36",),
        guards=(*_BEFORE_A_DRAFT, guards.statement_to_tell),
        document=DocumentKind.STATEMENT_RIGHT,
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.MAKE_STATEMENT,
        _UNDER_REVIEW,
        None,
        PowerKind.APPLY,
        clauses=("XK-36",),
        guards=(guards.hearings_apply, guards.may_make_statement),
        told=(Audience.DEPARTMENT,),
    ),
    row(
        Action.TELL_HEARING_RIGHT,
        _UNDER_REVIEW,
        None,
        PowerKind.REVIEW,
        clauses=("XK-47p1", "RULE-16"),
        guards=(*_BEFORE_A_DRAFT, guards.hearing_to_tell),
        document=DocumentKind.HEARING_RIGHT,
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.REQUEST_HEARING,
        _UNDER_REVIEW,
        None,
        PowerKind.APPLY,
        clauses=("XK-47p1", "RULE-14"),
        guards=_ASKED,
        told=(Audience.DEPARTMENT,),
    ),
    row(
        Action.WAIVE_HEARING,
        _UNDER_REVIEW,
        None,
        PowerKind.APPLY,
        clauses=("XK-47p1",),
        guards=_ASKED,
        told=(Audience.DEPARTMENT,),
    ),
    row(
        Action.WITHDRAW_HEARING_REQUEST,
        _UNDER_REVIEW,
        None,
        PowerKind.APPLY,
        clauses=("XK-47p1",),
        guards=(guards.hearings_apply, guards.own_request_stands),
        told=(Audience.APPLICANT, Audience.DEPARTMENT),
    ),
    row(
        Action.RECORD_PARTY_ANSWER,
        _UNDER_REVIEW,
        None,
        PowerKind.REVIEW,
        clauses=("XK-36", "XK-47p1"),
        guards=(*OWN_CASE, guards.hearings_apply, guards.party_was_told),
    ),
    row(
        Action.ORDER_HEARING,
        _UNDER_REVIEW,
        None,
        PowerKind.REVIEW,
        clauses=("XK-46", "RULE-16"),
        guards=(*_BEFORE_A_DRAFT, guards.no_hearing_open),
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.GIVE_HEARING_NOTICE,
        _UNDER_REVIEW,
        None,
        PowerKind.REVIEW,
        clauses=("XK-48.1", "XK-48.2", "XK-48.3", "XK-45", "RULE-15"),
        guards=(*_BEFORE_A_DRAFT, guards.hearing_to_notice),
        document=DocumentKind.HEARING_NOTICE,
        told=(Audience.APPLICANT,),
    ),
    row(
        Action.CHALLENGE_CHAIR,
        _UNDER_REVIEW,
        None,
        PowerKind.APPLY,
        clauses=("XK-48.3",),
        guards=(guards.hearings_apply, guards.chair_can_be_challenged),
        told=(Audience.DEPARTMENT,),
    ),
    row(
        Action.DECIDE_CHALLENGE,
        _UNDER_REVIEW,
        None,
        PowerKind.SIGN,
        clauses=("XK-48.3",),
        guards=(*OWN_CASE, guards.hearings_apply, guards.challenge_to_decide),
        told=(Audience.APPLICANT, Audience.DEPARTMENT),
    ),
    row(
        Action.RECORD_HEARING,
        _UNDER_REVIEW,
        None,
        PowerKind.REVIEW,
        clauses=("XK-48.4", "XK-48.5", "RULE-16"),
        guards=(*OWN_CASE, guards.hearings_apply, guards.hearing_can_be_recorded),
        document=DocumentKind.HEARING_RECORD,
        told=(Audience.APPLICANT, Audience.DEPARTMENT),
    ),
)
