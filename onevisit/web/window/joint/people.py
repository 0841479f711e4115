"""Applicant and agent of a joint draft at the window: named once, for every item."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from onevisit.cases.joint import at_window
from onevisit.law.clauses import enforces
from onevisit.law.refusal import Refusal
from onevisit.web.apply.joint.access import JointPage
from onevisit.web.body_size import takes_files
from onevisit.web.window.joint.access import joint_window_page
from onevisit.web.window.people_forms import ApplicantForm, PersonForm, facts_of
from onevisit.web.window.people_pages import agent_form, register_agent


@require_http_methods(["GET", "POST"])
@joint_window_page()
def applicant(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """Who applies, for all items."""
    assert page.joint.applicant is not None
    form = ApplicantForm(request.POST or None, initial=facts_of(page.joint.applicant))
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                at_window.name_people(page.joint.pk, form.register().applicant)
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("window:joint", joint_id=page.joint.pk)
    return _page(request, "window/applicant.html", page, form, refusal)


@require_http_methods(["GET", "POST"])
@joint_window_page()
@enforces("XK-29p2")
@takes_files
def agent(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """Who comes for the applicant, with an authority for every item."""
    assert page.joint.applicant is not None
    form = agent_form(request, page.joint.agent)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            register_agent(
                request,
                page.joint.applicant,
                form,
                [member.case.item_code for member in page.members],
                lambda principal, found: at_window.name_people(page.joint.pk, principal, found),
            )
        except Refusal as refused:
            refusal = refused
        else:
            if not form.errors:
                return redirect("window:joint", joint_id=page.joint.pk)
    return _page(request, "window/agent.html", page, form, refusal)


@require_POST
@joint_window_page()
def without_agent(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """The applicant is here himself after all."""
    assert page.joint.applicant is not None
    at_window.name_people(page.joint.pk, page.joint.applicant)
    return redirect("window:joint", joint_id=page.joint.pk)


def _page(
    request: HttpRequest, template: str, page: JointPage, form: PersonForm, refusal: Refusal | None
) -> HttpResponseBase:
    context = {
        "section": "window",
        "about": page.name,
        "principal": page.joint.applicant,
        "agent": page.joint.agent,
        "back_url": reverse("window:joint", args=[page.joint.pk]),
        "without_url": reverse("window:joint_without_agent", args=[page.joint.pk]),
        "form": form,
        "refusal": refusal,
    }
    status = 409 if refusal else 422 if form.is_bound and form.errors else 200
    return render(request, template, context, status=status)
