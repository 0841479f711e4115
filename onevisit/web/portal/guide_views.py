"""The guide of an item: one page with every element, drawn once for each version, day and language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onevisit.catalog import queries
from onevisit.catalog.evaluate import RawAnswers
from onevisit.catalog.models import ItemVersion
from onevisit.catalog.notices import notices
from onevisit.law.clauses import enforces
from onevisit.records.calendar import current_calendar
from onevisit.web.portal import guide as words
from onevisit.web.portal.flow_chart import flow_chart
from onevisit.web.portal.kept import Kept
from onevisit.web.portal.offered import Offered, offered
from onevisit.web.portal.process import stages
from onevisit.web.portal.scenario import as_query, asked_questions, scenario_answers
from onevisit.web.portal.whole_pages import whole_page

KEPT_GUIDES = 400


@dataclass(frozen=True)
class GuideBody:
    """The drawn content of a guide with its title; the frame around it belongs to the reader."""

    name: str
    body: SafeString


_bodies: Kept[GuideBody] = Kept(KEPT_GUIDES)


@require_safe
@enforces("AS-3.1b", "XK-30")
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """The guide of the version in effect. One statement when it was drawn before, else five.

    Scenario answers in the address narrow the materials. An item that was offered once says since when not.
    """
    item = offered(code)
    if item is None:
        return _no_longer_offered(request, code)
    if not request.GET:
        return whole_page(request, item.stamp(), lambda: _page(request, item, None))
    version = item.version()
    return _page(request, item, scenario_answers(version.definition, request.GET) or None, version)


def _page(
    request: HttpRequest, item: Offered, answers: RawAnswers | None, version: ItemVersion | None = None
) -> HttpResponse:
    stamp = item.stamp(tuple((answers or {}).items()))
    drawn = _bodies.get(stamp, lambda: _draw(item, version or item.version(), answers))
    return render(request, "portal/guide.html", {"section": "home", "guide": drawn})


def _draw(item: Offered, version: ItemVersion, answers: RawAnswers | None) -> GuideBody:
    context = guide_context(version, item.today, answers)
    return GuideBody(version.definition.name, render_to_string("portal/guide_body.html", context))


def guide_context(version: ItemVersion, today: date, answers: RawAnswers | None) -> dict[str, Any]:
    """What the guide of a version shows; for a preview the version need not be stored."""
    definition = version.definition
    code = version.item.code
    department = version.item.department
    on_the_web = words.is_on_the_web(definition)
    questions = asked_questions(definition, answers or {})
    return {
        "code": code,
        "version": version,
        "definition": definition,
        "department": department,
        "crumbs": [
            {"label": _("首页"), "url": reverse("portal:home")},
            {"label": department.short_name, "url": reverse("portal:department", args=[department.code])},
            {"label": definition.name, "url": ""},
        ],
        "bring": words.to_bring(definition),
        "rows": words.material_rows(definition, answers),
        "questions": questions,
        "query": as_query(answers or {}),
        "narrowed": answers is not None,
        "complete": all(question.chosen for question in questions),
        "promised": words.promised_in_words(definition),
        "statutory": words.statutory_in_words(definition.statutory_limit),
        "example": words.limit_example(definition, today, current_calendar()),
        "excluded": words.excluded_times(definition),
        "visits": words.visits_in_words(definition),
        "on_the_web": on_the_web,
        "why_not_on_the_web": "" if on_the_web else words.why_not_on_the_web(definition),
        "stages": (shown := stages(definition, department.short_name)),
        "chart": flow_chart(shown, name=_("%(item)s办理流程图") % {"item": definition.name}),
        "history": queries.history(code),
        "today": today,
        "address": f"{settings.PUBLIC_URL}{reverse('portal:guide', args=[code])}",
    }


def _no_longer_offered(request: HttpRequest, code: str) -> HttpResponse:
    """Status 404; says when the item ended or will begin, if it was ever published."""
    history = queries.history(code)
    if not history:
        raise Http404
    latest = notices(limit=1, code=code)
    context = {
        "section": "home",
        "version": history[0],
        "history": history,
        "successors": latest[0].successors if latest else (),
    }
    return render(request, "portal/not_offered.html", context, status=404)
