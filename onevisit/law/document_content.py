"""The content without which no official document can be made, by kind; each entry names its statute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.sentence import Sentence

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Requirement:
    """One thing a document must say: a test of its content, the sentence if it is missing, its source."""

    met: Callable[[Content], bool]
    fault: Sentence
    clause: str


def _filled(key: str) -> Callable[[Content], bool]:
    """A text that is not blank, or a list with at least one entry that is not blank."""

    def met(content: Content) -> bool:
        value = content.get(key)
        if isinstance(value, str):
            return bool(value.strip())
        return isinstance(value, (list, tuple)) and any(str(entry).strip() for entry in value)

    return met


def _says(*words: str) -> Callable[[Content], bool]:
    """A field whose label contains all words and whose value is filled, or a section under such a heading."""

    def met(content: Content) -> bool:
        for label, value in content.get("fields") or ():
            if all(word in label for word in words) and str(value).strip():
                return True
        for section in content.get("sections") or ():
            if all(word in section["heading"] for word in words) and (
                any(section.get("paragraphs") or ()) or section.get("table")
            ):
                return True
        return False

    return met


def _has_rows(content: Content) -> bool:
    table = content.get("table") or {}
    return bool(table.get("columns")) and bool(table.get("rows"))


def _lists_materials(content: Content) -> bool:
    return _has_rows(content) or _says("材料")(content)


def _is_dated(content: Content) -> bool:
    return _as_date(content.get("date")) is not None


def _as_date(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _not_backdated(content: Content) -> bool:
    """The effective day may lie before the day of issue (deemed acceptance), never after it."""
    if not content.get("effective_on"):
        return True
    effective, issued = _as_date(content.get("effective_on")), _as_date(content.get("date"))
    return effective is not None and issued is not None and effective <= issued


def _names_competent_organ(content: Content) -> bool:
    return content.get("ground") != "wrong_organ" or _filled("competent_organ")(content)


def _signed_by(count: int) -> Callable[[Content], bool]:
    def met(content: Content) -> bool:
        return len([signer for signer in content.get("signers") or () if str(signer).strip()]) >= count

    return met


TITLE = Requirement(_filled("title"), Sentence("缺少文书名称。"), "RULE-22")
DATE = Requirement(_is_dated, Sentence("缺少文书日期，或者日期写错了（应为年-月-日）。"), "XK-32")
ORGAN = Requirement(_filled("organ"), Sentence("缺少落款机关的名称。"), "XK-32")
ITEM = Requirement(_filled("item"), Sentence("缺少事项名称。"), "XK-32")
ADDRESSEE = Requirement(_filled("addressee"), Sentence("缺少收文人（申请人）的姓名或者名称。"), "RULE-30")
CASE_NUMBER = Requirement(_filled("case_number"), Sentence("缺少办件编号。"), "RULE-2")
REASONS = Requirement(
    _filled("reasons"), Sentence("没有写明理由。不予办理、延期等文书必须说明理由。"), "XK-38"
)
LEGAL_BASIS = Requirement(_filled("legal_basis"), Sentence("没有写明法律依据。"), "JH-23b")
REMEDIES = Requirement(
    _filled("remedies"), Sentence("没有告知救济途径（申请行政复议、提起行政诉讼的机关和期限）。"), "XK-38"
)
BODY = Requirement(_filled("paragraphs"), Sentence("缺少正文。"), "RULE-28")

FOR_EVERYONE = (TITLE, DATE, ORGAN, ITEM)
FOR_A_CASE = (*FOR_EVERYONE, ADDRESSEE, CASE_NUMBER)
FOR_A_NEGATIVE_ACT = (*FOR_A_CASE, BODY, REASONS, LEGAL_BASIS, REMEDIES)

LICENCE_NUMBER = Requirement(_says("证照编号"), Sentence("没有写明是哪一份证照。"), "RULE-32")
HOLDER_HEARD = Requirement(_says("陈述", "申辩"), Sentence("没有写明怎样听取持证人的陈述、申辩。"), "XK-7")
ON_A_LICENCE = (*FOR_EVERYONE, ADDRESSEE, LICENCE_NUMBER, BODY, REASONS, LEGAL_BASIS)
AGAINST_A_HOLDER = (*ON_A_LICENCE, REMEDIES)
HEARING_PLACE_AND_TIME = (
    Requirement(_says("听证时间"), Sentence("没有写明听证时间。"), "XK-48.1"),
    Requirement(_says("听证地点"), Sentence("没有写明听证地点。"), "XK-48.1"),
)

TELLING_BEFORE = (
    Requirement(_says("条件"), Sentence("没有写明办理条件。"), "AS-3.3b"),
    Requirement(_lists_materials, Sentence("没有列明申请材料。"), "AS-3.3b"),
    Requirement(_says("程序"), Sentence("没有写明办理程序。"), "AS-3.3b"),
    Requirement(_says("法定", "时限"), Sentence("没有写明法定办结时限。"), "AS-3.3b"),
    Requirement(_says("承诺", "时限"), Sentence("没有写明承诺办结时限。"), "AS-3.3b"),
)

OF_A_MEETING = (
    *FOR_A_CASE,
    BODY,
    Requirement(_says("会议时间"), Sentence("没有写明会议时间。"), "JH-24"),
    Requirement(_says("会议地点"), Sentence("没有写明会议地点。"), "JH-24"),
    Requirement(_says("主持人"), Sentence("没有写明主持人。"), "JH-24"),
    Requirement(_says("结论"), Sentence("没有写明会议结论。"), "JH-24"),
    Requirement(_has_rows, Sentence("没有列出参加人和各自的意见。"), "JH-24"),
    Requirement(_signed_by(2), Sentence("会议记录必须由参加人签字。"), "JH-24"),
)

REQUIREMENTS: Mapping[DocumentKind, tuple[Requirement, ...]] = MappingProxyType(
    {
        DocumentKind.GUIDE: (*FOR_EVERYONE, *TELLING_BEFORE),
        DocumentKind.GUIDANCE_SHEET: (*FOR_EVERYONE, *TELLING_BEFORE),
        DocumentKind.RECEIPT: (
            *FOR_A_CASE,
            Requirement(_has_rows, Sentence("没有列出收到的材料（材料接收清单）。"), "RULE-28"),
            Requirement(_says("收件时间"), Sentence("没有写明收件时间。"), "RULE-2"),
        ),
        DocumentKind.ACCEPTANCE: (
            *FOR_A_CASE,
            BODY,
            Requirement(_says("受理日期"), Sentence("没有写明受理日期。"), "XK-32"),
            Requirement(_says("时限"), Sentence("没有写明办结时限。"), "JH-17"),
            Requirement(
                _not_backdated,
                Sentence("生效日期晚于文书日期。受理的生效日可以早于出具日，不能晚于出具日。"),
                "RULE-7",
            ),
        ),
        DocumentKind.NOT_REQUIRED: FOR_A_NEGATIVE_ACT,
        DocumentKind.ACCEPTANCE_REFUSAL: (
            *FOR_A_NEGATIVE_ACT,
            Requirement(
                _names_competent_organ,
                Sentence("申请不属于本机关职权范围的，必须告知应当向哪个机关申请。"),
                "XK-32.2",
            ),
        ),
        DocumentKind.CORRECTION: (
            *FOR_A_CASE,
            BODY,
            LEGAL_BASIS,
            Requirement(_has_rows, Sentence("没有逐项列出需要补正的内容。"), "XK-32.4"),
        ),
        DocumentKind.GAP_COMMITMENT: (
            *FOR_A_CASE,
            BODY,
            Requirement(_has_rows, Sentence("没有逐项列出承诺补齐的材料。"), "RULE-33"),
            Requirement(_signed_by(1), Sentence("容缺受理承诺书必须有申请人签名。"), "RULE-33"),
        ),
        DocumentKind.GAP_NOTICE: (
            *FOR_A_CASE,
            BODY,
            LEGAL_BASIS,
            Requirement(_has_rows, Sentence("没有逐项列出需要补齐的材料和形式。"), "RULE-33"),
            Requirement(_says("补齐期限"), Sentence("没有写明补齐期限。"), "RULE-33"),
            Requirement(_says("逾期"), Sentence("没有写明逾期不补齐的后果。"), "RULE-33"),
        ),
        DocumentKind.DECLARATION: (
            *FOR_A_CASE,
            BODY,
            LEGAL_BASIS,
            Requirement(_has_rows, Sentence("没有逐项列出承诺的内容。"), "YS-40"),
            Requirement(_says("法律责任"), Sentence("没有告知不实承诺的法律责任。"), "YS-40"),
            Requirement(_signed_by(1), Sentence("告知承诺书必须有申请人签名。"), "YS-40"),
        ),
        DocumentKind.RECTIFICATION_ORDER: (
            *FOR_A_CASE,
            BODY,
            REASONS,
            LEGAL_BASIS,
            REMEDIES,
            Requirement(_says("整改期限"), Sentence("没有写明整改期限。"), "YS-40"),
        ),
        DocumentKind.ANNULMENT_NOTICE: (
            *FOR_A_CASE,
            BODY,
            REASONS,
            LEGAL_BASIS,
            Requirement(_says("陈述申辩"), Sentence("没有告知陈述、申辩的权利和期限。"), "XK-7"),
        ),
        DocumentKind.COMMITMENT_ANNULMENT: FOR_A_NEGATIVE_ACT,
        DocumentKind.SPECIAL_PROCEDURE: (
            *FOR_A_CASE,
            BODY,
            LEGAL_BASIS,
            Requirement(_says("所需时间"), Sentence("没有写明特别程序所需时间。"), "XK-45"),
        ),
        DocumentKind.EXTENSION: (
            *FOR_A_CASE,
            BODY,
            REASONS,
            LEGAL_BASIS,
            Requirement(_says("延长"), Sentence("没有写明延长到哪一天。"), "XK-42"),
        ),
        DocumentKind.GRANT: (*FOR_A_CASE, BODY, LEGAL_BASIS),
        DocumentKind.REFUSAL: FOR_A_NEGATIVE_ACT,
        DocumentKind.TERMINATION: FOR_A_NEGATIVE_ACT,
        DocumentKind.WITHDRAWAL: (*FOR_A_CASE, BODY),
        DocumentKind.RESULT: (
            *FOR_A_CASE,
            Requirement(_filled("fields"), Sentence("证件没有登载内容。"), "XK-39"),
        ),
        DocumentKind.SITE_RECORD: (
            *FOR_A_CASE,
            BODY,
            Requirement(_says("核查时间"), Sentence("没有写明核查时间。"), "XK-34p3"),
            Requirement(_says("核查地点"), Sentence("没有写明核查地点。"), "XK-34p3"),
            Requirement(_says("核查情况"), Sentence("没有写明核查情况。"), "XK-34p3"),
            Requirement(_signed_by(2), Sentence("核查笔录必须由两名以上核查人员签字。"), "XK-34p3"),
        ),
        DocumentKind.DISCUSSION_RECORD: OF_A_MEETING,
        DocumentKind.DELIBERATION_RECORD: OF_A_MEETING,
        DocumentKind.EXPERT_OPINION: OF_A_MEETING,
        DocumentKind.REPORT_UP: (
            *FOR_A_CASE,
            BODY,
            LEGAL_BASIS,
            Requirement(_says("上报机关"), Sentence("没有写明报送哪个上级机关。"), "XK-35"),
            Requirement(_says("审查意见"), Sentence("没有写明本机关的审查意见。"), "XK-35"),
            Requirement(_has_rows, Sentence("没有列出移送的申请材料。"), "XK-35"),
            Requirement(_signed_by(1), Sentence("移送单必须由签发人签字。"), "JH-8.2.3"),
        ),
        DocumentKind.HANDOVER: (
            *FOR_EVERYONE,
            Requirement(_has_rows, Sentence("没有列出交接的结果文书或者证件。"), "JH-25a"),
            Requirement(_signed_by(2), Sentence("交接表必须由交、接双方签字。"), "JH-25a"),
        ),
        DocumentKind.PROOF_OF_SERVICE: (
            *FOR_A_CASE,
            Requirement(_says("送达文书"), Sentence("没有写明送达的是哪一份文书。"), "RULE-30"),
            Requirement(_says("送达方式"), Sentence("没有写明送达方式。"), "RULE-30"),
            Requirement(_signed_by(1), Sentence("送达回证必须有签收人或者送达人签字。"), "RULE-30"),
        ),
        DocumentKind.DELEGATION: (
            TITLE,
            DATE,
            ORGAN,
            BODY,
            LEGAL_BASIS,
            Requirement(_has_rows, Sentence("没有列出委托的事项。"), "JH-13"),
            Requirement(_says("委托的权限"), Sentence("没有写明委托哪些权限。"), "JH-13"),
            Requirement(_says("公告"), Sentence("没有写明在哪里公告。"), "XK-24p2"),
            Requirement(_signed_by(2), Sentence("委托书由委托、受委托双方签署。"), "JH-13"),
        ),
        DocumentKind.DEEMED_RENEWAL: (
            *FOR_A_CASE,
            BODY,
            LEGAL_BASIS,
            Requirement(_says("有效期"), Sentence("没有写明延续后的有效期。"), "XK-50p2"),
        ),
        DocumentKind.LICENCE_SUSPENSION: (*AGAINST_A_HOLDER, HOLDER_HEARD),
        DocumentKind.LICENCE_RESUMPTION: ON_A_LICENCE,
        DocumentKind.LICENCE_ANNULMENT: (*AGAINST_A_HOLDER, HOLDER_HEARD),
        DocumentKind.LICENCE_WITHDRAWAL: (
            *AGAINST_A_HOLDER,
            HOLDER_HEARD,
            Requirement(_says("补偿"), Sentence("没有写明怎样补偿持证人的损失。"), "XK-8p2"),
        ),
        DocumentKind.LICENCE_REVOCATION: (
            *AGAINST_A_HOLDER,
            Requirement(_says("行政处罚决定书"), Sentence("没有写明行政处罚决定书的文号。"), "RULE-32"),
        ),
        DocumentKind.LICENCE_DEREGISTRATION: AGAINST_A_HOLDER,
        DocumentKind.STATEMENT_RIGHT: (
            *FOR_A_CASE,
            BODY,
            LEGAL_BASIS,
            Requirement(_says("期限"), Sentence("没有写明陈述申辩的期限。"), "XK-36"),
            Requirement(_says("方式"), Sentence("没有写明陈述申辩的方式。"), "XK-36"),
        ),
        DocumentKind.HEARING_RIGHT: (
            *FOR_A_CASE,
            BODY,
            LEGAL_BASIS,
            Requirement(_says("期限"), Sentence("没有写明要求听证的期限。"), "XK-47p1"),
            Requirement(_says("费用"), Sentence("没有写明不收取听证费用。"), "XK-47p2"),
        ),
        DocumentKind.HEARING_NOTICE: (
            *FOR_A_CASE,
            BODY,
            LEGAL_BASIS,
            *HEARING_PLACE_AND_TIME,
            Requirement(_says("主持人"), Sentence("没有写明听证主持人。"), "XK-48.3"),
            Requirement(_says("所需时间"), Sentence("没有写明听证所需时间。"), "XK-45"),
        ),
        DocumentKind.HEARING_ANNOUNCEMENT: (
            *FOR_EVERYONE,
            CASE_NUMBER,
            BODY,
            LEGAL_BASIS,
            *HEARING_PLACE_AND_TIME,
        ),
        DocumentKind.HEARING_RECORD: (
            *FOR_A_CASE,
            *HEARING_PLACE_AND_TIME,
            Requirement(_says("主持人"), Sentence("没有写明听证主持人。"), "XK-48.3"),
            Requirement(_has_rows, Sentence("没有列出听证参加人。"), "XK-48.5"),
            Requirement(_signed_by(2), Sentence("听证笔录必须有主持人和记录人签字。"), "XK-48.5"),
        ),
        DocumentKind.PAYMENT_NOTICE: (
            *FOR_A_CASE,
            BODY,
            LEGAL_BASIS,
            Requirement(_has_rows, Sentence("没有逐项列出收费项目、标准和金额。"), "XK-59"),
            Requirement(_says("应缴金额"), Sentence("没有写明应缴金额。"), "XK-59"),
            Requirement(_says("缴款单号"), Sentence("没有写明缴款单号。"), "XK-59"),
            Requirement(_says("缴费方式"), Sentence("没有写明怎样缴费。"), "XK-59"),
            Requirement(_says("缴入"), Sentence("没有写明缴入国库。"), "XK-59"),
        ),
        DocumentKind.FEE_REDUCTION: (
            *FOR_A_NEGATIVE_ACT,
            Requirement(_says("核定金额"), Sentence("没有写明原来核定的金额。"), "XK-59"),
            Requirement(_says("应缴金额"), Sentence("没有写明决定以后应缴的金额。"), "XK-59"),
        ),
        DocumentKind.FEE_REDUCTION_REFUSAL: FOR_A_NEGATIVE_ACT,
    }
)


@enforces("XK-38", "XK-32", "JH-23b")
def content_faults(kind: DocumentKind, content: Content) -> list[Sentence]:
    """What a document of this kind still lacks, one sentence each; empty if it can be made.

    ``content`` is the frozen content of the document: ``title``, ``case_number``, ``addressee``, ``item``,
    ``organ``, ``date`` (ISO), ``effective_on`` (ISO, optional), ``paragraphs``, ``fields`` (label, value),
    ``table`` (``columns``, ``rows``), ``sections`` (``heading``, ``paragraphs``, ``table``; optional),
    ``reasons``, ``legal_basis``, ``remedies``, ``signers``; ``ground`` = ``"wrong_organ"`` asks for
    ``competent_organ``. The number is not looked at: it is taken last.
    """
    return [requirement.fault for requirement in REQUIREMENTS[kind] if not requirement.met(content)]
