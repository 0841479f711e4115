"""Is this document genuine? By the code under its QR code, or by the file itself (JH-32, DZ-13)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.accounts.rate_limit import budget, client_address
from onevisit.documents import queries, verification
from onevisit.documents.queries import PublicDocument
from onevisit.documents.signatures import provider
from onevisit.law.clauses import enforces
from onevisit.licences.queries import PublicStatus, status_of_document
from onevisit.web.body_size import takes_files
from onevisit.web.portal.answers import too_many_tries

LONGEST_CODE = 32


@require_http_methods(["GET", "HEAD", "POST"])
@enforces("DZ-13")
@takes_files
def upload(request: HttpRequest) -> HttpResponse:
    """A form for the code or the PDF; a PDF is checked against its own signature and not kept."""
    if request.method != "POST":
        return _form_or_code(request)
    allowed = budget.spend("document-check", client_address(request))
    if not allowed.allowed:
        return too_many_tries(request, allowed)
    sent = request.FILES.get("file")
    if sent is None:
        return _upload_page(request, fault=_("还没有选择文件。请选择从本系统下载的 PDF 文书。"))
    pdf = sent.read(verification.MAXIMUM_BYTES + 1)
    checked = provider().verify(pdf)
    document = queries.by_file(pdf, checked)
    context: dict[str, Any] = {
        "section": "verify",
        "checked": checked,
        "document": document,
        "facts": _facts(document),
        "status": _status(document),
    }
    return render(request, "verify/file.html", context)


def _form_or_code(request: HttpRequest) -> HttpResponse:
    """The form, or the page of a code typed into it: letters and digits, however they were spaced."""
    typed = request.GET.get("code", "")
    code = "".join(letter for letter in typed if letter.isalnum())[:LONGEST_CODE]
    if code:
        return redirect("verify:by_code", code=code)
    return _upload_page(request, code_fault=_("请输入印在二维码下面的核验码。") if typed else "")


def _upload_page(request: HttpRequest, *, fault: str = "", code_fault: str = "") -> HttpResponse:
    context = {"section": "verify", "fault": fault, "code_fault": code_fault}
    return render(request, "verify/upload.html", context, status=422 if fault or code_fault else 200)


@require_safe
@enforces("JH-32")
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the QR code leads to: genuine, which seal, when, in force or void; the addressee masked."""
    allowed = budget.spend("document-check", client_address(request))
    if not allowed.allowed:
        return too_many_tries(request, allowed)
    readable = code.isascii() and code.isalnum() and len(code) <= LONGEST_CODE
    document = queries.by_code(code) if readable else None
    context = {
        "section": "verify",
        "document": document,
        "facts": _facts(document),
        "status": _status(document),
        "code": code[:LONGEST_CODE],
    }
    return render(request, "verify/code.html", context, status=200 if document else 404)


def _status(document: PublicDocument | None) -> PublicStatus | None:
    """How the licence stands whose certificate this is; None for other documents."""
    return None if document is None else status_of_document(document.verification_code)


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
        (_("核验码"), document.verification_code),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]
