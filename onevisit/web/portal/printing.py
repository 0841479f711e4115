"""PDF answers of the public pages: drawn without seal, kept while what they depend on stays the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.utils.http import content_disposition_header

from onevisit.documents.fonts import FontsMissing, MissingGlyph
from onevisit.documents.rendering import render
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.web.portal.kept import Kept

KEPT_FILES = 64

_files: Kept[bytes] = Kept(KEPT_FILES)


def pdf_answer(
    request: HttpRequest,
    kind: DocumentKind,
    content: Callable[[], Mapping[str, Any]],
    *,
    stamp: Hashable,
    name: str,
) -> HttpResponse:
    """The document as a PDF named ``name``.pdf; status 503 with a sentence if a font is missing."""
    try:
        data = _files.get(stamp, lambda: render(kind, content()))
    except (FontsMissing, MissingGlyph):
        refusal = Refusal(
            "no_font",
            Sentence("这份文件里有系统字库还没有的字，暂时不能生成 PDF。"),
            next_step=Sentence("请直接打印网页，或者到窗口领取纸质件；管理人员已经收到提醒。"),
        )
        return render_page(request, "portal/no_file.html", {"refusal": refusal}, status=503)
    return pdf_file(data, name)


def pdf_file(data: bytes, name: str) -> HttpResponse:
    """These bytes as a PDF that the browser shows, saved under this name."""
    answer = HttpResponse(data, content_type="application/pdf")
    disposition = content_disposition_header(as_attachment=False, filename=f"{name}.pdf")
    if disposition:
        answer["Content-Disposition"] = disposition
    return answer
