"""The page on which an applicant opens an account with his real name."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from onevisit.accounts import codes
from onevisit.accounts.fields import TextField
from onevisit.accounts.forms import CodeForm, DestinationForm, NewPasswordMixin
from onevisit.accounts.models import Account
from onevisit.accounts.views import CodeSteps, home_of, next_address
from onevisit.law.names import LONGEST_PERSON_NAME
from onevisit.law.refusal import Refusal
from onevisit.people import actions
from onevisit.people.facts import PersonFacts, checked_person
from onevisit.people.models import PERSON_IDENTITY_TYPES, Applicant, IdentityType
from onevisit.records.page_language import in_page_language

NOTICE_MISSING = gettext_lazy("请先阅读隐私说明；看过并同意后打勾，才能继续。")


class FirstStepForm(DestinationForm):
    """Where the code goes, and that the privacy notice was read: before anything is collected."""

    notice = forms.BooleanField(
        label=gettext_lazy("我已阅读隐私说明，同意按它使用我的个人信息"),
        error_messages={"required": NOTICE_MISSING},
    )


class SignUpForm(CodeForm, NewPasswordMixin):
    """The code, the real name and the password."""

    field_order = [
        "destination",
        "code",
        "name",
        "identity_type",
        "identity_number",
        "password1",
        "password2",
        "notice",
    ]
    purpose = codes.Purpose.SIGN_UP
    name = TextField(
        label=gettext_lazy("姓名"),
        missing=gettext_lazy("请填写姓名。"),
        max_length=LONGEST_PERSON_NAME,
        help_text=gettext_lazy("和证件上的一样，生僻字、间隔号照写。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    identity_type = forms.ChoiceField(
        label=gettext_lazy("证件类型"),
        choices=[(kind.value, gettext_lazy(kind.label)) for kind in PERSON_IDENTITY_TYPES],
        initial=IdentityType.RESIDENT_NUMBER,
        error_messages={
            "required": gettext_lazy("请选择证件类型。"),
            "invalid_choice": gettext_lazy("请选择证件类型。"),
        },
    )
    identity_number = TextField(
        label=gettext_lazy("证件号码"),
        missing=gettext_lazy("请填写证件号码。"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    notice = forms.BooleanField(
        label=gettext_lazy("我已阅读隐私说明，同意按它使用我的个人信息"),
        error_messages={"required": NOTICE_MISSING},
    )

    def check_before_code(self, given: dict[str, Any]) -> None:
        """Name, number and password, so that no code is used up by a page that has to be corrected."""
        self.check_new_password(given, None)
        try:
            checked_person(self.facts(given))
        except ValidationError as error:
            self.add_error(None, error)

    def facts(self, given: dict[str, Any]) -> PersonFacts:
        """The person as typed."""
        return PersonFacts(given["name"], given["identity_number"], given["identity_type"])

    def registered(self) -> Applicant | None:
        """Opens the account; None when it is refused, with the reason in the form."""
        given = self.cleaned_data
        try:
            return actions.sign_up(given["destination"], given["password1"], self.facts(given))
        except Refusal as refusal:
            self.add_error(None, in_page_language(refusal))
        except ValidationError as error:
            self.add_error(None, error)
        return None


@never_cache
@sensitive_post_parameters("password1", "password2", "name", "identity_number")
@require_http_methods(["GET", "POST"])
def sign_up_page(request: HttpRequest) -> HttpResponseBase:
    """A code to the number or address, then real name and password; at the end the person is signed in."""
    if isinstance(request.user, Account):
        return redirect(next_address(request) or home_of(request.user))
    steps = CodeSteps(request, codes.Purpose.SIGN_UP, SignUpForm, FirstStepForm)
    if steps.code_was_right and isinstance(steps.form, SignUpForm):
        applicant = steps.form.registered()
        if applicant is not None and applicant.account is not None:
            record_authentication(request, applicant.account, method="code")
            login = Login(
                user=applicant.account, redirect_url=next_address(request) or home_of(applicant.account)
            )
            response: HttpResponseBase = perform_login(request, login)
            return response
    return steps.page("people/sign_up.html", {"next": next_address(request)})
