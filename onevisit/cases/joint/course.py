"""The course of a joint case: what every act on a member sets in motion for the others and for the whole.

It runs in the transaction of the act, after the member was saved, under the lock of the joint case: of two
members that end at once, the second sees what the first did.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from onevisit.cases.act import Act, Do, follows
from onevisit.cases.joint import telling
from onevisit.cases.joint.filing import last_round
from onevisit.cases.joint.filing import lock_joint as lock_joint
from onevisit.cases.joint.members import (
    end_of,
    has_failed,
    limit_for,
    members_of,
    releases,
    state_of,
)
from onevisit.cases.models import Case, CaseMaterial, Correction, JointCase, JointMember, JointNotice
from onevisit.catalog import evaluate
from onevisit.law.clauses import enforces
from onevisit.law.clock_kinds import ClockKind
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.joint import MemberEnd, WaitingMember, dropped, released
from onevisit.law.lifecycle import Action, State
from onevisit.law.limits import Pause
from onevisit.records import clocks
from onevisit.records.clocks import ClockStart
from onevisit.records.models import Clock

SUBJECT = "joint"
MATERIAL = "material:"
"""What stands before the key of a material among the open questions of a member."""
_NOTHING_TO_FOLLOW = frozenset(
    {
        Action.FILE,
        Action.FILE_AFTER,
        Action.RECEIVE,
        Action.REGISTER,
        Action.CORRECT_ON_THE_SPOT,
        Action.REPORT_POINTS,
        Action.NOTE_SERVICE,
        Action.CALL_OFF_NOTICE,
        Action.SUPPLY_CORRECTION,
        Action.REMIND_OF_POINT,
        Action.PROPOSE_REFUSAL_OF_ACCEPTANCE,
        Action.START_REVIEW,
        Action.RECORD_STEP,
        Action.REQUEST_EXTENSION,
        Action.APPROVE_EXTENSION,
        Action.REJECT_EXTENSION,
        Action.RECORD_COLLECTIVE_DISCUSSION,
        Action.REPORT_UP,
        Action.RECORD_ANSWER_FROM_ABOVE,
        Action.DRAFT_DECISION,
        Action.RETURN_DRAFT,
        Action.OFFER_HANDOVER,
    }
)
"""Acts that change nothing for the others nor for the whole."""


@follows
@enforces("JH-18", "RULE-19")
def follow(act: Act, do: Do) -> None:
    """Files those who waited, lets go those who wait in vain, and keeps the clock of the whole."""
    if act.case.joint_id is None or act.action in _NOTHING_TO_FOLLOW:
        return
    if act.correction_served:
        _serve_the_others(act, do)
        return
    joint = lock_joint(act.case.joint_id)
    if joint.received_at is None:
        return
    members = members_of(joint)
    for member in members:
        if member.case_id == act.case.pk:
            member.case = act.case
    waiting_changed = _decide_about_waiting(act, joint, members, do)
    if _call_off_notice(act, joint, members, do) or waiting_changed:
        members = members_of(joint)
    _keep_clock(act, joint, members)
    _close(act.now, joint, members)


def _serve_the_others(act: Act, do: Do) -> None:
    """The merged notice is served to the applicant once, for every member that it names."""
    named = Correction.objects.filter(
        case__joint_id=act.case.joint_id,
        case__membership__round=act.case.membership.round,
        served_at__isnull=True,
        case__state=State.CORRECTING.value,
    )
    for case_id in named.order_by("case_id").values_list("case_id", flat=True):
        do(case_id, Action.NOTE_SERVICE, {})


@enforces("RULE-7", "RULE-19")
def _call_off_notice(act: Act, joint: JointCase, members: Sequence[JointMember], do: Do) -> bool:
    """A notice that nobody was served asks for nothing any more, once it names what may not be asked for.

    So it is when a member it names is deemed accepted, and when the member that carries its document has
    ended. The others are as before the notice, and a new one may be issued for them. No statement unless a
    member is being corrected.
    """
    if all(end_of(member) is not MemberEnd.CORRECTING for member in members):
        return False
    unserved = set(
        Correction.objects.filter(case__joint=joint, served_at__isnull=True).values_list("case_id", flat=True)
    )
    called_off = False
    for one in JointNotice.objects.filter(joint=joint, called_off_at__isnull=True):
        of_round = [member for member in members if member.round == one.round and member.case_id in unserved]
        lost = any(
            member.case_id == one.case_id and end_of(member) not in (MemberEnd.INTAKE, MemberEnd.CORRECTING)
            for member in of_round
        )
        overtaken = act.action is Action.DEEM_ACCEPTED and act.case.pk in {one.case_id for one in of_round}
        waiting = [member for member in of_round if end_of(member) is MemberEnd.CORRECTING]
        if not waiting or not (lost or overtaken):
            continue
        one.called_off_at = act.now
        one.save(update_fields=["called_off_at"])
        for member in waiting:
            # Whoever is to be deemed accepted today leaves the notice by that, not by this.
            if member.case.lapse_on is None or member.case.lapse_on > act.today:
                do(member.case_id, Action.CALL_OFF_NOTICE, {})
        called_off = True
    return called_off


def _decide_about_waiting(act: Act, joint: JointCase, members: Sequence[JointMember], do: Do) -> bool:
    waiting = {member.key: member for member in members if not member.round and member.dropped_at is None}
    if not waiting:
        return False
    facts = [WaitingMember(member.key, tuple(member.after)) for member in waiting.values()]
    lost = dropped(facts, [member.key for member in members if has_failed(member)])
    for key in lost:
        _drop(act.now, joint, waiting[key])
    free = released(facts, [member.key for member in members if releases(member)])
    by_key = {member.key: member for member in members}
    for key in free:
        if key not in lost:
            _release(act, joint, waiting[key], by_key, do)
    return bool(lost or free)


def _drop(moment: datetime, joint: JointCase, member: JointMember) -> None:
    """A predecessor came to nothing: this one is not filed, and stays the applicant's own draft."""
    member.dropped_at = moment
    member.save(update_fields=["dropped_at"])
    Case.objects.filter(pk=member.case_id).update(joint=None)
    telling.tell_dropped(joint, member)


