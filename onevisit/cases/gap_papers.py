"""What stands in the papers of acceptance with gaps: the promise, the notice, the end (容缺受理)."""

from __future__ import annotations

from collections.abc import Sequence

from onevisit.cases.act import Act, Paper
from onevisit.cases.models import GapPromise
from onevisit.cases.numbers import query_code
from onevisit.cases.paper_parts import applicant_name, paper_of_case, remedies_told
from onevisit.catalog.field_types import limit_in_words
from onevisit.catalog.parts import GapAcceptance, Material
from onevisit.law.document_kinds import DocumentKind
from onevisit.records.clock import SHANGHAI

CONSEQUENCE = "逾期没有补齐的，终止办理，后果由申请人自行承担；补齐并核对无误以前，不作出决定、不送达结果。"


def what_is_missing(materials: Sequence[Material]) -> list[list[str]]:
    """Each missing material with the form in which it has to come."""
    return [
        [str(index), one.name, one.form.label, _copies(one), one.acceptance_standard]
        for index, one in enumerate(materials, start=1)
    ]


COLUMNS = ["序号", "需要补齐的材料", "形式", "份数", "要求"]


def _copies(material: Material) -> str:
    if not (material.originals or material.copies):
        return "—"
    return f"原件 {material.originals}，复印件 {material.copies}"


def promise(act: Act, signed: GapPromise, materials: Sequence[Material], rule: GapAcceptance) -> Paper:
    """容缺受理承诺书: what the applicant asked for and promised, with the signature."""
    signer = applicant_name(act.case)
    time = signed.signed_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return paper_of_case(
        act,
        DocumentKind.GAP_COMMITMENT,
        paragraphs=[
            f"本人（单位）自愿申请对“{act.definition.name}”容缺受理。下列材料现在缺少，承诺在收到"
            f"《容缺受理通知书》之日起 {limit_in_words(rule.limit)}内补齐：",
            f"已知晓：{CONSEQUENCE}",
        ],
        table={"columns": COLUMNS, "rows": what_is_missing(materials)},
        legal_basis=list(rule.basis),
        signers=[{"role": "申请人", "name": signer, "time": time, "signature": signed.signature}],
    )


def notice(act: Act, materials: Sequence[Material], rule: GapAcceptance) -> Paper:
    """容缺受理通知书: once and for all what is missing, in which form, until when, and what follows."""
    return paper_of_case(
        act,
        DocumentKind.GAP_NOTICE,
        paragraphs=[
            f"您申请的“{act.definition.name}”，主要材料齐全、符合法定形式。按您的申请和承诺，予以容缺受理，"
            "审查照常进行。需要补齐的全部材料已一次列明："
        ],
        table={"columns": COLUMNS, "rows": what_is_missing(materials)},
        fields=[
            ["补齐期限", f"自本通知书送达之日起 {limit_in_words(rule.limit)}"],
            ["补齐方式", "网上上传，或者交到受理窗口"],
            ["逾期后果", CONSEQUENCE],
            ["咨询电话", "、".join(act.definition.telephones.consultation)],
        ],
        legal_basis=list(rule.basis),
        query={"number": act.case.number, "code": query_code(act.case)},
    )


def termination(act: Act, missing: Sequence[str], *, returned: bool) -> Paper:
    """终止办理决定书: the promise was not kept."""
    rule = act.definition.gap_acceptance
    why = "补齐的材料经告知后仍不符合要求" if returned else "在补齐期限内没有补齐承诺的材料"
    return paper_of_case(
        act,
        DocumentKind.TERMINATION,
        paragraphs=[f"您申请的“{act.definition.name}”，已容缺受理。因没有按承诺补齐材料，决定终止办理。"],
        reasons=[f"{why}：{'、'.join(missing)}。", *([act.inputs.reason] if act.inputs.reason else [])],
        legal_basis=list(rule.basis) if rule else [],
        remedies=remedies_told(act, DocumentKind.TERMINATION),
    )
