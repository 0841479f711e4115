"""What stands in the record of a meeting about a case (JH-10b, JH-7.6)."""

from __future__ import annotations

from onevisit.cases.act import Act, Paper
from onevisit.cases.models import Meeting
from onevisit.cases.paper_parts import paper_of_case
from onevisit.cases.result_papers import signer_row
from onevisit.records.clock import SHANGHAI


def record_of(act: Act, meeting: Meeting) -> Paper:
    """Time, place, chair, each who took part with the opinion given, the conclusion; signed by all."""
    assert act.row.document is not None
    return paper_of_case(
        act,
        act.row.document,
        paragraphs=[
            f"就“{act.definition.name}”申请（办件编号 {act.case.number}）进行{meeting.get_kind_display()}。"
        ],
        fields=[
            ["会议时间", meeting.held_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")],
            ["会议地点", meeting.place],
            ["主持人", meeting.chair],
            ["记录人", act.staff_name],
            ["结论", f"{meeting.get_outcome_display()}。{meeting.conclusion}"],
        ],
        table={
            "columns": ["序号", "参加人", "单位", "意见"],
            "rows": [
                [str(place), one["name"], one["organ"], one["opinion"]]
                for place, one in enumerate(meeting.members, start=1)
            ],
        },
        signers=[signer_row("参加人", one["name"], None, "") for one in meeting.members],
    )
