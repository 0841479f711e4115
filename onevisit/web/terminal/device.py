"""Which cabinet a screen belongs to: a token of its own, in a cookie, asked for at every request."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from onevisit.organization.cabinets import cabinet_of_token
from onevisit.organization.models import Cabinet

COOKIE = "onevisit_cabinet"
PATH = "/devices/terminal/"
KEPT_SECONDS = 400 * 24 * 3600
LONGEST_TOKEN = 60

View = Callable[..., HttpResponseBase]


def cabinet_of(request: HttpRequest) -> Cabinet | None:
    """The cabinet of the screen that asks; None for any other browser, and once its token was renewed."""
    return cabinet_of_token(request.COOKIES.get(COOKIE, "")[:LONGEST_TOKEN])


def keep_token(response: HttpResponseBase, token: str) -> None:
    """Signs the screen in until its token is renewed or the cabinet closed."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=KEPT_SECONDS,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def device_required(view: View) -> View:
    """A page of a cabinet's screen; ``view`` gets the cabinet. Others are asked for the token."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponseBase:
        cabinet = cabinet_of(request)
        return redirect("terminal:sign_in") if cabinet is None else view(request, cabinet)

    return guarded
