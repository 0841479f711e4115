"""The handler drafts, the signer decides (rule 21; XK-37, 38; AS-4.3)."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from onevisit.cases import result_papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.licensing import renew
from onevisit.cases.models import CaseStep, Outcome
from onevisit.cases.notices import void_unserved
from onevisit.cases.time_limits import stop_promise_without_certificate
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import InputFault, Sentence, Term


class DraftInputs(Inputs):
    """A drafted decision. A refusal needs concrete reasons and its legal basis."""

    outcome: Outcome
    reasons: tuple[str, ...] = Field(default=(), max_length=20)
    legal_basis: tuple[str, ...] = Field(default=(), max_length=20)
    remarks: str = Field(default="", max_length=1000)

    @model_validator(mode="after")
    def _refusal_has_reasons(self) -> Self:
        if self.outcome is Outcome.REFUSE and not (any(self.reasons) and any(self.legal_basis)):
            raise InputFault(Sentence("：不予的决定必须写明理由和法律依据（许可法第三十八条）"))
        return self


@handles(Action.DRAFT_DECISION, DraftInputs)
def draft_decision(act: Act) -> None:
    """The handler drafts; a failed review step can't end in a grant."""
    _require_as_decided_above(act)
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
    act.case.decision_draft = act.inputs.model_dump(mode="json")
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
    act.data.update(outcome=case.outcome, handler=case.drafted_by_id, signer=act.staff_id)
    if case.outcome == Outcome.GRANT:
        renew(act)
    case.licence_expires_on = None
    act.papers.append(
        result_papers.grant(act) if case.outcome == Outcome.GRANT else result_papers.refusal(act)
    )
    stop_promise_without_certificate(act)
