"""Pages that every face shares: preferences, privacy notice, the state of the session."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from onevisit.web.preferences import COOKIE_AGE, ELDER_COOKIE, LANGUAGE_COOKIE, LANGUAGES


def _safe_next(request: HttpRequest) -> str:
    """Where to go on: only an address of this site, else the first page."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return address
    return "/"


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Language and elder mode; POST `language` (zh-hans, en), `elder` (on, off) and `next`."""
    if request.method == "GET":
        return render(request, "web/preferences.html")
    response = HttpResponseRedirect(_safe_next(request))
    for cookie, allowed in ((LANGUAGE_COOKIE, LANGUAGES), (ELDER_COOKIE, ("on", "off"))):
        value = request.POST.get(cookie)
        if value in allowed:
            response.set_cookie(
                cookie,
                value,
                max_age=COOKIE_AGE,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure(),
            )
    return response


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What personal data is used for (个人信息保护法 17, 35)."""
    return render(request, "web/privacy.html")


@require_GET
@never_cache
def session(request: HttpRequest) -> JsonResponse:
    """Whether somebody is signed in, who (an opaque number), and a fresh CSRF token.

    A page that saves by itself asks this after its session ran out, before it goes on.
    """
    user = request.user
    return JsonResponse(
        {"account": str(user.pk) if user.is_authenticated else "", "csrf_token": get_token(request)}
    )
