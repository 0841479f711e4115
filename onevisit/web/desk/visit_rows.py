"""Visits to the place, for the page of the case and for the applicant."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from onevisit.cases.models import Case, CaseAttachment, SiteVisit
from onevisit.law.items import StepKind
from onevisit.organization.models import Staff
from onevisit.web.templatetags.onevisit import moment_in_words


def visit_rows(case: Case) -> list[dict[str, Any]]:
    """Each visit with its officers and photos; no statement where the item has none."""
    if not any(step.kind is StepKind.SITE_VISIT for step in case.version.definition.steps):
        return []
    visits = list(SiteVisit.objects.filter(case=case).order_by("pk"))
    if not visits:
        return []
    names = _names(visits)
    photos: dict[int | None, list[dict[str, str]]] = {}
    for one in CaseAttachment.objects.filter(case=case, kind=CaseAttachment.Kind.SITE_PHOTO).order_by("pk"):
        url = reverse("desk:attachment", args=[case.pk, one.pk])
        photos.setdefault(one.about, []).append({"name": one.name, "url": url})
    return [
        {
            "visit": one,
            "officers": "、".join(names[pk] for pk in one.officers),
            "photos": photos.get(one.pk, []),
        }
        for one in visits
    ]


def _names(visits: list[SiteVisit]) -> dict[int, str]:
    ids = {pk for one in visits for pk in one.officers}
    return dict(Staff.objects.filter(pk__in=ids).values_list("pk", "name"))


def appointed_visit(case: Case) -> dict[str, Any] | None:
    """The visit that the applicant waits for: when, where, who comes, what to have ready."""
    if not case.visit_appointed:
        return None
    visit = SiteVisit.objects.get(case=case, state=SiteVisit.State.APPOINTED)
    return {"visit": visit, "officers": "、".join(_names([visit])[pk] for pk in visit.officers)}


def visit_words(case: Case) -> tuple[str, str] | None:
    """What has to be known of an appointed visit."""
    found = appointed_visit(case)
    if found is None:
        return None
    words = {"at": moment_in_words(found["visit"].at), "place": found["visit"].place}
    text = _("核查人员：%(officers)s。现场核查不停止计算办理时限。") % {"officers": found["officers"]}
    return _("已安排现场核查：%(at)s，%(place)s") % words, text
