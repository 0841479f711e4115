"""Which joint case a page of the window is about: one begun at a window that the clerk may receive."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from onevisit.cases.joint.at_window import joint_at_window
from onevisit.cases.joint.members import members_of
from onevisit.cases.models import JointCase
from onevisit.law.powers import Role
from onevisit.records import access_log
from onevisit.records.keyset import LARGEST_KEY
from onevisit.web.acting import worker, worker_required
from onevisit.web.apply.joint.access import JointPage

JointView = Callable[..., HttpResponseBase]


def joint_window_page(*, draft: bool = True) -> Callable[[JointView], JointView]:
    """A page of a joint case at the window; 404 for others.

    ``draft``: only while it is one, else the console.
    """

    def decorate(view: JointView) -> JointView:
        @wraps(view)
        @worker_required(Role.WINDOW_CLERK)
        def guarded(request: HttpRequest, joint_id: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
            page = page_at_window(request, joint_id)
            if draft and page.joint.received_at is not None:
                return redirect("window:joint", joint_id=joint_id)
            return view(request, page, *args, **kwargs)

        return guarded

    return decorate


def page_at_window(request: HttpRequest, joint_id: int) -> JointPage:
    """The joint case as it now stands, with its members. Raises Http404."""
    if joint_id > LARGEST_KEY:
        raise Http404
    try:
        joint = joint_at_window(worker(request), joint_id)
    except JointCase.DoesNotExist:
        raise Http404 from None
    return JointPage(joint, members_of(joint))


def log_reading(request: HttpRequest, joint: JointCase) -> None:
    """Keeps who read names and numbers in clear; the case at hand is the purpose (rule 35)."""
    access_log.log(
        actor_kind="staff",
        actor_id=worker(request).staff_id,
        action="case.read",
        subject_kind="joint",
        subject_id=joint.pk,
        allowed=True,
        purpose="窗口办理本件一件事",
    )
