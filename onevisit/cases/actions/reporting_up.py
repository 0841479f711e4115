"""Sending a case up and recording what came back (JH-8.2.3, XK-35, 43)."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from onevisit.cases import upward_papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.attachments import AttachedFile, attach
from onevisit.cases.models import CaseAttachment, CaseMaterial, UpwardReport
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import InputFault, Sentence
from onevisit.records.clock import SHANGHAI


class UpwardInputs(Inputs):
    """The opinion of the first review, or the reply to a question from above; how it goes up."""

    opinion: str = Field(min_length=5, max_length=4000)
    way: UpwardReport.Way = UpwardReport.Way.NETWORK
    tracking_number: str = Field(default="", max_length=40)

    @model_validator(mode="after")
    def _posted_with_number(self) -> Self:
        if self.way is UpwardReport.Way.POST and not self.tracking_number:
            raise InputFault(Sentence("：邮寄的请填写快递单号"))
        return self


@handles(Action.REPORT_UP, UpwardInputs)
@enforces("XK-35", "JH-8.2.3")
def report_up(act: Act) -> None:
    """The opinion and all papers of the application go up, whole, by the signer's hand (XK-35)."""
    above = act.definition.reported_to
    if above is None:
        raise Refusal(
            "no_superior",
            Sentence("办事指南没有写明报哪个上级机关。"),
            clauses=("XK-35", "JH-8.2.3"),
            next_step=Sentence("请事项管理员补充后再上报。"),
        )
    rows = list(CaseMaterial.objects.filter(case=act.case).order_by("pk"))
    found = UpwardReport.objects.create(
        case=act.case,
        organ=above.organ,
        sent_at=act.now,
        way=act.inputs.way,
        tracking_number=act.inputs.tracking_number,
        opinion=act.inputs.opinion,
        contents=["申请表", *[row.name for row in rows if row.supply != CaseMaterial.Supply.MISSING]],
        signed_by_id=act.staff_id,
    )
    act.data.update(report=found.pk, contents=len(found.contents))
    act.papers.append(upward_papers.transfer_sheet(act, found))


class AnswerInputs(Inputs):
    """What the superior organ answered, with the day and number that stand on it and its scan."""

    answer: UpwardReport.Answer
    answered_on: date
    number: str = Field(default="", max_length=60)
    text: str = Field(min_length=2, max_length=4000)
    scan: tuple[AttachedFile, ...] = Field(default=(), max_length=10)

    @model_validator(mode="after")
    def _a_decision_is_a_paper(self) -> Self:
        if self.answer is not UpwardReport.Answer.QUESTION and not (self.number and self.scan):
            raise InputFault(Sentence("：上级的决定要登记文号，并附上扫描件"))
        return self


@handles(Action.RECORD_ANSWER_FROM_ABOVE, AnswerInputs)
@enforces("XK-35", "JH-8.2.3")
def record_answer_from_above(act: Act) -> None:
    """A decision binds the draft; a question is for the department, never for the applicant (XK-35)."""
    given = act.inputs
    found = UpwardReport.objects.get(case=act.case, answer="")
    if not found.sent_at.astimezone(SHANGHAI).date() <= given.answered_on <= act.today:
        raise Refusal(
            "answer_day_wrong",
            Sentence("答复日期不对：不能早于上报之日，也不能晚于今天。"),
            clauses=("JH-24", "AS-4.3"),
            next_step=Sentence("请按答复文件上的日期填写。"),
        )
    found.answer = given.answer
    found.answered_on = given.answered_on
    found.answer_number = given.number
    found.answer_text = given.text
    found.recorded_at = act.now
    found.recorded_by_id = act.staff_id
    found.save()
    act.case.answer_from_above = given.answer
    act.data.update(report=found.pk, answer=given.answer.value, answered_on=given.answered_on.isoformat())
    attach(act, CaseAttachment.Kind.ANSWER_FROM_ABOVE, found.pk, given.scan)
