"""How large a request may be: looked at before anything of its body is read.

A page takes what its fields can hold; one that takes files says so with ``takes_files``. The limit of a
single file is the records room's (``records.files.LARGEST_FILE``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from onevisit.law.clauses import enforces

LARGEST_WITH_FILES = 64 * 1024 * 1024

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def takes_files(view: View) -> View:
    """A view whose form carries files."""
    view.takes_files = True  # type: ignore[attr-defined]  # decorators around it copy the attribute
    return view


class BodySizeMiddleware:
    """Answers 413 to a request that says it is larger than its page can use; none of it is read.

    A body without a stated length counts as empty (WSGI), so the stated one is all that can ever be read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    @enforces("HOUSE-16")
    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], arguments: Any, keywords: Mapping[str, Any]
    ) -> HttpResponse | None:
        """The page for a request that is too large; None lets it through."""
        limit = largest_for(view)
        if stated_length(request) <= limit:
            return None
        context = {"largest": limit, "files": limit == LARGEST_WITH_FILES}
        answer = render(request, "errors/413.html", context, status=413)
        answer.headers["Connection"] = "close"
        return answer


def largest_for(view: Callable[..., Any]) -> int:
    """The bytes that a request to this view may have."""
    if getattr(view, "takes_files", False):
        return LARGEST_WITH_FILES
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE is not None
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def stated_length(request: HttpRequest) -> int:
    """What the request says of its own length; 0 where it says nothing that is a number."""
    text = request.META.get("CONTENT_LENGTH") or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
