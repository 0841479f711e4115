"""How a reader wants the pages: language and elder mode, kept in two cookies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

LANGUAGE_COOKIE = "language"
ELDER_COOKIE = "elder"
LANGUAGES = ("zh-hans", "en")
COOKIE_AGE = 365 * 24 * 3600  # seconds


@dataclass(frozen=True)
class Preferences:
    """How one reader wants the pages.

    ``language`` is one of LANGUAGES; ``elder`` is large print (≥ 18 pt, 适老化规范) with large targets.
    """

    language: str = "zh-hans"
    elder: bool = False


def preferences_of(request: HttpRequest) -> Preferences:
    """The reader's preferences; Chinese is the default whatever the browser asks for."""
    language = request.COOKIES.get(LANGUAGE_COOKIE, "")
    return Preferences(
        language=language if language in LANGUAGES else LANGUAGES[0],
        elder=request.COOKIES.get(ELDER_COOKIE) == "on",
    )


class PreferencesMiddleware:
    """Activates the chosen language; Django's own middleware would follow the browser's language instead."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        preferences = preferences_of(request)
        request.LANGUAGE_CODE = preferences.language
        with translation.override(preferences.language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", "en" if preferences.language == "en" else "zh-CN")
        patch_vary_headers(response, ["Cookie"])
        return response
