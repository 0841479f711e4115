"""Beginning an application: who applies, at which hall, in which situation; or why not here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from onevisit.cases.actions import drafts
from onevisit.cases.actions.drafts import AboutLicence
from onevisit.cases.known_answers import known_answers
from onevisit.catalog import evaluate
from onevisit.catalog import queries as catalog
from onevisit.catalog.definition import ItemDefinition
from onevisit.catalog.models import ItemVersion
from onevisit.law.clauses import enforces
from onevisit.law.items import Channel
from onevisit.law.licences.states import LicenceMatter
from onevisit.law.refusal import Refusal
from onevisit.licences.models import Licence
from onevisit.licences.queries import matters_of, one_of_wallet
from onevisit.organization.models import Hall
from onevisit.people import agents
from onevisit.people.models import Applicant
from onevisit.people.queries import applicant_of
from onevisit.records import clock
from onevisit.records.keyset import key_in
from onevisit.web.acting import account_of
from onevisit.web.apply.question_form import QuestionForm, questions_of_page, shown_questions
from onevisit.web.kept_form import to_sign_in

WHOM_MISSING = gettext_lazy("请选择为谁申请。")
HALL_MISSING = gettext_lazy("请选择在哪里办。")


class BeginForm(forms.Form):
    """For whom, and where; a question with one possible answer is not asked."""

    applicant = forms.ChoiceField(
        error_messages={"required": WHOM_MISSING, "invalid_choice": WHOM_MISSING},
        widget=forms.RadioSelect,
    )
    hall = forms.ChoiceField(
        error_messages={"required": HALL_MISSING, "invalid_choice": HALL_MISSING},
        widget=forms.RadioSelect,
    )
    use_required_attribute = False

    def __init__(self, data: Any, applicants: list[Applicant], person: Applicant, halls: list[Hall]) -> None:
        super().__init__(data, label_suffix="")
        self.applicants = {str(one.pk): one for one in applicants}
        self.halls = {str(one.pk): one for one in halls}
        self._offer(
            "applicant",
            _("为谁申请？"),
            {
                key: _("我自己（%(name)s）") % {"name": one.name} if one.pk == person.pk else one.name
                for key, one in self.applicants.items()
            },
        )
        self._offer(
            "hall",
            _("在哪里办？"),
            {key: f"{one.name}，{one.address}" for key, one in self.halls.items()},
        )

    def _offer(self, name: str, label: str, choices: dict[str, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.label = label
        field.choices = list(choices.items())
        if len(choices) == 1:
            field.required = False
            field.widget = forms.HiddenInput()

    def chosen(self) -> tuple[Applicant, Hall]:
        """The applicant and the hall; only after ``is_valid``."""
        applicant = self.cleaned_data.get("applicant") or next(iter(self.applicants))
        hall = self.cleaned_data.get("hall") or next(iter(self.halls))
        return self.applicants[applicant], self.halls[hall]


@dataclass(frozen=True)
class _Offer:
    """What the page of one item works with."""

    version: ItemVersion
    person: Applicant
    applicants: list[Applicant]
    halls: list[Hall]
    licence: Licence | None = None
    matter: LicenceMatter = LicenceMatter.ISSUE

    @property
    def about(self) -> AboutLicence | None:
        """What is applied for about an issued licence, with what is known of the answers."""
        if self.licence is None:
            return None
        answers = known_answers(self.licence, self.definition)
        return AboutLicence(self.licence.pk, self.matter, answers)

    @property
    def definition(self) -> ItemDefinition:
        return self.version.definition


@require_http_methods(["GET", "POST"])
@enforces("RULE-39", "XK-29p2", "XK-32.4")
def begin(request: HttpRequest, code: str) -> HttpResponseBase:
    """Begins an application, or goes on with the open draft; says why when it can't be done here."""
    version = catalog.current_version(code, clock.now())
    if version is None:
        raise Http404
    if Channel.WEB not in version.definition.channels:
        return _not_here(request, version, "not_on_the_web")
    account = account_of(request)
    if account is None:
        return to_sign_in(request)
    if not account.is_applicant:
        raise PermissionDenied
    person = applicant_of(account.pk)
    if person is None:
        return _not_here(request, version, "no_real_name")
    offer = _about_licence(request, _offer_for(version, person))
    if not offer.applicants:
        return _not_here(request, version, "not_for_you")
    if not offer.halls:
        return _not_here(request, version, "no_hall")
    return _begin_page(request, offer, account.pk)


