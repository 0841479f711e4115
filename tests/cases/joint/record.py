"""Reads the whole record of a joint case from the database for its predicates."""

from __future__ import annotations

from onevisit.cases.joint.members import members_of
from onevisit.cases.models import JointCase, JointMember, JointNotice
from onevisit.documents.models import Document
from onevisit.law.joint import working_days_of
from onevisit.records.clock import SHANGHAI
from onevisit.records.models import Clock, LedgerRow
from tests.cases.predicates import joint as predicates


def joint_life_of(joint: JointCase) -> predicates.JointLife:
    """All that is on record of a filed joint case."""
    definition = joint.version.definition
    members = members_of(joint)
    clock = Clock.objects.filter(subject_kind="joint", subject_id=joint.pk).first()
    promised = {one.key: one.case.version.definition.promised_limit for one in members}
    limit = definition.applicant_limit
    assert limit is not None
    return predicates.JointLife(
        members=tuple(_member(one) for one in members),
        notices=tuple(
            (one.round, one.called_off_at is not None) for one in JointNotice.objects.filter(joint=joint)
        ),
        closed=joint.closed_at is not None,
        limit=limit.count,
        clock_limit=None if clock is None else clock.limit_count,
        clock_started=None if clock is None else clock.started_on,
        clock_state="" if clock is None else clock.state,
        promised={key: working_days_of(one) for key, one in promised.items() if one is not None},
        asked_once=tuple(
            tuple((place.split(".")[0], place.split(".")[1]) for place in field.asks)
            for field in definition.fields
        ),
    )


def _member(member: JointMember) -> predicates.Member:
    case = member.case
    rows = LedgerRow.objects.filter(case_id=case.pk).order_by("sequence")
    return predicates.Member(
        key=member.key,
        after=tuple(member.after),
        round=member.round,
        dropped=member.dropped_at is not None,
        state=case.state,
        outcome=case.outcome,
        accepted_on=case.accepted_on,
        acts=tuple((row.action, row.acted_at.astimezone(SHANGHAI)) for row in rows),
        papers=tuple(Document.objects.filter(case_id=case.pk).values_list("kind", flat=True)),
        answers={key: str(value) for key, value in case.answers.items()},
    )
