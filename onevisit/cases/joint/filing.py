"""Filing a joint case: every member that waits for nobody is filed in one transaction, with one receipt."""

from __future__ import annotations

from typing import Any

from onevisit.cases import engine
from onevisit.cases.act import Do
from onevisit.cases.joint.members import members_of
from onevisit.cases.models import AT_A_WINDOW, Case, JointCase, JointMember
from onevisit.cases.numbers import joint_number_for
from onevisit.cases.performers import Performer
from onevisit.law.clauses import enforces
from onevisit.law.items import DeliveryWay
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records import clock

FILE_TOGETHER = "joint.file"


@enforces("JH-18", "RULE-19", "RULE-4", "XK-26")
def file(
    joint_id: int, performer: Performer, key: str, service: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Files all members that wait for nobody: all or none, one receipt that names all (JH-18).

    On the web the applicant files, at a window the clerk receives. Raises Refusal as the single acts do, and
    ``filed_already`` when it was filed under another key.
    """

    def carry_out(do: Do) -> dict[str, Any]:
        joint = lock_joint(joint_id)
        if joint.received_at is not None:
            raise Refusal(
                "filed_already",
                Sentence("这件事已经提交过了。"),
                next_step=Sentence("请到“我的办件”查看进展。"),
            )
        now = clock.now()
        action = _filing_of(joint)
        filed = []
        for member in members_of(joint):
            if member.after:
                continue
            do(member.case_id, action, service if service is not None else _service_of(member.case))
            filed.append(member.pk)
        joint.received_at = now
        joint.number = joint_number_for(joint, now.date())
        joint.save(update_fields=["received_at", "number"])
        JointMember.objects.filter(pk__in=filed).update(round=1)
        return {"joint": joint.pk, "number": joint.number, "filed": len(filed)}

    body = {"joint": joint_id, "service": service or {}}
    return engine.together(FILE_TOGETHER, performer, key, body, carry_out)


def _filing_of(joint: JointCase) -> Action:
    return Action.RECEIVE if joint.channel in AT_A_WINDOW else Action.FILE


def _service_of(case: Case) -> dict[str, Any]:
    return {
        "delivery_way": case.delivery_way or DeliveryWay.WINDOW.value,
        "electronic_service_agreed": case.electronic_service_agreed,
        "service_address": case.service_address,
    }


@enforces("JH-18", "RULE-19")
def complete(joint_id: int, member_key: str, performer: Performer, key: str) -> dict[str, Any]:
    """Files a member whose predecessors are granted and that still wanted something: its draft has it now.

    On the web by the applicant, at a window by the clerk. Raises Refusal when its predecessors are not
    granted yet, or on the web when something is still missing.
    """

    def carry_out(do: Do) -> dict[str, Any]:
        joint = lock_joint(joint_id)
        member = joint.members.select_for_update().get(key=member_key)
        if member.round or not member.open_questions:
            raise Refusal(
                "not_waiting_for_you",
                Sentence("这个事项现在不需要您补填。"),
                next_step=Sentence("请刷新查看最新进展。"),
            )
        member.round = last_round(joint) + 1
        member.open_questions = []
        member.save(update_fields=["round", "open_questions"])
        return do(member.case_id, _filing_of(joint), _service_of(member.case))

    return engine.together(
        "joint.complete", performer, key, {"joint": joint_id, "member": member_key}, carry_out
    )


def last_round(joint: JointCase) -> int:
    """The number of the latest round of filing."""
    return max(joint.members.values_list("round", flat=True), default=0)


def lock_joint(joint_id: int) -> JointCase:
    """The joint case with what acts need, its row locked. Raises JointCase.DoesNotExist."""
    return (
        JointCase.objects.select_for_update(of=("self",))
        .select_related("version__package", "hall__region", "department", "applicant")
        .defer("version__content")
        .get(pk=joint_id)
    )
