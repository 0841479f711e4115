"""Appointing a visit and putting it on record, from the place itself (JH-8.2.5, XK-34, rules 11, 21, 27)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from pydantic import Field, model_validator

from onevisit.cases import visit_papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.actions.review import next_step, require_all_points_ticked
from onevisit.cases.attachments import AttachedFile, attach
from onevisit.cases.models import CaseAttachment, CaseStep, SiteVisit
from onevisit.law.clauses import enforces
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import InputFault, Sentence
from onevisit.organization.models import Staff

FEWEST = 2


class AppointmentInputs(Inputs):
    """When, where, and who goes. ``at`` is an aware moment."""

    at: datetime
    place: str = Field(min_length=2, max_length=200)
    officers: tuple[int, ...] = Field(min_length=1, max_length=20)
    note: str = Field(default="", max_length=500)


@handles(Action.APPOINT_VISIT, AppointmentInputs)
@enforces("JH-8.2.5", "XK-34p3", "RULE-27")
def appoint_visit(act: Act) -> None:
    """Two or more officers with a certificate in force; another appointment moves the one before."""
    given = act.inputs
    if given.at.tzinfo is None or given.at < act.now:
        raise Refusal(
            "visit_in_the_past",
            Sentence("核查时间不能早于现在。"),
            clauses=("JH-8.2.5", "XK-34p3"),
            next_step=Sentence("请改正时间后再安排，并留出告知申请人的时间。"),
        )
    officers = officers_of(act, given.officers)
    SiteVisit.objects.filter(case=act.case, state=SiteVisit.State.APPOINTED).update(
        state=SiteVisit.State.MOVED
    )
    found = SiteVisit.objects.create(
        case=act.case,
        step=next_step(act).key,
        at=given.at,
        place=given.place,
        note=given.note,
        officers=[one.pk for one in officers],
        announced=[
            {
                "id": one.pk,
                "name": one.name,
                "certificate": one.certificate_number,
                "until": str(one.certificate_valid_until),
            }
            for one in officers
        ],
        appointed_by_id=act.staff_id,
        appointed_at=act.now,
    )
    act.case.visit_appointed = True
    act.data.update(visit=found.pk, at=given.at.isoformat(), officers=found.officers)


def officers_of(act: Act, ids: tuple[int, ...]) -> list[Staff]:
    """The officers of this department with a certificate in force. Raises Refusal for fewer than two."""
    wanted = set(ids)
    found = list(
        Staff.objects.filter(pk__in=wanted, department_id=act.case.department_id, active=True).order_by("pk")
    )
    if len(wanted) < FEWEST or len(found) != len(wanted):
        raise Refusal(
            "two_officers",
            Sentence("现场核查应当由两名以上本部门工作人员进行。"),
            clauses=("XK-34",),
            next_step=Sentence("请选择两名以上核查人员。"),
        )
    _require_certificates(
        [
            one.name
            for one in found
            if not one.certificate_number
            or one.certificate_valid_until is None
            or one.certificate_valid_until < act.today
        ]
    )
    return found


def _require_certificates(lapsed: list[str]) -> None:
    if lapsed:
        raise Refusal(
            "officer_not_qualified",
            Sentence("核查人员没有在有效期内的执法证：%(names)s。", names=tuple(lapsed)),
            clauses=("JH-8.4", "XK-34p3"),
            next_step=Sentence("请换持证人员，或者请系统管理员更新证件信息。"),
        )


class SignedBy(Inputs):
    """Who signed on the place: the hash of the picture, or the name typed."""

    officer: int
    signature: str = Field(min_length=1, max_length=64)


class VisitInputs(Inputs):
    """What was found on the place, by whom, in whose presence."""

    passed: bool
    findings: str = Field(min_length=5, max_length=4000)
    ticks: tuple[str, ...] = Field(default=(), max_length=200)
    signatures: tuple[SignedBy, ...] = Field(min_length=1, max_length=20)
    present: str = Field(min_length=1, max_length=60)
    present_signature: str = Field(default="", max_length=64)
    refusal: str = Field(default="", max_length=300)
    photos: tuple[AttachedFile, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _present_signs_or_it_is_said_why_not(self) -> Self:
        if not (self.present_signature or self.refusal):
            raise InputFault(Sentence("：在场人没有签名的，请写明原因"))
        return self


@handles(Action.RECORD_VISIT, VisitInputs)
@enforces("XK-34p3", "JH-8.2.5", "RULE-21", "RULE-11")
def record_visit(act: Act) -> None:
    """The record is made by who was there: each officer signs, and who was present, or why not.

    The visit is a step of the review and stops no clock (rule 11).
    """
    given = act.inputs
    visit = SiteVisit.objects.get(case=act.case, state=SiteVisit.State.APPOINTED)
    officers = visit.announced
    _require_certificates([one["name"] for one in officers if date.fromisoformat(one["until"]) < act.today])
    signed = {one.officer: one.signature for one in given.signatures}
    missing = tuple(one["name"] for one in officers if not signed.get(one["id"]))
    if missing or set(signed) != set(visit.officers):
        raise Refusal(
            "officer_unsigned",
            Sentence("核查人员还没有签名：%(names)s。", names=missing or ("核查人员不符",)),
            clauses=("XK-34p3",),
            next_step=Sentence("请每一位核查人员签名；换了人的，请重新安排核查。"),
        )
    step = act.definition.step(visit.step)
    require_all_points_ticked(act, step)
    visit.state = SiteVisit.State.DONE
    visit.done_at = act.now
    visit.findings, visit.present, visit.refusal = given.findings, given.present, given.refusal
    visit.save()
    CaseStep.objects.create(
        case=act.case,
        position=[one.key for one in act.definition.steps].index(step.key),
        key=step.key,
        name=step.name,
        kind=step.kind.value,
        passed=given.passed,
        opinion=given.findings,
        ticks=list(given.ticks),
        officers=visit.officers,
        done_by_id=act.staff_id,
        done_at=act.now,
    )
    act.case.visit_appointed = False
    attach(act, CaseAttachment.Kind.SITE_PHOTO, visit.pk, given.photos)
    act.data.update(visit=visit.pk, step=step.key, passed=given.passed, officers=visit.officers)
    act.papers.append(visit_papers.site_record(act, visit, signed))
