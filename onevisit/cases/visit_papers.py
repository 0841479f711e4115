"""What stands in the record of a visit: 核查笔录, signed on the place (rules 28, 33; XK-34)."""

from __future__ import annotations

from collections.abc import Mapping

from onevisit.cases.act import Act, Paper
from onevisit.cases.models import SiteVisit
from onevisit.cases.paper_parts import basis_cited, paper_of_case
from onevisit.cases.result_papers import signer_row
from onevisit.law.document_kinds import DocumentKind
from onevisit.records.clock import SHANGHAI


def site_record(act: Act, visit: SiteVisit, signed: Mapping[int, str]) -> Paper:
    """Time, place, officers with their certificates, what was checked and found, who was present."""
    given = act.inputs
    step = act.definition.step(visit.step)
    rows = [
        [str(place), point.text, "符合" if point.key in given.ticks else "不符合"]
        for place, point in enumerate(step.review_points, start=1)
    ]
    present = given.present if given.present_signature else f"{given.present}（未签名：{given.refusal}）"
    signers = [signer_row("核查人员", one["name"], act.now, signed[one["id"]]) for one in visit.announced]
    if given.present_signature:
        signers.append(signer_row("在场人", given.present, act.now, given.present_signature))
    return paper_of_case(
        act,
        DocumentKind.SITE_RECORD,
        paragraphs=[
            f"核查人员向在场人出示了执法证件，对“{act.definition.name}”申请材料的实质内容进行了现场核查。"
        ],
        fields=[
            ["核查时间", act.now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")],
            ["核查地点", visit.place],
            ["核查人员", "、".join(f"{one['name']}（{one['certificate']}）" for one in visit.announced)],
            ["在场人", present],
            ["核查情况", given.findings],
            ["核查结论", "通过" if given.passed else "不通过"],
            ["现场照片", f"{len(given.photos)} 张"],
        ],
        table={"columns": ["序号", "核查要点", "情况"], "rows": rows} if rows else {},
        legal_basis=basis_cited(act, "XK-34p3") if act.is_licence else basis_cited(act, "JH-8.2.5", "AS-4.3"),
        signers=signers,
    )
