"""Ends without a decision (rules 8, 32)."""

from __future__ import annotations

from pydantic import Field

from onevisit.cases import papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.hearing_calls import give_up_with_case
from onevisit.cases.notices import void_unserved
from onevisit.cases.representation import require_agent_may
from onevisit.cases.special_runs import end_with_case
from onevisit.law.lifecycle import Action
from onevisit.people.models import Authorization


class WithdrawalInputs(Inputs):
    """Why the applicant withdraws; he need not say."""

    reason: str = Field(default="", max_length=500)


@handles(Action.WITHDRAW, WithdrawalInputs)
def withdraw(act: Act) -> None:
    """The applicant takes the application back (撤回申请, rule 32); never called 退件."""
    require_agent_may(act, Authorization.Act.WITHDRAW)
    act.data["reason_given"] = bool(act.inputs.reason)
    end_with_case(act)
    give_up_with_case(act)
    void_unserved(act, "申请已撤回")
    act.papers.append(papers.withdrawal(act))


@handles(Action.TERMINATE)
def terminate(act: Act) -> None:
    """No answer in time ends the case, where the item cites a rule for it (rule 8)."""
    act.papers.append(papers.termination(act))
