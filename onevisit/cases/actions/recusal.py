"""Standing back from a case: declared, asked for, decided (HOUSE-11; XK-48 by analogy)."""

from __future__ import annotations

from pydantic import Field

from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.models import Case, Recusal
from onevisit.cases.recusals import (
    challengeable,
    keep_from_joint_case,
    next_handlers,
    oldest_open,
    somebody_can_decide,
)
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence

SIGN_AGAIN = "拟定决定的人员已回避，请重新审查后拟定。"


class DeclarationInputs(Inputs):
    """Why the acting person stands back."""

    reason: str = Field(min_length=2, max_length=1000)


@handles(Action.DECLARE_RECUSAL, DeclarationInputs)
@enforces("HOUSE-11")
def declare_recusal(act: Act) -> None:
    """The person does nothing more from now on.

    In the department of the case the chief representative or the head decides and names who goes on. At a
    window, or where nobody is left to decide, it is decided with the word.
    """
    worker = act.performer.worker
    assert worker is not None
    decided = worker.department_id != act.case.department_id or not somebody_can_decide(
        act.case, worker.staff_id, act.today
    )
    found = _open(act, worker.staff_id, declared=True)
    if decided:
        found.state, found.decided_at = Recusal.State.GRANTED, act.now
    found.save()
    act.case.recusal_open = act.case.recusal_open or not decided
    act.data.update(recusal=found.pk, person=found.person_id, decided=decided)


class RequestInputs(Inputs):
    """Who should stand back, and why."""

    person: int = Field(ge=1)
    reason: str = Field(min_length=2, max_length=1000)


@handles(Action.REQUEST_RECUSAL, RequestInputs)
@enforces("HOUSE-11", "XK-48.3")
def request_recusal(act: Act) -> None:
    """The applicant thinks somebody related: that person waits until it is decided. Once for each person."""
    if not challengeable(act.case).filter(pk=act.inputs.person).exists():
        raise Refusal(
            "not_challengeable",
            Sentence("不能申请这个人回避：他不办理本办件，或者已经决定过。"),
            clauses=("HOUSE-11", "XK-48.3"),
            next_step=Sentence("请从办理本办件的人员中选择。"),
        )
    if not somebody_can_decide(act.case, act.inputs.person, act.today):
        raise Refusal(
            "nobody_to_decide",
            Sentence("本部门没有其他负责人可以决定这个人的回避。"),
            clauses=("HOUSE-11", "XK-48.3"),
            next_step=Sentence("请书面向本级人民政府提出，地址见办事指南的监督投诉渠道。"),
        )
    found = _open(act, act.inputs.person, declared=False)
    found.save()
    act.case.recusal_open = True
    act.data.update(recusal=found.pk, person=found.person_id)


def _open(act: Act, person: int, *, declared: bool) -> Recusal:
    act.case.recused = sorted({*act.case.recused, person})
    keep_from_joint_case(act.case)
    return Recusal(
        case=act.case, person_id=person, declared=declared, reason=act.inputs.reason, asked_at=act.now
    )


class RecusalDecision(Inputs):
    """Whether the person stands back, why, and who handles the case instead."""

    granted: bool
    opinion: str = Field(min_length=2, max_length=1000)
    successor: int | None = None


@handles(Action.DECIDE_RECUSAL, RecusalDecision)
@enforces("HOUSE-11")
def decide_recusal(act: Act) -> None:
    """The person stands back for good and another goes on, or he acts again."""
    case, given = act.case, act.inputs
    one = oldest_open(case)
    assert one is not None
    one.state = Recusal.State.GRANTED if given.granted else Recusal.State.REJECTED
    one.opinion, one.decided_by_id, one.decided_at = given.opinion, act.staff_id, act.now
    if given.granted:
        _hand_on(case, one, given.successor)
    else:
        case.recused = [person for person in case.recused if person != one.person_id]
        keep_from_joint_case(case)
    one.save()
    case.recusal_open = oldest_open(case) is not None
    act.data.update(recusal=one.pk, person=one.person_id, granted=given.granted, successor=one.successor_id)


def _hand_on(case: Case, one: Recusal, successor: int | None) -> None:
    """Another handler in place of the one who stands back; his draft is nobody's any more."""
    if case.handler_id == one.person_id:
        if successor is None or not next_handlers(case, one.person_id).filter(pk=successor).exists():
            raise Refusal(
                "no_successor",
                Sentence("请从本部门的承办人中另行指定一人。"),
                clauses=("HOUSE-11",),
                next_step=Sentence("回避的人员和与办件有利害关系的人员不能指定。"),
            )
        case.handler_id = one.successor_id = successor
    if case.drafted_by_id == one.person_id and not case.outcome:
        case.drafted_by_id = None
        case.decision_draft = {**case.decision_draft, "returned": SIGN_AGAIN}
