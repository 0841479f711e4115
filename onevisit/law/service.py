"""Service of notices (送达, rule 30): which documents have to reach their addressee, and how that is proved.

A notice counts when it is served, not when it is written: silence ends with the served correction notice
(XK-32.4, rule 7), a clock stands still after the served notice of the procedure (XK-45, rule 10), an
extension needs its reason told before expiry (XK-42, rule 13), and remedies run from actual service (FY-20).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence, Term


class ServiceMethod(StrEnum):
    """The ways in which a document reaches its addressee."""

    DIRECT = "direct"
    ELECTRONIC = "electronic"
    POST = "post"
    LEFT = "left"
    ANNOUNCED = "announced"

    @property
    def label(self) -> str:
        """The Chinese name, as the proof of service prints it."""
        return _METHOD_LABELS[self]


_METHOD_LABELS = {
    ServiceMethod.DIRECT: "直接送达",
    ServiceMethod.ELECTRONIC: "电子送达",
    ServiceMethod.POST: "邮寄送达",
    ServiceMethod.LEFT: "留置送达",
    ServiceMethod.ANNOUNCED: "公告送达",
}

NOTICES = frozenset(
    {
        DocumentKind.CORRECTION,
        DocumentKind.ANNULMENT_NOTICE,
        DocumentKind.COMMITMENT_ANNULMENT,
        DocumentKind.GAP_NOTICE,
        DocumentKind.RECTIFICATION_ORDER,
        DocumentKind.NOT_REQUIRED,
        DocumentKind.ACCEPTANCE_REFUSAL,
        DocumentKind.SPECIAL_PROCEDURE,
        DocumentKind.EXTENSION,
        DocumentKind.TERMINATION,
        DocumentKind.STATEMENT_RIGHT,
        DocumentKind.HEARING_RIGHT,
        DocumentKind.HEARING_NOTICE,
        DocumentKind.FEE_REDUCTION,
        DocumentKind.FEE_REDUCTION_REFUSAL,
    }
)
"""What is served by itself while the case is under way or when it ends early; results are delivered."""

WITHOUT_REMEDY = frozenset(
    {
        DocumentKind.CORRECTION,
        DocumentKind.GAP_NOTICE,
        DocumentKind.SPECIAL_PROCEDURE,
        DocumentKind.STATEMENT_RIGHT,
        DocumentKind.HEARING_RIGHT,
        DocumentKind.HEARING_NOTICE,
        DocumentKind.ANNULMENT_NOTICE,
    }
)
"""Notices that settle nothing yet and so tell no remedy."""


@enforces("RULE-30", "FY-22")
def may_be_served_electronically(kind: DocumentKind, *, agreed: bool, online_remedy_known: bool) -> bool:
    """Electronic service needs consent, and the online channel in every document that tells remedies."""
    return agreed and (kind in WITHOUT_REMEDY or online_remedy_known)


@dataclass(frozen=True)
class ServiceFacts:
    """One service as it is entered in the record. Days are Asia/Shanghai dates.

    ``receiver`` took the document in, ``signature`` is the receiver's, ``tracking_number`` the courier's;
    ``note`` tells witnesses and place of what was left, paper and day of what was announced.
    """

    method: ServiceMethod
    served_on: date
    issued_on: date
    today: date
    receiver: str
    signature: str
    tracking_number: str
    note: str
    electronically: bool


@enforces("RULE-30")
def service_refusal(facts: ServiceFacts) -> Refusal | None:
    """What the record of a service still lacks, or None when it proves the service."""
    if not facts.issued_on <= facts.served_on <= facts.today:
        return _refusal(
            "service_day_wrong",
            Sentence("送达日期不对：不能早于文书出具之日，也不能晚于今天。"),
            Sentence("请核对送达日期。"),
        )
    if facts.method is ServiceMethod.ELECTRONIC and not facts.electronically:
        return _refusal(
            "no_consent",
            Sentence("不能电子送达：申请人没有同意，或者文书没有网上救济渠道。"),
            Sentence("请改用其他送达方式。"),
        )
    if facts.method is ServiceMethod.DIRECT:
        if facts.served_on != facts.today:
            return _refusal(
                "service_day_wrong",
                Sentence("直接送达由受送达人当面签收，送达日期就是今天。"),
                Sentence("请核对送达日期。"),
            )
        if not (facts.receiver and facts.signature):
            return _refusal(
                "no_signature", Sentence("直接送达需要签收人姓名和签名。"), Sentence("请受送达人签收。")
            )
    if facts.method is ServiceMethod.POST and not (facts.receiver and facts.tracking_number):
        return _refusal(
            "no_tracking",
            Sentence("邮寄送达需要快递单号和回执上的签收人。"),
            Sentence("请按邮寄回执填写签收人和单号。"),
        )
    if facts.method in (ServiceMethod.LEFT, ServiceMethod.ANNOUNCED) and not facts.note:
        return _refusal(
            "no_note",
            Sentence(
                "%(method)s需要写明经过：留置的写明地点和见证人，公告的写明载体和公告日期。",
                method=Term(facts.method.label),
            ),
            Sentence("请补充经过。"),
        )
    return None


def _refusal(code: str, message: Sentence, next_step: Sentence) -> Refusal:
    kept = Sentence("%(todo)s您填写的内容都在。", todo=next_step)
    return Refusal(code, message, clauses=("RULE-30",), next_step=kept)
