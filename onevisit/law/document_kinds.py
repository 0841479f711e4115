"""The official documents: their titles and the seal each one needs.

Titles follow rule 22, seals rule 28 and 29 (JH-32, XK-32, XK-39). What each has to say stands in
``document_content``. Everything is a table that the engine, the screens and the documentation read.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from onevisit.law.clauses import enforces
from onevisit.law.items import ItemType


class DocumentKind(StrEnum):
    """The kinds of documents that the system makes."""

    GUIDE = "guide"
    GUIDANCE_SHEET = "guidance_sheet"
    RECEIPT = "receipt"
    ACCEPTANCE = "acceptance"
    NOT_REQUIRED = "not_required"
    ACCEPTANCE_REFUSAL = "acceptance_refusal"
    CORRECTION = "correction"
    GAP_COMMITMENT = "gap_commitment"
    DECLARATION = "declaration"
    RECTIFICATION_ORDER = "rectification_order"
    ANNULMENT_NOTICE = "annulment_notice"
    COMMITMENT_ANNULMENT = "commitment_annulment"
    GAP_NOTICE = "gap_notice"
    SPECIAL_PROCEDURE = "special_procedure"
    EXTENSION = "extension"
    GRANT = "grant"
    REFUSAL = "refusal"
    TERMINATION = "termination"
    WITHDRAWAL = "withdrawal"
    RESULT = "result"
    SITE_RECORD = "site_record"
    DISCUSSION_RECORD = "discussion_record"
    DELIBERATION_RECORD = "deliberation_record"
    EXPERT_OPINION = "expert_opinion"
    REPORT_UP = "report_up"
    HANDOVER = "handover"
    PROOF_OF_SERVICE = "proof_of_service"
    DELEGATION = "delegation"
    DEEMED_RENEWAL = "deemed_renewal"
    LICENCE_SUSPENSION = "licence_suspension"
    LICENCE_RESUMPTION = "licence_resumption"
    LICENCE_ANNULMENT = "licence_annulment"
    LICENCE_WITHDRAWAL = "licence_withdrawal"
    LICENCE_REVOCATION = "licence_revocation"
    LICENCE_DEREGISTRATION = "licence_deregistration"
    STATEMENT_RIGHT = "statement_right"
    HEARING_RIGHT = "hearing_right"
    HEARING_NOTICE = "hearing_notice"
    HEARING_ANNOUNCEMENT = "hearing_announcement"
    HEARING_RECORD = "hearing_record"
    PAYMENT_NOTICE = "payment_notice"
    FEE_REDUCTION = "fee_reduction"
    FEE_REDUCTION_REFUSAL = "fee_reduction_refusal"

    @property
    def label(self) -> str:
        """The Chinese name of the kind, independent of the type of the item."""
        return DOCUMENT_KIND_NAMES[self]


DOCUMENT_KIND_NAMES: Mapping[DocumentKind, str] = MappingProxyType(
    {
        DocumentKind.GUIDE: "办事指南",
        DocumentKind.GUIDANCE_SHEET: "一次性告知单",
        DocumentKind.RECEIPT: "收件凭证",
        DocumentKind.ACCEPTANCE: "受理通知书",
        DocumentKind.NOT_REQUIRED: "不受理告知书",
        DocumentKind.ACCEPTANCE_REFUSAL: "不予受理决定书",
        DocumentKind.CORRECTION: "一次性补正告知书",
        DocumentKind.GAP_COMMITMENT: "容缺受理承诺书",
        DocumentKind.DECLARATION: "告知承诺书",
        DocumentKind.RECTIFICATION_ORDER: "限期整改通知书",
        DocumentKind.ANNULMENT_NOTICE: "撤销决定事先告知书",
        DocumentKind.COMMITMENT_ANNULMENT: "撤销决定书",
        DocumentKind.GAP_NOTICE: "容缺受理通知书",
        DocumentKind.SPECIAL_PROCEDURE: "特别程序告知书",
        DocumentKind.EXTENSION: "延期告知书",
        DocumentKind.GRANT: "准予决定书",
        DocumentKind.REFUSAL: "不予决定书",
        DocumentKind.TERMINATION: "终止办理决定书",
        DocumentKind.WITHDRAWAL: "撤回申请确认书",
        DocumentKind.RESULT: "结果证件",
        DocumentKind.SITE_RECORD: "现场核查笔录",
        DocumentKind.DISCUSSION_RECORD: "集体讨论记录",
        DocumentKind.DELIBERATION_RECORD: "会商（论证）纪要",
        DocumentKind.EXPERT_OPINION: "专家评审意见书",
        DocumentKind.REPORT_UP: "上报件移送单",
        DocumentKind.HANDOVER: "办理结果交接表",
        DocumentKind.PROOF_OF_SERVICE: "送达回证",
        DocumentKind.DELEGATION: "委托书",
        DocumentKind.DEEMED_RENEWAL: "视为准予延续通知书",
        DocumentKind.LICENCE_SUSPENSION: "暂停使用许可决定书",
        DocumentKind.LICENCE_RESUMPTION: "恢复使用许可通知书",
        DocumentKind.LICENCE_ANNULMENT: "撤销许可决定书",
        DocumentKind.LICENCE_WITHDRAWAL: "撤回许可决定书",
        DocumentKind.LICENCE_REVOCATION: "吊销许可证件执行通知书",
        DocumentKind.LICENCE_DEREGISTRATION: "注销许可决定书",
        DocumentKind.STATEMENT_RIGHT: "陈述申辩告知书",
        DocumentKind.HEARING_RIGHT: "听证告知书",
        DocumentKind.HEARING_NOTICE: "听证通知书",
        DocumentKind.HEARING_ANNOUNCEMENT: "听证公告",
        DocumentKind.HEARING_RECORD: "听证笔录",
        DocumentKind.PAYMENT_NOTICE: "缴费通知书",
        DocumentKind.FEE_REDUCTION: "费用减免缓缴决定书",
        DocumentKind.FEE_REDUCTION_REFUSAL: "不予减免缓缴决定书",
    }
)


class SealKind(StrEnum):
    """What stands under a document: a seal, hand-written signatures, the platform's signature, or nothing."""

    RECEIPT_SEAL = "receipt_seal"
    ACCEPTANCE_SEAL = "acceptance_seal"
    APPROVAL_SEAL = "approval_seal"
    OFFICIAL_SEAL = "official_seal"
    SIGNATURES = "signatures"
    PLATFORM_SIGNATURE = "platform_signature"
    NO_SEAL = "no_seal"

    @property
    def label(self) -> str:
        """The public Chinese name, as it is cut into the seal."""
        return SEAL_KIND_NAMES[self]

    @property
    def is_special_seal(self) -> bool:
        """True for the three special seals of JH-32, which work only in a hall (JH-33, rule 29)."""
        return self in SPECIAL_SEALS

    @property
    def needs_seal(self) -> bool:
        """True if a registered seal has to be put on the document."""
        return self in SPECIAL_SEALS or self is SealKind.OFFICIAL_SEAL


