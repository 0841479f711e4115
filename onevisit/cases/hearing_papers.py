"""What stands in the documents of hearings and statements (rule 33; 许可法 36, 45–48)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from onevisit.cases.act import Act, Paper
from onevisit.cases.models import Hearing, InterestedParty, ToldRight
from onevisit.cases.paper_parts import applicant_name, basis_cited, paper_of_case
from onevisit.law.date_words import full_date
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.hearings import HeardRight, HearingKind
from onevisit.law.masking import mask_name
from onevisit.records.clock import SHANGHAI

FREE = "不收取任何费用"


def right_told(act: Act, told: ToldRight, party: InterestedParty | None) -> Paper:
    """听证告知书 or 陈述申辩告知书 to the applicant or to one interested party."""
    if told.right == HeardRight.HEARING:
        return _hearing_right(act, told, party)
    return _statement_right(act, told, party)


def _statement_right(act: Act, told: ToldRight, party: InterestedParty | None) -> Paper:
    department = act.case.department
    return paper_of_case(
        act,
        DocumentKind.STATEMENT_RIGHT,
        party=party,
        paragraphs=[
            _opening(act, party, "直接关系他人重大利益"),
            f"涉及的重大利益：{told.matter}",
            "您有权进行陈述和申辩。本机关应当听取意见，并在作出决定时予以答复。",
        ],
        fields=[
            ["陈述申辩的期限", f"自收到本告知书之日起 {told.days} 个工作日内"],
            ["陈述申辩的方式", _ways(act, party)],
            ["联系电话", department.phone],
        ],
        legal_basis=basis_cited(act, "XK-36"),
    )


def _hearing_right(act: Act, told: ToldRight, party: InterestedParty | None) -> Paper:
    department = act.case.department
    return paper_of_case(
        act,
        DocumentKind.HEARING_RIGHT,
        party=party,
        paragraphs=[
            _opening(act, party, "直接涉及申请人与他人之间重大利益关系"),
            f"涉及的重大利益关系：{told.matter}",
            "在作出行政许可决定前，您有要求听证的权利。逾期没有提出的，视为放弃听证。",
        ],
        fields=[
            ["要求听证的期限", f"自被告知之日（收到本告知书之日）起 {told.days} 个工作日内"],
            ["要求听证的方式", _ways(act, party)],
            ["听证费用", f"由本机关承担，{FREE}"],
            ["联系电话", department.phone],
        ],
        legal_basis=basis_cited(act, "XK-47"),
    )


def _opening(act: Act, party: InterestedParty | None, concern: str) -> str:
    if party is None:
        return f"您申请的“{act.definition.name}”，本机关审查时发现，该行政许可事项{concern}。"
    return (
        f"{applicant_name(act.case)}向本机关申请“{act.definition.name}”，"
        f"本机关审查时发现，该行政许可事项{concern}，您是利害关系人。"
    )


def _ways(act: Act, party: InterestedParty | None) -> str:
    by_hand = f"到{act.case.hall.name}或者{act.case.department.name}当面提出，或者邮寄书面意见"
    return by_hand if party is not None else f"登录政务服务网在“我的办件”中提出；{by_hand}"


def moment_in_full(moment: datetime) -> str:
    """``2026年3月20日 09:30``, Shanghai time, as notices print it."""
    local = moment.astimezone(SHANGHAI)
    return f"{full_date(local.date())} {local:%H:%M}"


def hearing_notice(act: Act, hearing: Hearing, party: InterestedParty | None, days: int) -> Paper:
    """听证通知书: time, place, chair, that it is public and free, and the time it takes (XK-45, 48)."""
    assert hearing.starts_at is not None and hearing.chair is not None
    again = "原定的听证改期举行，以本通知书为准。" if hearing.round > 1 else ""
    return paper_of_case(
        act,
        DocumentKind.HEARING_NOTICE,
        party=party,
        paragraphs=[
            f"“{act.definition.name}”一案，本机关定于下列时间、地点公开举行听证（{_kind(hearing)}）。{again}",
            "您可以在听证中提出证据，进行申辩和质证。认为主持人与本案有直接利害关系的，有权在听证举行前申请其回避。",
            "要求听证的人无正当理由不到场的，视为放弃听证。",
        ],
        fields=[
            ["听证时间", moment_in_full(hearing.starts_at)],
            ["听证地点", hearing.place],
            ["听证主持人", f"{hearing.chair.name}（{act.case.department.name}）"],
            ["听证费用", f"由本机关承担，{FREE}"],
            [
                "听证所需时间",
                f"{days} 个工作日，自送达申请人之日起至听证举行之日止，不计入法定和承诺办结时限",
            ],
        ],
        legal_basis=[*basis_cited(act, "XK-48"), *basis_cited(act, "XK-45")],
    )


def _kind(hearing: Hearing) -> str:
    return HearingKind(hearing.kind).label


def announcement(act: Act, hearing: Hearing) -> Paper:
    """听证公告 for the public; the name of a natural person is masked (rule 33)."""
    assert hearing.starts_at is not None and hearing.chair is not None
    applicant = act.case.applicant
    name = applicant_name(act.case)
    if applicant is not None and applicant.kind == "person":
        name = mask_name(name)
    ground = f"本次听证的理由：{hearing.ground}" if hearing.ground else ""
    return paper_of_case(
        act,
        DocumentKind.HEARING_ANNOUNCEMENT,
        addressee="",
        paragraphs=[
            one
            for one in (
                f"{name}申请的“{act.definition.name}”，本机关将公开举行听证，现予公告。",
                ground,
                f"听证公开举行，公众可以旁听，{FREE}。需要发言或者旁听的，请在举行前与本机关联系。",
            )
            if one
        ],
        fields=[
            ["听证时间", moment_in_full(hearing.starts_at)],
            ["听证地点", hearing.place],
            ["听证主持人", hearing.chair.name],
            ["联系电话", act.case.department.phone],
        ],
        legal_basis=basis_cited(act, "XK-46")
        if hearing.kind == HearingKind.EX_OFFICIO
        else basis_cited(act, "XK-48.1"),
    )


@dataclass(frozen=True)
class Attendant:
    """One who was to take part in a hearing; ``status``: signed, refused (to sign) or absent.

    ``key`` is an interested party's, or one of the small numbers of ``cases.hearings`` for the others.
    """

    key: int
    role: str
    name: str
    status: str
    signature: str = ""
    note: str = ""


def hearing_record(
    act: Act, hearing: Hearing, participants: Sequence[Attendant], sections: Sequence[tuple[str, str]]
) -> Paper:
    """听证笔录: who took part and signed or refused, what was said and shown (XK-48)."""
    assert hearing.starts_at is not None and hearing.chair is not None
    return paper_of_case(
        act,
        DocumentKind.HEARING_RECORD,
        fields=[
            ["听证时间", moment_in_full(hearing.starts_at)],
            ["听证地点", hearing.place],
            ["听证主持人", hearing.chair.name],
            ["听证种类", _kind(hearing)],
        ],
        table={
            "columns": ["序号", "参加人", "姓名", "到场和签字情况"],
            "rows": [
                [str(index), one.role, one.name, _attendance(one)]
                for index, one in enumerate(participants, start=1)
            ],
        },
        sections=[{"heading": heading, "paragraphs": [text]} for heading, text in sections if text],
        signers=[_signature(one) for one in participants if one.status == "signed"],
    )


def _attendance(one: Attendant) -> str:
    words = {"signed": "到场，核对无误后签字", "refused": "到场，拒绝签字", "absent": "未到场"}
    return words[one.status] + (f"：{one.note}" if one.note else "")


def _signature(one: Attendant) -> dict[str, str]:
    return {"role": one.role, "name": one.name, "time": "", "signature": one.signature}
