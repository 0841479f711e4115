"""The page a person sees when the wanted one can't be given: what happened, what was kept, what to do.

Also turns refused acts, and records that somebody else is changing this moment, into such a page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string
from psycopg import errors as database_errors

from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.web import kept_form

logger = logging.getLogger(__name__)

LAST_RESORT = (
    "<!doctype html><html lang='zh-Hans'><meta charset='utf-8'><title>系统出了问题</title>"
    "<h1>系统出了问题</h1><p>刚才这一步没有办成，原因在我们这边。您已经保存的内容都在。</p>"
    "<p>请过几分钟再试，或者到窗口办理。</p></html>"
)

OVERTAKEN = ("being_processed", "changed_meanwhile")
"""Refusals because somebody else acted on the same thing at the same time."""


def error_page(request: HttpRequest, status: int, refusal: Refusal | None = None) -> HttpResponse:
    """The page for 400, 403, 404, 405 or 409; a refusal replaces its general sentence."""
    overtaken = refusal is None or refusal.code in OVERTAKEN
    context = {"refusal": refusal, "overtaken": overtaken}
    return render(request, f"errors/{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Status 400: the request can't be understood."""
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Status 403: this person may not do or see it."""
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Status 404: nothing here, or nothing this person may know of."""
    return error_page(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Status 403 for a form whose token no longer fits: the session changed while the page was open.

    Its owner, signed in anew, is offered what he typed instead.
    """
    offered = kept_form.after_a_stale_token(request)
    if offered is not None:
        return offered
    refusal = Refusal(
        "stale_form",
        Sentence("这个页面打开太久，或者登录已经换过，所以没有提交。"),
        next_step=Sentence("请回到上一页刷新后再试，您保存过的内容都在。"),
    )
    return error_page(request, 403, refusal)


def server_error(request: HttpRequest) -> HttpResponse:
    """Status 500: needs neither database nor session, and still answers when its template fails."""
    try:
        return HttpResponse(render_to_string("errors/500.html"), status=500)
    except Exception:
        logger.exception("The page for server errors could not be rendered")
        return HttpResponse(LAST_RESORT, status=500)


def method_not_allowed(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """Status 405 in words: somebody reloaded or bookmarked an address that only takes what a button sends."""
    page = error_page(request, 405)
    page.headers["Allow"] = refused.headers["Allow"]
    return page


class RefusedActMiddleware:
    """A refused act, and a record that somebody else is changing this moment, become status 409.

    An address asked for in a way it does not know gets a page too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return method_not_allowed(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for an exception that this middleware knows; None leaves it to the next."""
        if isinstance(exception, Refusal):
            return error_page(request, 409, exception)
        if isinstance(exception, OperationalError) and isinstance(
            exception.__cause__, database_errors.LockNotAvailable | database_errors.DeadlockDetected
        ):
            busy = Refusal(
                "being_processed",
                Sentence("正在处理：另一位工作人员正在办理同一件事，本次操作没有保存。"),
                next_step=Sentence("请稍候几秒再试。"),
            )
            return error_page(request, 409, busy)
        return None
