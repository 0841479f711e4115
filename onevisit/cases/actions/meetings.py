"""Putting a meeting about a case on record: who, each opinion, what came of it (JH-7.6, JH-10b, XK-45)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from onevisit.cases import meeting_papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.attachments import AttachedFile, attach
from onevisit.cases.models import CaseAttachment, Meeting
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence

FEWEST_TO_DISCUSS = 3
FEWEST_TO_DELIBERATE = 2


class MemberInputs(Inputs):
    """One who took part. ``conflict`` is what an expert declared of his own interest, "" for none."""

    name: str = Field(min_length=1, max_length=60)
    organ: str = Field(min_length=1, max_length=100)
    opinion: str = Field(min_length=2, max_length=1000)
    conflict: str = Field(default="", max_length=300)


class MeetingInputs(Inputs):
    """The record of a meeting, signed by all who took part."""

    held_at: datetime
    place: str = Field(min_length=2, max_length=200)
    chair: str = Field(min_length=1, max_length=60)
    members: tuple[MemberInputs, ...] = Field(min_length=1, max_length=20)
    conclusion: str = Field(min_length=5, max_length=4000)
    outcome: Meeting.Outcome
    all_signed: Literal[True]
    scan: tuple[AttachedFile, ...] = Field(default=(), max_length=10)


@handles(Action.RECORD_COLLECTIVE_DISCUSSION, MeetingInputs)
@enforces("JH-10b", "JH-8.2.2")
def record_collective_discussion(act: Act) -> None:
    """Three or more, the handler reports and does not preside; the decision follows the conclusion."""
    _require_members(act, FEWEST_TO_DISCUSS)
    handler = act.case.handler
    name = "" if handler is None else handler.name
    if act.inputs.chair == name or name not in {one.name for one in act.inputs.members}:
        raise Refusal(
            "handler_reports",
            Sentence("集体讨论由承办人%(name)s汇报，不能由承办人主持。", name=name),
            clauses=("JH-10b", "AS-4.3"),
            next_step=Sentence("请把承办人列为参加人，由负责人主持。"),
        )
    _keep(act, Meeting.Kind.COLLECTIVE_DISCUSSION)
    act.case.discussion_recorded = True


@handles(Action.RECORD_DELIBERATION, MeetingInputs)
@enforces("JH-7.6")
def record_deliberation(act: Act) -> None:
    """What is major or complex is talked over with those who know; the organ decides by itself."""
    _require_members(act, FEWEST_TO_DELIBERATE)
    _keep(act, Meeting.Kind.DELIBERATION)


@handles(Action.RECORD_EXPERT_REVIEW, MeetingInputs)
@enforces("XK-45", "JH-17")
def record_expert_review(act: Act) -> None:
    """Experts without an interest of their own in the matter."""
    _require_members(act, FEWEST_TO_DELIBERATE)
    partial = tuple(one.name for one in act.inputs.members if one.conflict)
    if partial:
        raise Refusal(
            "expert_partial",
            Sentence("专家与本办件有利害关系，应当回避：%(names)s。", names=partial),
            clauses=("HOUSE-11",),
            next_step=Sentence("请换没有利害关系的专家评审。"),
        )
    _keep(act, Meeting.Kind.EXPERT_REVIEW)


def _require_members(act: Act, fewest: int) -> None:
    """Enough people, the chair among them, nobody twice, and the meeting has been held."""
    names = [one.name for one in act.inputs.members]
    if len(set(names)) < fewest or len(set(names)) != len(names):
        raise Refusal(
            "too_few_members",
            Sentence("参加人应当有 %(fewest)s 人以上，不能重复。", fewest=fewest),
            clauses=("JH-24", "AS-4.3"),
            next_step=Sentence("请写全参加人和每个人的意见。"),
        )
    if act.inputs.chair not in names:
        raise Refusal(
            "chair_absent",
            Sentence("主持人没有列在参加人里。"),
            clauses=("JH-24", "AS-4.3"),
            next_step=Sentence("请把主持人列入参加人，写明意见。"),
        )
    if act.inputs.held_at.tzinfo is None or act.inputs.held_at > act.now:
        raise Refusal(
            "meeting_not_held",
            Sentence("会议时间不能晚于现在。"),
            clauses=("JH-24", "AS-4.3"),
            next_step=Sentence("请按实际开会时间填写。"),
        )


def _keep(act: Act, kind: Meeting.Kind) -> None:
    given = act.inputs
    found = Meeting.objects.create(
        case=act.case,
        kind=kind,
        held_at=given.held_at,
        place=given.place,
        chair=given.chair,
        members=[one.model_dump() for one in given.members],
        conclusion=given.conclusion,
        outcome=given.outcome,
        recorded_by_id=act.staff_id,
        recorded_at=act.now,
    )
    attach(act, CaseAttachment.Kind.MEETING_RECORD, found.pk, given.scan)
    act.data.update(meeting=found.pk, members=len(given.members), conclusion=given.outcome.value)
    act.papers.append(meeting_papers.record_of(act, found))
