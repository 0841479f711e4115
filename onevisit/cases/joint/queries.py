"""Reading joint cases: for the applicant, for the desk, the lists; every reader goes through a scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from onevisit.cases.joint import merged
from onevisit.cases.joint.course import SUBJECT
from onevisit.cases.joint.members import end_of, members_of, state_of
from onevisit.cases.models import JointCase, JointMember
from onevisit.catalog import evaluate
from onevisit.catalog.definition import ItemDefinition
from onevisit.law.clock_kinds import CLOCK_RULES, ClockKind
from onevisit.law.joint import JointState, MemberEnd, progress
from onevisit.law.limits import Light, days_left
from onevisit.law.powers import PowerKind
from onevisit.law.sentence import Sentence
from onevisit.organization.authorization import scope
from onevisit.organization.workers import Worker
from onevisit.people.models import Applicant
from onevisit.records import clock, clocks
from onevisit.records.calendar import current_calendar
from onevisit.records.models import Clock

PAGE = 20


def _loaded(rows: QuerySet[JointCase]) -> QuerySet[JointCase]:
    return rows.select_related("version__package", "department", "hall__region", "applicant", "agent")


def of_account(account_id: int) -> QuerySet[JointCase]:
    """Joint cases and joint web drafts of an applicant's account, newest first."""
    person = Applicant.objects.filter(account_id=account_id).values("pk")[:1]
    own = Q(account_id=account_id) | Q(applicant_id__in=person)
    mine = JointCase.objects.filter(own).exclude(received_at__isnull=True, channel__in=("window", "sub_hall"))
    return _loaded(mine).order_by("-pk")


def visible(worker: Worker) -> QuerySet[JointCase]:
    """Filed joint cases that ``worker`` coordinates, or of which he may see a member."""
    mine = JointMember.objects.filter(_members_in_scope(worker)).values("joint_id")
    filed = JointCase.objects.filter(received_at__isnull=False)
    return _loaded(filed.filter(scope(worker, PowerKind.COORDINATE) | Q(pk__in=mine)))


def _members_in_scope(worker: Worker) -> Q:
    grants = worker.grants_for(PowerKind.VIEW)
    found = Q(pk__in=[])
    for grant in grants:
        one = Q(case__joint__isnull=False)
        if grant.department_ids is not None:
            one &= Q(case__department_id__in=sorted(grant.department_ids))
        if grant.hall_ids is not None:
            one &= Q(case__hall_id__in=sorted(grant.hall_ids))
        found |= one
    return found


def items_of(joint: JointCase, members: Sequence[JointMember] | None = None) -> dict[str, ItemDefinition]:
    """The items applied for, by member key, in the versions that the members are pinned to."""
    listed = members_of(joint) if members is None else members
    return {member.key: member.case.version.definition for member in listed}


def form_of(joint: JointCase, members: Sequence[JointMember]) -> merged.MergedForm:
    """The one form of the draft."""
    return merged.merged_form(joint.version.definition, items_of(joint, members), merged.later_places(joint))


def answers_of(
    joint: JointCase, form: merged.MergedForm, members: Sequence[JointMember]
) -> dict[str, evaluate.Answer]:
    """What the draft holds, under the merged keys."""
    return merged.merged_answers(form, {member.key: member.case for member in members})


@dataclass(frozen=True)
class JointClock:
    """The applicant's own clock, as pages show it."""

    clock: Clock
    label: str
    light: Light
    days_left: int


def clock_of(joint: JointCase) -> JointClock | None:
    """The applicant's own clock; None before all members filed at first are accepted. One statement."""
    found = clocks.of_subject(SUBJECT, joint.pk)
    if not found:
        return None
    today = clock.today()
    one = found[-1]
    left = days_left(one.due_on, today, current_calendar())
    label = CLOCK_RULES[ClockKind.JOINT].label
    return JointClock(one, label, clocks.light_of(one, today), left)


@dataclass(frozen=True)
class MemberLine:
    """One member on a page: how far it is, what it waits for, whether its organ is late."""

    member: JointMember
    end: MemberEnd
    waits_for: tuple[str, ...]
    late: bool
    due_on: date | None


def lines_of(members: Sequence[JointMember]) -> list[MemberLine]:
    """The members as lines, in order. No statement."""
    today = clock.today()
    names = {member.key: member.case.version.name for member in members}
    found = []
    for member in members:
        end = end_of(member)
        due = None if end.ended else member.case.due_on
        waits = tuple(names[key] for key in member.after) if end is MemberEnd.WAITING else ()
        found.append(MemberLine(member, end, waits, due is not None and today > due, due))
    return found


@dataclass(frozen=True)
class JointLine:
    """One joint case in a list."""

    joint: JointCase
    state: JointState
    progress: Sentence
    done: int
    total: int


def lines(joints: Sequence[JointCase]) -> list[JointLine]:
    """Joint cases as lines of a list. One statement for all their members."""
    by_joint: dict[int, list[JointMember]] = {one.pk: [] for one in joints}
    found = JointMember.objects.filter(joint__in=list(by_joint)).select_related("case__version")
    for member in found.defer("case__answers").order_by("position"):
        by_joint[member.joint_id].append(member)
    return [_line(one, by_joint[one.pk]) for one in joints]


def _line(joint: JointCase, members: Sequence[JointMember]) -> JointLine:
    ends = [end_of(member) for member in members]
    ended = sum(end.ended for end in ends)
    return JointLine(joint, state_of(joint, members), progress(ends), ended, len(ends))


def open_of(worker: Worker, *, after: int = 0) -> list[JointCase]:
    """Open joint cases that the worker sees, oldest first, by keyset. One statement."""
    rows = visible(worker).filter(closed_at__isnull=True, pk__gt=after).order_by("pk")
    return list(rows[: PAGE + 1])