def _about_licence(request: HttpRequest, offer: _Offer) -> _Offer:
    """The offer for the issued licence that the address names (我的证照); 404 for what is not offered."""
    named = request.GET.get("licence", "")
    if not named:
        return offer
    key = key_in(named)
    if key is None:
        raise Http404
    try:
        licence = one_of_wallet(offer.person, key)
        matter = LicenceMatter(request.GET.get("matter", ""))
    except (Licence.DoesNotExist, ValueError):
        raise Http404 from None
    if licence.item_code != offer.definition.code or matter not in matters_of(licence, clock.today()):
        raise Http404
    applicants = [one for one in [offer.person, *offer.applicants] if one.pk == licence.holder_id][:1]
    return replace(offer, applicants=applicants, licence=licence, matter=matter)


def _not_here(request: HttpRequest, version: ItemVersion, reason: str) -> HttpResponseBase:
    definition = version.definition
    context = {
        "section": "home",
        "version": version,
        "definition": definition,
        "reason": reason,
        "code": definition.code,
        "why": definition.online.not_complete_because,
    }
    return render(request, "apply/not_here.html", context, status=403 if reason == "not_for_you" else 200)


def _offer_for(version: ItemVersion, person: Applicant) -> _Offer:
    definition = version.definition
    for_people = any(one.is_person for one in definition.service_objects)
    for_organizations = any(not one.is_person for one in definition.service_objects)
    others = agents.may_be_applied_for(person, definition.code, clock.today())
    applicants = [person] if for_people else []
    applicants += [one for one in others if (for_people if one.is_person else for_organizations)]
    places = [place.hall for place in definition.places]
    halls = {hall.code: hall for hall in Hall.objects.filter(code__in=places)}
    return _Offer(version, person, applicants, [halls[code] for code in places if code in halls])


def _begin_page(request: HttpRequest, offer: _Offer, account_id: int) -> HttpResponseBase:
    definition = offer.definition
    data = request.POST if request.method == "POST" else None
    form = BeginForm(data, offer.applicants, offer.person, offer.halls)
    questions = questions_of_page(definition, definition.scenarios, {})
    asked = QuestionForm(questions, data, answers=_from_address(request, definition))
    refusal: Refusal | None = None
    if data is not None:
        checked = evaluate.check_scenarios(definition, asked.typed)
        if form.is_valid() & asked.show_faults(checked):
            applicant, hall = form.chosen()
            try:
                case = drafts.begin_or_resume(
                    offer.version,
                    hall,
                    account_id,
                    applicant=applicant,
                    agent=None if applicant.pk == offer.person.pk else offer.person,
                    scenario=checked.values,
                    about=offer.about,
                )
                return redirect("apply:draft", case_id=case.pk)
            except Refusal as refused:
                refusal = refused
    context = {
        "section": "home",
        "version": offer.version,
        "definition": definition,
        "code": definition.code,
        "form": form,
        "asked": asked,
        "shown": list(shown_questions(asked)),
        "errors": errors_of(form, asked),
        "refusal": refusal,
        "drafts": list(
            drafts.open_drafts(account_id, offer.version.item_id)
            .filter(licence=offer.licence, matter=offer.matter.value)
            .select_related("applicant")[:5]
        ),
        "licence": offer.licence,
        "matter": offer.matter,
        "person": offer.person,
    }
    status = 200 if data is None else 409 if refusal else 422
    return render(request, "apply/begin.html", context, status=status)


def errors_of(*forms_of_page: forms.Form) -> list[dict[str, str]]:
    """Every fault of the forms of one page, each with the field it belongs to."""
    return [
        {"url": f"#{field.auto_id}{'_0' if field.field.widget.use_fieldset else ''}", "text": str(fault)}
        for form in forms_of_page
        if form.is_bound
        for field in form
        for fault in field.errors
    ]


def _from_address(request: HttpRequest, definition: ItemDefinition) -> dict[str, Any]:
    """Scenario answers that the guide's link carries along."""
    given = {
        question.key: request.GET.getlist(question.key)
        for question in definition.scenarios
        if question.key in request.GET
    }
    return dict(evaluate.check_scenarios(definition, given).values)
