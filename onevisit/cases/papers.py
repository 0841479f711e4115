"""What stands in each document of a case. The law tables say what is required; here it is put into words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from onevisit.cases.act import Act, Paper
from onevisit.cases.models import (
    Case,
    CaseMaterial,
    CorrectionPoint,
    Extension,
    Handover,
    SpecialProcedureRun,
)
from onevisit.cases.numbers import query_code
from onevisit.catalog.field_types import limit_in_words
from onevisit.documents.models import Document
from onevisit.law.canonical import canonical_text
from onevisit.law.clauses import cite_together
from onevisit.law.clock_kinds import ClockKind
from onevisit.law.date_words import full_date
from onevisit.law.document_kinds import DocumentKind, title
from onevisit.law.limits import Limit
from onevisit.law.masking import mask_phone
from onevisit.law.procedures import SPECIAL_PROCEDURES, procedure_name
from onevisit.law.remedies import DepartmentFacts, OrganKind, remedies
from onevisit.records import clocks
from onevisit.records.clock import SHANGHAI
from onevisit.records.models import Clock

__all__ = ["query_code"]

PICTURE_HASH = re.compile("[0-9a-f]{64}")


def exact_text(answers: Mapping[str, Any]) -> str:
    """The exact text of the answers, of which a commitment is taken."""
    return canonical_text(
        {key: value if isinstance(value, str) else list(value) for key, value in answers.items()}
    )


def applicant_name(case: Case) -> str:
    """The applicant's name as documents print it."""
    return "" if case.applicant is None else case.applicant.name


def _paper(act: Act, kind: DocumentKind, *, effective_on: date | None = None, **content: Any) -> Paper:
    case = act.case
    common: dict[str, Any] = {
        "title": title(kind, act.definition.type),
        "case_number": case.number,
        "addressee": applicant_name(case),
        "item": act.definition.name,
        "organ": case.department.name,
        "date": act.today.isoformat(),
        "paragraphs": [],
        "fields": [],
        "reasons": [],
        "legal_basis": [],
        "remedies": "",
        "signers": [],
    }
    if effective_on is not None and effective_on != act.today:
        common["effective_on"] = effective_on.isoformat()
    return Paper(kind, {**common, **content}, effective_on)


def _basis(act: Act, *clause_ids: str) -> list[str]:
    """The first of the clauses that binds in this city, with the full name of its text (rule 40)."""
    rule_book = act.case.city.rule_book
    cited = cite_together(clause_ids, rule_book, most=1, in_full=True)
    return [cited] if cited else []


def _remedies(act: Act, kind: DocumentKind) -> str:
    """The remedies, with the online channel where the document may be served online (FY-22)."""
    department = act.case.department
    served_online = act.case.electronic_service_agreed and bool(department.online_reconsideration)
    facts = DepartmentFacts(
        name=department.name,
        kind=OrganKind.VERTICAL if department.vertically_led else OrganKind.DEPARTMENT,
        government=department.reconsideration_organ,
        superior=department.reconsideration_organ,
        court=department.court,
        online_channel=department.online_reconsideration,
    )
    return remedies(kind, facts, served_online=served_online).text


def receipt(act: Act) -> Paper:
    """收件凭证 with the list of materials taken in (rule 28), and the query code for the progress page."""
    case = act.case
    assert case.received_at is not None
    received = case.received_at.astimezone(SHANGHAI)
    contact = "" if case.applicant is None else mask_phone(case.applicant.phone or "")
    return _paper(
        act,
        DocumentKind.RECEIPT,
        organ=case.hall.name,
        paragraphs=["您的申请材料已收到。收件不代表受理；是否受理将在法定期限内决定并告知您。"],
        fields=[
            ["收件时间", received.strftime("%Y-%m-%d %H:%M:%S")],
            ["申请渠道", case.get_channel_display()],
            ["办理部门", case.department.name],
            ["领取方式", case.get_delivery_way_display()],
            ["联系电话", contact],
        ],
        table={
            "columns": ["序号", "材料名称", "情况", "原件", "复印件"],
            "rows": [
                [str(index), row.name, row.get_supply_display(), str(row.originals), str(row.copies)]
                for index, row in enumerate(CaseMaterial.objects.filter(case=case).order_by("pk"), start=1)
            ],
        },
        query={"number": case.number, "code": query_code(case)},
        signers=[act.staff_name] if act.staff_name else [],
    )


