"""Agents: whoever applies for somebody else may do so only while his authority lasts (许可法 29-2)."""

from __future__ import annotations

from onevisit.cases.act import Act
from onevisit.law.clauses import enforces
from onevisit.people.agents import require_authority
from onevisit.people.models import Authorization


@enforces("XK-29p2")
def require_agent_may(act: Act, what: Authorization.Act) -> None:
    """Passes the applicant himself, members of staff, and agents with authority on the day of the act.

    Raises Refusal ``not_authorized``. No statement unless an agent acts.
    """
    case = act.case
    if act.performer.worker is not None or case.agent is None or case.applicant is None:
        return
    if case.applicant.account_id is not None and case.applicant.account_id == act.performer.account_id:
        return
    require_authority(case.applicant, case.agent, what, case.item_code, act.today)
