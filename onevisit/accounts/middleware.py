"""What every page asks of a person signed in: that he is still there, and has both proofs.

No statement more than the page needs: all is read from the session and from the account that the page loads
anyway; the session is written at most once a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from onevisit.accounts.machine_time import machine_now
from onevisit.accounts.models import Account, AccountKind
from onevisit.accounts.passwords import is_too_old
from onevisit.accounts.session import KIND_KEY, SEEN_KEY, has_second_factor

IDLE_LIMITS = {
    AccountKind.STAFF.value: timedelta(minutes=15),
    AccountKind.APPLICANT.value: timedelta(minutes=30),
}
STAMP_EVERY_SECONDS = 60
# Pages refresh parts of themselves with this header; that alone does not keep somebody signed in.
BACKGROUND_HEADER = "X-Background-Request"

# What a staff member without second factor, or with a password that is due, can still reach.
ALWAYS_OPEN = {
    "account_logout",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "health",
    "web:session",
    "web:preferences",
    "web:privacy",
}
ENROLMENT = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes"}

Page = Callable[[HttpRequest], HttpResponse]


class IdleMiddleware:
    """Signs out whoever did nothing for 15 minutes (staff) or 30 minutes (applicants); devices stay."""

    def __init__(self, get_response: Page) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = request.session
        limit = IDLE_LIMITS.get(session.get(KIND_KEY, "")) if session.get(SESSION_KEY) else None
        if limit is None:
            return self.get_response(request)
        now = int(machine_now().timestamp())
        idle = now - session.get(SEEN_KEY, 0)
        if idle > limit.total_seconds():
            return self._signed_out(request, limit)
        if idle >= STAMP_EVERY_SECONDS and BACKGROUND_HEADER not in request.headers:
            session[SEEN_KEY] = now
        return self.get_response(request)

    def _signed_out(self, request: HttpRequest, limit: timedelta) -> HttpResponse:
        """A form sent too late goes on to its page, which keeps what was typed."""
        logout(request)
        if _is_fetched_by_a_page(request):
            # The page keeps what was typed and offers to sign in beside it.
            text = _("登录已过期，请重新登录。")
            return HttpResponse(text, status=401, content_type="text/plain; charset=utf-8")
        minutes = int(limit.total_seconds() // 60)
        messages.info(
            request, _("您已经 %(minutes)d 分钟没有操作，为了安全已退出登录。") % {"minutes": minutes}
        )
        if request.method != "GET":
            return self.get_response(request)
        return HttpResponseRedirect(
            f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
        )


def _is_fetched_by_a_page(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request")) or request.headers.get("Sec-Fetch-Dest") == "empty"


class SignInDutiesMiddleware:
    """Leads staff without second factor to enrolment, and whoever's password is due to changing it."""

    def __init__(self, get_response: Page) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, keywords: Any
    ) -> HttpResponse | None:
        """The redirect to what has to be done first; None lets the page through."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in ALWAYS_OPEN or not request.session.get(SESSION_KEY):
            return None
        account = request.user
        if not isinstance(account, Account):
            return None
        if account.is_staff_member and not has_second_factor(request):
            return None if name in ENROLMENT else HttpResponseRedirect(reverse("mfa_index"))
        if name != "account_change_password" and is_too_old(account, machine_now()):
            if name in ENROLMENT:
                return None
            query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
            return HttpResponseRedirect(f"{reverse('account_change_password')}?{query}")
        return None
