"""The register of laws on screen: the laws cited, one law or article with everything that rests on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onevisit.cases.models import OPEN_STATES, Case
from onevisit.catalog import legal_bases
from onevisit.catalog.authority import ITEM_POWERS, item_scope, keeps_the_directory
from onevisit.catalog.laws import SUBJECT
from onevisit.catalog.legal_bases import CitingVersion, LawBook, LawLine
from onevisit.catalog.models import Item, LawArticle, LawChange, LawText
from onevisit.law.clauses import enforces
from onevisit.law.legal_basis import LawState, article_in_words, in_order
from onevisit.organization.registering import history
from onevisit.organization.workers import Worker
from onevisit.records import clock
from onevisit.web.acting import worker
from onevisit.web.catalogue.access import keepers_only
from onevisit.web.catalogue.items import desk_tabs, list_address, text_asked

PAGE = 30
_NOT_IN_FORCE = (LawState.ENDED, LawState.ENDING, LawState.TO_COME)


@keepers_only
@require_safe
@enforces("JH-29", "JH-8.3")
def laws_page(request: HttpRequest) -> HttpResponseBase:
    """The laws that items of the keeper's scope cite, and all registered ones, by name. Three statements."""
    find, after = text_asked(request, "find"), text_asked(request, "after")
    show = request.GET.get("show", "")
    found = legal_bases.laws(_departments(worker(request)), find=find)
    filters = {
        "": (_("全部"), found),
        "doubtful": (_("失效、未施行"), [one for one in found if one.state in _NOT_IN_FORCE]),
        "unknown": (_("未登记"), [one for one in found if one.state is LawState.UNKNOWN]),
    }
    show = show if show in filters else ""
    wanted = [one for one in filters[show][1] if one.name > after]
    context = {
        "section": "catalogue",
        "tabs": desk_tabs(request, "laws"),
        "find": find,
        "show": show,
        "rows": [_line(one) for one in wanted[:PAGE]],
        "chips": [
            {
                "label": label,
                "url": list_address("catalogue:laws", find=find, show=key),
                "active": key == show,
                "count": len(lines),
            }
            for key, (label, lines) in filters.items()
        ],
        "keeps": keeps_the_directory(worker(request)),
        "first_url": list_address("catalogue:laws", find=find, show=show) if after else "",
        "later_url": list_address("catalogue:laws", find=find, show=show, after=wanted[PAGE - 1].name)
        if len(wanted) > PAGE
        else "",
    }
    return render(request, "catalogue/laws.html", context)


def _departments(who: Worker) -> list[int] | None:
    """The departments whose items the keeper sees; None for all."""
    grants = [grant for power in ITEM_POWERS for grant in who.grants_for(power)]
    if any(grant.department_ids is None for grant in grants):
        return None
    return sorted({key for grant in grants for key in grant.department_ids or ()})


def _line(one: LawLine) -> dict[str, Any]:
    return {
        "law": one,
        "title": one.text.name if one.text else one.name,
        "url": reverse("catalogue:law", args=[one.name]) if "/" not in one.name else "",
    }


@keepers_only
@require_safe
@enforces("JH-29", "JH-8.3")
def law_page(request: HttpRequest, name: str) -> HttpResponseBase:
    """One law: its texts, what became of them, its articles with how much rests on each, the items."""
    scope = item_scope(worker(request))
    texts = legal_bases.texts_of(name)
    versions = legal_bases.citing_versions(scope, name)
    if not texts and not versions:
        raise Http404
    cases = _open_cases(versions)
    items: Counter[str] = Counter()
    pending: Counter[str] = Counter()
    for version in versions:
        for article in version.articles:
            items[article] += version.offered
            pending[article] += cases[version.pk]
    worded = set(LawArticle.objects.filter(law__in=texts).values_list("article", flat=True))
    context = {
        **_frame(request, name, texts),
        "articles": [
            {
                "words": article_in_words(article) or _("没有写明条款"),
                "url": reverse("catalogue:law_article", args=[name, article]) if article else "",
                "items": items[article],
                "cases": pending[article],
                "worded": article in worded,
            }
            for article in in_order({*items, *worded})
        ],
        "changes": [_change(one, scope) for one in legal_bases.changes_of(texts)],
        "history": [line for text in texts for line in history(SUBJECT, text.pk)],
        **_resting(request, name, None, versions, cases),
    }
    return render(request, "catalogue/law.html", context)


@keepers_only
@require_safe
@enforces("JH-29", "JH-8.3")
def article_page(request: HttpRequest, name: str, article: str) -> HttpResponseBase:
    """One article: its words, everything that rests on it, the open cases of these items."""
    texts = legal_bases.texts_of(name)
    cited = legal_bases.citing_versions(item_scope(worker(request)), name)
    if not texts and not cited:
        raise Http404
    versions = [one for one in cited if article in one.articles]
    words = {one.law_id: one.words for one in LawArticle.objects.filter(law__in=texts, article=article)}
    context = {
        **_frame(request, name, texts),
        "article_words": article_in_words(article),
        "wordings": [
            {
                "text": text,
                "words": words.get(text.pk, ""),
                "url": reverse("catalogue:set_article", args=[text.pk, article]),
            }
            for text in texts
        ],
        **_resting(request, name, article, versions, _open_cases(versions)),
    }
    return render(request, "catalogue/law_article.html", context)


def _frame(request: HttpRequest, name: str, texts: list[LawText]) -> dict[str, Any]:
    keeps = keeps_the_directory(worker(request))
    return {
        "section": "catalogue",
        "tabs": desk_tabs(request, "laws"),
        "name": name,
        "title": texts[0].name if texts else name,
        "state": LawBook().state(name, clock.today()),
        "texts": [{"text": one, "state": one.registered.state_on(clock.today())} for one in texts],
        "keeps": keeps,
        "new_url": list_address("catalogue:new_law", name=name),
    }


def _change(change: LawChange, scope: Q) -> dict[str, Any]:
    touched = legal_bases.touched_by(change).filter(item__in=Item.objects.filter(scope))
    return {
        "change": change,
        "articles": [article_in_words(one) for one in in_order(change.articles)],
        "items": touched.count(),
    }


def _open_cases(versions: Sequence[CitingVersion]) -> Counter[int]:
    """How many cases that were received and are still open run on each version."""
    found = Case.objects.filter(
        version__in=[one.pk for one in versions], state__in=OPEN_STATES, number__isnull=False
    )
    return Counter(dict(found.values_list("version_id").annotate(count=Count("pk"))))


def _resting(
    request: HttpRequest,
    name: str,
    article: str | None,
    versions: Sequence[CitingVersion],
    cases: Counter[int],
) -> dict[str, Any]:
    """The items in effect with every place, and the open cases of each that run on a citing version."""
    after = text_asked(request, "after")
    page = legal_bases.resting_on(name, article, scope=item_scope(worker(request)), after=after)
    of_item: Counter[int] = Counter()
    for version in versions:
        of_item[version.item_id] += cases[version.pk]
    return {
        "rows": [{"one": one, "cases": of_item[one.version.item_id]} for one in page.rows],
        "cases": cases.total(),
        "first_url": request.path if after else "",
        "later_url": f"{request.path}?after={page.after}" if page.after else "",
    }
