"""Packages (一件事) for the public: which there are, and the guide of one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onevisit.catalog.package_actions import members_of
from onevisit.catalog.package_checks import PackageMembers, promised_days
from onevisit.catalog.package_queries import current_package, packages_in_effect
from onevisit.law.clauses import enforces
from onevisit.law.items import Necessity
from onevisit.law.joint import days_through
from onevisit.organization.models import Department
from onevisit.records import clock
from onevisit.web.portal.package_chart import Bar, package_chart


@require_safe
@enforces("JH-18")
def packages(request: HttpRequest) -> HttpResponseBase:
    """The packages in effect. One statement."""
    context = {
        "section": "home",
        "packages": list(packages_in_effect(clock.now())),
        "crumbs": [
            {"label": _("首页"), "url": reverse("portal:home")},
            {"label": _("一件事"), "url": ""},
        ],
    }
    return render(request, "portal/packages/list.html", context)


@require_safe
@enforces("JH-18", "RULE-19", "AS-3.1e")
def package(request: HttpRequest, code: str) -> HttpResponseBase:
    """The guide of a package. Five statements."""
    version = current_package(code, clock.now())
    if version is None:
        raise Http404
    definition = version.definition
    members = members_of(definition, clock.now())
    codes = {item.department for item in members.items.values()}
    organs = {one.code: one.short_name for one in Department.objects.filter(code__in=codes)}
    rows = _rows(members, organs)
    limit = definition.applicant_limit.count if definition.applicant_limit else 0
    context = {
        "section": "home",
        "version": version,
        "definition": definition,
        "rows": rows,
        "materials": _materials(members),
        "chart": package_chart(
            [Bar(row["name"], row["organ"], row["begins"], row["ends"]) for row in rows],
            limit,
            _("%(name)s：各事项办理时间图") % {"name": version.name},
        ),
        "crumbs": [
            {"label": _("首页"), "url": reverse("portal:home")},
            {"label": _("一件事"), "url": reverse("portal:packages")},
            {"label": version.name, "url": ""},
        ],
    }
    return render(request, "portal/packages/guide.html", context)


def _rows(members: PackageMembers, organs: dict[str, str]) -> list[dict[str, Any]]:
    days, after = promised_days(members), members.after()
    questions = {question.key: question for question in members.package.scenarios}
    found = []
    for member in members.package.members:
        item = members.items.get(member.key)
        if item is None or member.key not in days:
            continue
        ends = days_through(member.key, days, after)
        found.append(
            {
                "name": item.name,
                "code": item.code,
                "organ": organs.get(item.department, ""),
                "result": item.result.name,
                "limit": item.promised_limit,
                "begins": ends - days[member.key],
                "ends": ends,
                "after": [members.items[one].name for one in after[member.key] if one in members.items],
                "when": [
                    {
                        "question": questions[one.question].label,
                        "answers": [questions[one.question].label_of(value) for value in one.any_of],
                    }
                    for one in member.when
                ],
            }
        )
    return found


def _materials(members: PackageMembers) -> list[dict[str, Any]]:
    """The one list: each material once, with the items it is for; forms are filled in on the site."""
    shared = {place: one for one in members.package.materials for place in one.gives}
    found: dict[str, dict[str, Any]] = {}
    for key, item in members.items.items():
        for material in item.materials:
            if material.paper is not None and material.paper.from_form:
                continue
            common = shared.get(f"{key}.{material.key}")
            place = common.key if common else f"{key}.{material.key}"
            line = found.setdefault(
                place,
                {
                    "name": common.name if common else material.name,
                    "shared": True,
                    "required": False,
                    "sometimes": True,
                    "for": [],
                },
            )
            line["shared"] &= material.shared
            line["required"] |= material.necessity is Necessity.REQUIRED
            line["sometimes"] &= bool(material.when)
            line["for"].append(item.name)
    return list(found.values())
