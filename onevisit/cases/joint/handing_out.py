"""One pick-up: the results of a joint case that are at the window, handed out with one proof of service."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from onevisit.cases import engine
from onevisit.cases.act import Do
from onevisit.cases.joint.filing import lock_joint
from onevisit.cases.joint.members import members_of
from onevisit.cases.models import JointMember
from onevisit.cases.performers import Performer
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action, State
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


def at_window(members: Sequence[JointMember]) -> list[JointMember]:
    """The members whose results can be handed out now."""
    return [
        one
        for one in members
        if one.case.state == State.RESULT_AT_WINDOW.value
        or (one.case.state == State.DECIDED.value and one.case.decided_at_window)
    ]


@enforces("JH-18", "JH-25b", "RULE-30")
def hand_out(
    joint_id: int, performer: Performer, key: str, chosen: Collection[str], collection: Mapping[str, Any]
) -> dict[str, Any]:
    """Hands out the results of the chosen members together: one signature, one proof that names all.

    All or none. Raises Refusal as the single acts do, and ``nothing_chosen``.
    """

    def carry_out(do: Do) -> dict[str, Any]:
        joint = lock_joint(joint_id)
        ready = [one for one in at_window(members_of(joint)) if one.key in chosen]
        if not ready or len(ready) != len(set(chosen)):
            raise Refusal(
                "nothing_chosen",
                Sentence("请勾选要发放的结果；只能勾选已到窗口的。"),
                clauses=("JH-25b", "AS-4.4"),
                next_step=Sentence("请刷新后再勾选，您填写的内容都在。"),
            )
        before: list[int] = []
        for member in ready:
            last = member is ready[-1]
            do(
                member.case_id,
                Action.COLLECT,
                {**collection, "with_cases": before if last else [], "proof": last},
            )
            before.append(member.case_id)
        return {"joint": joint.pk, "members": [one.key for one in ready]}

    body = {"joint": joint_id, "chosen": sorted(chosen), "collection": dict(collection)}
    return engine.together("joint.hand_out", performer, key, body, carry_out)
