"""Joint cases on the desk: who is late, what waits for what, the merged notice, the one pick-up (rule 19)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onevisit.cases.joint import notice, queries
from onevisit.cases.joint.handing_out import at_window
from onevisit.cases.joint.handing_out import hand_out as hand_out_together
from onevisit.cases.joint.members import end_of, limit_for, members_of, state_of
from onevisit.cases.models import JointCase, JointMember, JointNotice
from onevisit.cases.powers import coordination_refusal
from onevisit.law.clauses import enforces
from onevisit.law.joint import MemberEnd
from onevisit.law.powers import PowerKind, Role
from onevisit.law.refusal import Refusal
from onevisit.organization.authorization import holds
from onevisit.people.models import Applicant
from onevisit.records.keyset import LARGEST_KEY, key_in
from onevisit.web.acting import performer_of, posted_key, worker, worker_required
from onevisit.web.desk.signatures import kept_signature
from onevisit.web.window.collection import CollectionForm, record_authority


@require_safe
@worker_required()
@enforces("JH-18", "JH-8.2.4")
def listing(request: HttpRequest) -> HttpResponseBase:
    """Open joint cases that the asker coordinates or has a member of, oldest first. Two statements."""
    after = key_in(request.GET.get("after", "")) or 0
    found = queries.open_of(worker(request), after=after)
    shown = found[: queries.PAGE]
    context = {
        "section": "joint",
        "lines": queries.lines(shown),
        "first_url": reverse("desk:joint_list") if after else "",
        "later_url": f"?after={shown[-1].pk}" if len(found) > queries.PAGE else "",
    }
    return render(request, "desk/joint/list.html", context)


def _joint_of(request: HttpRequest, joint_id: int) -> tuple[JointCase, list[JointMember]]:
    if joint_id > LARGEST_KEY:
        raise Http404
    joint = queries.visible(worker(request)).filter(pk=joint_id).first()
    if joint is None:
        raise Http404
    return joint, members_of(joint)


@require_safe
@worker_required()
@enforces("JH-18", "JH-8.2.4", "RULE-19")
def joint_page(request: HttpRequest, joint_id: int) -> HttpResponseBase:
    """The whole on one page: its clock, its members, the notice, the pick-up."""
    joint, members = _joint_of(request, joint_id)
    return _page(request, joint, members)


def _page(
    request: HttpRequest,
    joint: JointCase,
    members: list[JointMember],
    *,
    refusal: Refusal | None = None,
    collection: CollectionForm | None = None,
    status: int = 200,
) -> HttpResponseBase:
    who = worker(request)
    ready = at_window(members)
    may_issue = holds(who, PowerKind.ISSUE, joint)
    context: dict[str, Any] = {
        "section": "joint",
        "joint": joint,
        "state": state_of(joint, members),
        "lines": [_line(request, line) for line in queries.lines_of(members)],
        "own_clock": queries.clock_of(joint),
        "limit": limit_for(joint, members),
        "named": [(one, notice.points_in_words(one)) for one in notice.with_points(members)],
        "silent": notice.still_silent(members),
        "may_coordinate": coordination_refusal(joint, performer_of(request)) is None,
        "notices": list(
            JointNotice.objects.filter(joint=joint).select_related("issued_by", "case").order_by("round")
        ),
        "ready": ready if may_issue and Role.ISSUING_CLERK in who.roles else [],
        "chosen": request.POST.getlist("member") if request.method == "POST" else [one.key for one in ready],
        "all_ready": bool(ready)
        and all(line.end.ended or line.end.result_is_out for line in queries.lines_of(members))
        and len(ready) == sum(end_of(member) is MemberEnd.READY for member in members),
        "collection": collection
        or (CollectionForm(case=ready[0].case, worker=who) if ready and may_issue else None),
        "refusal": refusal,
        **kept_signature(request.POST, "signature"),
    }
    return render(request, "desk/joint/page.html", context, status=status)


def _line(request: HttpRequest, line: queries.MemberLine) -> dict[str, Any]:
    """One member, with a way into its case for those who may see it."""
    case = line.member.case
    seen = (
        holds(worker(request), PowerKind.VIEW, case) and case.number is not None and case.joint_id is not None
    )
    return {
        "line": line,
        "url": reverse("desk:case", args=[case.pk]) if seen else "",
        "reported": line.member.reported_at,
        "attached": line.member.attached,
    }


@require_POST
@worker_required()
@enforces("JH-18", "RULE-19", "XK-32.4")
def issue_notice(request: HttpRequest, joint_id: int) -> HttpResponseBase:
    """Issues the one merged notice; organs that are silent have to be ticked, with the consequence told."""
    joint, members = _joint_of(request, joint_id)
    try:
        notice.issue(
            joint.pk,
            performer_of(request),
            posted_key(request),
            without=tuple(sorted(request.POST.getlist("without"))),
        )
    except Refusal as refusal:
        return _page(request, joint, members, refusal=refusal.within(joint.city), status=409)
    messages.success(request, _("已合并告知：一份补正告知书，列明各部门的全部要求。"))
    return redirect("desk:joint", joint_id=joint.pk)


@require_POST
@worker_required(Role.ISSUING_CLERK)
@enforces("JH-18", "JH-25b", "RULE-30")
def hand_out(request: HttpRequest, joint_id: int) -> HttpResponseBase:
    """Hands out the ticked results in one go: one check of identity, one signature, one proof."""
    joint, members = _joint_of(request, joint_id)
    ready = at_window(members)
    if not ready:
        return redirect("desk:joint", joint_id=joint.pk)
    form = CollectionForm(request.POST, request.FILES, case=ready[0].case, worker=worker(request))
    if not form.is_valid():
        return _page(request, joint, members, collection=form, status=422)
    chosen = request.POST.getlist("member")
    try:
        inputs = form.inputs()
        _authorize_for_all(request, [one for one in ready if one.key in chosen], inputs["collector"])
        hand_out_together(joint.pk, performer_of(request), posted_key(request), chosen, inputs)
    except Refusal as refusal:
        return _page(request, joint, members, refusal=refusal.within(joint.city), collection=form, status=409)
    messages.success(request, _("已发放 %(count)d 个事项的结果，一份送达回证。") % {"count": len(chosen)})
    return redirect("desk:joint", joint_id=joint.pk)


def _authorize_for_all(request: HttpRequest, chosen: list[JointMember], collector: int | None) -> None:
    """The signed paper of somebody who collects for the applicant counts for every result it is shown for."""
    paper = request.FILES.get("authority")
    if collector is None or not isinstance(paper, UploadedFile):
        return
    person = Applicant.objects.get(pk=collector)
    for member in chosen:
        paper.seek(0)
        record_authority(member.case, person, paper, worker(request))
