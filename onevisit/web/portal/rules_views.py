"""规则对照: every clause, what of the program carries it out, and what is still missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onevisit.law.clauses import Kind, cite, enforces
from onevisit.law.clauses.matrix import Answer, MatrixRow, MatrixSource, standing
from onevisit.records.page_language import in_english
from onevisit.web.portal.asked import question_of


@dataclass(frozen=True)
class Row:
    """A clause as the page shows it; ``gaps`` says in words what is missing."""

    citation: str
    summary: str
    kind: str
    gaps: tuple[str, ...]
    code: tuple[Answer, ...]
    tests: tuple[Answer, ...]


@dataclass(frozen=True)
class Chapter:
    """The rows of one chapter that passed the filter."""

    title: str
    rows: list[Row]


SHOWING: dict[str, Callable[[MatrixRow], bool]] = {
    "all": lambda row: True,
    "enforced": lambda row: row.clause.kind is Kind.ENFORCED,
    "supported": lambda row: row.clause.kind is Kind.SUPPORTED,
    "organisational": lambda row: row.clause.kind is Kind.ORGANISATIONAL,
    "gaps": lambda row: bool(row.gaps),
}


def _showing_name(key: str) -> str:
    return {
        "all": _("全部条款"),
        "enforced": _("系统强制"),
        "supported": _("系统支持"),
        "organisational": _("组织事项"),
        "gaps": _("还有缺口"),
    }[key]


@require_safe
@enforces("HOUSE-27", "RULE-40")
def rules(request: HttpRequest) -> HttpResponse:
    """One text at a time by ``source``, filtered by ``show`` and by words ``q``. No statement."""
    found = standing()
    by_key = {text.source.key: text for text in found.sources}
    source = by_key.get(request.GET.get("source", ""), found.sources[0])
    show = request.GET.get("show", "all")
    show = show if show in SHOWING else "all"
    asked = question_of(request.GET.get("q", ""))
    rows_of_source = [row for chapter in source.chapters for row in chapter.rows]
    chapters = _chapters(source, show, asked.text)
    context = {
        "crumbs": [
            {"label": _("首页"), "url": reverse("portal:home")},
            {"label": _("规则对照"), "url": ""},
        ],
        "source": source.source,
        "source_name": source.source.english if in_english() else source.source.full_name,
        "sources": [
            {
                "label": text.source.english if in_english() else text.source.short_name,
                "url": _address(text.source.key, "all", ""),
                "count": sum(len(chapter.rows) for chapter in text.chapters),
                "current": text is source,
            }
            for text in found.sources
        ],
        "chips": [
            {
                "label": _showing_name(key),
                "url": _address(source.source.key, key, asked.text),
                "count": sum(1 for row in rows_of_source if passes(row)),
                "active": key == show,
            }
            for key, passes in SHOWING.items()
        ],
        "chapters": chapters,
        "shown": sum(len(chapter.rows) for chapter in chapters),
        "show": show,
        "question": asked,
        "tests_present": found.tests_present,
    }
    return render(request, "portal/rules.html", context)


def _chapters(source: MatrixSource, show: str, text: str) -> list[Chapter]:
    chapters = []
    for chapter in source.chapters:
        rows = [_row(row) for row in chapter.rows if SHOWING[show](row)]
        rows = [row for row in rows if text in row.citation or text.lower() in row.summary.lower()]
        if rows:
            chapters.append(Chapter(chapter.title, rows))
    return chapters


def _row(row: MatrixRow) -> Row:
    clause = row.clause
    summary = clause.english if in_english() else clause.summary
    return Row(
        cite(clause.id), summary, _showing_name(clause.kind.value), _gaps(row), row.enforced_by, row.tests
    )


def _gaps(row: MatrixRow) -> tuple[str, ...]:
    missing = {"code": _("还没有程序执行"), "test": _("还没有测试证明")}
    return tuple(missing[gap] for gap in row.gaps)


def _address(source: str, show: str, text: str) -> str:
    query = {"source": source} | ({"show": show} if show != "all" else {}) | ({"q": text} if text else {})
    return f"{reverse('portal:rules')}?{urlencode(query)}"
