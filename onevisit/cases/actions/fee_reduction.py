"""Waiver, reduction and deferral of a fee: asked for with its basis, decided by another person (HOUSE-36)."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from onevisit.cases import fee_papers
from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.actions.fee import ATTEND
from onevisit.cases.fees import open_reduction, order_of, published_reductions, replace_order
from onevisit.cases.models import FeeReduction
from onevisit.law.clauses import enforces
from onevisit.law.fee_reductions import ReductionGround, ReductionKind, due_after, require_deferral_day
from onevisit.law.fees import FeeState
from onevisit.law.lifecycle import Action
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.records import jobs


class ReductionRequest(Inputs):
    """What is asked for, by which rule, and why; ``basis`` names the document where one is cited."""

    kind: ReductionKind
    ground: ReductionGround
    basis: str = Field(default="", max_length=300)
    reason: str = Field(min_length=2, max_length=1000)


@handles(Action.REQUEST_REDUCTION, ReductionRequest)
@enforces("XK-59")
def request_reduction(act: Act) -> None:
    """Nothing changes until it is decided: who would rather pay first is given back what was too much."""
    given = act.inputs
    order = order_of(act.case)
    assert order is not None
    found = FeeReduction.objects.create(
        case=act.case,
        order=order,
        kind=given.kind,
        ground=given.ground,
        basis=_basis(act),
        reason=given.reason,
        asked_by_id=act.performer.staff_id,
        asked_at=act.now,
    )
    act.case.reduction_open = True
    act.data.update(reduction=found.pk, kind=found.kind, ground=found.ground)


def _basis(act: Act) -> str:
    """The published rule of the item, or the document that was cited."""
    if act.inputs.ground is ReductionGround.CITED:
        if act.inputs.basis:
            return str(act.inputs.basis)
        raise Refusal(
            "no_basis",
            Sentence("没有写明依据哪个文件减免缓缴。"),
            clauses=("XK-59",),
            next_step=Sentence("请写文件名称、文号。您填写的内容都在。"),
        )
    published = published_reductions(act.definition)
    if published:
        return "；".join(published)
    raise Refusal(
        "nothing_published",
        Sentence("本事项没有公布减免情形。"),
        clauses=("XK-59",),
        next_step=Sentence("有其他文件规定的，请选“其他有效文件规定”并写明文件。"),
    )


class ReductionDecision(Inputs):
    """What is granted: the sum for a reduction, the last day for a deferral, and why."""

    kind: ReductionKind
    reduced_fen: int = Field(default=0, ge=0, le=10**12)
    until: date | None = None
    opinion: str = Field(min_length=2, max_length=1000)


@handles(Action.APPROVE_REDUCTION, ReductionDecision)
@enforces("XK-59", "HOUSE-36")
def approve_reduction(act: Act) -> None:
    """Less is due, or the same later. What was paid meanwhile stays on its order, and is too much there."""
    given, case = act.inputs, act.case
    found, order = open_reduction(case), order_of(case)
    assert found is not None and order is not None
    require_deferral_day(given.kind, given.until, act.today)
    due = due_after(given.kind, order.due_fen, given.reduced_fen)
    found.state, found.decided_kind = FeeReduction.State.APPROVED, given.kind
    found.reduced_fen = order.due_fen - due
    if order.paid_fen:
        _require_not_deferred(given.kind)
        order.due_fen = due
        order.save(update_fields=["due_fen"])
    elif given.kind is ReductionKind.DEFER:
        order.deferred_until = found.deferred_until = given.until
        order.save(update_fields=["deferred_until"])
        case.fee = FeeState.DEFERRED
    else:
        waived = given.kind is ReductionKind.WAIVE
        order = replace_order(
            case,
            order,
            act.now,
            due_fen=due,
            deferred_until=None if waived else order.deferred_until,
            settled_at=act.now if waived else None,
        )
        if waived:
            case.fee = FeeState.WAIVED
    _decided(act, found)
    jobs.defer(ATTEND)
    act.data.update(fee_order=order.pk, decided=given.kind.value, due_fen=due, reduced_fen=found.reduced_fen)
    act.papers.append(fee_papers.reduction(act, found, order))


def _require_not_deferred(kind: ReductionKind) -> None:
    if kind is ReductionKind.DEFER:
        raise Refusal(
            "fee_settled",
            Sentence("费用已经缴清，不能再缓缴。"),
            clauses=("XK-59",),
            next_step=Sentence("请决定减缴、免缴，或者不予减免。"),
        )


class ReductionRejection(Inputs):
    """Why what was asked for is not granted, and by which rule."""

    reasons: list[str] = Field(min_length=1, max_length=20)
    legal_basis: list[str] = Field(min_length=1, max_length=20)


@handles(Action.REJECT_REDUCTION, ReductionRejection)
@enforces("XK-59", "XK-38", "HOUSE-36")
def reject_reduction(act: Act) -> None:
    """The fee stays as it was assessed; the refusal says why, and where to turn."""
    found = open_reduction(act.case)
    assert found is not None
    found.state, found.opinion = FeeReduction.State.REJECTED, "；".join(act.inputs.reasons)
    _decided(act, found)
    act.papers.append(fee_papers.reduction_refusal(act, found))


def _decided(act: Act, found: FeeReduction) -> None:
    found.opinion = found.opinion or act.inputs.opinion
    found.decided_by_id, found.decided_at = act.staff_id, act.now
    found.save()
    act.case.reduction_open = False
    act.data.update(reduction=found.pk)
