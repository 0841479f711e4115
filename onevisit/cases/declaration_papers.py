"""What stands in the papers of declarations of commitment (告知承诺)."""

from __future__ import annotations

from datetime import date

from onevisit.cases.act import Act, Paper
from onevisit.cases.models import Declaration
from onevisit.cases.paper_parts import applicant_name, basis_cited, paper_of_case, remedies_told
from onevisit.catalog.commitments import Commitment
from onevisit.catalog.field_types import limit_in_words
from onevisit.law.date_words import full_date
from onevisit.law.document_kinds import DocumentKind
from onevisit.records.clock import SHANGHAI

STATEMENT_WORDS = "您有权陈述、申辩。请在收到本告知书之日起五个工作日内提出，逾期不提出的，视为放弃。"


def declaration(act: Act, rule: Commitment, signed: Declaration) -> Paper:
    """告知承诺书: what the organ told, what the applicant declared, with the signature."""
    time = signed.signed_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    points = [one.text for one in rule.points if one.key in signed.points]
    check = rule.check
    return paper_of_case(
        act,
        DocumentKind.DECLARATION,
        paragraphs=[
            "行政机关告知：",
            *rule.obligations,
            rule.content,
            "申请人承诺：本人（单位）自愿采用告知承诺方式，已知晓告知的全部内容，下列承诺是真实意思表示：",
        ],
        table={
            "columns": ["序号", "承诺事项"],
            "rows": [[str(index), text] for index, text in enumerate(points, start=1)],
        },
        fields=[
            ["应当达到的标准", rule.standard],
            ["不实承诺的法律责任", rule.liability],
            *([["事后核查", f"{check.method.label}，{limit_in_words(check.limit)}"]] if check else []),
        ],
        legal_basis=list(rule.basis),
        signers=[
            {"role": "承诺人", "name": applicant_name(act.case), "time": time, "signature": signed.signature}
        ],
    )


def rectification_order(act: Act, rule: Commitment) -> Paper:
    """限期整改通知书: what does not agree with the declaration, and until when it has to."""
    within = rule.check.correct_within if rule.check else None
    return paper_of_case(
        act,
        DocumentKind.RECTIFICATION_ORDER,
        paragraphs=[
            f"您以告知承诺方式取得“{act.definition.name}”。经核查，有不符合承诺的情形，请限期整改。"
            "逾期不整改或者整改后仍不符合的，依法撤销决定。"
        ],
        fields=[["整改期限", f"自本通知书送达之日起 {limit_in_words(within)}"]],
        reasons=[act.inputs.found],
        legal_basis=list(rule.basis),
        remedies=remedies_told(act, DocumentKind.RECTIFICATION_ORDER),
    )


def annulment_notice(act: Act) -> Paper:
    """撤销决定事先告知书: what is intended, why, and the right to be heard (XK-7)."""
    return paper_of_case(
        act,
        DocumentKind.ANNULMENT_NOTICE,
        paragraphs=[f"您以告知承诺方式取得“{act.definition.name}”，本机关拟撤销准予的决定。"],
        fields=[["陈述申辩", STATEMENT_WORDS]],
        reasons=list(act.inputs.reasons),
        legal_basis=list(act.inputs.legal_basis),
    )


def annulment(act: Act, found: Declaration, barred_until: date) -> Paper:
    """撤销决定书: reasons, basis, what the holder said, remedies (XK-69p2)."""
    heard = (
        "当事人提出了陈述、申辩，本机关已经复核。" if found.statement_made else "当事人没有提出陈述、申辩。"
    )
    proposal = found.proposal
    basis = list(proposal["legal_basis"])
    if act.is_licence:
        basis = [*basis_cited(act, "XK-69p2"), *basis]
    return paper_of_case(
        act,
        DocumentKind.COMMITMENT_ANNULMENT,
        paragraphs=[
            f"您以告知承诺方式取得“{act.definition.name}”，经核查承诺不实，决定撤销准予的决定，"
            "已发的证件、文书同时作废。",
            heard,
            f"不实承诺记入信用记录，到{full_date(barred_until)}为止不适用告知承诺和容缺受理；"
            "已经改正的，可以向本机关申请提前修复。",
        ],
        reasons=list(proposal["reasons"]),
        legal_basis=list(dict.fromkeys(basis)),
        remedies=remedies_told(act, DocumentKind.COMMITMENT_ANNULMENT),
    )
