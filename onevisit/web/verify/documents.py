"""Is this document genuine? By the code under its QR code, or by the file itself (JH-32, DZ-13)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from onevisit.accounts.rate_limit import budget, client_address
from onevisit.documents import queries, verification
from onevisit.documents.queries import PublicDocument

LONGEST_CODE = 32


def upload(request: HttpRequest) -> HttpResponse:
    """A form for the code or the PDF; a PDF is checked against its own signature."""
    code = "".join(request.GET.get("code", "").split())
    if code:
        return redirect("verify:by_code", code=code[:LONGEST_CODE])
    if request.method != "POST":
        return render(request, "verify/upload.html", {"section": "verify"})
    budget.spend("document-check", client_address(request)).require()
    sent = request.FILES.get("file")
    if sent is None:
        fault = _("还没有选择文件。请选择从本系统下载的 PDF 文书。")
        return render(request, "verify/upload.html", {"section": "verify", "fault": fault}, status=422)
    pdf = sent.read(verification.MAXIMUM_BYTES + 1)
    checked = verification.verify_pdf(pdf)
    document = queries.by_file(pdf, checked)
    context: dict[str, Any] = {"section": "verify", "checked": checked, "document": document, "facts": _facts(document)}
    return render(request, "verify/file.html", context)


def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the QR code leads to: genuine, which seal, when, in force or void; the addressee masked."""
    budget.spend("document-check", client_address(request)).require()
    document = queries.by_code(code[:LONGEST_CODE]) if code.isalnum() else None
    context = {"section": "verify", "document": document, "facts": _facts(document)}
    return render(request, "verify/code.html", context, status=200 if document else 404)


def _facts(document: PublicDocument | None) -> list[dict[str, Any]]:
    """Labels and values for the summary list."""
    if document is None:
        return []
    rows = [
        (_("文书"), document.title),
        (_("文号"), document.number),
        (_("办件编号"), document.case_number),
        (_("事项"), document.item),
        (_("出具机关"), document.organ),
        (_("收文人"), document.addressee_masked),
        (_("出具日期"), document.issued_on),
        (_("生效日期"), document.effective_on or ""),
        (_("印章"), f"{document.seal_kind} {document.seal_number}".strip()),
        (_("验证码"), document.verification_code),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]
