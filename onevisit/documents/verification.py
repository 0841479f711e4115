"""Checking a PDF that somebody brings: is it ours, whole, unchanged, and which seal does it bear?

电子签名法 13: a change of the signature or of what was signed can be discovered. The file is read in a
process of its own with bounded memory and time, so a hostile one ends in a clear sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from onevisit.documents.authority import authority
from onevisit.documents.verification_pool import PoolBusy, pool

MAXIMUM_BYTES = 20 * 1024 * 1024


class Outcome(StrEnum):
    """What the check of a file found."""

    GENUINE = "genuine"
    CHANGED = "changed"
    NOT_OURS = "not_ours"
    NOT_SIGNED = "not_signed"
    NOT_A_PDF = "not_a_pdf"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    BUSY = "busy"


MESSAGES = {
    Outcome.GENUINE: _("这份文书是真的：签名有效，签名覆盖整份文书，签名之后没有改动。"),
    Outcome.CHANGED: _(
        "这份文书在签名之后被改动过，不能采信。请使用原始文件，或者扫描文书上的二维码核对原文。"
    ),
    Outcome.NOT_OURS: _("这份文件有签名，但不是用本系统登记的印章签的，无法确认真伪。请向出具机关核实。"),
    Outcome.NOT_SIGNED: _(
        "这份文件没有电子签名，可能是打印后扫描或者另存的。请上传下载得到的原始文件，或者扫描二维码核对。"
    ),
    Outcome.NOT_A_PDF: _("这份文件不是 PDF，无法核验。请选择从本系统下载的 PDF 文书。"),
    Outcome.TOO_LARGE: _("文件超过 20 MB，无法核验。本系统出具的文书都小于这个大小，请检查是否选错了文件。"),
    Outcome.UNREADABLE: _("这份 PDF 已损坏或者结构异常，无法读取签名。请重新下载原始文件后再核验。"),
    Outcome.BUSY: _("现在核验文件的人很多，这份文件还没有核验。请过一分钟再试。"),
}


@dataclass(frozen=True)
class Verification:
    """The result of a check. All but ``outcome`` is empty unless a signature could be read."""

    outcome: Outcome
    certificate_fingerprint: str = ""
    seal_name: str = ""
    organ: str = ""
    signed_at: datetime | None = None
    reason: str = ""
    place: str = ""

    @property
    def genuine(self) -> bool:
        """True only for a document of this installation that nobody changed after it was signed."""
        return self.outcome is Outcome.GENUINE

    @property
    def message(self) -> str:
        """The result as a Chinese sentence that says what to do."""
        return gettext(MESSAGES[self.outcome])


def verify_pdf(pdf: bytes, root: x509.Certificate | None = None) -> Verification:
    """Check the signature of a PDF against this installation's root certificate; no file makes it raise."""
    if len(pdf) > MAXIMUM_BYTES:
        return Verification(Outcome.TOO_LARGE)
    if not pdf[:1024].lstrip().startswith(b"%PDF-"):
        return Verification(Outcome.NOT_A_PDF)
    trusted = root or authority().root_certificate()
    try:
        findings = pool().examine(pdf, trusted.public_bytes(Encoding.DER))
    except PoolBusy:
        return Verification(Outcome.BUSY)
    if findings is None or "unreadable" in findings:
        return Verification(Outcome.UNREADABLE)
    if not findings["signed"]:
        return Verification(Outcome.NOT_SIGNED)
    return Verification(
        outcome=_outcome(findings),
        certificate_fingerprint=findings["certificate"],
        seal_name=findings["subject"],
        organ=findings["organ"],
        signed_at=datetime.fromisoformat(findings["signed_at"]) if findings["signed_at"] else None,
        reason=findings["reason"],
        place=findings["place"],
    )


def _outcome(findings: dict[str, bool]) -> Outcome:
    if not findings["intact"]:
        return Outcome.CHANGED
    if not findings["trusted"]:
        return Outcome.NOT_OURS
    return Outcome.GENUINE if findings["whole"] else Outcome.CHANGED
