"""Delivery, checking and submitting a joint draft: one way of delivery, one submission, one receipt."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from onevisit.cases.joint import drafts, filing
from onevisit.catalog import evaluate
from onevisit.catalog.parts import Delivery
from onevisit.law.clauses import citation, enforces
from onevisit.law.items import DeliveryWay
from onevisit.law.refusal import Refusal
from onevisit.records.page_language import in_page_language
from onevisit.web.acting import performer_of, posted_key
from onevisit.web.apply.joint.access import JointPage, crumbs, joint_page
from onevisit.web.apply.joint.materials import material_rows
from onevisit.web.apply.joint.pages import next_page, tasks_of
from onevisit.web.apply.pages import answer_in_words
from onevisit.web.apply.service import ServiceForm, known_service


def _delivery(page: JointPage) -> Delivery:
    """The ways of delivery that all members have: one pick-up (JH-18)."""
    offered = [member.case.version.definition.delivery for member in page.members]
    ways = [way for way in offered[0].ways if all(way in one.ways for one in offered)]
    return Delivery(ways=tuple(ways), post_free=all(one.post_free for one in offered))


@require_http_methods(["GET", "POST"])
@joint_page(draft=True)
@enforces("RULE-30", "JH-25b", "JH-18")
def service(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """One way of delivery and one confirmed address for everything."""
    refusal: Refusal | None = None
    first = page.members[0].case
    if request.method == "POST":
        form = ServiceForm(_delivery(page), request.POST)
        if form.is_valid():
            try:
                drafts.choose_service(page.joint.pk, form.cleaned_data["delivery_way"], form.facts())
                return redirect(next_page(page, reverse("apply:joint_service", args=[page.joint.pk])))
            except ValidationError as error:
                form.add_error(None, error)
            except Refusal as refused:
                refusal = refused
    else:
        form = ServiceForm(_delivery(page), initial=known_service(first))
    context = {
        "case": first,
        "joint": page.joint,
        "form": form,
        "refusal": refusal,
        "back_url": reverse("apply:joint_draft", args=[page.joint.pk]),
        "crumbs": crumbs(page, _("领取方式和送达地址")),
    }
    status = 200 if request.method == "GET" else 409 if refusal else 422
    return render(request, "apply/service.html", context, status=status)


@require_safe
@joint_page(draft=True)
def check(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """Everything on one page before it is submitted."""
    return _check_page(request, page)


def sections_of(page: JointPage) -> list[dict[str, Any]]:
    """The answers as people read them, page by page."""
    definition = page.joint.version.definition
    found = [
        {
            "title": _("办理情形"),
            "url": reverse("apply:joint_scenario", args=[page.joint.pk]),
            "rows": [
                {
                    "label": question.label,
                    "value": answer_in_words(question, page.joint.scenario.get(question.key, "")),
                }
                for question in evaluate.visible_questions(definition.scenarios, page.joint.scenario)
            ],
        }
    ]
    for one, questions in evaluate.visible_form(page.form, page.answers):
        found.append(
            {
                "title": _(one.title),
                "url": reverse("apply:joint_group", args=[page.joint.pk, one.key]),
                "rows": [
                    {
                        "label": question.label,
                        "value": answer_in_words(question, page.answers.get(question.key, "")),
                    }
                    for question in questions
                ],
            }
        )
    return found


def _check_page(request: HttpRequest, page: JointPage, refusal: Refusal | None = None) -> HttpResponseBase:
    way = page.members[0].case.delivery_way
    context = {
        "page": page,
        "joint": page.joint,
        "members": page.members,
        "names": {member.key: member.case.version.name for member in page.members},
        "sections": sections_of(page),
        "materials": [
            {
                "label": row["name"],
                "value": "、".join(one["name"] for one in row["files"]) or row["state_words"],
            }
            for row in material_rows(page)
        ],
        "materials_url": reverse("apply:joint_materials", args=[page.joint.pk]),
        "service": [{"label": _("领取方式"), "value": _(DeliveryWay(way).label)}] if way else [],
        "service_url": reverse("apply:joint_service", args=[page.joint.pk]),
        "left": [
            {"url": task["url"], "text": task["title"]} for task in tasks_of(page) if not task["complete"]
        ],
        "refusal": refusal,
        "duty": in_page_language(citation(("XK-31",), None)),
        "crumbs": crumbs(page, _("核对并提交")),
    }
    return render(request, "apply/joint/check.html", context, status=409 if refusal else 200)


@require_http_methods(["GET", "POST"])
@joint_page()
@enforces("RULE-4", "HOUSE-2", "JH-18")
def submit(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """Files everything at once: once, however often the button is pressed."""
    if page.joint.received_at is not None:
        return redirect("apply:joint", joint_id=page.joint.pk)
    if request.method == "GET":
        return redirect("apply:joint_check", joint_id=page.joint.pk)
    try:
        filing.file(page.joint.pk, performer_of(request), posted_key(request))
    except Refusal as refusal:
        if refusal.code == "filed_already":
            return redirect("apply:joint", joint_id=page.joint.pk)
        return _check_page(request, page, refusal)
    return redirect("apply:joint", joint_id=page.joint.pk)
