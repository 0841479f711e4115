"""What stands in the papers about fees (许可法 59)."""

from __future__ import annotations

from django.conf import settings

from onevisit.cases.act import Act, Paper
from onevisit.cases.models import FeeOrder
from onevisit.cases.paper_parts import paper_of_case
from onevisit.law.document_kinds import DocumentKind
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
