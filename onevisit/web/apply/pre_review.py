"""The pre-review as the applicant sees it: asked for, waited for, answered, taken back; never needed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onevisit.cases.draft_tasks import Task, TaskKind
from onevisit.cases.models import Case, PreReview
from onevisit.documents import qr
from onevisit.law.clauses import citation, enforces
from onevisit.law.items import Channel
from onevisit.law.lifecycle import Action, State
from onevisit.records.page_language import in_page_language
from onevisit.web.acting import act, applicant_required, case_of_request
from onevisit.web.apply.drafts import crumbs, draft_page
from onevisit.web.words import limit_in_words

FORM_PAGES = (TaskKind.SCENARIO, TaskKind.GROUP)


def standing_of(case: Case) -> dict[str, Any]:
    """What the pre-review of a draft came to, for its pages; empty without one. Two statements."""
    if not case.pre_review:
        return {}
    found = PreReview.objects.filter(case=case).prefetch_related("points").order_by("-pk").first()
    if found is None:
        return {}
    return {
        "outcome": found.outcome,
        "answered_at": found.answered_at,
        "note": found.note,
        "points": sorted(found.points.all(), key=lambda point: point.pk),
        "number": case.number,
        "qr": _qr(case) if found.outcome == PreReview.Outcome.PASSED else "",
        "at_window": _taken_at_a_window(case),
    }


def _qr(case: Case) -> str:
    """The number as a square that the window reads."""
    return mark_safe(qr.svg(f"{settings.PUBLIC_URL}{reverse('window:pre_reviewed')}?find={case.number}"))


def _taken_at_a_window(case: Case) -> bool:
    return bool({Channel.WINDOW, Channel.SUB_HALL}.intersection(case.version.definition.channels))


def may_ask(case: Case, tasks: list[Task]) -> bool:
    """Whether asking is of use now: the form is whole, and nothing has passed yet."""
    return case.pre_review != PreReview.Outcome.PASSED and all(
        task.complete for task in tasks if task.kind in FORM_PAGES
    )


@require_http_methods(["GET", "POST"])
@draft_page
@enforces("JH-20a")
def ask(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Says what a pre-review is and is not; a POST asks for it."""
    refusal = None
    if request.method == "POST":
        outcome = act(request, case.pk, Action.ASK_PRE_REVIEW)
        if outcome.refusal is None:
            return redirect("apply:case", case_id=case.pk)
        refusal = outcome.refusal
        if refusal.code == "superseded_version":
            return redirect("apply:new_version", case_id=case.pk)
    context = {
        "case": case,
        "definition": case.version.definition,
        "limit": limit_in_words(case.city.pre_review_limit),
        "basis": in_page_language(citation(("JH-20a",), case.city.rule_book)),
        "refusal": refusal,
        "crumbs": crumbs(case, _("网上预审")),
    }
    return render(request, "apply/pre_review.html", context, status=409 if refusal else 200)


@require_POST
@applicant_required
@enforces("JH-20a")
def take_back(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Goes on without waiting for the answer: the draft is the applicant's again."""
    case = case_of_request(request, case_id)
    if case.state == State.PRE_REVIEW.value:
        act(request, case.pk, Action.TAKE_BACK_PRE_REVIEW)
    return redirect("apply:draft", case_id=case.pk)
