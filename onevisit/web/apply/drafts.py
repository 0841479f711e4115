"""What every page of a draft needs: the draft itself, its version, and where else to go when it is none."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from onevisit.cases.models import Case
from onevisit.law.lifecycle import State
from onevisit.records import clock
from onevisit.web.acting import applicant_required, case_of_request

DraftView = Callable[..., HttpResponseBase]


def draft_page(view: DraftView) -> DraftView:
    """A page of a draft of the signed-in applicant: the view gets the case instead of its number.

    A case that was filed already leads to its progress page; 404 for anybody else's.
    """

    @wraps(view)
    @applicant_required
    def guarded(request: HttpRequest, case_id: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
        case = case_of_request(request, case_id)
        if case.state != State.DRAFT.value:
            return redirect("apply:case", case_id=case.pk)
        if case.joint_id is not None:
            return redirect("apply:joint", joint_id=case.joint_id)
        if request.method == "GET" and is_superseded(case) and view.__name__ not in OF_AN_OLD_VERSION:
            return redirect("apply:new_version", case_id=case.pk)
        return view(request, case, *args, **kwargs)

    return guarded


OF_AN_OLD_VERSION = {"new_version", "discard"}


def is_superseded(case: Case) -> bool:
    """Whether the guide the draft was begun on is no longer in effect (JH-9)."""
    ends = case.version.valid_to
    return ends is not None and ends <= clock.now()


def crumbs(case: Case, here: str = "") -> list[dict[str, str]]:
    """我的办件 › 事项 › 本页."""
    found = [{"label": _("我的办件"), "url": reverse("apply:my")}]
    if here:
        found.append({"label": case.version.name, "url": reverse("apply:draft", args=[case.pk])})
    found.append({"label": here or case.version.name, "url": ""})
    return found


def posted_revision(request: HttpRequest) -> int | None:
    """The state of the draft that the page was made from, as the hidden field ``version`` says."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
