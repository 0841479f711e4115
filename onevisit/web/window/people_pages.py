"""Applicant and agent of a draft: read again, corrected, and the authority of whoever comes for another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from onevisit.cases.actions import at_window
from onevisit.cases.models import Case
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import State
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.people.agents import authorization_in_force, authorize_agent, is_legal_representative
from onevisit.people.models import Applicant, Authorization
from onevisit.records import clock, files
from onevisit.web.acting import worker, worker_required
from onevisit.web.body_size import takes_files
from onevisit.web.window.access import case_at_window
from onevisit.web.window.people_forms import ApplicantForm, PersonForm, facts_of

USUAL_AUTHORITY = timedelta(days=180)


class AgentForm(PersonForm):
    """The agent, and his authority where none is on record: what for, until when, with the signed paper."""

    acts = forms.MultipleChoiceField(
        label=gettext_lazy("代理权限"),
        choices=[(act.value, gettext_lazy(act.label)) for act in Authorization.Act],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    valid_to = forms.DateField(
        label=gettext_lazy("委托期限至"),
        required=False,
        input_formats=["%Y-%m-%d", "%Y%m%d", "%Y.%m.%d", "%Y/%m/%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off"}),
    )
    document = forms.FileField(
        label=gettext_lazy("授权委托书（扫描件）"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def _typed(self) -> list[str]:
        return ["identity_number", "name", "phone", "address"]


@require_http_methods(["GET", "POST"])
@worker_required(Role.WINDOW_CLERK)
def applicant(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Who applies: names the applicant of a draft that has none, or another one."""
    case = case_at_window(request, case_id)
    if case.state != State.DRAFT.value:
        return redirect("window:case", case_id=case.pk)
    known = {} if case.applicant is None else facts_of(case.applicant)
    form = ApplicantForm(request.POST or None, initial=known)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                found = form.register().applicant
                at_window.name_people(case.pk, found)
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("window:case", case_id=case.pk)
    return _page(request, "window/applicant.html", case, form, refusal)


@require_http_methods(["GET", "POST"])
@worker_required(Role.WINDOW_CLERK)
@enforces("XK-29p2")
@takes_files
def agent(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Who comes for the applicant: known authority is found, a new one is scanned and recorded."""
    case = case_at_window(request, case_id)
    if case.state != State.DRAFT.value or case.applicant is None:
        return redirect("window:case", case_id=case.pk)
    form = agent_form(request, case.agent)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            register_agent(
                request,
                case.applicant,
                form,
                [case.item_code],
                lambda principal, found: at_window.name_people(case.pk, principal, found),
            )
        except Refusal as refused:
            refusal = refused
        else:
            if not form.errors:
                return redirect("window:case", case_id=case.pk)
    return _page(request, "window/agent.html", case, form, refusal)


def agent_form(request: HttpRequest, known: Applicant | None) -> AgentForm:
    """The form of the agent, with what is known of him, and the usual length of an authority."""
    initial: dict[str, Any] = {
        "acts": Authorization.Act.values,
        "valid_to": clock.today() + USUAL_AUTHORITY,
        **({} if known is None else facts_of(known)),
    }
    return AgentForm(request.POST or None, request.FILES or None, initial=initial)


def register_agent(
    request: HttpRequest,
    principal: Applicant,
    form: AgentForm,
    item_codes: Sequence[str],
    name: Callable[[Applicant, Applicant], object],
) -> None:
    """Registers the agent and ``name``s him; without an authority for every item the signed paper is wanted.

    What is wrong becomes an error of the form, and nothing is kept. Raises Refusal as ``name`` does.
    """
    with transaction.atomic():
        found = form.register().applicant
        without = [code for code in item_codes if not _may_submit(code, principal, found, clock.today())]
        if without:
            if not form.cleaned_data["document"]:
                form.add_error("document", _("没有查到有效的授权。请扫描写明事项、权限和期限的授权委托书。"))
                transaction.set_rollback(True)
                return
            authorize_agent(
                principal,
                found,
                acts=form.cleaned_data["acts"],
                valid_from=clock.today(),
                valid_to=form.cleaned_data["valid_to"] or clock.today() + USUAL_AUTHORITY,
                document_sha256=files.store(form.cleaned_data["document"]).sha256,
                item_codes=without,
                recorded_by_id=worker(request).staff_id,
            )
        name(principal, found)
    messages.success(request, _("已登记代理人。"))


def _may_submit(item_code: str, principal: Applicant, found: Applicant, day: date) -> bool:
    if is_legal_representative(principal, found):
        return True
    held = authorization_in_force(principal, found, Authorization.Act.SUBMIT, item_code, day)
    return held is not None


@require_POST
@worker_required(Role.WINDOW_CLERK)
def without_agent(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """The applicant is here himself after all."""
    case = case_at_window(request, case_id)
    if case.state == State.DRAFT.value and case.applicant is not None:
        at_window.name_people(case.pk, case.applicant)
    return redirect("window:case", case_id=case.pk)


def _page(
    request: HttpRequest, template: str, case: Case, form: PersonForm, refusal: Refusal | None
) -> HttpResponseBase:
    context = {
        "section": "window",
        "about": case.version.name,
        "principal": case.applicant,
        "agent": case.agent,
        "back_url": reverse("window:case", args=[case.pk]),
        "without_url": reverse("window:without_agent", args=[case.pk]),
        "form": form,
        "refusal": refusal,
    }
    status = 409 if refusal else 422 if form.is_bound and form.errors else 200
    return render(request, template, context, status=status)
