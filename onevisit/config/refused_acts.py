"""Refused acts that no view turned into a sentence at its field become a page that says what to do."""

from __future__ import annotations

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from psycopg import errors as database_errors

from onevisit.law.refusal import Refusal
from onevisit.web.errors import error_page


class RefusedActMiddleware:
    """A refused act, and a record that somebody else is changing this moment, become status 409."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for an exception that this middleware knows; None leaves it to the next."""
        if isinstance(exception, Refusal):
            return error_page(request, 409, exception)
        if isinstance(exception, OperationalError) and isinstance(
            exception.__cause__, database_errors.LockNotAvailable | database_errors.DeadlockDetected
        ):
            busy = Refusal(
                "being_processed",
                _("正在处理：另一位工作人员正在办理同一件事，本次操作没有保存。"),
                next_step=_("请稍候几秒再试。"),
            )
            return error_page(request, 409, busy)
        return None
