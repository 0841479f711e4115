"""The one merged correction notice: organs put in points, the lead department issues it once (rule 19)."""

from __future__ import annotations

from typing import Any

from onevisit.cases import engine
from onevisit.cases.act import Do
from onevisit.cases.joint import telling
from onevisit.cases.joint.filing import lock_joint
from onevisit.cases.joint.members import end_of, members_of
from onevisit.cases.models import JointCase, JointMember, JointNotice
from onevisit.cases.performers import Performer
from onevisit.cases.powers import coordination_refusal
from onevisit.law.clauses import enforces
from onevisit.law.joint import MemberEnd
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records import clock


def with_points(members: list[JointMember]) -> list[JointMember]:
    """The members whose organs have put in points and that wait for the notice."""
    return [one for one in members if one.reported_at is not None and _before_notice(one)]


def points_in_words(member: JointMember) -> list[tuple[str, str]]:
    """What the member's organ wants corrected, for whoever issues the notice: (what, demand)."""
    item = member.case.version.definition
    names = {f"material:{one.key}": one.name for one in item.materials}
    names.update((f"question:{one.key}", one.label) for one in item.questions())
    names.update((f"condition:{one.key}", one.text) for one in item.conditions)
    return [(names[point["subject"]], point["demand"]) for point in member.points]


def still_silent(members: list[JointMember]) -> list[JointMember]:
    """The members whose organs have neither accepted nor put in points: who is late shows here."""
    return [one for one in members if one.reported_at is None and _before_notice(one)]


def _before_notice(member: JointMember) -> bool:
    return end_of(member) is MemberEnd.INTAKE and not member.case.correction_stage


@enforces("JH-18", "RULE-19", "XK-32.4", "AS-3.3b")
def issue(joint_id: int, performer: Performer, key: str, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Issues the notice with all points put in: one document, served once, each member put to correction.

    Members whose organ is silent hinder it, because what they would ask for later could not be asked for any
    more; ``without`` names them, so that whoever issues has seen whom it leaves out. Raises Refusal.
    """

    def carry_out(do: Do) -> dict[str, Any]:
        joint = lock_joint(joint_id)
        refusal = coordination_refusal(joint, performer)
        if refusal is not None:
            raise refusal
        members = members_of(joint)
        named = with_points(members)
        _require_points(joint, members, named, without)
        carrier = next((one for one in named if one.case.department_id == joint.department_id), named[0])
        assert performer.staff_id is not None
        JointNotice.objects.create(
            joint=joint,
            round=carrier.round,
            case_id=carrier.case_id,
            issued_by_id=performer.staff_id,
            issued_at=clock.now(),
        )
        # The member that carries the document comes last: its service is the service of all.
        for member in [one for one in named if one is not carrier] + [carrier]:
            points = [{"subject": one["subject"], "demand": one["demand"]} for one in member.points]
            do(
                member.case_id,
                Action.CORRECT_TOGETHER,
                {"points": points, "carries": member is carrier},
            )
        telling.tell_correction(joint)
        return {"joint": joint.pk, "members": [one.key for one in named]}

    body = {"joint": joint_id, "without": sorted(without)}
    return engine.together("joint.notice", performer, key, body, carry_out)


def _require_points(
    joint: JointCase, members: list[JointMember], named: list[JointMember], without: tuple[str, ...]
) -> None:
    if not named:
        raise Refusal(
            "no_points",
            Sentence("还没有部门提出补正意见。"),
            clauses=("JH-18", "AS-3.1e"),
            next_step=Sentence("各部门不需要补正的，直接受理。"),
        )
    standing = JointNotice.objects.filter(joint=joint, called_off_at__isnull=True)
    if standing.filter(round__in={one.round for one in named}).exists():
        raise Refusal(
            "second_correction",
            Sentence("不能再次要求补正：这件事已经合并告知过一次。"),
            clauses=("XK-32.4",),
            next_step=Sentence("后提出的补正意见不能再告知，请该部门受理，或者在审查中判断。"),
        )
    silent = [one for one in still_silent(members) if one.key not in without]
    if silent:
        raise Refusal(
            "organs_silent",
            Sentence(
                "还有部门没有提出意见：%(names)s。现在告知，他们以后就不能再要求补正。",
                names=tuple(one.case.department.short_name for one in silent),
            ),
            clauses=("JH-18", "XK-32.4"),
            next_step=Sentence("请先催办；期限将到的，勾选这些部门后告知。"),
        )


@enforces("JH-18", "XK-32.5")
def supply(
    joint_id: int, performer: Performer, key: str, answers: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """The applicant answers the merged notice once: every member's points, all or none.

    ``answers`` are corrected form answers by member key; files are in the materials already.
    """

    def carry_out(do: Do) -> dict[str, Any]:
        joint = lock_joint(joint_id)
        named = [one for one in members_of(joint) if end_of(one) is MemberEnd.CORRECTING]
        if not named:
            raise Refusal(
                "nothing_to_correct",
                Sentence("现在没有需要补正的内容。"),
                next_step=Sentence("请刷新查看最新进展。"),
            )
        for member in named:
            do(member.case_id, Action.SUPPLY_CORRECTION, {"answers": answers.get(member.key, {})})
        return {"joint": joint.pk, "members": [one.key for one in named]}

    return engine.together("joint.supply", performer, key, {"joint": joint_id, "answers": answers}, carry_out)


@enforces("RULE-32", "JH-18")
def withdraw_all(joint_id: int, performer: Performer, key: str, reason: str = "") -> dict[str, Any]:
    """Takes back every member that is still under way; those that are decided stay as they are."""

    def carry_out(do: Do) -> dict[str, Any]:
        joint = lock_joint(joint_id)
        under_way = (MemberEnd.INTAKE, MemberEnd.CORRECTING, MemberEnd.REVIEW)
        named = [one for one in members_of(joint) if end_of(one) in under_way and not one.case.outcome]
        if not named:
            raise Refusal(
                "nothing_to_withdraw",
                Sentence("现在没有可以撤回的事项。"),
                clauses=("RULE-32",),
                next_step=Sentence("已作出决定的事项不能撤回。"),
            )
        for member in named:
            do(member.case_id, Action.WITHDRAW, {"reason": reason})
        return {"joint": joint.pk, "members": [one.key for one in named]}

    return engine.together("joint.withdraw", performer, key, {"joint": joint_id, "reason": reason}, carry_out)
