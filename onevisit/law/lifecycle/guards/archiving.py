"""Conditions on archiving."""

from __future__ import annotations

from onevisit.law.clauses import enforces
from onevisit.law.fees import FeeState
from onevisit.law.lifecycle.facts import CaseFacts
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence


@enforces("ZX-12", "HOUSE-30")
def every_document_is_there(facts: CaseFacts) -> Refusal | None:
    """An archive file is whole: every document that was issued has its signed file."""
    if not facts.documents_in_the_making:
        return None
    return Refusal(
        "documents_in_the_making",
        Sentence("还不能归档：有文书没有制作完成——%(documents)s。", documents=facts.documents_in_the_making),
        clauses=("ZX-12",),
        who_could=Sentence("待用印的请印章保管人用印；待字库的请系统管理员安装字库。"),
    )


@enforces("RULE-30", "HOUSE-30")
def no_notice_waits(facts: CaseFacts) -> Refusal | None:
    """The last notice reaches the applicant before the file is closed."""
    if not facts.notices_to_serve:
        return None
    return Refusal(
        "notice_not_served",
        Sentence("还不能归档：有文书没有送达申请人。"),
        clauses=("ZX-12",),
        who_could=Sentence("请承办人或者窗口登记送达。"),
    )


@enforces("XK-59", "HOUSE-30")
def no_fee_matter_open(facts: CaseFacts) -> Refusal | None:
    """A file is closed when its money is settled: nothing deferred is owed, no request waits."""
    if facts.fee is FeeState.DEFERRED or facts.reduction_open:
        return Refusal(
            "fee_matter_open",
            Sentence("还不能归档：有缓缴的费用没有缴清，或者减免缓缴的申请还没有决定。"),
            clauses=("XK-59", "ZX-12"),
            who_could=Sentence("请收费人员登记缴费，或者由首席代表、部门负责人决定。"),
        )
    return None
