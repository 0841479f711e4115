"""Laws and articles in addresses, and citations as links to what rests on them."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import register_converter, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from onevisit.law.legal_basis import LONGEST_NAME, Cited, pieces, plain_name


class LawName:
    """The name of a law in an address: anything a citation may hold between 《 and 》, but no slash."""

    regex = rf"[^/《》\0-\x1f]{{1,{LONGEST_NAME}}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ArticleFigure:
    """The figure of an article: 35, 35-1."""

    regex = "[1-9][0-9]{0,3}(?:-[1-9][0-9]?)?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LawName, "law")
register_converter(ArticleFigure, "article")
LAW, ARTICLE = "<law:name>", "<article:article>"


def law_address(space: str, cited: Cited) -> str:
    """Where ``space`` (portal, catalogue) shows what rests on a law or article; "" if nothing can name it."""
    name = plain_name(cited.law)
    if "/" in name or not name:
        return ""
    if cited.article:
        return reverse(f"{space}:law_article", args=[name, cited.article])
    return reverse(f"{space}:law", args=[name])


def linked(citations: Iterable[str], space: str) -> SafeString:
    """Citations in a row, each law and article in them a link to what rests on it."""
    shown = (
        format_html_join("", "{}", ((_piece(*one, space),) for one in pieces(text))) for text in citations
    )
    return mark_safe("；".join(shown))  # each piece is escaped


def _piece(text: str, cited: Cited | None, space: str) -> SafeString | str:
    address = law_address(space, cited) if cited else ""
    return format_html('<a href="{}">{}</a>', address, text) if address else text
