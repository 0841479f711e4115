"""Pages of sign-in and passwords; the pages of second factors are allauth's, with our forms and words."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, perform_password_login, record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from onevisit.accounts import actions, audit, codes
from onevisit.accounts.adapters import SecondFactorAdapter
from onevisit.accounts.demo import outbox_messages
from onevisit.accounts.destination import Destination
from onevisit.accounts.forms import (
    ChangePasswordForm,
    CodeForm,
    DestinationForm,
    ForgottenPasswordForm,
    SignInForm,
)
from onevisit.accounts.machine_time import machine_now
from onevisit.accounts.models import Account, MessageCode
from onevisit.accounts.passwords import is_too_old
from onevisit.accounts.rate_limit import client_address
from onevisit.law.refusal import Refusal
from onevisit.records.page_language import in_page_language

WAIT_STATUS = 429


def next_address(request: HttpRequest) -> str:
    """The page of this site that somebody wanted before signing in; empty when none or a foreign one."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return ""


def home_of(account: Account) -> str:
    """Where somebody arrives who asked for no page."""
    return str(settings.STAFF_HOME_URL if account.is_staff_member else settings.APPLICANT_HOME_URL)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponseBase:
    """Name and password of anybody; staff go on to their second factor."""
    if isinstance(request.user, Account):
        return redirect(next_address(request) or home_of(request.user))
    form = SignInForm(request.POST if request.method == "POST" else None, address=client_address(request))
    if request.method == "POST" and form.is_valid() and form.account is not None:
        clear_login(request)
        login = Login(user=form.account, redirect_url=next_address(request) or home_of(form.account))
        response: HttpResponseBase = perform_password_login(request, {}, login)
        return response
    if form.refusal is not None:
        audit.refused_sign_in(request, form.refusal)
    waits = form.refusal is not None and form.refusal.code in {"too_many_tries", "locked"}
    return render(
        request,
        "accounts/sign_in.html",
        {"form": form, "next": next_address(request)},
        status=WAIT_STATUS if waits else 200,
    )


@never_cache
@require_http_methods(["GET", "POST"])
def code_sign_in_page(request: HttpRequest) -> HttpResponseBase:
    """Sign-in of applicants by a code sent to their number or address."""
    if isinstance(request.user, Account):
        return redirect(next_address(request) or home_of(request.user))
    steps = CodeSteps(request, MessageCode.Purpose.SIGN_IN, CodeForm)
    form = steps.form
    if steps.code_was_right:
        account = actions.find_by_destination(form.cleaned_data["destination"])
        if account is not None and account.is_active:
            clear_login(request)
            record_authentication(request, account, method="code")
            login = Login(user=account, redirect_url=next_address(request) or home_of(account))
            response: HttpResponseBase = perform_login(request, login)
            return response
    return steps.page("accounts/code_sign_in.html", {"next": next_address(request)})


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "POST"])
def forgotten_password_page(request: HttpRequest) -> HttpResponseBase:
    """A new password for an applicant who proves that he receives messages at his number or address."""
    steps = CodeSteps(request, MessageCode.Purpose.RESET_PASSWORD, ForgottenPasswordForm)
    form = steps.form
    if steps.code_was_right:
        account = actions.find_by_destination(form.cleaned_data["destination"])
        if account is not None and account.is_active:
            actions.change_password(account, form.cleaned_data["password1"])
            audit.changed_password(request, account)
            messages.success(request, _("新密码已生效。请用新密码登录。"))
            return redirect("account_login")
    return steps.page("accounts/forgotten_password.html", {})


class CodeSteps:
    """One page in two steps: send a code, then use it. Nothing of it is kept in the session.

    The first step posts `step=send` with the destination, the second `step=use` with the whole form.
    """

    def __init__(
        self,
        request: HttpRequest,
        purpose: MessageCode.Purpose,
        form_class: type[CodeForm],
        first_form_class: type[DestinationForm] = DestinationForm,
    ) -> None:
        self.request = request
        self.sent_to: Destination | None = None
        self.refusal: Refusal | None = None
        self.code_was_right = False
        self.form: DestinationForm
        step = request.POST.get("step")
        if request.method != "POST":
            self.form = first_form_class()
        elif step == "send":
            self.form = first_form_class(request.POST)
            if self.form.is_valid():
                self._send(purpose, form_class)
        else:
            self.form = form_class(request.POST)
            self.code_was_right = self.form.is_valid()
            self.sent_to = self.form.cleaned_data.get("destination")

    def _send(self, purpose: MessageCode.Purpose, form_class: type[CodeForm]) -> None:
        destination: Destination = self.form.cleaned_data["destination"]
        try:
            codes.send_code(purpose, destination, client_address(self.request))
        except Refusal as refusal:
            self.refusal = refusal
            if "code" not in self.request.POST:
                self.form.add_error("destination", in_page_language(refusal))
                return
        else:
            self.sent_to = destination
        # What was typed goes on to the second step, unbound: nothing there is wrong yet.
        self.form = form_class(initial={**self.request.POST.dict(), "destination": destination.text})

    def page(self, template: str, context: dict[str, object]) -> HttpResponse:
        """The page as it stands."""
        return render(
            self.request,
            template,
            {"form": self.form, "sent_to": self.sent_to, "refusal": self.refusal, **context},
            status=WAIT_STATUS if self.refusal is not None else 200,
        )


@never_cache
@login_required
@sensitive_post_parameters("present", "password1", "password2")
@require_http_methods(["GET", "POST"])
def change_password_page(request: HttpRequest) -> HttpResponse:
    """A new password for the person signed in; other sessions of the account end."""
    account = request.user
    if not isinstance(account, Account):
        raise Http404
    form = ChangePasswordForm(request.POST if request.method == "POST" else None, account=account)
    if request.method == "POST" and form.is_valid():
        actions.change_password(account, form.cleaned_data["password1"])
        update_session_auth_hash(request, account)
        audit.changed_password(request, account)
        messages.success(request, _("新密码已生效，别处的登录都已退出。"))
        return redirect(next_address(request) or home_of(account))
    return render(
        request,
        "accounts/change_password.html",
        {"form": form, "next": next_address(request), "is_due": is_too_old(account, machine_now())},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def sign_out_page(request: HttpRequest) -> HttpResponse:
    """Signs out by POST; a GET asks first."""
    if request.method == "POST" or not request.user.is_authenticated:
        if isinstance(request.user, Account):
            audit.signed_out(request, request.user)
        logout(request)
        return redirect("/")
    return render(request, "accounts/sign_out.html")


def inactive_page(request: HttpRequest) -> HttpResponse:
    """What somebody sees whose account was closed between password and second factor."""
    return render(request, "accounts/inactive.html", status=403)


def removal_not_allowed(request: HttpRequest) -> HttpResponse:
    """Back to the list of factors, with the reason why the last one stays."""
    messages.error(request, str(SecondFactorAdapter.error_messages["cannot_delete_authenticator"]))
    return redirect(reverse("mfa_index"))


@never_cache
def outbox_page(request: HttpRequest) -> HttpResponse:
    """On demo installations only: the messages that would have been sent, newest first."""
    shown = outbox_messages(limit=100)
    if shown is None:
        raise Http404
    return render(request, "accounts/outbox.html", {"shown": shown})
