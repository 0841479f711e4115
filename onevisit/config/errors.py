"""What a person sees when a page can't be given: what happened, what was kept, what to do; never a stack trace."""

from __future__ import annotations

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from psycopg import errors as database_errors

from onevisit.law.refusal import Refusal


def page(request: HttpRequest, status: int, refusal: Refusal | None = None) -> HttpResponse:
    """The error page of this status; plain text if the page itself can't be made (it then needs no database)."""
    context = {"status": status, "refusal": refusal}
    try:
        body = render_to_string(f"errors/{status}.html", context, request=request)
        return HttpResponse(body, status=status)
    except TemplateDoesNotExist:
        text = str(refusal) if refusal else _("页面暂时不能显示，请稍后再试。")
        return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Status 400: the request can't be understood."""
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Status 403: this person may not do or see it; a Refusal says why and who could."""
    return page(request, 403, exception if isinstance(exception, Refusal) else None)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Status 404: nothing here, or nothing this person may know of."""
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Status 500: our fault; nothing of the act was stored. Rendered without the request: that may be the cause."""
    try:
        return HttpResponse(render_to_string("errors/500.html", {"status": 500}), status=500)
    except TemplateDoesNotExist:
        text = _("系统出错，本次操作没有保存。请稍后再试。")
        return HttpResponse(text, status=500, content_type="text/plain; charset=utf-8")


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Status 403 for a form whose protection token is missing or too old."""
    refusal = Refusal(
        "expired_form",
        _("页面已过期，本次提交没有保存。"),
        clause="HOUSE-1",
        next_step=_("请返回上一页刷新后重新提交。"),
    )
    return page(request, 403, refusal)


class RefusedActMiddleware:
    """Turns what views let through into pages: a refused act and a record another person holds become 409."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for an exception that this middleware knows; None leaves it to the next."""
        if isinstance(exception, Refusal):
            return page(request, 409, exception)
        if isinstance(exception, OperationalError) and isinstance(
            exception.__cause__, database_errors.LockNotAvailable | database_errors.DeadlockDetected
        ):
            busy = Refusal(
                "being_processed",
                _("正在处理：另一位工作人员正在办理同一事项，本次操作没有保存。"),
                clause="HOUSE-1",
                next_step=_("请稍候几秒再试。"),
            )
            return page(request, 409, busy)
        return None
