"""What stands in the documents on the way to a result: receipt, acceptance, notices, early ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from onevisit.cases.act import Act, Paper
from onevisit.cases.models import (
    CaseMaterial,
    CorrectionPoint,
    Extension,
    SpecialProcedureRun,
)
from onevisit.cases.numbers import query_code
from onevisit.cases.paper_parts import basis_cited, paper_of_case, remedies_told
from onevisit.catalog.field_types import limit_in_words
from onevisit.law.canonical import canonical_text
from onevisit.law.clock_kinds import ClockKind
from onevisit.law.date_words import full_date
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.limits import Limit
from onevisit.law.masking import mask_phone
from onevisit.law.procedures import SPECIAL_PROCEDURES, procedure_name
from onevisit.records import clocks
from onevisit.records.clock import SHANGHAI
from onevisit.records.models import Clock

__all__ = ["query_code"]


def exact_text(answers: Mapping[str, Any]) -> str:
    """The exact text of the answers, of which a commitment is taken."""
    return canonical_text(
        {key: value if isinstance(value, str) else list(value) for key, value in answers.items()}
    )


def receipt(act: Act) -> Paper:
    """收件凭证 with the list of materials taken in (rule 28), and the query code for the progress page."""
    case = act.case
    assert case.received_at is not None
    received = case.received_at.astimezone(SHANGHAI)
    contact = "" if case.applicant is None else mask_phone(case.applicant.phone or "")
    return paper_of_case(
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
    basis = basis_cited(act, "XK-32.5") if act.is_licence else basis_cited(act, "JH-23a", "AS-4.2")
    if effective_on is not None:
        words = (
            f"您申请的“{definition.name}”，在收到申请材料之日起五个工作日内没有告知您补正，"
            f"依法自收到申请材料之日（{full_date(effective_on)}）起即为受理。"
            f"本通知书实际出具于{full_date(act.today)}。"
        )
        basis = basis_cited(act, "XK-32.4")
    return paper_of_case(
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
    return paper_of_case(
        act,
        kind,
        paragraphs=[words],
        reasons=list(given.reasons),
        legal_basis=list(given.legal_basis),
        remedies=remedies_told(act, kind),
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
    return paper_of_case(
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
        legal_basis=basis_cited(act, "XK-32.4") if act.is_licence else basis_cited(act, "JH-23a", "AS-3.3b"),
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
    return paper_of_case(
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
    return basis_cited(act, *SPECIAL_PROCEDURES[key].clauses, *further)


def extension_notice(act: Act, extension: Extension, extended: Sequence[tuple[Clock, Limit]]) -> Paper:
    """延期告知书: the reason and both dates (rule 13). ``extended``: the clocks with their longer limits."""
    longer = {one.pk: clocks.due_with(one, limit) for one, limit in extended}
    fields = [["延长时间", f"{extension.days} 个工作日"]]
    for kind, label in ((ClockKind.STATUTORY, "延长后的法定期限"), (ClockKind.PROMISE, "承诺期限")):
        for one in clocks.still_open(act.clocks, kind.value):
            fields.append([label, full_date(longer.get(one.pk, one.due_on))])
    return paper_of_case(
        act,
        DocumentKind.EXTENSION,
        paragraphs=[f"您申请的“{act.definition.name}”，经本机关负责人批准，延长办理期限。"],
        fields=fields,
        reasons=[extension.reason],
        legal_basis=basis_cited(act, "XK-42"),
        remedies=remedies_told(act, DocumentKind.EXTENSION),
    )


def withdrawal(act: Act) -> Paper:
    """撤回申请确认书 (rule 32)."""
    return paper_of_case(
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
    return paper_of_case(
        act,
        DocumentKind.TERMINATION,
        paragraphs=[f"您申请的“{act.definition.name}”，逾期没有补正，决定终止办理。"],
        reasons=["在补正告知书写明的期限内没有提交补正材料。"],
        legal_basis=basis,
        remedies=remedies_told(act, DocumentKind.TERMINATION),
    )
