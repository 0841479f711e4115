"""What stands on the sheet with which a case goes up (XK-35)."""

from __future__ import annotations

from onevisit.cases.act import Act, Paper
from onevisit.cases.models import UpwardReport
from onevisit.cases.paper_parts import basis_cited, paper_of_case
from onevisit.law.date_words import full_date
from onevisit.law.document_kinds import DocumentKind


def transfer_sheet(act: Act, report: UpwardReport) -> Paper:
    """上报件移送单: to which organ, the opinion of the first review, everything that goes up."""
    handler = act.case.handler
    above = act.definition.reported_to
    assert above is not None
    return paper_of_case(
        act,
        DocumentKind.REPORT_UP,
        addressee=report.organ,
        paragraphs=[
            f"申请人申请的“{act.definition.name}”，已由本机关审查。现将审查意见和全部申请材料报送，请予决定。"
        ],
        fields=[
            ["上报机关", report.organ],
            ["移送日期", full_date(act.today)],
            ["移送方式", f"{report.get_way_display()} {report.tracking_number}".strip()],
            ["申请人", "" if act.case.applicant is None else act.case.applicant.name],
            ["审查意见", report.opinion],
            ["承办人", "" if handler is None else handler.name],
            ["签发人", act.staff_name],
        ],
        table={
            "columns": ["序号", "移送的材料"],
            "rows": [[str(place), name] for place, name in enumerate(report.contents, start=1)],
        },
        legal_basis=list(above.basis) or basis_cited(act, "XK-35"),
        signers=[act.staff_name],
    )


def decided_by(act: Act) -> list[list[str]]:
    """Who decided a reported-up case, as the decision prints it; nothing on other routes."""
    if act.definition.reported_to is None:
        return []
    last = UpwardReport.objects.filter(case=act.case).exclude(answer="").order_by("-pk").first()
    if last is None or last.answered_on is None:
        return []
    return [
        ["决定机关", last.organ],
        ["上级决定文号", f"{last.answer_number}（{full_date(last.answered_on)}）"],
    ]
