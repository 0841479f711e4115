"""What somebody typed when his session ran out before he sent it: kept until he signs in again.

A script asks for the session before a form goes (frontend/js/submit_once.js); without one the form arrives
from nobody. Its fields are then put aside in the browser's own session, encrypted for the account whose page
it was: whoever else signs in there can't open them. They are offered again for half an hour.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from onevisit.accounts.machine_time import machine_now
from onevisit.accounts.models import Account
from onevisit.accounts.rate_limit import budget
from onevisit.law.clauses import enforces
from onevisit.records import privacy

OWNER_FIELD = "kept_for"
SESSION_KEY = "kept_form"
KEPT_FOR = timedelta(minutes=30)
LARGEST = 256 * 1024
NOT_KEPT = frozenset({"csrfmiddlewaretoken", OWNER_FIELD})
_SALT = "onevisit.web.kept_form"
_PLACE = ("django_session", "session_data")


@dataclass(frozen=True)
class KeptForm:
    """A form that did not arrive: where it was going, and its fields in their order."""

    path: str
    fields: list[tuple[str, str]]


def owner_mark(account_id: int) -> str:
    """The value of ``kept_for``: whose page a form stands on, signed so that nobody can name another."""
    return signing.dumps(account_id, salt=_SALT)


def owner_of_form(request: HttpRequest) -> int | None:
    """The account on whose page the sent form stood; None when it does not say so truly."""
    try:
        owner: int = signing.loads(request.POST.get(OWNER_FIELD, ""), salt=_SALT)
    except signing.BadSignature:
        return None
    return owner


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; what was typed is put aside, and the page of a form is found again."""
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    if is_fetched(request):
        return redirect_to_login(reverse("apply:my"))
    if put_aside(request):
        messages.info(request, _("您刚才填写的内容替您留着，半小时内登录就能接着办。"))
        return redirect_to_login(reverse("apply:kept"))
    messages.warning(request, _("登录已过期，刚才那一步没有做。登录后请再做一次。"))
    return redirect_to_login(page_before(request))


def is_fetched(request: HttpRequest) -> bool:
    """Whether a script of the page sent it, which keeps what was typed by itself."""
    return bool(request.headers.get("HX-Request")) or request.headers.get("Sec-Fetch-Dest") == "empty"


def page_before(request: HttpRequest) -> str:
    """The page of this site that the form stood on; the list of cases when the browser does not say."""
    referrer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referrer, {request.get_host()}, require_https=request.is_secure()):
        return urlsplit(referrer).path
    return reverse("apply:my")


@enforces("GX-51.3", "HOUSE-14")
def put_aside(request: HttpRequest) -> bool:
    """Puts the fields of the sent form aside for the owner of its page; answers whether it did."""
    owner = owner_of_form(request)
    fields = [
        (name, value) for name, values in request.POST.lists() if name not in NOT_KEPT for value in values
    ]
    plain = json.dumps([request.get_full_path(), fields]).encode("utf-8")
    if owner is None or len(plain) > LARGEST or not budget.spend("kept-form", str(owner)).allowed:
        return False
    sealed = privacy.encrypt(plain, *_PLACE, owner)
    until = int((machine_now() + KEPT_FOR).timestamp())
    request.session[SESSION_KEY] = [until, base64.b64encode(sealed).decode("ascii")]
    return True


def kept_form(request: HttpRequest, account: Account) -> KeptForm | None:
    """What was put aside for this account in this browser; anything else there is forgotten."""
    until, sealed = request.session.get(SESSION_KEY, (0, ""))
    if until < machine_now().timestamp():
        request.session.pop(SESSION_KEY, None)
        return None
    try:
        plain = privacy.decrypt(base64.b64decode(sealed), *_PLACE, account.pk)
    except privacy.SealedDataError:
        del request.session[SESSION_KEY]
        return None
    path, fields = json.loads(plain)
    return KeptForm(path, [(name, value) for name, value in fields])


def after_a_stale_token(request: HttpRequest) -> HttpResponse | None:
    """Where a form goes whose token no longer fits because its owner signed in anew; None for any other.

    The signed owner mark proves that the form stood on his own page.
    """
    owner = owner_of_form(request)
    if owner is None or is_fetched(request):
        return None
    if not request.user.is_authenticated:
        return to_sign_in(request)
    return redirect("apply:kept") if request.user.pk == owner and put_aside(request) else None