SEAL_KIND_NAMES: Mapping[SealKind, str] = MappingProxyType(
    {
        SealKind.RECEIPT_SEAL: "业务收件章",
        SealKind.ACCEPTANCE_SEAL: "业务受理章",
        SealKind.APPROVAL_SEAL: "审批专用章",
        SealKind.OFFICIAL_SEAL: "行政公章",
        SealKind.SIGNATURES: "签字",
        SealKind.PLATFORM_SIGNATURE: "平台签名",
        SealKind.NO_SEAL: "不用章",
    }
)

SPECIAL_SEALS = frozenset({SealKind.RECEIPT_SEAL, SealKind.ACCEPTANCE_SEAL, SealKind.APPROVAL_SEAL})

SEALS: Mapping[DocumentKind, SealKind] = MappingProxyType(
    {
        DocumentKind.GUIDE: SealKind.NO_SEAL,
        DocumentKind.GUIDANCE_SHEET: SealKind.NO_SEAL,
        DocumentKind.RECEIPT: SealKind.RECEIPT_SEAL,
        DocumentKind.ACCEPTANCE: SealKind.ACCEPTANCE_SEAL,
        DocumentKind.NOT_REQUIRED: SealKind.ACCEPTANCE_SEAL,
        DocumentKind.ACCEPTANCE_REFUSAL: SealKind.ACCEPTANCE_SEAL,
        DocumentKind.CORRECTION: SealKind.ACCEPTANCE_SEAL,
        DocumentKind.GAP_COMMITMENT: SealKind.SIGNATURES,
        DocumentKind.DECLARATION: SealKind.SIGNATURES,
        DocumentKind.RECTIFICATION_ORDER: SealKind.APPROVAL_SEAL,
        DocumentKind.ANNULMENT_NOTICE: SealKind.APPROVAL_SEAL,
        DocumentKind.COMMITMENT_ANNULMENT: SealKind.APPROVAL_SEAL,
        DocumentKind.GAP_NOTICE: SealKind.ACCEPTANCE_SEAL,
        DocumentKind.SPECIAL_PROCEDURE: SealKind.APPROVAL_SEAL,
        DocumentKind.EXTENSION: SealKind.APPROVAL_SEAL,
        DocumentKind.GRANT: SealKind.APPROVAL_SEAL,
        DocumentKind.REFUSAL: SealKind.APPROVAL_SEAL,
        DocumentKind.TERMINATION: SealKind.APPROVAL_SEAL,
        DocumentKind.WITHDRAWAL: SealKind.APPROVAL_SEAL,
        DocumentKind.RESULT: SealKind.OFFICIAL_SEAL,
        DocumentKind.SITE_RECORD: SealKind.SIGNATURES,
        DocumentKind.DISCUSSION_RECORD: SealKind.SIGNATURES,
        DocumentKind.DELIBERATION_RECORD: SealKind.SIGNATURES,
        DocumentKind.EXPERT_OPINION: SealKind.SIGNATURES,
        DocumentKind.REPORT_UP: SealKind.SIGNATURES,
        DocumentKind.HANDOVER: SealKind.SIGNATURES,
        DocumentKind.PROOF_OF_SERVICE: SealKind.SIGNATURES,
        DocumentKind.DELEGATION: SealKind.SIGNATURES,
        DocumentKind.DEEMED_RENEWAL: SealKind.APPROVAL_SEAL,
        # A special seal serves only the handling of items (JH-33); what ends a licence bears the organ's own.
        DocumentKind.LICENCE_SUSPENSION: SealKind.OFFICIAL_SEAL,
        DocumentKind.LICENCE_RESUMPTION: SealKind.OFFICIAL_SEAL,
        DocumentKind.LICENCE_ANNULMENT: SealKind.OFFICIAL_SEAL,
        DocumentKind.LICENCE_WITHDRAWAL: SealKind.OFFICIAL_SEAL,
        DocumentKind.LICENCE_REVOCATION: SealKind.OFFICIAL_SEAL,
        DocumentKind.LICENCE_DEREGISTRATION: SealKind.OFFICIAL_SEAL,
        DocumentKind.STATEMENT_RIGHT: SealKind.APPROVAL_SEAL,
        DocumentKind.HEARING_RIGHT: SealKind.APPROVAL_SEAL,
        DocumentKind.HEARING_NOTICE: SealKind.APPROVAL_SEAL,
        DocumentKind.HEARING_ANNOUNCEMENT: SealKind.APPROVAL_SEAL,
        DocumentKind.HEARING_RECORD: SealKind.SIGNATURES,
        DocumentKind.PAYMENT_NOTICE: SealKind.APPROVAL_SEAL,
        DocumentKind.FEE_REDUCTION: SealKind.APPROVAL_SEAL,
        DocumentKind.FEE_REDUCTION_REFUSAL: SealKind.APPROVAL_SEAL,
    }
)