def acceptance(act: Act, effective_on: date | None = None) -> Paper:
    """受理通知书: the day of acceptance and both limits; deemed acceptance shows both days (rule 7)."""
    case, definition = act.case, act.definition
    accepted_on = effective_on or act.today
    words = f"您申请的“{definition.name}”，申请材料齐全、符合法定形式，决定予以受理。"
    basis = _basis(act, "XK-32.5") if act.is_licence else _basis(act, "JH-23a", "AS-4.2")
    if effective_on is not None:
        words = (
            f"您申请的“{definition.name}”，在收到申请材料之日起五个工作日内没有告知您补正，"
            f"依法自收到申请材料之日（{full_date(effective_on)}）起即为受理。"
            f"本通知书实际出具于{full_date(act.today)}。"
        )
        basis = _basis(act, "XK-32.4")
    return _paper(
        act,
        DocumentKind.ACCEPTANCE,
        effective_on=effective_on,
        paragraphs=[words],
        fields=[
            ["受理日期", full_date(accepted_on)],
            ["法定办结时限", limit_in_words(definition.statutory_limit)],
            ["承诺办结时限", limit_in_words(definition.promised_limit)],
            *[
                ["特别程序", f"{procedure_name(one.key)}：约 {one.days} 个工作日，是否计入时限以告知书为准"]
                for one in definition.special_procedures
            ],
            ["咨询电话", "、".join(definition.telephones.consultation)],
        ],
        legal_basis=basis,
        query={"number": case.number, "code": query_code(case)},
    )


def _negative(act: Act, kind: DocumentKind, words: str, **content: Any) -> Paper:
    given = act.inputs
    return _paper(
        act,
        kind,
        paragraphs=[words],
        reasons=list(given.reasons),
        legal_basis=list(given.legal_basis),
        remedies=_remedies(act, kind),
        **content,
    )


def not_required(act: Act) -> Paper:
    """不受理告知书: the matter needs no approval (XK-32.1)."""
    return _negative(
        act,
        DocumentKind.NOT_REQUIRED,
        f"您申请的“{act.definition.name}”，依法不需要办理，现告知您不受理。",
    )


def acceptance_refusal(act: Act) -> Paper:
    """不予受理决定书: with the right organ named (XK-32.2)."""
    organ = act.inputs.competent_organ
    words = f"您申请的“{act.definition.name}”，决定不予受理。"
    if organ:
        words += f"请向{organ}申请。"
    return _negative(
        act,
        DocumentKind.ACCEPTANCE_REFUSAL,
        words,
        ground=act.inputs.ground,
        competent_organ=organ,
    )


def correction_notice(act: Act, points: Sequence[CorrectionPoint]) -> Paper:
    """一次性补正告知书: everything, itemised, each with its basis (XK-32.4)."""
    silence = act.definition.correction_silence
    after = (
        f"请在 {limit_in_words(silence.limit)}内补正；逾期不补正的，依照{'；'.join(silence.basis)}处理。"
        if silence
        else "请您补齐后通过网上或者窗口提交；补正齐全的，应当受理。"
    )
    return _paper(
        act,
        DocumentKind.CORRECTION,
        paragraphs=[
            f"您申请的“{act.definition.name}”，以下内容需要补正。需要补正的全部内容已一次列明：",
            after,
        ],
        table={
            "columns": ["序号", "名称", "需要补正的内容", "依据"],
            "rows": [
                [str(index), point.label, point.demand, point.basis]
                for index, point in enumerate(points, start=1)
            ],
        },
        legal_basis=_basis(act, "XK-32.4") if act.is_licence else _basis(act, "JH-23a", "AS-3.3b"),
        query={"number": act.case.number, "code": query_code(act.case)},
    )


def special_procedure_notice(act: Act, run: SpecialProcedureRun) -> Paper:
    """特别程序告知书: the time it takes, told in writing before the clock stops (XK-45)."""
    name = procedure_name(run.key)
    stops = [
        label
        for label, stopped in (("法定办结时限", run.stops_statutory), ("承诺办结时限", run.stops_promise))
        if stopped
    ]
    counted = f"所需时间不计入{'和'.join(stops)}。" if stops else "所需时间计入办理时限。"
    return _paper(
        act,
        DocumentKind.SPECIAL_PROCEDURE,
        paragraphs=[f"您申请的“{act.definition.name}”需要进行{name}。{counted}"],
        fields=[
            ["特别程序", name],
            ["原因", run.reason],
            ["所需时间", f"{run.announced_days} 个工作日，自本告知书送达之日起"],
        ],
        legal_basis=[run.basis] if run.basis else _procedure_basis(act, run.key),
    )


def _procedure_basis(act: Act, key: str) -> list[str]:
    further = ("XK-45",) if act.is_licence else ("JH-17", "AS-3.3c")
    return _basis(act, *SPECIAL_PROCEDURES[key].clauses, *further)


