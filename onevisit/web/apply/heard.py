"""Where an applicant is heard: a statement, a request for a hearing, a challenge of its chair (XK-36, 47)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from onevisit.cases import queries
from onevisit.cases.hearings import last_hearing, own_rights
from onevisit.cases.models import Case
from onevisit.law.clauses import citation, enforces
from onevisit.law.hearings import HearingStage
from onevisit.law.lifecycle import Action, transition_for
from onevisit.law.refusal import Refusal
from onevisit.records.page_language import in_page_language
from onevisit.web.acting import act, applicant_required, case_of_request, performer_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class HeardPage:
    """One thing an applicant can say: the act, what the page explains, the label of his words."""

    action: Action
    explained: tuple[StrOrPromise, ...]
    label: StrOrPromise
    required: bool = False
    most: int = 2000
    dangerous: bool = False

    @property
    def field(self) -> str:
        """The input of the act that takes the words."""
        return "text" if self.action is Action.MAKE_STATEMENT else "reason"


PAGES = {
    "statement": HeardPage(
        Action.MAKE_STATEMENT,
        (
            gettext_lazy("您的意见会进入案卷，作出决定时应当答复。"),
            gettext_lazy("只能提交一次，提交后不能修改；提交以前可以慢慢写。"),
        ),
        gettext_lazy("陈述申辩的内容"),
        required=True,
        most=10_000,
    ),
    "request": HeardPage(
        Action.REQUEST_HEARING,
        (
            gettext_lazy("听证应当在二十个工作日内举行，不收取任何费用。"),
            gettext_lazy("听证公开举行；举行的时间、地点会提前七个工作日通知您。"),
            gettext_lazy("从听证通知送达到听证举行，办理时限暂停计算。"),
        ),
        gettext_lazy("要求听证的理由"),
    ),
    "waive": HeardPage(
        Action.WAIVE_HEARING,
        (gettext_lazy("放弃后不能再要求听证；利害关系人仍然可以要求。"),),
        gettext_lazy("理由"),
    ),
    "take-back": HeardPage(
        Action.WITHDRAW_HEARING_REQUEST,
        (gettext_lazy("撤回后不能再要求听证。没有别人要求听证的，不再举行。"),),
        gettext_lazy("理由"),
        dangerous=True,
    ),
    "challenge": HeardPage(
        Action.CHALLENGE_CHAIR,
        (gettext_lazy("认为主持人与本案有直接利害关系的，可以申请其回避，由负责人决定。"),),
        gettext_lazy("申请主持人回避的理由"),
        required=True,
    ),
}


def heard_section(case: Case, possible: set[Action]) -> dict[str, Any] | None:
    """What the progress page says about hearings and statements; None where nobody has to be heard."""
    if not case.heard:
        return None
    hearing = last_hearing(case)
    rights = own_rights(case)
    if not rights and hearing is None:
        return None
    return {
        "rights": rights,
        "hearing": hearing,
        "chair_shown": hearing is not None and hearing.stage == HearingStage.NOTICED,
        "acts": [
            {
                "label": _(page.action.label),
                "url": reverse("apply:heard", args=[case.pk, name]),
                "main": page.action in (Action.MAKE_STATEMENT, Action.REQUEST_HEARING),
            }
            for name, page in PAGES.items()
            if page.action in possible
        ],
    }


@require_http_methods(["GET", "POST"])
@applicant_required
@enforces("XK-36", "XK-47", "XK-48.3")
def heard(request: HttpRequest, case_id: int, name: str) -> HttpResponseBase:
    """One thing to say, after the page said what it means; what was typed stays after every refusal."""
    page = PAGES.get(name)
    case = case_of_request(request, case_id)
    if page is None:
        raise Http404
    words = request.POST.get("words", "").replace("\r\n", "\n").strip()
    nothing = page.action is Action.MAKE_STATEMENT and "nothing" in request.POST
    fault, refusal, status = "", None, 200
    if request.method == "POST":
        fault = _fault(page, words, nothing=nothing)
        status = 422 if fault else 409
        if not fault:
            outcome = act(request, case.pk, page.action, _inputs(page, words, nothing=nothing))
            if outcome.refusal is None:
                return redirect("apply:case", case_id=case.pk)
            refusal = outcome.refusal
    else:
        refusal = queries.refusal_of(case, page.action, performer_of(request))
    context = _context(request, case, page, words, refusal)
    return render(request, "apply/heard_act.html", {**context, "fault": fault}, status=status)


def _fault(page: HeardPage, words: str, *, nothing: bool) -> str:
    if len(words) > page.most:
        return _("最多写 %(most)s 个字，现在是 %(count)s 个字") % {"most": page.most, "count": len(words)}
    if page.required and not nothing and len(words) < 2:
        return _("请写明内容")
    return ""


def _inputs(page: HeardPage, words: str, *, nothing: bool) -> dict[str, Any]:
    if nothing:
        return {"nothing": True}
    return {page.field: words}


def _context(
    request: HttpRequest, case: Case, page: HeardPage, words: str, refusal: Refusal | None
) -> dict[str, Any]:
    row = transition_for(page.action)
    hearing = last_hearing(case)
    return {
        "section": "my",
        "case": case,
        "page": page,
        "title": _(page.action.label),
        "words": words,
        "refusal": refusal,
        "possible": request.method == "POST" or refusal is None,
        "rights": [one for one in own_rights(case) if one.right in _rights_of(page)],
        "hearing": hearing if page.action is Action.CHALLENGE_CHAIR else None,
        "basis": in_page_language(citation(row.clauses, case.city.rule_book)),
        "crumbs": [
            {"label": _("我的办件"), "url": reverse("apply:my")},
            {"label": case.version.name, "url": reverse("apply:case", args=[case.pk])},
            {"label": _(page.action.label), "url": ""},
        ],
    }


def _rights_of(page: HeardPage) -> tuple[str, ...]:
    if page.action is Action.MAKE_STATEMENT:
        return ("statement",)
    return () if page.action is Action.CHALLENGE_CHAIR else ("hearing",)
