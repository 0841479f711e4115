"""Finding an item: the first page, search, themes, departments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from onevisit.accounts.rate_limit import budget, client_address
from onevisit.catalog import queries
from onevisit.catalog.models import ItemVersion
from onevisit.catalog.notices import notices
from onevisit.catalog.queries import PAGE_SIZE, Audience, Page
from onevisit.organization.queries import department_named, halls
from onevisit.records import clock
from onevisit.web.portal.answers import too_many_tries
from onevisit.web.portal.asked import address_after, page_key, question_of

AUDIENCES: dict[str, str] = {
    "person": gettext_noop("个人办事"),
    "organization": gettext_noop("企业和单位办事"),
}
LISTED_CHANGES = 5


def _audience_name(audience: str) -> str:
    return _(AUDIENCES[audience])


def _crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    home = {"label": _("首页"), "url": reverse("portal:home")}
    return [home, *({"label": label, "url": url} for label, url in steps)]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search, themes for people and for organisations, departments, halls. Five statements."""
    now = clock.now()
    return render(
        request,
        "portal/home.html",
        {
            "section": "home",
            "audiences": [
                {"key": key, "name": _audience_name(key), "themes": queries.themes(cast(Audience, key), now)}
                for key in AUDIENCES
            ],
            "departments": queries.departments(now),
            "changes": notices(limit=LISTED_CHANGES),
            "halls": halls(),
        },
    )


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search by ``q``, within a budget; without a question all items by page. At most three statements."""
    asked = question_of(request.GET.get("q", ""))
    context: dict[str, Any] = {"section": "home", "question": asked, "crumbs": _crumbs((_("查找事项"), ""))}
    if asked.searchable:
        allowed = budget.spend("item-search", client_address(request))
        if not allowed.allowed:
            return too_many_tries(request, allowed)
        found = queries.search(asked.text, clock.now())
        context["items"] = [one.version for one in found]
        context["limited"] = len(found) >= PAGE_SIZE
        return render(request, "portal/search.html", context)
    if asked.remark:
        context["items"] = []
        return render(request, "portal/search.html", context)
    page = queries.browse(clock.now(), after=page_key(request.GET.get("after", "")))
    context["crumbs"] = _crumbs((_("全部事项"), ""))
    return _listed(request, "portal/search.html", context, page)


def _listed(request: HttpRequest, template: str, context: dict[str, Any], page: Page) -> HttpResponse:
    """A page of a list. A page beyond the end says so instead of looking empty."""
    items: Sequence[ItemVersion] = page.versions
    further = bool(request.GET.get("after"))
    return render(
        request,
        template,
        {
            **context,
            "items": items,
            "earlier_url": request.path if further else "",
            "later_url": address_after(request.path, page.after),
        },
    )


@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """All themes of both audiences. Two statements."""
    now = clock.now()
    return render(
        request,
        "portal/themes.html",
        {
            "section": "home",
            "crumbs": _crumbs((_("按主题找"), "")),
            "audiences": [
                {"key": key, "name": _audience_name(key), "themes": queries.themes(cast(Audience, key), now)}
                for key in AUDIENCES
            ],
        },
    )


@require_safe
def theme(request: HttpRequest, audience: str, theme: str = "") -> HttpResponse:
    """The items of one audience, or of one of its themes. Two statements."""
    if audience not in AUDIENCES:
        raise Http404
    now = clock.now()
    chosen = cast(Audience, audience)
    known = queries.themes(chosen, now)
    if theme and theme not in {one.theme for one in known}:
        raise Http404
    page = queries.browse(
        now, audience=chosen, theme=theme or None, after=page_key(request.GET.get("after", ""))
    )
    everything = reverse("portal:audience", args=[audience])
    name = _audience_name(audience)
    crumbs = _crumbs((name, everything), (theme, "")) if theme else _crumbs((name, ""))
    chips: list[dict[str, Any]] = [
        {"label": _("全部"), "url": everything, "count": None, "active": not theme}
    ]
    chips += [
        {
            "label": one.theme,
            "url": reverse("portal:theme", args=[audience, one.theme]),
            "count": one.items,
            "active": one.theme == theme,
        }
        for one in known
    ]
    context = {
        "section": "home",
        "crumbs": crumbs,
        "heading": f"{name} · {theme}" if theme else name,
        "chips": chips,
    }
    return _listed(request, "portal/listing.html", context, page)


@require_safe
def departments(request: HttpRequest) -> HttpResponse:
    """The departments that offer items. One statement."""
    context = {
        "section": "home",
        "crumbs": _crumbs((_("按部门找"), "")),
        "departments": queries.departments(clock.now()),
    }
    return render(request, "portal/departments.html", context)


@require_safe
def department(request: HttpRequest, code: str) -> HttpResponse:
    """The items of one department. Two statements."""
    found = department_named(code)
    if found is None:
        raise Http404
    page = queries.browse(clock.now(), department_code=code, after=page_key(request.GET.get("after", "")))
    context = {
        "section": "home",
        "crumbs": _crumbs((_("按部门找"), reverse("portal:departments")), (found.short_name, "")),
        "heading": found.name,
        "department": found,
    }
    return _listed(request, "portal/listing.html", context, page)
