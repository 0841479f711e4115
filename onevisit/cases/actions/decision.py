"""The handler drafts, the signer decides (rule 21; XK-37, 38; AS-4.3)."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from onevisit.cases import result_papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.actions.declarations import await_check
from onevisit.cases.hearing_calls import WAITING_CLOCKS, drop_clocks
from onevisit.cases.hearings import last_held, statements_made
from onevisit.cases.licensing import renew
from onevisit.cases.models import CaseStep, Meeting, Outcome
from onevisit.cases.notices import void_unserved
from onevisit.cases.time_limits import stop_promise_without_certificate
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import InputFault, Sentence, Term


class DraftInputs(Inputs):
    """A drafted decision. A refusal needs concrete reasons and its legal basis.

    ``hearing_findings`` says what of the hearing's record the decision follows (XK-48p2),
    ``statements_answered`` how it answers those who made statements (XK-36).
    """

    outcome: Outcome
    reasons: tuple[str, ...] = Field(default=(), max_length=20)
    legal_basis: tuple[str, ...] = Field(default=(), max_length=20)
    remarks: str = Field(default="", max_length=1000)
    hearing_findings: str = Field(default="", max_length=4000)
    statements_answered: str = Field(default="", max_length=4000)

    @model_validator(mode="after")
    def _refusal_has_reasons(self) -> Self:
        if self.outcome is Outcome.REFUSE and not (any(self.reasons) and any(self.legal_basis)):
            raise InputFault(Sentence("：不予的决定必须写明理由和法律依据（许可法第三十八条）"))
        return self


@handles(Action.DRAFT_DECISION, DraftInputs)
def draft_decision(act: Act) -> None:
    """The handler drafts; a failed review step can't end in a grant."""
    _require_as_decided_above(act)
    _require_as_discussed(act)
    failed = (
        []
        if act.case.answer_from_above
        else list(CaseStep.objects.filter(case=act.case, passed=False).values_list("name", flat=True))
    )
    if failed and act.inputs.outcome is Outcome.GRANT:
        raise Refusal(
            "step_failed",
            Sentence("不能拟定准予：“%(step)s”的结论是不通过。", step=failed[0]),
            clauses=("XK-38",),
            next_step=Sentence("请拟定不予的决定并写明理由。"),
        )
    _require_answers(act)
    act.case.decision_draft = act.inputs.model_dump(mode="json")
    drop_clocks(act, *WAITING_CLOCKS.values())
    act.case.drafted_by_id = act.staff_id
    act.data["outcome"] = act.inputs.outcome.value


@enforces("XK-35", "JH-8.2.3")
def _require_as_decided_above(act: Act) -> None:
    """On a reported-up case this organ writes down what the superior decided, whatever its review found."""
    decided = {"granted": Outcome.GRANT, "refused": Outcome.REFUSE}.get(act.case.answer_from_above)
    if decided is None or act.inputs.outcome == decided:
        return
    raise Refusal(
        "not_as_decided_above",
        Sentence("拟定的决定与上级机关的决定不一致：上级决定%(decided)s。", decided=Term(decided.label)),
        clauses=("XK-35", "JH-8.2.3"),
        next_step=Sentence("请按上级机关的决定拟定。"),
    )


@enforces("XK-48p2", "XK-36", "RULE-16")
def _require_answers(act: Act) -> None:
    """After a hearing the decision follows its record; statements are answered."""
    held = last_held(act.case)
    if held is not None and not act.inputs.hearing_findings:
        raise Refusal(
            "record_not_followed",
            Sentence("本办件举行过听证，决定应当根据听证笔录作出。"),
            clauses=("XK-48p2",),
            next_step=Sentence("请写明听证情况和采纳的意见，您填写的内容都在。"),
        )
    if statements_made(act.case) and not act.inputs.statements_answered:
        raise Refusal(
            "statements_unanswered",
            Sentence("申请人或者利害关系人提出了陈述申辩，决定应当答复。"),
            clauses=("XK-36",),
            next_step=Sentence("请逐一写明是否采纳和理由，您填写的内容都在。"),
        )
    if held is not None:
        act.data["hearing"] = held.pk


@enforces("JH-10b", "JH-8.2.2")
def _require_as_discussed(act: Act) -> None:
    """What was discussed collectively is decided as the last discussion concluded."""
    if not act.case.discussion_recorded:
        return
    last = (
        Meeting.objects.filter(case=act.case, kind=Meeting.Kind.COLLECTIVE_DISCUSSION).order_by("-pk").first()
    )
    if last is None or (last.outcome == Meeting.Outcome.AGREE) == (act.inputs.outcome is Outcome.GRANT):
        return
    raise Refusal(
        "not_as_discussed",
        Sentence(
            "拟定的决定与集体讨论的结论不一致：结论是%(outcome)s。",
            outcome=Term(Meeting.Outcome(last.outcome).label),
        ),
        clauses=("JH-10b", "AS-4.3"),
        next_step=Sentence("请按结论拟定；情况有变化的，请再次集体讨论。"),
    )


class ReturnInputs(Inputs):
    """What the signer wants changed."""

    opinion: str = Field(min_length=2, max_length=1000)


@handles(Action.RETURN_DRAFT, ReturnInputs)
def return_draft(act: Act) -> None:
    """The signer gives the draft back with an opinion."""
    act.case.decision_draft = {**act.case.decision_draft, "returned": act.inputs.opinion}
    act.case.drafted_by_id = None


@handles(Action.SIGN_DECISION)
def sign_decision(act: Act) -> None:
    """The decision is made and in writing; both names go into the ledger (rule 21)."""
    case = act.case
    void_unserved(act, "已作出决定")
    case.outcome = case.decision_draft["outcome"]
    case.decided_at = act.now
    case.decided_by_id = act.staff_id
    await_check(act)
    act.data.update(outcome=case.outcome, handler=case.drafted_by_id, signer=act.staff_id)
    if case.outcome == Outcome.GRANT:
        renew(act)
    case.licence_expires_on = None
    act.papers.append(
        result_papers.grant(act) if case.outcome == Outcome.GRANT else result_papers.refusal(act)
    )
    stop_promise_without_certificate(act)
