"""The papers of a joint case: one receipt that names all members, one merged correction notice (JH-18)."""

from __future__ import annotations

from collections.abc import Sequence

from onevisit.cases.act import Act, Paper
from onevisit.cases.joint.members import limit_for, members_of
from onevisit.cases.joint.merged import materials_of
from onevisit.cases.models import CaseMaterial, CorrectionPoint, JointCase, JointMember
from onevisit.cases.numbers import joint_number_for, number_for, query_code
from onevisit.cases.paper_parts import basis_cited, paper_of_case
from onevisit.catalog.field_types import limit_in_words
from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.masking import mask_phone
from onevisit.records.clock import SHANGHAI

_RECEIVED = (
    "您的一件事申请已收到，各事项由下列部门同时办理，需要补正的合并一次告知，结果一次领取。"
    "收件不代表受理；是否受理由各部门在法定期限内决定并告知您。"
)
_RECEIVED_ONE = (
    "您的申请已收到，按您的情形只需办理下列一个事项。"
    "收件不代表受理；是否受理由该部门在法定期限内决定并告知您。"
)


@enforces("JH-18", "AS-4.2")
def receipt(act: Act, members: Sequence[JointMember]) -> Paper:
    """收件凭证 of the whole: each item with its organ and number, or whom it waits for."""
    case = act.case
    assert case.received_at is not None
    assert case.joint is not None
    package = case.joint.version.definition
    names = {member.key: member.case.version.name for member in members}
    contact = "" if case.applicant is None else mask_phone(case.applicant.phone or "")
    return paper_of_case(
        act,
        DocumentKind.RECEIPT,
        organ=case.hall.name,
        item=f"一件事：{package.name}",
        paragraphs=[_RECEIVED if len(members) > 1 else _RECEIVED_ONE],
        fields=[
            ["一件事编号", joint_number_for(case.joint, act.today)],
            ["收件时间", case.received_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")],
            ["申请渠道", case.get_channel_display()],
            ["牵头部门", case.joint.department.name],
            ["承诺时限", f"各事项都受理之日起 {limit_in_words(limit_for(case.joint, members))}"],
            ["领取方式", case.get_delivery_way_display()],
            ["联系电话", contact],
            *_materials_in_words(case.joint, members),
        ],
        table={
            "columns": ["序号", "事项", "办理部门", "办件编号"],
            "rows": [
                [
                    str(index),
                    member.case.version.name,
                    member.case.department.name,
                    number_for(member.case, act.today)
                    if not member.after
                    else "、".join(names[key] for key in member.after) + "办成后自动提交",
                ]
                for index, member in enumerate(members, start=1)
            ],
        },
        query={"number": case.number, "code": query_code(case)},
        signers=[act.staff_name] if act.staff_name else [],
    )


def _materials_in_words(joint: JointCase, members: Sequence[JointMember]) -> list[list[str]]:
    """The materials taken in, each once with what came on paper, and those still missing (rule 28)."""
    taken, missing = [], []
    for line in materials_of(joint, members):
        rows = [row for _member, _case, row, _described in line.rows]
        if line.supplied and not all(row.supply == CaseMaterial.Supply.MISSING for row in rows):
            originals = max(row.originals for row in rows)
            copies = max(row.copies for row in rows)
            counts = [f"原件 {originals}"] * bool(originals) + [f"复印件 {copies}"] * bool(copies)
            taken.append(line.name + (f"（{'、'.join(counts)}）" if counts else ""))
        elif line.required:
            missing.append(line.name)
    return [
        ["收到的材料", "；".join(taken) or "无"],
        *([["还没有收到的材料", "；".join(missing)]] if missing else []),
    ]


def receipt_of_filing(act: Act) -> Paper | None:
    """The one receipt, made with the first member that is filed; None for the members after it."""
    assert act.case.joint is not None
    members = members_of(act.case.joint)
    first = next(member for member in members if not member.after)
    act.data["joint"] = act.case.joint_id
    return receipt(act, members) if first.case_id == act.case.pk else None


@enforces("JH-18", "RULE-19", "XK-32.4")
def merged_notice(act: Act, points: Sequence[tuple[JointMember, Sequence[CorrectionPoint]]]) -> Paper:
    """一次性补正告知书 of the whole round: each point names its item and its organ."""
    assert act.case.joint is not None
    package = act.case.joint.version.definition
    rows = [
        [
            f"{member.case.version.name}（{member.case.department.short_name}）",
            point.label,
            point.demand,
            point.basis,
        ]
        for member, listed in points
        for point in listed
    ]
    return paper_of_case(
        act,
        DocumentKind.CORRECTION,
        item=f"一件事：{package.name}",
        organ=act.case.joint.department.name,
        paragraphs=[
            f"您申请的“{package.name}”，以下内容需要补正。各部门需要您补正的全部内容已合并一次列明：",
            "请您补齐后通过网上或者窗口一次提交；补正齐全的，应当受理。",
        ],
        fields=[["一件事编号", act.case.joint.number or ""], ["牵头部门", act.case.joint.department.name]],
        table={
            "columns": ["序号", "事项（部门）", "名称", "需要补正的内容", "依据"],
            "rows": [[str(index), *row] for index, row in enumerate(rows, start=1)],
        },
        legal_basis=basis_cited(act, "XK-32.4") if act.is_licence else basis_cited(act, "JH-23a", "AS-3.3b"),
        query={"number": act.case.number, "code": query_code(act.case)},
    )
