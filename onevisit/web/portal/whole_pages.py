"""Whole pages kept for readers who are not signed in: the same for all of them but for one token.

The token in the forms of the frame (against forged requests) is the only thing that belongs to one reader; a
kept page is cut where it stands, and put together again with the token of whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from onevisit.web.portal.kept import Kept
from onevisit.web.preferences import preferences_of

KEPT_PAGES = 600
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([A-Za-z0-9]+)"')

_pages: Kept[list[bytes]] = Kept(KEPT_PAGES)


def whole_page(request: HttpRequest, stamp: Hashable, draw: Callable[[], HttpResponse]) -> HttpResponse:
    """The page that ``draw`` makes, kept under ``stamp`` for readers without session or waiting messages.

    ``stamp`` says everything that the content depends on; the reader's preferences are added here.
    """
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES:
        return draw()
    key = (stamp, request.get_full_path(), preferences_of(request))
    pieces = _pages.get(key, lambda: _cut(draw().content))
    return HttpResponse(get_token(request).encode().join(pieces))


def _cut(page: bytes) -> list[bytes]:
    found = _TOKEN.search(page)
    return page.split(found[1]) if found else [page]


_INNER = "<!--inner-->"
_NEXT = re.compile(rb'name="next" value="([^"]*)"')

_frames: Kept[bytes] = Kept(KEPT_PAGES)


def framed_page(
    request: HttpRequest, name: str, draw: Callable[[SafeString], HttpResponse], inner: SafeString
) -> HttpResponse:
    """The page that ``draw`` makes around its inner part, of which only the frame is kept, under ``name``.

    For pages of which every reader sees another one. The frame depends on the reader's preferences, his token
    and the address only; the inner part is put in last, so nothing in it is taken for a mark.
    """
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES:
        return draw(inner)
    kept = _frames.get(
        (name, preferences_of(request)),
        lambda: _marked(draw(mark_safe(_INNER)).content),  # our own mark
    )
    address = escape(request.get_full_path()).encode()
    frame = kept.replace(b"<!--token-->", get_token(request).encode()).replace(b"<!--address-->", address)
    return HttpResponse(frame.replace(_INNER.encode(), inner.encode()))


def _marked(page: bytes) -> bytes:
    found = _TOKEN.search(page)
    if found:
        page = page.replace(found[1], b"<!--token-->")
    return _NEXT.sub(b'name="next" value="<!--address-->"', page)