def seal_for(kind: DocumentKind) -> SealKind:
    """The seal that a document of this kind regularly bears (rule 28, JH-32)."""
    return SEALS[kind]


@enforces("JH-32", "JH-33", "RULE-28", "RULE-29")
def permitted_seals(
    kind: DocumentKind,
    *,
    official_seal_required: bool = False,
    approval_seal_suffices: bool = False,
    made_by_platform: bool = False,
) -> frozenset[SealKind]:
    """Every seal that makes a document of this kind valid.

    A decision may bear the official seal instead of the special seal (rule 29: the only way outside a hall);
    if the item cites a law that asks for the official seal (``official_seal_required``, JH-33), only that.
    A certificate bears the official seal (XK-39); the approval seal only where the item cites a basis for it
    (``approval_seal_suffices``).
    A receipt that the web made by itself bears the platform's signature, or the receipt seal where its keeper
    left a standing order (rule 29). Any other seal is the wrong seal and has to be refused.
    """
    regular = SEALS[kind]
    if regular is SealKind.APPROVAL_SEAL:
        if official_seal_required:
            return frozenset({SealKind.OFFICIAL_SEAL})
        return frozenset({SealKind.APPROVAL_SEAL, SealKind.OFFICIAL_SEAL})
    if kind is DocumentKind.RESULT and approval_seal_suffices:
        return frozenset({SealKind.OFFICIAL_SEAL, SealKind.APPROVAL_SEAL})
    if kind is DocumentKind.RECEIPT and made_by_platform:
        return frozenset({SealKind.PLATFORM_SIGNATURE, SealKind.RECEIPT_SEAL})
    return frozenset({regular})


