"""What stands in the papers about fees (许可法 59)."""

from __future__ import annotations

from django.conf import settings

from onevisit.cases.act import Act, Paper
from onevisit.cases.models import FeeOrder, FeeReduction
from onevisit.cases.paper_parts import paper_of_case, remedies_told
from onevisit.law.date_words import full_date
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.fee_reductions import ReductionKind
from onevisit.law.fees import FeeDue, fen_in_yuan

TREASURY = "全部缴入国库（非税收入），不缴给办理部门或者个人"


def payment_notice(act: Act, order: FeeOrder) -> Paper:
    """缴费通知书: what for, by which standard and law, how much, how to pay, and where the money goes."""
    definition = act.definition
    bases = dict.fromkeys(basis for fee in definition.fees for basis in fee.basis)
    before = "领取结果" if definition.fees[0].due is FeeDue.BEFORE_DELIVERY else "作出决定"
    reductions = [
        [f"减免情形（{fee.name}）", f"{fee.reduction}（{'；'.join(fee.reduction_basis)}）"]
        for fee in definition.fees
        if fee.reduction
    ]
    return paper_of_case(
        act,
        DocumentKind.PAYMENT_NOTICE,
        paragraphs=[
            f"您申请的“{definition.name}”，依法应当缴纳下列费用。请在{before}前缴清。",
            "除下列公布的项目和标准以外，不收取任何费用。",
        ],
        table={
            "columns": ["收费项目", "收费标准", "数量", "金额（元）"],
            "rows": [
                [line.name, line.standard, line.quantity_words or "1", fen_in_yuan(line.amount_fen)]
                for line in order.fee_lines
            ],
        },
        fields=[
            ["缴款单号", order.number],
            ["应缴金额", f"{fen_in_yuan(order.due_fen)} 元"],
            ["缴费方式", f"{_online(order)}到{act.case.hall.name}窗口缴费（现金、刷卡）；缴费后给您财政票据"],
            ["款项缴入", TREASURY],
            *reductions,
            ["咨询电话", "、".join(definition.telephones.consultation)],
        ],
        legal_basis=list(bases),
    )


def _online(order: FeeOrder) -> str:
    if not (order.online and settings.PAYMENT_URL):
        return ""
    return "网上缴费（登录政务服务网，在“我的办件”中缴），或者"


def reduction(act: Act, found: FeeReduction, order: FeeOrder) -> Paper:
    """费用减免缓缴决定书: by which rule, how much less or until when, and what is to be paid now."""
    kind = ReductionKind(found.decided_kind)
    fields = [
        ["核定金额", f"{fen_in_yuan(order.assessed_fen)} 元"],
        ["决定", kind.label],
        ["应缴金额", f"{fen_in_yuan(order.due_fen)} 元"],
    ]
    if found.reduced_fen:
        fields.append(["少缴金额", f"{fen_in_yuan(found.reduced_fen)} 元"])
    if found.deferred_until:
        fields.append(["缴费期限", f"{full_date(found.deferred_until)}（含当日）"])
    if order.due_fen:
        fields.append(["缴款单号", order.number])
    if order.paid_fen > order.due_fen:
        fields.append(["已缴多出", f"{fen_in_yuan(order.paid_fen - order.due_fen)} 元，退还给您"])
    return paper_of_case(
        act,
        DocumentKind.FEE_REDUCTION,
        paragraphs=[f"您申请的“{act.definition.name}”的费用，经审查，决定{_GRANTED[kind]}。"],
        fields=fields,
        reasons=[found.opinion],
        legal_basis=[found.basis],
        remedies=remedies_told(act, DocumentKind.FEE_REDUCTION),
    )


_GRANTED = {
    ReductionKind.WAIVE: "全部免缴",
    ReductionKind.REDUCE: "减缴一部分",
    ReductionKind.DEFER: "缓期缴纳，缓缴期间不影响领取结果",
}


def reduction_refusal(act: Act, found: FeeReduction) -> Paper:
    """不予减免缓缴决定书: why not, and where to turn."""
    asked = ReductionKind(found.kind).label
    return paper_of_case(
        act,
        DocumentKind.FEE_REDUCTION_REFUSAL,
        paragraphs=[
            f"您申请“{act.definition.name}”的费用{asked}，经审查，决定不予{asked}，请按缴费通知书缴费。"
        ],
        fields=[["申请依据", found.basis]],
        reasons=list(act.inputs.reasons),
        legal_basis=list(act.inputs.legal_basis),
        remedies=remedies_told(act, DocumentKind.FEE_REDUCTION_REFUSAL),
    )
