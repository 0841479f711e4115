"""Guide and form of a version as the applicant sees them, before it is in effect too."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onevisit.catalog import keeping
from onevisit.catalog.actions import unsaved_version
from onevisit.catalog.models import CatalogueChange, ItemVersion
from onevisit.catalog.publish_check import check_content
from onevisit.law.clauses import enforces
from onevisit.records import clock
from onevisit.web.apply.question_form import QuestionForm
from onevisit.web.catalogue.access import change_or_404, item_or_404, keepers_only
from onevisit.web.portal.guide_views import guide_context
from onevisit.web.portal.scenario import scenario_answers


@keepers_only
@require_safe
def version_guide(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """The guide of one version of the item."""
    version = _version(request, code, number)
    return _guide(
        request,
        version,
        reverse("catalogue:item", args=[code]),
        reverse("catalogue:version_form", args=[code, number]),
    )


@keepers_only
@require_safe
def version_form(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """The form of one version of the item."""
    version = _version(request, code, number)
    return _form(
        request,
        version,
        reverse("catalogue:item", args=[code]),
        reverse("catalogue:version", args=[code, number]),
    )


@keepers_only
@require_safe
def change_guide(request: HttpRequest, change_id: int) -> HttpResponseBase:
    """The guide as it will be when the change is published."""
    change = change_or_404(request, change_id)
    return _guide(
        request,
        _coming(change),
        reverse("catalogue:change", args=[change_id]),
        reverse("catalogue:change_form", args=[change_id]),
    )


@keepers_only
@require_safe
def change_form(request: HttpRequest, change_id: int) -> HttpResponseBase:
    """The form as it will be when the change is published."""
    change = change_or_404(request, change_id)
    return _form(
        request,
        _coming(change),
        reverse("catalogue:change", args=[change_id]),
        reverse("catalogue:change_guide", args=[change_id]),
    )


def _version(request: HttpRequest, code: str, number: int) -> ItemVersion:
    version = keeping.version_of(item_or_404(request, code), number)
    if version is None:
        raise Http404
    return version


def _coming(change: CatalogueChange) -> ItemVersion | None:
    """The version that the change would make; None while its content can't be read."""
    definition, _findings = check_content(change.content or {})
    return None if definition is None else unsaved_version(definition, change.item)


@enforces("AS-3.1b")
def _guide(request: HttpRequest, version: ItemVersion | None, back: str, other: str) -> HttpResponseBase:
    if version is None:
        return _unreadable(request, back)
    answers = scenario_answers(version.definition, request.GET) or None
    context = {
        **guide_context(version, clock.now().date(), answers),
        "back_url": back,
        "other_url": other,
        "section": "",
    }
    return render(request, "catalogue/preview_guide.html", context)


def _form(request: HttpRequest, version: ItemVersion | None, back: str, other: str) -> HttpResponseBase:
    if version is None:
        return _unreadable(request, back)
    definition = version.definition
    groups = [
        {"title": group.title, "intro": group.intro, "form": QuestionForm(group.questions)}
        for group in definition.form
    ]
    if definition.scenarios:
        asked = {"title": _("先问几句"), "intro": "", "form": QuestionForm(definition.scenarios)}
        groups.insert(0, asked)
    context = {"name": version.name, "groups": groups, "back_url": back, "other_url": other}
    return render(request, "catalogue/preview_form.html", context)


def _unreadable(request: HttpRequest, back: str) -> HttpResponseBase:
    return render(request, "catalogue/no_preview.html", {"section": "catalogue", "back_url": back})
