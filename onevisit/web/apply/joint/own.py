"""A filed joint case for its applicant: every item on one page, one progress, one answer to one notice."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onevisit.cases.actions import drafts
from onevisit.cases.joint import filing, notice, queries
from onevisit.cases.joint.course import MATERIAL
from onevisit.cases.joint.handing_out import at_window
from onevisit.cases.joint.members import end_of, limit_for, state_of
from onevisit.cases.models import CorrectionPoint, JointMember
from onevisit.cases.own_documents import documents_of
from onevisit.catalog import evaluate
from onevisit.law.clauses import enforces
from onevisit.law.joint import MemberEnd, progress
from onevisit.law.refusal import Refusal
from onevisit.records.keyset import key_in
from onevisit.web.acting import account_of, applicant_required, performer_of, posted_key
from onevisit.web.apply.joint.access import JointPage, crumbs, joint_page
from onevisit.web.apply.materials import material_row
from onevisit.web.apply.question_form import QuestionForm, kept_answers, shown_questions


@require_safe
@never_cache
@applicant_required
def my_joint(request: HttpRequest) -> HttpResponseBase:
    """Joint drafts and joint cases, the newest first. Four statements and the frame."""
    account = account_of(request)
    assert account is not None
    before = request.GET.get("before", "")
    rows = queries.of_account(account.pk)
    key = key_in(before)
    if key is not None:
        rows = rows.filter(pk__lt=key)
    found = list(rows[: queries.PAGE + 1])
    shown = found[: queries.PAGE]
    context = {
        "section": "my",
        "lines": queries.lines(shown),
        "first_url": reverse("apply:my_joint") if before else "",
        "later_url": f"?before={shown[-1].pk}" if len(found) > queries.PAGE else "",
        "crumbs": [
            {"label": _("我的办件"), "url": reverse("apply:my")},
            {"label": _("一件事"), "url": ""},
        ],
    }
    return render(request, "apply/joint/my.html", context)


@require_safe
@never_cache
@joint_page(draft=False)
@enforces("JH-18", "RULE-19", "JH-24")
def joint_case(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """All items on one page: what each waits for, one clock, what can be done now."""
    return _page(request, page)


def _page(request: HttpRequest, page: JointPage, refusal: Refusal | None = None) -> HttpResponseBase:
    lines = queries.lines_of(page.members)
    state = state_of(page.joint, page.members)
    under_way = (MemberEnd.INTAKE, MemberEnd.CORRECTING, MemberEnd.REVIEW)
    context = {
        "section": "my",
        "page": page,
        "joint": page.joint,
        "state": state,
        "lines": lines,
        "progress": progress([line.end for line in lines]),
        "single": len(lines) == 1,
        "to_collect": any(line.end is MemberEnd.READY for line in lines),
        "all_at_window": len(at_window(page.members)) == sum(line.end is MemberEnd.READY for line in lines),
        "own_clock": queries.clock_of(page.joint),
        "limit": limit_for(page.joint, page.members),
        "documents": _documents(page),
        "correcting": any(line.end is MemberEnd.CORRECTING for line in lines),
        "to_complete": [
            line for line in lines if line.end is MemberEnd.WAITING and line.member.open_questions
        ],
        "may_withdraw": any(line.end in under_way and not line.member.case.outcome for line in lines),
        "refusal": refusal,
        "crumbs": crumbs(page),
    }
    return render(request, "apply/joint/case.html", context, status=409 if refusal else 200)


def _documents(page: JointPage) -> list[dict[str, Any]]:
    """The papers that are for the whole: the one receipt and the merged notices."""
    found = []
    for member in page.members:
        if end_of(member) in (MemberEnd.WAITING, MemberEnd.DROPPED):
            continue
        for one in documents_of(member.case):
            if one.document.kind in ("receipt", "correction"):
                found.append(
                    {
                        "title": one.document.title,
                        "number": one.document.number,
                        "made_at": one.document.issued_on,
                        "url": reverse("apply:document", args=[member.case_id, one.document.pk])
                        if one.open
                        else "",
                        "state_words": "" if one.open else _("正在生成，马上就好"),
                        "verify_url": "",
                    }
                )
    return found


@require_http_methods(["GET", "POST"])
@joint_page(draft=False)
@enforces("JH-18", "XK-32.4", "XK-32.5")
def correction(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """Everything to correct, item by item, answered in one go."""
    named = [member for member in page.members if end_of(member) is MemberEnd.CORRECTING]
    if not named:
        return redirect("apply:joint", joint_id=page.joint.pk)
    parts = [_part(request, member) for member in named]
    refusal: Refusal | None = None
    if request.method == "POST":
        given: dict[str, dict[str, Any]] = {}
        right = True
        for part in parts:
            form: QuestionForm = part["form"]
            case = part["member"].case
            asked = evaluate.check_answers(
                case.version.definition, {**case.scenario, **case.answers, **part["typed"]}
            )
            faults = {key: fault for key, fault in asked.faults.items() if key in part["typed"]}
            own = evaluate.CheckedAnswers(asked.values, faults)
            renamed = {f"{part['member'].key}__{key}": fault for key, fault in faults.items()}
            right &= form.show_faults(evaluate.CheckedAnswers({}, renamed))
            given[part["member"].key] = kept_answers(part["typed"], own)
        if right:
            try:
                notice.supply(page.joint.pk, performer_of(request), posted_key(request), given)
                return redirect("apply:joint", joint_id=page.joint.pk)
            except Refusal as refused:
                refusal = refused
    context = {
        "page": page,
        "joint": page.joint,
        "parts": parts,
        "refusal": refusal,
        "crumbs": crumbs(page, _("补正")),
    }
    status = 200 if request.method == "GET" else 409 if refusal else 422
    return render(request, "apply/joint/correction.html", context, status=status)


def _part(request: HttpRequest, member: JointMember) -> dict[str, Any]:
    """The points of one member: its files to hand in again and its questions to answer again."""
    case = member.case
    points = list(CorrectionPoint.objects.filter(correction__case=case, answered=False).order_by("pk"))
    subjects = {point.subject: point for point in points}
    definition = case.version.definition
    questions = [
        one.model_copy(update={"key": f"{member.key}__{one.key}", "when": ()})
        for one in definition.questions()
        if f"question:{one.key}" in subjects
    ]
    answers = {f"{member.key}__{key}": value for key, value in case.answers.items()}
    form = QuestionForm(questions, request.POST if request.method == "POST" else None, answers=answers)
    start = len(member.key) + 2
    rows = {
        f"material:{row.key}": material_row(case, row)
        for row in case.materials.prefetch_related("files").order_by("pk")
        if f"material:{row.key}" in subjects
    }
    return {
        "member": member,
        "points": [(point, rows.get(point.subject)) for point in points],
        "form": form,
        "shown": list(shown_questions(form)),
        "typed": {key[start:]: value for key, value in form.typed.items()} if form.is_bound else {},
    }


@require_http_methods(["GET", "POST"])
@joint_page(draft=False)
@enforces("JH-18")
def complete(request: HttpRequest, page: JointPage, key: str) -> HttpResponseBase:
    """What the item still wants now that its predecessors are granted: completed, then it is filed."""
    member = next((one for one in page.members if one.key == key), None)
    if member is None or not member.open_questions or member.round:
        return redirect("apply:joint", joint_id=page.joint.pk)
    case = member.case
    questions = [one for one in case.version.definition.questions() if one.key in member.open_questions]
    rows = [
        material_row(case, row)
        for row in case.materials.prefetch_related("files").order_by("pk")
        if f"{MATERIAL}{row.key}" in member.open_questions
    ]
    form = QuestionForm(questions, request.POST if request.method == "POST" else None, answers=case.answers)
    refusal: Refusal | None = None
    if request.method == "POST":
        typed = form.typed
        checked = evaluate.check_answers(case.version.definition, {**case.scenario, **case.answers, **typed})
        if form.show_faults(checked):
            try:
                drafts.save_answers(case.pk, kept_answers(typed, checked))
                filing.complete(page.joint.pk, key, performer_of(request), posted_key(request))
                return redirect("apply:joint", joint_id=page.joint.pk)
            except Refusal as refused:
                refusal = refused
    context = {
        "page": page,
        "joint": page.joint,
        "member": member,
        "form": form,
        "shown": list(shown_questions(form)),
        "rows": rows,
        "refusal": refusal,
        "crumbs": crumbs(page, _("补齐")),
    }
    status = 200 if request.method == "GET" else 409 if refusal else 422
    return render(request, "apply/joint/complete.html", context, status=status)


@require_POST
@joint_page(draft=False)
@enforces("RULE-32", "JH-18")
def withdraw(request: HttpRequest, page: JointPage) -> HttpResponseBase:
    """Takes back everything that is still under way; the page asked by showing the consequence."""
    try:
        notice.withdraw_all(page.joint.pk, performer_of(request), posted_key(request))
    except Refusal as refusal:
        return _page(request, page, refusal)
    return redirect("apply:joint", joint_id=page.joint.pk)