def extension_notice(act: Act, extension: Extension, extended: Sequence[tuple[Clock, Limit]]) -> Paper:
    """延期告知书: the reason and both dates (rule 13). ``extended``: the clocks with their longer limits."""
    longer = {one.pk: clocks.due_with(one, limit) for one, limit in extended}
    fields = [["延长时间", f"{extension.days} 个工作日"]]
    for kind, label in ((ClockKind.STATUTORY, "延长后的法定期限"), (ClockKind.PROMISE, "承诺期限")):
        for one in clocks.still_open(act.clocks, kind.value):
            fields.append([label, full_date(longer.get(one.pk, one.due_on))])
    return _paper(
        act,
        DocumentKind.EXTENSION,
        paragraphs=[f"您申请的“{act.definition.name}”，经本机关负责人批准，延长办理期限。"],
        fields=fields,
        reasons=[extension.reason],
        legal_basis=_basis(act, "XK-42"),
        remedies=_remedies(act, DocumentKind.EXTENSION),
    )


def _decided(act: Act, kind: DocumentKind) -> str:
    """What was decided in the words of the title: 准予行政许可, 不予登记, 不予办理 (rule 22)."""
    return title(kind, act.definition.type).removesuffix("决定书").removesuffix("告知书")


def grant(act: Act) -> Paper:
    """准予…决定书 in the words of the item type (rule 22)."""
    decided = _decided(act, DocumentKind.GRANT)
    return _paper(
        act,
        DocumentKind.GRANT,
        paragraphs=[
            f"您申请的“{act.definition.name}”，经审查，符合法定条件、标准，决定{decided}。",
            *([act.case.decision_draft["remarks"]] if act.case.decision_draft.get("remarks") else []),
        ],
        fields=[["办理结果", act.definition.result.name]] if act.definition.result.name else [],
        legal_basis=list(act.definition.basis),
        remedies=_remedies(act, DocumentKind.GRANT),
    )


def refusal(act: Act) -> Paper:
    """不予…决定书: concrete reasons, basis, remedies (XK-38, AS-4.3)."""
    draft = act.case.decision_draft
    return _paper(
        act,
        DocumentKind.REFUSAL,
        paragraphs=[f"您申请的“{act.definition.name}”，经审查，决定{_decided(act, DocumentKind.REFUSAL)}。"],
        reasons=list(draft["reasons"]),
        legal_basis=list(draft["legal_basis"]),
        remedies=_remedies(act, DocumentKind.REFUSAL),
    )


def certificate(act: Act, *, licence_number: str = "", blank: str = "") -> Paper:
    """The certificate itself: what the item version says stands on it (rule 31, XK-39)."""
    answers = {**act.case.scenario, **act.case.answers}
    fields = [
        ["证件编号", licence_number or f"{act.case.number}"],
        ["名称（姓名）", applicant_name(act.case)],
    ]
    for field in act.definition.result.fields:
        value = field.text if field.answer is None else _answer_words(act, field.answer, answers)
        fields.append([field.label, value])
    if act.definition.result.validity:
        fields.append(["有效期", act.definition.result.validity])
    if blank:
        fields.append(["证件纸编号", blank])
    return _paper(
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
    return _paper(
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
            _signer("移交人", giver.name, handover.offered_at, handover.offered_signature_sha256),
            _signer("接收人", act.staff_name, act.now, handover.taken_signature_sha256),
        ],
    )


def _signer(role: str, name: str, signed_at: datetime | None, signature: str) -> dict[str, str]:
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
) -> Paper:
    """送达回证: what was served, how, to whom, when (rule 30).

    ``served_on`` is the day of service where it lies before the day of the record; ``note`` tells how.
    """
    names = "、".join(f"{document.title}{document.number}" for document in documents)
    moment = act.now.strftime("%Y-%m-%d %H:%M:%S")
    if served_on is not None and served_on != act.today:
        moment = served_on.isoformat()
    return _paper(
        act,
        DocumentKind.PROOF_OF_SERVICE,
        fields=[
            ["送达文书", names],
            ["送达方式", method],
            ["受送达人", applicant_name(act.case)],
            ["签收人", receiver],
            ["送达时间", moment],
            *([["送达经过", note]] if note else []),
        ],
        signers=[
            _signer("签收人", receiver, act.now if signature else None, signature),
            _signer("送达人", act.staff_name, act.now, ""),
        ],
    )


def withdrawal(act: Act) -> Paper:
    """撤回申请确认书 (rule 32)."""
    return _paper(
        act,
        DocumentKind.WITHDRAWAL,
        paragraphs=[
            f"您已撤回“{act.definition.name}”的申请，本办件到此结束。您以后可以重新申请，已提交的内容可以沿用。"
        ],
    )


def termination(act: Act) -> Paper:
    """终止办理决定书, where the item cites the rule for it (rule 8)."""
    silence = act.definition.correction_silence
    basis = list(silence.basis) if silence else []
    return _paper(
        act,
        DocumentKind.TERMINATION,
        paragraphs=[f"您申请的“{act.definition.name}”，逾期没有补正，决定终止办理。"],
        reasons=["在补正告知书写明的期限内没有提交补正材料。"],
        legal_basis=basis,
        remedies=_remedies(act, DocumentKind.TERMINATION),
    )
