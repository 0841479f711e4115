"""Who passed the pre-review comes once, with identity and paper: the window finds the case (JH-20b)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from onevisit.cases import window_lists
from onevisit.law import identifiers
from onevisit.law.clauses import enforces
from onevisit.law.powers import Role
from onevisit.law.refusal import Refusal
from onevisit.people.models import Applicant, IdentityType
from onevisit.people.queries import find_by_identity
from onevisit.web.acting import worker, worker_required

LONGEST_SEARCH = 200


@require_safe
@worker_required(Role.WINDOW_CLERK)
@enforces("JH-20b")
def pre_reviewed(request: HttpRequest) -> HttpResponseBase:
    """Passed drafts whose applicants may come here; one number or one person leads straight to the case."""
    text = request.GET.get("find", "").strip()[:LONGEST_SEARCH]
    number, applicant, fault = _asked_for(text) if text else ("", None, "")
    try:
        after = window_lists.key_of(request.GET.get("after", ""))
    except Refusal:
        return redirect("window:pre_reviewed")
    page = window_lists.WindowPage((), None)
    if not fault:
        page = window_lists.passed_in_pre_review(
            worker(request), number=number, applicant=applicant, after=after
        )
    if text and len(page.cases) == 1:
        return redirect("window:case", case_id=page.cases[0].pk)
    if text and not fault and not page.cases:
        fault = _("没有找到预审通过、等待报件的申请。没有做过预审的，直接在窗口收件就行。")
    context: dict[str, Any] = {
        "section": "window",
        "find": text,
        "fault": fault,
        "page": page,
        "later_url": f"?{urlencode({'after': page.after})}" if page.after else "",
    }
    return render(request, "window/pre_reviewed.html", context, status=422 if fault else 200)


def _asked_for(text: str) -> tuple[str, Applicant | None, str]:
    """The case number or the person that was read or typed, or what is wrong with it."""
    for kind, check in (
        (IdentityType.RESIDENT_NUMBER, identifiers.resident_number),
        (IdentityType.CREDIT_CODE, identifiers.credit_code),
    ):
        if identifiers.is_valid(check, text):
            found = find_by_identity(kind, text)
            return "", found, "" if found else _("没有找到用这个证件做过预审的申请。")
    try:
        return identifiers.check_case_number(text), None, ""
    except identifiers.IdentifierError:
        return "", None, _("请输入编号、身份证号码或者统一社会信用代码，并核对有没有写错。")
