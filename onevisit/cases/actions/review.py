"""Review steps, special procedures, extensions (AS-4.3, JH-24; XK-34, 42, 45; rules 10, 11, 13)."""

from __future__ import annotations

from pydantic import Field

from onevisit.cases import papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.models import CaseStep, Extension, Irregularity, SpecialProcedureRun
from onevisit.cases.notices import counts_when_served, void_unserved
from onevisit.cases.special_runs import ALL_STOPPED, end_procedure, running_procedure, stand_still
from onevisit.catalog.parts import Step
from onevisit.law.clock_kinds import ClockKind
from onevisit.law.document_kinds import DocumentKind
from onevisit.law.extensions import longest_extension
from onevisit.law.hearings import HEARING
from onevisit.law.items import ItemType, StepKind
from onevisit.law.lifecycle import Action
from onevisit.law.limits import Limit, announced_resumption, effective_day, is_late
from onevisit.law.procedures import SPECIAL_PROCEDURES
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records import clocks
from onevisit.records.calendar import current_calendar
from onevisit.records.models import Clock


@handles(Action.START_REVIEW)
def start_review(act: Act) -> None:
    """A handler takes the case up; it is his until the decision."""
    act.case.handler_id = act.staff_id


class StepInputs(Inputs):
    """A finished review step: its conclusion, ticked review points, opinion."""

    step: str = Field(max_length=60)
    passed: bool
    opinion: str = Field(min_length=2, max_length=2000)
    ticks: tuple[str, ...] = Field(default=(), max_length=200)


@handles(Action.RECORD_STEP, StepInputs)
def record_step(act: Act) -> None:
    """A step is on record with ticked points and opinion; a site visit has its own record (XK-34)."""
    step = next_step(act)
    if step.key != act.inputs.step:
        raise Refusal(
            "step_order",
            Sentence("请先完成“%(step)s”。", step=step.name),
            clauses=("JH-24", "AS-4.3"),
            next_step=Sentence("各环节按办理流程依次完成。"),
        )
    if step.kind is StepKind.SITE_VISIT:
        raise Refusal(
            "visit_needed",
            Sentence("“%(step)s”要到现场核查，以核查笔录登记。", step=step.name),
            clauses=("XK-34p3", "JH-8.2.5"),
            next_step=Sentence("请先安排现场核查，再登记核查笔录。"),
        )
    require_all_points_ticked(act, step)
    CaseStep.objects.create(
        case=act.case,
        position=[one.key for one in act.definition.steps].index(step.key),
        key=step.key,
        name=step.name,
        kind=step.kind.value,
        passed=act.inputs.passed,
        opinion=act.inputs.opinion,
        ticks=list(act.inputs.ticks),
        done_by_id=act.staff_id,
        done_at=act.now,
    )
    act.data.update(step=step.key, passed=act.inputs.passed)


def next_step(act: Act) -> Step:
    """The review step that comes next. Raises Refusal when all are done."""
    done = set(CaseStep.objects.filter(case=act.case).values_list("key", flat=True))
    for step in act.definition.steps:
        if step.kind not in (StepKind.SIGN, StepKind.CERTIFICATE) and step.key not in done:
            return step
    raise Refusal(
        "steps_done",
        Sentence("审查环节都已完成。"),
        clauses=("JH-24", "AS-4.3"),
        next_step=Sentence("请拟定决定。"),
    )


def require_all_points_ticked(act: Act, step: Step) -> None:
    """Passed means that every review point was checked (AS-3.1d)."""
    if not act.inputs.passed:
        return
    missing = [point.text for point in step.review_points if point.key not in act.inputs.ticks]
    if missing:
        raise Refusal(
            "points_not_ticked",
            Sentence("结论为通过时，审查要点应当逐项核对：%(point)s。", point=missing[0]),
            clauses=("AS-3.1d", "JH-8.3"),
            next_step=Sentence("请勾选核对过的要点，或者把结论改为不通过并写明理由。"),
        )


class ProcedureInputs(Inputs):
    """A special procedure: kind, reason, announced time in whole working days."""

    procedure: str = Field(max_length=30)
    reason: str = Field(min_length=2, max_length=500)
    days: int = Field(ge=1, le=365)


@handles(Action.START_SPECIAL_PROCEDURE, ProcedureInputs)
def start_special_procedure(act: Act) -> None:
    """The procedure begins with its written notice; the clocks wait for its service (XK-45, rules 10, 11)."""
    case, given = act.case, act.inputs
    planned = next((one for one in act.definition.special_procedures if one.key == given.procedure), None)
    rule = SPECIAL_PROCEDURES.get(given.procedure)
    if planned is None or rule is None:
        raise Refusal(
            "procedure_not_listed",
            Sentence("本事项的办事指南没有列明这种特别程序，不能启动。"),
            clauses=("XK-45", "JH-17"),
            next_step=Sentence("请从办事指南列明的特别程序中选择。"),
        )
    if given.procedure == HEARING and act.is_licence:
        raise Refusal(
            "hearing_has_its_acts",
            Sentence("行政许可的听证按听证程序办理，不作为一般特别程序启动。"),
            clauses=("XK-46", "XK-48"),
            next_step=Sentence("请使用“决定依职权听证”或者“告知听证权利”。您填写的内容都在。"),
        )
    item_type = ItemType(act.definition.type)
    run = SpecialProcedureRun.objects.create(
        case=case,
        key=given.procedure,
        reason=given.reason,
        basis="；".join(planned.basis),
        announced_days=given.days,
        started_at=act.now,
        started_by_id=act.staff_id,
        stops_statutory=rule.stops_statutory(item_type, cited_basis="；".join(planned.basis)),
        stops_promise=rule.stops_promise(cited_basis="；".join(planned.basis)),
    )
    case.running_procedure = given.procedure
    if case.handler_id is None:
        case.handler_id = act.staff_id
    act.data.update(procedure=given.procedure, days=given.days)
    act.papers.append(papers.special_procedure_notice(act, run))