def _release(act: Act, joint: JointCase, member: JointMember, by_key: dict[str, JointMember], do: Do) -> None:
    """The predecessors are granted: their results are attached, and the member is filed if it is complete."""
    if member.open_questions:
        return
    definition = joint.version.definition.member(member.key)
    case = member.case
    for before in definition.after:
        result = by_key.get(before.member)
        if result is None:
            continue
        if before.material:
            CaseMaterial.objects.filter(case=case, key=before.material).update(
                supply=CaseMaterial.Supply.SHARED, checked=True
            )
            member.attached = [*member.attached, {"material": before.material, "case": result.case_id}]
        if before.question and not case.answers.get(before.question):
            number = _number_of_result(act) if result.case_id == act.case.pk else ""
            case.answers = {**case.answers, before.question: number}
    item = case.version.definition
    checked = evaluate.check_answers(item, {**case.scenario, **case.answers})
    answerable = {before.question for before in definition.after if before.question}
    case.answers = {
        key: value for key, value in case.answers.items() if key not in answerable & set(checked.faults)
    }
    case.save(update_fields=["answers"])
    still_open = [*checked.faults, *_materials_missing(case)]
    if still_open:
        member.open_questions = still_open
        member.save(update_fields=["attached", "open_questions"])
        telling.tell_open_questions(joint, member)
        return
    member.round = last_round(joint) + 1
    member.save(update_fields=["attached", "round"])
    do(
        case.pk,
        Action.FILE_AFTER,
        {
            "delivery_way": case.delivery_way,
            "electronic_service_agreed": case.electronic_service_agreed,
            "service_address": case.service_address,
        },
    )


def _materials_missing(case: Case) -> list[str]:
    """What was not handed in with the whole: the member is not filed without it, and hinders no grant."""
    missing = CaseMaterial.objects.filter(case=case, required=True, supply=CaseMaterial.Supply.MISSING)
    return [f"{MATERIAL}{key}" for key in missing.order_by("pk").values_list("key", flat=True)]


def _number_of_result(act: Act) -> str:
    """The number on the certificate that this act made, as others cite it."""
    for paper in act.papers:
        if paper.kind is DocumentKind.RESULT:
            return str(paper.content["fields"][0][1])
    return ""


@enforces("RULE-19")
def _keep_clock(act: Act, joint: JointCase, members: Sequence[JointMember]) -> None:
    """The applicant's own clock: from the day on which all filed at first were accepted, to the last result.

    It stands still while the promise of a member stands still.
    """
    known = clocks.of_subject(SUBJECT, joint.pk)
    ends = [end_of(member) for member in members]
    if not known:
        started = _starts_on(members)
        limit = limit_for(joint, members)
        if started is None or limit is None:
            return
        known = clocks.start(
            [
                ClockStart(
                    subject_kind=SUBJECT,
                    subject_id=joint.pk,
                    kind=ClockKind.JOINT.value,
                    started_on=started,
                    limit=limit,
                    owner_department_id=joint.department_id,
                    hall_id=joint.hall_id,
                )
            ]
        )
    running = clocks.still_open(known)
    if not running:
        return
    if act.action in _PAUSING or act.case.running_procedure:
        _pause_with_members(running[0], members)
    if all(end.ended or end.result_is_out for end in ends):
        if any(end.result_is_out or end in (MemberEnd.GRANTED, MemberEnd.REFUSED) for end in ends):
            clocks.stop(running, act.now, joint.hall.closing_time)
        else:
            clocks.cancel(running, act.now)


_PAUSING = frozenset(
    {
        Action.START_SPECIAL_PROCEDURE,
        Action.END_SPECIAL_PROCEDURE,
        Action.LAPSE_SPECIAL_PROCEDURE,
        Action.RECORD_SERVICE,
    }
)


def _starts_on(members: Sequence[JointMember]) -> date | None:
    """The day of the last acceptance of those filed at first; None while one of them is still taken in."""
    first = [member for member in members if member.round == 1]
    if any(end_of(member) in (MemberEnd.INTAKE, MemberEnd.CORRECTING) for member in first):
        return None
    return max(
        (member.case.accepted_on for member in first if member.case.accepted_on is not None), default=None
    )


def _pause_with_members(clock: Clock, members: Sequence[JointMember]) -> None:
    """Gives the clock the pauses of the members' promises; days that overlap are given back once."""
    promises = Clock.objects.filter(
        subject_kind="case",
        subject_id__in=[member.case_id for member in members],
        kind=ClockKind.PROMISE.value,
    ).order_by("pk")
    pauses: dict[tuple[date, date | None, str], Pause] = {}
    for promise in promises:
        for one in clocks.pauses_of(promise):
            if one.first >= clock.started_on:
                pauses[one.first, one.resumed, one.kind] = one
    clocks.replace_pauses(clock, list(pauses.values()))


@enforces("JH-18", "RULE-19")
def _close(moment: datetime, joint: JointCase, members: Sequence[JointMember]) -> None:
    """The whole is closed only when every member is."""
    if joint.closed_at is None and state_of(joint, members).closed:
        joint.closed_at = moment
        joint.save(update_fields=["closed_at"])
