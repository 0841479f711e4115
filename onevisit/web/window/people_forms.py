"""Who stands at the window: read from his card or typed, found or registered, faults at the field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onevisit.law import identifiers
from onevisit.people.actions import (
    Registration,
    find_or_register_organization,
    find_or_register_person,
)
from onevisit.people.facts import OrganizationFacts, PersonFacts, checked_organization, checked_person
from onevisit.people.models import PERSON_IDENTITY_TYPES, Applicant, IdentityType
from onevisit.people.queries import find_by_identity
from onevisit.records.page_language import in_page_language

LONGEST_TYPED = 400
FIELDS_OF_FACTS = {"credit_code": "identity_number"}


def _text(label: Any, **attributes: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST_TYPED,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attributes}),
    )


class PersonForm(forms.Form):
    """A natural person: document, name, telephone, address."""

    use_required_attribute = False
    types = PERSON_IDENTITY_TYPES

    identity_type = forms.ChoiceField(label=gettext_lazy("证件"), choices=())
    identity_number = _text(gettext_lazy("证件号码"), spellcheck="false")
    name = _text(gettext_lazy("姓名"))
    phone = _text(gettext_lazy("联系电话"), inputmode="tel")
    address = _text(gettext_lazy("地址"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        chosen = self.fields["identity_type"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [(one.value, _(one.label)) for one in self.types]

    @property
    def is_organization(self) -> bool:
        """Whether a unified social credit code is asked for."""
        return bool(self["identity_type"].value() == IdentityType.CREDIT_CODE)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed at all."""
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self._typed())

    def _typed(self) -> list[str]:
        return [name for name in self.fields if name != "identity_type"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        try:
            if given["identity_type"] == IdentityType.CREDIT_CODE:
                checked_organization(self._organization(given))
            else:
                checked_person(self._person(given))
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                for sentence in sentences:
                    self.add_error(FIELDS_OF_FACTS.get(name, name), sentence)
        return given

    def register(self) -> Registration:
        """The applicant found by number or registered now, with what was typed. The form is valid."""
        given = self.cleaned_data
        if given["identity_type"] == IdentityType.CREDIT_CODE:
            return find_or_register_organization(self._organization(given))
        return find_or_register_person(self._person(given))

    def _person(self, given: dict[str, Any]) -> PersonFacts:
        return PersonFacts(
            name=given["name"],
            identity_number=given["identity_number"],
            identity_type=given["identity_type"],
            phone=given["phone"] or None,
            address=given["address"] or None,
        )

    def _organization(self, given: dict[str, Any]) -> OrganizationFacts:
        return OrganizationFacts(
            name=given["name"],
            credit_code=given["identity_number"],
            legal_representative=given.get("legal_representative") or None,
            phone=given["phone"] or None,
            address=given["address"] or None,
        )


class ApplicantForm(PersonForm):
    """The applicant: a natural person, or an organisation by its unified social credit code."""

    types = tuple(IdentityType)

    legal_representative = _text(gettext_lazy("法定代表人（负责人）"))

    field_order = ("identity_type", "identity_number", "name", "legal_representative", "phone", "address")


def looked_up(form: PersonForm) -> tuple[PersonForm, str]:
    """The form with what is known of the number filled in where nothing was typed, and words for the clerk.

    A number that is right for another kind of document changes the kind: a card reader asks nobody.
    """
    data = dict(form.data.items())
    number = str(data.get(form.add_prefix("identity_number"), "")).strip()
    kind = str(data.get(form.add_prefix("identity_type"), "")) or IdentityType.RESIDENT_NUMBER
    if not number:
        return type(form)(initial={"identity_type": kind}), ""
    kind = _fitting(kind, number, form.types)
    data[form.add_prefix("identity_type")] = kind
    try:
        found = find_by_identity(kind, number)
    except identifiers.IdentifierError as error:
        fresh = type(form)(data)
        fresh.errors.clear()
        fresh.add_error("identity_number", in_page_language(error.sentence))
        return fresh, ""
    if found is None:
        fresh = type(form)(initial=data)
        fresh.fields["name"].widget.attrs["autofocus"] = True
        return fresh, _("这个证件第一次来办事，请补上姓名等信息。")
    for name, value in facts_of(found).items():
        key = form.add_prefix(name)
        if name in form.fields and not str(data.get(key, "")).strip():
            data[key] = value
    return type(form)(initial=data), _("已找到登记过的信息，请当面核对。")


def _fitting(kind: str, number: str, allowed: tuple[IdentityType, ...]) -> str:
    checks = {
        IdentityType.RESIDENT_NUMBER: identifiers.resident_number,
        IdentityType.CREDIT_CODE: identifiers.credit_code,
    }
    if kind in checks and not identifiers.is_valid(checks[IdentityType(kind)], number):
        for other, check in checks.items():
            if other in allowed and identifiers.is_valid(check, number):
                return other.value
    return kind


def facts_of(applicant: Applicant) -> dict[str, str]:
    """What is kept of an applicant, by field of the form."""
    return {
        "identity_type": applicant.identity_type,
        "identity_number": applicant.identity_number,
        "name": applicant.name,
        "phone": applicant.phone or "",
        "address": applicant.address or "",
        "legal_representative": applicant.legal_representative or "",
    }