@counts_when_served(DocumentKind.SPECIAL_PROCEDURE)
def special_procedure_served(act: Act) -> None:
    """The clocks that may stop stand still from now on, for the time that was told (XK-45, rule 10)."""
    run = running_procedure(act)
    paused_from = effective_day(act.now, act.case.hall.closing_time)
    stand_still(
        act, run, paused_from, announced_resumption(paused_from, run.announced_days, current_calendar())
    )


class ProcedureResult(Inputs):
    """What the special procedure found."""

    result: str = Field(min_length=2, max_length=2000)


@handles(Action.END_SPECIAL_PROCEDURE, ProcedureResult)
def end_special_procedure(act: Act) -> None:
    """The procedure ends early or on time; the day of resuming counts (rule 10)."""
    run = running_procedure(act)
    run.result = act.inputs.result
    resumed = effective_day(act.now, act.case.hall.closing_time)
    if run.announced_end is None:
        void_unserved(act, "特别程序在告知书送达前已结束", [DocumentKind.SPECIAL_PROCEDURE])
        end_procedure(act, run, None)
        return
    clocks.resume(clocks.still_open(act.clocks, *ALL_STOPPED), resumed, run.key)
    end_procedure(act, run, min(resumed, run.announced_end))


@handles(Action.LAPSE_SPECIAL_PROCEDURE)
def lapse_special_procedure(act: Act) -> None:
    """Past the announced time a pause ends by itself unless announced again (rule 10)."""
    run = running_procedure(act)
    end_procedure(act, run, run.announced_end)


class ExtensionRequest(Inputs):
    """An extension of the statutory limit in working days, with the reason the applicant will read."""

    days: int = Field(ge=1, le=365)
    reason: str = Field(min_length=5, max_length=500)


@handles(Action.REQUEST_EXTENSION, ExtensionRequest)
def request_extension(act: Act) -> None:
    """The handler asks, before the limit has run out (rule 13)."""
    _require_days_allowed(act)
    if act.case.extension_requested:
        raise Refusal(
            "requested_before", Sentence("延期申请已提交，等待部门负责人批准。"), clauses=("XK-42",)
        )
    Extension.objects.create(
        case=act.case,
        days=act.inputs.days,
        reason=act.inputs.reason,
        requested_by_id=act.staff_id,
        requested_at=act.now,
    )
    act.case.extension_requested = True
    act.data["days"] = act.inputs.days


def _require_days_allowed(act: Act) -> None:
    """Ten working days, or what a special law gives the item (XK-42)."""
    rule = act.definition.extension
    most = longest_extension(None if rule is None else rule.limit)
    if act.inputs.days > most:
        raise Refusal(
            "too_many_days",
            Sentence("最多延长 %(most)s 个工作日。", most=most)
            if rule is None
            else Sentence("最多延长 %(most)s 个工作日（%(basis)s）。", most=most, basis=rule.basis[0]),
            clauses=("XK-42",),
            next_step=Sentence("请改正天数后再申请。"),
        )


@handles(Action.APPROVE_EXTENSION)
def approve_extension(act: Act) -> None:
    """The head approves; the applicant is told the reason, and with that the limit grows (XK-42, rule 13)."""
    extension = _requested(act)
    extension.state = Extension.Decision.GRANTED
    _answer(act, extension)
    act.case.extension_granted = True
    act.papers.append(papers.extension_notice(act, extension, _extended(act, extension.days)))


@counts_when_served(DocumentKind.EXTENSION)
def extension_served(act: Act) -> None:
    """The statutory limit grows, the promise only where the profile lets it (rule 13).

    Told after the limit has run out the reason comes too late: the breach stays, and is an irregularity.
    """
    case = act.case
    extension = Extension.objects.get(case=case, state=Extension.Decision.GRANTED)
    closing = case.hall.closing_time
    if any(is_late(act.now, one.due_on, closing) for one in clocks.still_open(act.clocks, "statutory")):
        Irregularity.objects.create(
            case=case, clause="XK-42", kind="extension_told_too_late", found_at=act.now
        )
        return
    for one, limit in _extended(act, extension.days):
        clocks.change_limit([one], limit)
    act.data["extended"] = extension.days


def _extended(act: Act, days: int) -> list[tuple[Clock, Limit]]:
    """The running clocks that an extension reaches, each with its longer limit (rule 13)."""
    kinds = [ClockKind.STATUTORY.value]
    if act.case.city.promise_may_be_extended:
        kinds.append(ClockKind.PROMISE.value)
    return [
        (one, Limit(one.limit_count + days, clocks.limit_of(one).unit))
        for one in clocks.still_open(act.clocks, *kinds)
    ]


@handles(Action.REJECT_EXTENSION)
def reject_extension(act: Act) -> None:
    """The head does not approve; the limits stay."""
    extension = _requested(act)
    extension.state = Extension.Decision.REJECTED
    _answer(act, extension)


def _requested(act: Act) -> Extension:
    return Extension.objects.get(case=act.case, state=Extension.Decision.REQUESTED)


def _answer(act: Act, extension: Extension) -> None:
    extension.decided_by_id = act.staff_id
    extension.decided_at = act.now
    extension.save()
    act.case.extension_requested = False
    act.data["days"] = extension.days
