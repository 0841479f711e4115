"""How the result is collected and where documents are served, confirmed at the window (rule 30, JH-25b)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from onevisit.cases.actions import service_choice
from onevisit.cases.models import Case
from onevisit.law.items import DeliveryWay
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.people.models import ServiceAddress
from onevisit.people.service import ServiceFacts
from onevisit.web.acting import worker, worker_required
from onevisit.web.window.access import case_at_window

LONGEST_TYPED = 400


class ServiceForm(forms.Form):
    """Way of collection, consent to electronic service, address."""

    use_required_attribute = False

    delivery_way = forms.ChoiceField(label=_("领取方式"), widget=forms.RadioSelect)
    electronic = forms.BooleanField(label=_("同意电子送达（短信通知）"), required=False)
    postal_address = forms.CharField(
        label=_("送达地址"),
        required=False,
        max_length=LONGEST_TYPED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, cases: Sequence[Case], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.cases = cases
        way = self.fields["delivery_way"]
        assert isinstance(way, forms.ChoiceField)
        way.choices = [(one.value, _(one.label)) for one in ways_of_all(cases)]

    def keep(self, staff_id: int) -> None:
        """Keeps the choice on every draft; what is wrong becomes an error at its field. Raises Refusal."""
        given = self.cleaned_data
        plain = given["delivery_way"] == DeliveryWay.WINDOW and not given["electronic"]
        try:
            with transaction.atomic():
                for case in self.cases:
                    if plain and not given["postal_address"]:
                        service_choice.choose_collection(case.pk)
                    else:
                        service_choice.choose(
                            case.pk, given["delivery_way"], self._facts(given), confirmed_by_id=staff_id
                        )
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                field = name if name in self.fields else "electronic" if given["electronic"] else None
                for sentence in sentences:
                    self.add_error(field, sentence)

    def _facts(self, given: dict[str, Any]) -> ServiceFacts:
        applicant = self.cases[0].applicant
        assert applicant is not None
        person = self.cases[0].agent or applicant
        recipient = person.name if person.is_person else applicant.legal_representative or ""
        return ServiceFacts(
            recipient=recipient,
            phone=person.phone or applicant.phone or "",
            postal_address=given["postal_address"] or None,
            electronic_way=ServiceAddress.ElectronicWay.SMS if given["electronic"] else None,
        )


def ways_of_all(cases: Sequence[Case]) -> list[DeliveryWay]:
    """The ways of delivery that all of them have: what is applied for together is delivered together."""
    offered = [case.version.definition.delivery.ways for case in cases]
    return [way for way in offered[0] if all(way in one for one in offered)]


def service_form(*cases: Case) -> ServiceForm:
    """The form as the drafts have it; at first the result is collected at the window."""
    case = cases[0]
    ways = [one.value for one in ways_of_all(cases)]
    first = DeliveryWay.WINDOW.value if DeliveryWay.WINDOW.value in ways else ways[0]
    address = case.service_address if case.delivery_way else ""
    return ServiceForm(
        cases=cases,
        initial={
            "delivery_way": case.delivery_way or first,
            "electronic": case.electronic_service_agreed,
            "postal_address": address,
        },
    )


@require_POST
@worker_required(Role.WINDOW_CLERK)
def choose(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Keeps the choice as it stands; answers the part with its errors."""
    case = case_at_window(request, case_id)
    form = ServiceForm(request.POST, cases=[case])
    refusal: Refusal | None = None
    if case.applicant is None:
        refusal = Refusal("no_applicant", Sentence("还没有登记申请人。"), clauses=("XK-29",))
    elif form.is_valid():
        try:
            form.keep(worker(request).staff_id)
        except Refusal as refused:
            refusal = refused
    if not request.headers.get("HX-Request"):
        return redirect("window:case", case_id=case.pk)
    kept = refusal is None and not form.errors
    context = {
        "service": form,
        "service_url": reverse("window:service", args=[case.pk]),
        "service_kept": kept,
        "service_refusal": refusal,
    }
    return render(request, "window/parts/service.html", context)