GRANT_TITLES: Mapping[str, str] = MappingProxyType(
    {ItemType.LICENCE: "准予行政许可决定书", ItemType.CONFIRMATION: "准予登记（确认）决定书"}
)
REFUSAL_TITLES: Mapping[str, str] = MappingProxyType(
    {ItemType.LICENCE: "不予行政许可决定书", ItemType.CONFIRMATION: "不予登记（确认）决定书"}
)


NUMBER_WORDS: Mapping[DocumentKind, str] = MappingProxyType(
    {
        DocumentKind.ACCEPTANCE: "受",
        DocumentKind.NOT_REQUIRED: "不受告",
        DocumentKind.ACCEPTANCE_REFUSAL: "不受",
        DocumentKind.CORRECTION: "补",
        DocumentKind.GAP_NOTICE: "容",
        DocumentKind.RECTIFICATION_ORDER: "改",
        DocumentKind.ANNULMENT_NOTICE: "撤告",
        DocumentKind.COMMITMENT_ANNULMENT: "撤决",
        DocumentKind.SPECIAL_PROCEDURE: "特",
        DocumentKind.EXTENSION: "延",
        DocumentKind.GRANT: "准",
        DocumentKind.REFUSAL: "不准",
        DocumentKind.TERMINATION: "终",
        DocumentKind.WITHDRAWAL: "撤",
        DocumentKind.DEEMED_RENEWAL: "续",
        DocumentKind.LICENCE_SUSPENSION: "停",
        DocumentKind.LICENCE_RESUMPTION: "恢",
        DocumentKind.LICENCE_ANNULMENT: "撤销",
        DocumentKind.LICENCE_WITHDRAWAL: "撤回",
        DocumentKind.LICENCE_REVOCATION: "吊",
        DocumentKind.LICENCE_DEREGISTRATION: "注",
        DocumentKind.STATEMENT_RIGHT: "陈告",
        DocumentKind.HEARING_RIGHT: "听告",
        DocumentKind.HEARING_NOTICE: "听通",
        DocumentKind.HEARING_ANNOUNCEMENT: "听公",
        DocumentKind.PAYMENT_NOTICE: "缴",
        DocumentKind.FEE_REDUCTION: "减",
        DocumentKind.FEE_REDUCTION_REFUSAL: "不减",
    }
)


def number_word(kind: DocumentKind) -> str:
    """The word that follows the organ's word in a 文号, such as 准 in 蛟市监准〔2026〕12号.

    Empty for documents without a 文号: receipts, handover forms and proofs of service are known by the case
    number, certificates by the number of the licence.
    """
    return NUMBER_WORDS.get(kind, "")


@enforces("RULE-22")
def title(kind: DocumentKind, item_type: str) -> str:
    """The printed title of a document for an item of the given national type code (rule 22)."""
    if kind is DocumentKind.GRANT:
        return GRANT_TITLES.get(item_type, "准予办理决定书")
    if kind is DocumentKind.REFUSAL:
        return REFUSAL_TITLES.get(item_type, "不予办理告知书")
    return DOCUMENT_KIND_NAMES[kind]
