"""Documents as PDF/A-2b: one layout engine, kept warm in each process.

The same content with the same template gives the same bytes: the time in the file is the day of the document.
Template folders are numbered and never changed once documents were made with them.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from onevisit.documents.fonts import families, font_folders, forget_fonts, require_glyphs
from onevisit.documents.layout import DEMO_WORD, all_text, layout_of, view_of
from onevisit.documents.seal_faces import seal_svg
from onevisit.law.document_kinds import DocumentKind, SealKind

TEMPLATES = Path(__file__).parent / "templates"
TEMPLATE_VERSION = "v1"
SHANGHAI = timezone(timedelta(hours=8))

_compiling = threading.Lock()


@dataclass(frozen=True)
class SealFace:
    """What the picture of a seal shows."""

    kind: SealKind
    organ_name: str
    number: str


def render(
    kind: DocumentKind,
    content: Mapping[str, Any],
    *,
    seal: SealFace | None = None,
    template_version: str = TEMPLATE_VERSION,
) -> bytes:
    """The document as an unsigned PDF; without ``seal`` no seal is drawn (guides, sheets, papers to sign).

    ``content`` is the frozen content (see ``onevisit.law.document_content.content_faults``). Raises
    ``MissingGlyph`` if a character can't be printed and ``FontsMissing`` if there is no font at all.
    """
    require_glyphs(all_text(content))
    face = seal_words = ""
    if seal is not None:
        face = seal_svg(seal.kind, seal.organ_name, seal.number, DEMO_WORD if content.get("demo") else "")
        seal_words = f"{seal.organ_name}{seal.kind.label}"
    view = view_of(kind, content, seal_svg=face, seal_words=seal_words)
    view["families"] = families()
    issued = datetime.combine(date.fromisoformat(content["date"]), time(), SHANGHAI)
    inputs = {"data": json.dumps(view, ensure_ascii=False), "layout": layout_of(kind)}
    with _compiling:
        pdf = _compiler(template_version).compile(
            format="pdf", sys_inputs=inputs, pdf_standards="a-2b", timestamp=issued
        )
    assert isinstance(pdf, bytes)
    return pdf


def warm_up() -> None:
    """Load fonts and templates now, so the first document of a process is as fast as the others."""
    require_glyphs("中")
    _compiler(TEMPLATE_VERSION)


def look_for_fonts_again() -> None:
    """Take fonts into use that were installed while the program runs."""
    forget_fonts()
    _compiler.cache_clear()


@lru_cache(maxsize=4)
def _compiler(template_version: str) -> typst.Compiler:
    folder = TEMPLATES / template_version
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(path) for path in font_folders()],
    )
    return typst.Compiler(input=folder / "document.typ", root=folder, font_paths=fonts)
