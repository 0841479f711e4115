"""Corrections of a member of a joint case: its organ's points, the merged notice, its service (rule 19)."""

from __future__ import annotations

from django.db.models import F, Q

from onevisit.cases.act import Act, handles
from onevisit.cases.actions.correction import CorrectionInputs, points_from, uncheck
from onevisit.cases.joint import papers as joint_papers
from onevisit.cases.joint.members import members_of
from onevisit.cases.models import Correction, CorrectionPoint, JointMember
from onevisit.cases.notices import void_unserved
from onevisit.law.clauses import enforces
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.lifecycle import Action, State


@handles(Action.REPORT_POINTS, CorrectionInputs)
@enforces("JH-18", "RULE-19")
def report_points(act: Act) -> None:
    """The organ says what it wants corrected; it may change that until the notice is issued."""
    points_from(act, Correction(case=act.case))
    member = JointMember.objects.get(case=act.case)
    member.points = [{"subject": one.subject, "demand": one.demand} for one in act.inputs.points]
    member.reported_by_id = act.staff_id
    member.reported_at = act.now
    member.save(update_fields=["points", "reported_by", "reported_at"])
    act.data["points"] = [one.subject for one in act.inputs.points]


class TogetherInputs(CorrectionInputs):
    """The points of this member; ``carries`` says whether the document of all hangs on it."""

    carries: bool


@handles(Action.CORRECT_TOGETHER, TogetherInputs)
def correct_together(act: Act) -> None:
    """The member is put to correction by the merged notice; one member carries its document."""
    correction = Correction.objects.create(case=act.case, issued_at=act.now)
    points = points_from(act, correction)
    CorrectionPoint.objects.bulk_create(points)
    uncheck(act, [point.subject for point in points])
    act.case.correction_stage = "given"
    act.data["points"] = [point.subject for point in points]
    if act.inputs.carries:
        assert act.case.joint is not None
        act.issued_by = act.case.joint.department
        act.papers.append(joint_papers.merged_notice(act, _points_of_all(act)))


def _points_of_all(act: Act) -> list[tuple[JointMember, list[CorrectionPoint]]]:
    """The points of the members that this notice puts to correction, in the order of the package."""
    assert act.case.joint is not None
    listed: dict[int, list[CorrectionPoint]] = {}
    put_to_it = Q(correction__case__state=State.CORRECTING.value) | Q(correction__case=act.case)
    found = CorrectionPoint.objects.filter(
        put_to_it, correction__case__joint_id=act.case.joint_id, correction__served_at__isnull=True
    ).annotate(of_case=F("correction__case_id"))
    for point in found.order_by("pk"):
        listed.setdefault(point.of_case, []).append(point)
    return [(one, listed[one.case_id]) for one in members_of(act.case.joint) if one.case_id in listed]


@handles(Action.NOTE_SERVICE)
def note_service(act: Act) -> None:
    """The merged notice was served with another member: it counts for this one as well (rule 30)."""
    act.correction_served = True
    Correction.objects.filter(case=act.case).update(served_at=act.now)


@handles(Action.CALL_OFF_NOTICE)
@enforces("RULE-7", "RULE-19")
def call_off_notice(act: Act) -> None:
    """The merged notice lost its effect before it was served: nothing was asked for yet (rule 7).

    The organ's points stay as it put them in, for the notice that takes its place.
    """
    CorrectionPoint.objects.filter(correction__case=act.case).delete()
    act.case.correction.delete()
    act.case.correction_stage = ""
    void_unserved(act, "合并告知送达前，其中有事项已视为受理或者已撤回", [DocumentKind.CORRECTION])
