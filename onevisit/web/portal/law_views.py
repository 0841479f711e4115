"""The public pages of a law and of an article: which items rest on it, and with what (JH-29, JH-30)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onevisit.catalog import legal_bases
from onevisit.catalog.models import LawArticle
from onevisit.law.clauses import enforces
from onevisit.law.legal_basis import article_in_words
from onevisit.records import clock
from onevisit.web.catalogue.items import text_asked


@require_safe
@enforces("JH-29", "JH-30a")
def law(request: HttpRequest, name: str) -> HttpResponse:
    """What rests on a law: a page of items with every place. At most four statements."""
    return _page(request, name, None)


@require_safe
@enforces("JH-29", "JH-30a")
def article(request: HttpRequest, name: str, article: str) -> HttpResponse:
    """What rests on one article, and its words where they are registered. At most five statements."""
    return _page(request, name, article)


def _page(request: HttpRequest, name: str, article: str | None) -> HttpResponse:
    texts = legal_bases.texts_of(name)
    after = text_asked(request, "after")
    resting = legal_bases.resting_on(name, article, after=after)
    if not texts and not legal_bases.citing_now(name).exists():
        raise Http404
    place = article_in_words(article or "")
    title = f"《{texts[0].name if texts else name}》"
    of_law = {"label": title, "url": reverse("portal:law", args=[name]) if article else ""}
    context: dict[str, Any] = {
        "section": "home",
        "crumbs": [
            {"label": _("首页"), "url": reverse("portal:home")},
            of_law,
            *([{"label": place, "url": ""}] if article else []),
        ],
        "title": title,
        "place": place,
        "law_url": of_law["url"],
        "texts": [{"text": one, "state": one.registered.state_on(clock.today())} for one in texts],
        "wordings": LawArticle.objects.filter(law__in=texts, article=article).select_related("law")
        if article and texts
        else [],
        "rows": resting.rows,
        "earlier_url": request.path if after else "",
        "later_url": f"{request.path}?after={resting.after}" if resting.after else "",
    }
    return render(request, "portal/law.html", context)
