"""A referral for instruction about a case stands in its ledger (rule 36)."""

from __future__ import annotations

from pydantic import Field

from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.models import Referral
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


class ReferralInputs(Inputs):
    """The referral, which ``cases.referrals.ask`` has just written in the same transaction."""

    referral: int = Field(ge=1)


@handles(Action.REFER, ReferralInputs)
@enforces("RULE-36")
def refer(act: Act) -> None:
    """Which department was asked, by whom, until when; the question itself stays sealed."""
    one = Referral.objects.filter(
        pk=act.inputs.referral, case=act.case, asked_by_id=act.staff_id, answered_at__isnull=True
    ).first()
    if one is None:
        raise Refusal(
            "no_referral",
            Sentence("没有找到这件请示。"),
            clauses=("RULE-36", "AS-3.3b"),
            next_step=Sentence("请在“登记册—请示”里提出。"),
        )
    act.data.update(referral=one.pk, department=one.department_id, due_on=one.due_on.isoformat())
