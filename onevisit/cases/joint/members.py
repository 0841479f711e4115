"""The members of a joint case as values: read together in one statement, judged by ``law.joint``."""

from __future__ import annotations

from collections.abc import Sequence

from onevisit.cases.loading import BULK_OF_VERSION
from onevisit.cases.models import Case, JointCase, JointMember, Outcome
from onevisit.law.clauses import enforces
from onevisit.law.items import ResultKind
from onevisit.law.joint import JointState, MemberEnd, joint_state, longest_path, working_days_of
from onevisit.law.lifecycle import State
from onevisit.law.limits import Limit, Unit

_BY_STATE = {
    State.SUBMITTED: MemberEnd.INTAKE,
    State.RECEIVED: MemberEnd.INTAKE,
    State.CORRECTING: MemberEnd.CORRECTING,
    State.ACCEPTED: MemberEnd.REVIEW,
    State.IN_REVIEW: MemberEnd.REVIEW,
    State.REPORTED_UP: MemberEnd.REVIEW,
    State.RESULT_AT_WINDOW: MemberEnd.READY,
    State.IN_SLOT: MemberEnd.IN_SLOT,
    State.POSTED: MemberEnd.POSTED,
    State.NOT_REQUIRED: MemberEnd.NOT_REQUIRED,
    State.NOT_ACCEPTED: MemberEnd.NOT_ACCEPTED,
    State.WITHDRAWN: MemberEnd.WITHDRAWN,
    State.TERMINATED: MemberEnd.TERMINATED,
    State.ANNULLED: MemberEnd.ANNULLED,
}


def members_of(joint: JointCase) -> list[JointMember]:
    """The members in their order, each with its case, version, department and hall. One statement."""
    deferred = [f"case__version__{name}" for name in BULK_OF_VERSION]
    return list(
        JointMember.objects.filter(joint=joint)
        .select_related("case__version", "case__department", "case__hall__region", "case__applicant")
        .defer(*deferred)
        .order_by("position")
    )


def is_granted(case: Case) -> bool:
    """Whether the grant and what it promises are made, so that others can build on it."""
    if case.outcome != Outcome.GRANT:
        return False
    return case.certificate_made or case.version.definition.result.kind is not ResultKind.LICENCE


@enforces("RULE-19")
def end_of(member: JointMember) -> MemberEnd:
    """How far the member has come, as the whole sees it."""
    case = member.case
    if member.dropped_at is not None:
        return MemberEnd.DROPPED
    state = State(case.state)
    if state in (State.DRAFT, State.PRE_REVIEW):
        return MemberEnd.WAITING
    if state in (State.DELIVERED, State.ARCHIVED) and case.outcome:
        return MemberEnd.GRANTED if case.outcome == Outcome.GRANT else MemberEnd.REFUSED
    if state is State.DECIDED:
        ready = case.outcome == Outcome.REFUSE or is_granted(case)
        return MemberEnd.READY if ready else MemberEnd.REVIEW
    return _BY_STATE.get(state, _ended_earlier(case))


def _ended_earlier(case: Case) -> MemberEnd:
    """An archived case that ended without a decision: by what its last state was, which no outcome tells."""
    return MemberEnd.WITHDRAWN if case.accepted_on is None else MemberEnd.TERMINATED


def state_of(joint: JointCase, members: Sequence[JointMember]) -> JointState:
    """Where the whole stands, from its members alone."""
    if joint.received_at is None:
        return JointState.DRAFT
    return joint_state(end_of(member) for member in members)


@enforces("RULE-19")
def limit_for(joint: JointCase, members: Sequence[JointMember]) -> Limit | None:
    """The applicant's limit in this application: the package's, but never beyond its own longest path."""
    promised = joint.version.definition.applicant_limit
    days = {
        one.key: working_days_of(limit)
        for one in members
        if (limit := one.case.version.definition.promised_limit) is not None
    }
    if promised is None or not days:
        return promised
    longest = longest_path(days, {one.key: one.after for one in members})
    return Limit(min(promised.count, longest), Unit.WORKING_DAY)


def has_failed(member: JointMember) -> bool:
    """Whether the member ended without what others wait for; a refusal counts from its decision."""
    case = member.case
    if case.outcome == Outcome.REFUSE or member.dropped_at is not None:
        return True
    return State(case.state) in (State.NOT_ACCEPTED, State.WITHDRAWN, State.TERMINATED)


def releases(member: JointMember) -> bool:
    """Whether those who wait for the member may be filed: granted, or found not to be required at all."""
    return is_granted(member.case) or member.case.state == State.NOT_REQUIRED.value
