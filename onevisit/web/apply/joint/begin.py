"""Beginning a joint application: for whom, where, in which situation."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from onevisit.cases.joint import drafts, merged
from onevisit.catalog import evaluate
from onevisit.catalog.models import PackageVersion
from onevisit.catalog.package_definition import PackageDefinition
from onevisit.catalog.package_queries import current_package
from onevisit.law.clauses import enforces
from onevisit.law.items import Channel
from onevisit.law.refusal import Refusal
from onevisit.organization.models import Hall
from onevisit.people import agents
from onevisit.people.models import Applicant
from onevisit.people.queries import applicant_of
from onevisit.records import clock
from onevisit.web.acting import account_of
from onevisit.web.apply.begin import BeginForm, errors_of
from onevisit.web.apply.question_form import QuestionForm, questions_of_page, shown_questions
from onevisit.web.kept_form import to_sign_in


def scenario_form(definition: PackageDefinition) -> merged.MergedForm:
    """The package's questions as a form without pages."""
    return merged.MergedForm((), {}, definition.scenarios)


@require_http_methods(["GET", "POST"])
@enforces("JH-18", "AS-3.1e")
def begin(request: HttpRequest, code: str) -> HttpResponseBase:
    """Begins a joint application: one page of questions decides which items it consists of."""
    version = current_package(code, clock.now())
    if version is None:
        raise Http404
    account = account_of(request)
    if account is None:
        return to_sign_in(request)
    if not account.is_applicant:
        raise PermissionDenied
    person = applicant_of(account.pk)
    if person is None:
        return render(request, "apply/joint/no_real_name.html", {"section": "home", "version": version})
    return _begin_page(request, version, person, account.pk)


def _begin_page(
    request: HttpRequest, version: PackageVersion, person: Applicant, account_id: int
) -> HttpResponseBase:
    definition = version.definition
    data = request.POST if request.method == "POST" else None
    halls = list(Hall.objects.filter(kind="hall", region__code=version.package.lead.region.code))
    applicants = [person, *agents.may_be_applied_for(person, definition.members[0].item, clock.today())]
    form = BeginForm(data, applicants, person, halls)
    asked = QuestionForm(
        questions_of_page(scenario_form(definition), definition.scenarios, {}), data, answers={}
    )
    refusal: Refusal | None = None
    if data is not None:
        checked = evaluate.check_scenarios(definition, asked.typed)
        if form.is_valid() & asked.show_faults(checked):
            applicant, hall = form.chosen()
            try:
                joint = drafts.begin(
                    version,
                    hall,
                    Channel.WEB,
                    applicant=applicant,
                    agent=None if applicant.pk == person.pk else person,
                    account_id=account_id,
                    scenario=checked.values,
                )
                return redirect("apply:joint_draft", joint_id=joint.pk)
            except Refusal as refused:
                refusal = refused
    context: dict[str, Any] = {
        "section": "home",
        "version": version,
        "definition": definition,
        "form": form,
        "asked": asked,
        "shown": list(shown_questions(asked)),
        "errors": errors_of(form, asked),
        "refusal": refusal,
        "drafts": list(drafts.open_drafts(account_id, version.package_id).select_related("applicant")[:5]),
    }
    status = 200 if data is None else 409 if refusal else 422
    return render(request, "apply/joint/begin.html", context, status=status)
