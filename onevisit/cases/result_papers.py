"""What stands in the documents of a result: decision, certificate, handover, proof of service."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from onevisit.cases.act import Act, Paper
from onevisit.cases.models import Handover, InterestedParty
from onevisit.cases.paper_parts import applicant_name, basis_cited, paper_of_case, remedies_told
from onevisit.cases.upward_papers import decided_by
from onevisit.documents.models import Document
from onevisit.law.document_kinds import DocumentKind, title
from onevisit.records.clock import SHANGHAI

PICTURE_HASH = re.compile("[0-9a-f]{64}")


def _decided(act: Act, kind: DocumentKind) -> str:
    """What was decided in the words of the title: 准予行政许可, 不予登记, 不予办理 (rule 22)."""
    return title(kind, act.definition.type).removesuffix("决定书").removesuffix("告知书")


def grant(act: Act) -> Paper:
    """准予…决定书 in the words of the item type (rule 22)."""
    decided = _decided(act, DocumentKind.GRANT)
    return paper_of_case(
        act,
        DocumentKind.GRANT,
        paragraphs=[
            f"您申请的“{act.definition.name}”，经审查，符合法定条件、标准，决定{decided}。",
            *([act.case.decision_draft["remarks"]] if act.case.decision_draft.get("remarks") else []),
            *heard_words(act),
        ],
        fields=[
            *([["办理结果", act.definition.result.name]] if act.definition.result.name else []),
            *decided_by(act),
        ],
        legal_basis=[*act.definition.basis, *_heard_basis(act)],
        remedies=remedies_told(act, DocumentKind.GRANT),
    )


def heard_words(act: Act) -> list[str]:
    """What the decision says of a hearing and of statements (XK-48p2, XK-36)."""
    draft = act.case.decision_draft
    words = []
    if draft.get("hearing_findings"):
        words.append(f"本机关就该申请举行了听证。根据听证笔录：{draft['hearing_findings']}")
    if draft.get("statements_answered"):
        words.append(f"对申请人、利害关系人的陈述申辩，本机关答复如下：{draft['statements_answered']}")
    return words


def _heard_basis(act: Act) -> list[str]:
    held = bool(act.case.decision_draft.get("hearing_findings"))
    return basis_cited(act, "XK-48p2") if held else []


def refusal(act: Act) -> Paper:
    """不予…决定书: concrete reasons, basis, remedies (XK-38, AS-4.3)."""
    draft = act.case.decision_draft
    return paper_of_case(
        act,
        DocumentKind.REFUSAL,
        fields=decided_by(act),
        paragraphs=[
            f"您申请的“{act.definition.name}”，经审查，决定{_decided(act, DocumentKind.REFUSAL)}。",
            *heard_words(act),
        ],
        reasons=list(draft["reasons"]),
        legal_basis=[*draft["legal_basis"], *_heard_basis(act)],
        remedies=remedies_told(act, DocumentKind.REFUSAL),
    )


def certificate(act: Act, *, licence_number: str, blank: str, term: str) -> Paper:
    """The certificate itself: what the item version says stands on it (rule 31, XK-39)."""
    answers = {**act.case.scenario, **act.case.answers}
    fields = [
        ["证件编号", licence_number],
        ["名称（姓名）", applicant_name(act.case)],
    ]
    for field in act.definition.result.fields:
        value = field.text if field.answer is None else _answer_words(act, field.answer, answers)
        fields.append([field.label, value])
    fields.append(["有效期", term])
    if blank:
        fields.append(["证件纸编号", blank])
    return paper_of_case(
        act, DocumentKind.RESULT, title=act.definition.result.name, fields=[row for row in fields if row[1]]
    )


def _answer_words(act: Act, key: str, answers: Mapping[str, Any]) -> str:
    question = act.definition.question(key)
    value = answers.get(key, "")
    values = [value] if isinstance(value, str) else list(value)
    return "、".join(question.label_of(str(one)) for one in values)


def handover_form(act: Act, handover: Handover) -> Paper:
    """办理结果交接表, signed on both sides (JH-25a)."""
    giver = handover.offered_by
    return paper_of_case(
        act,
        DocumentKind.HANDOVER,
        organ=act.case.hall.name,
        fields=[
            ["移交部门", giver.department.name],
            ["移交时间", handover.offered_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")],
            ["接收窗口", act.case.hall.name],
            ["接收时间", act.now.strftime("%Y-%m-%d %H:%M")],
        ],
        table={
            "columns": ["序号", "名称", "文号"],
            "rows": [
                [str(index), row["title"], row["number"]]
                for index, row in enumerate(handover.contents, start=1)
            ],
        },
        signers=[
            signer_row("移交人", giver.name, handover.offered_at, handover.offered_signature_sha256),
            signer_row("接收人", act.staff_name, act.now, handover.taken_signature_sha256),
        ],
    )


def signer_row(role: str, name: str, signed_at: datetime | None, signature: str) -> dict[str, str]:
    """A row to sign: who, when, and the stored picture of the signature or the name typed instead."""
    time = "" if signed_at is None else signed_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return {"role": role, "name": name, "time": time, "signature": signature}


def signature_picture(signature: str) -> str:
    """The hash of a signature picture; "" for a typed name, which only the sealed document shows."""
    return signature if PICTURE_HASH.fullmatch(signature) else ""


def proof_of_service(
    act: Act,
    documents: Sequence[Document],
    method: str,
    receiver: str,
    signature: str,
    *,
    served_on: date | None = None,
    note: str = "",
    party: InterestedParty | None = None,
) -> Paper:
    """送达回证: what was served, how, to whom, when (rule 30).

    ``served_on`` is the day of service where it lies before the day of the record; ``note`` tells how;
    ``party`` is the interested party who was served, None where it was the applicant.
    """
    names = "、".join(f"{document.title}{document.number}" for document in documents)
    addressee = applicant_name(act.case) if party is None else party.name
    moment = act.now.strftime("%Y-%m-%d %H:%M:%S")
    if served_on is not None and served_on != act.today:
        moment = served_on.isoformat()
    return paper_of_case(
        act,
        DocumentKind.PROOF_OF_SERVICE,
        party=party,
        fields=[
            ["送达文书", names],
            ["送达方式", method],
            ["受送达人", addressee],
            ["签收人", receiver],
            ["送达时间", moment],
            *([["送达经过", note]] if note else []),
        ],
        signers=[
            signer_row("签收人", receiver, act.now if signature else None, signature),
            signer_row("送达人", act.staff_name, act.now, ""),
        ],
    )
