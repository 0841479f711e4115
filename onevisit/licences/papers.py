"""What stands in the documents of an act on a licence (rules 23 and 32)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from onevisit.documents.actions import Sheet
from onevisit.documents.models import Document
from onevisit.documents.production import PRODUCE as PRODUCE
from onevisit.law.clauses import cite_together
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.licences.acts import GROUNDS, RULES, Ground, LicenceAct, LicenceActRule
from onevisit.law.remedies import remedies
from onevisit.law.service import ServiceFacts
from onevisit.licences.models import Licence, LicenceDecision
from onevisit.organization.models import Department, Hall
from onevisit.organization.remedy_facts import remedy_facts

PICTURE_HASH = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class LicencePlace:
    """Where a document about a licence belongs: to no case, but to organ and hall."""

    pk: None
    department: Department
    hall: Hall


def place_of(licence: Licence) -> LicencePlace:
    """The organ and the hall of the licence."""
    return LicencePlace(None, licence.department, licence.hall)


_WHAT = {
    LicenceAct.SUSPEND: "决定暂停使用下列许可",
    LicenceAct.RESUME: "下列许可自本通知作出之日起恢复使用",
    LicenceAct.ANNUL: "决定撤销下列许可",
    LicenceAct.WITHDRAW: "为了公共利益的需要，决定撤回下列许可",
    LicenceAct.REVOKE: "根据生效的行政处罚决定，吊销下列许可证件",
    LicenceAct.DEREGISTER: "决定注销下列许可",
}


def decision_paper(decision: LicenceDecision, licence: Licence, day: date, *, served_online: bool) -> Sheet:
    """The document of the act: which licence, on which ground, why, what is owed, which remedies."""
    act = LicenceAct(decision.act)
    rule, ground = RULES[act], GROUNDS[Ground(decision.ground)]
    clauses = (ground.clause,) if ground.clause else rule.clauses
    cited = cite_together(clauses, licence.city.rule_book, most=1, in_full=True)
    told = remedies(rule.document, remedy_facts(licence.department), served_online=served_online)
    content: dict[str, Any] = {
        **_common(licence, rule.document, day),
        "paragraphs": [f"经查，{ground.label}。{_WHAT[act]}：", *_effect(rule)],
        "fields": _fields(decision, licence, rule, owes_by_law=not ground.must),
        "reasons": list(decision.reasons),
        "legal_basis": [*dict.fromkeys([*([cited] if cited else []), *decision.legal_basis])],
        "remedies": "" if act is LicenceAct.RESUME else told.text,
    }
    return Sheet(rule.document, content)


def _common(licence: Licence, kind: DocumentKind, day: date) -> dict[str, Any]:
    return {
        "title": kind.label,
        "case_number": "",
        "addressee": licence.holder_name,
        "item": licence.version.definition.name,
        "organ": licence.department.name,
        "date": day.isoformat(),
        "paragraphs": [],
        "fields": [],
        "reasons": [],
        "legal_basis": [],
        "remedies": "",
        "signers": [],
    }


def _effect(rule: LicenceActRule) -> list[str]:
    return ["本决定自送达之日起生效。"] if rule.on_service else []


def _fields(
    decision: LicenceDecision, licence: Licence, rule: LicenceActRule, *, owes_by_law: bool
) -> list[list[str]]:
    rows = [
        ["证照名称", licence.kind],
        ["证照编号", licence.number],
        ["颁发日期", licence.issued_on.isoformat()],
        ["行政处罚决定书", decision.penalty_number],
        ["持证人陈述、申辩", decision.holder_heard],
    ]
    if rule.owes:
        beyond_protection = "以不正当手段取得许可的，基于许可取得的利益不受保护"
        rows.append([rule.owes, decision.owed or ("" if owes_by_law else beyond_protection)])
    return [row for row in rows if row[1]]


def proof_of_service(
    document: Document, licence: Licence, facts: ServiceFacts, at: datetime, staff_name: str
) -> Sheet:
    """送达回证 of a decision on a licence (rule 30)."""
    same_day = facts.served_on == at.date()
    moment = at.strftime("%Y-%m-%d %H:%M:%S") if same_day else facts.served_on.isoformat()
    signed = at.strftime("%Y-%m-%d %H:%M")
    kind = DocumentKind.PROOF_OF_SERVICE
    return Sheet(
        kind,
        {
            **_common(licence, kind, at.date()),
            # The form is known by the licence where no case led to it.
            "case_number": licence.number,
            "fields": [
                ["送达文书", f"{document.title}{document.number}"],
                ["送达方式", facts.method.label],
                ["受送达人", licence.holder_name],
                *([["签收人", facts.receiver]] if facts.receiver else []),
                ["送达时间", moment],
                *([["送达经过", facts.note]] if facts.note else []),
                *([["快递单号", facts.tracking_number]] if facts.tracking_number else []),
            ],
            "signers": [
                {
                    "role": "签收人",
                    "name": facts.receiver,
                    "time": signed if facts.signature else "",
                    "signature": facts.signature,
                },
                {"role": "送达人", "name": staff_name, "time": signed, "signature": ""},
            ],
        },
    )


def signature_picture(signature: str) -> str:
    """The hash of a signature picture; "" for a typed name, which only the sealed document shows."""
    return signature if PICTURE_HASH.fullmatch(signature) else ""
