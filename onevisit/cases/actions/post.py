"""Sending a result by post, free for the applicant (JH-25b, AS-3.4.5; rules 12 and 30).

The ten days of delivery end when the parcel is handed to the courier; the result counts as served when it is
signed for. The courier's messages perform the same acts as the clerk who enters a paper receipt.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, time

from pydantic import AwareDatetime, Field

from onevisit.cases.act import Act, Inputs, handles
from onevisit.cases.actions.collecting import waits_from
from onevisit.cases.actions.serving import serve_result
from onevisit.cases.models import Case, Parcel
from onevisit.cases.performers import THE_COURIER
from onevisit.law.clauses import enforces
from onevisit.law.items import DeliveryWay
from onevisit.law.lifecycle import Action
from onevisit.law.parcels import ParcelState
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence
from onevisit.law.service import ServiceMethod
from onevisit.people.service import current_service_address
from onevisit.records import jobs
from onevisit.records.clock import SHANGHAI

ATTEND = "onevisit.cases.attend_parcels"


@handles(Action.ORDER_POST)
def order_post(act: Act) -> None:
    """A parcel is ordered to the address that the applicant gave; the courier is asked after the act."""
    parcel = _new_parcel(act)
    act.data["parcel"] = parcel.pk
    jobs.defer(ATTEND)


def _new_parcel(act: Act, *, by_hand: bool = False) -> Parcel:
    case = act.case
    assert case.applicant is not None
    if not case.service_address:
        raise Refusal(
            "no_address",
            Sentence("还没有邮寄地址。"),
            clauses=("JH-25b", "AS-3.4.5"),
            next_step=Sentence("请先变更领取方式，填写邮寄地址。"),
        )
    confirmed = current_service_address(case.applicant)
    same = confirmed is not None and confirmed.postal_address == case.service_address
    recipient = confirmed.recipient if confirmed is not None and same else case.applicant.name
    phone = confirmed.phone if confirmed is not None and same else case.applicant.phone or ""
    return Parcel.objects.create(
        case=case,
        hall_id=case.hall_id,
        reference=uuid.uuid4().hex,
        by_hand=by_hand,
        state=ParcelState.ORDERED,
        recipient=recipient,
        phone=phone,
        address=case.service_address,
        ordered_by_id=act.staff_id,
        ordered_at=act.now,
    )


def parcel_under_way(case: Case) -> Parcel | None:
    """The parcel of the case that is ordered, travels, or is lost and not yet replaced. One statement."""
    return Parcel.objects.filter(case=case, ended_at=None).first()


def take_back_order(act: Act) -> None:
    """Ends a parcel that was ordered and never posted; no statement where the case is not for the post."""
    if act.case.delivery_way != DeliveryWay.POST.value:
        return
    parcel = parcel_under_way(act.case)
    if parcel is not None and parcel.state == ParcelState.ORDERED:
        parcel.state = ParcelState.CANCELLED
        parcel.ended_at = act.now
        parcel.cancel_at_courier = not parcel.by_hand
        parcel.save(update_fields=["state", "ended_at", "cancel_at_courier"])
        act.data["parcel_cancelled"] = parcel.pk
        jobs.defer(ATTEND)


class CourierInputs(Inputs):
    """What the courier says with its messages: which parcel, and when it happened there."""

    parcel: int | None = Field(default=None, ge=1)
    happened_at: AwareDatetime | None = None


class PostingInputs(CourierInputs):
    """The tracking number, where the courier's system has not given one."""

    tracking_number: str = Field(default="", max_length=40, pattern="^([A-Za-z0-9-]{4,})?$")


@handles(Action.DELIVER_BY_POST, PostingInputs)
@enforces("RULE-12", "XK-44", "JH-25b")
def deliver_by_post(act: Act) -> None:
    """The parcel goes to the courier: the ten days end here, and nothing counts as served yet."""
    parcel = _parcel(act, may_be_new=True)
    given = act.inputs.tracking_number
    if given and parcel.tracking_number and given != parcel.tracking_number:
        raise Refusal(
            "number_differs",
            Sentence("快递单号与面单上的不一致。"),
            clauses=("JH-25b", "AS-3.4.5"),
            next_step=Sentence("请核对面单，您填写的内容都在。"),
        )
    if not given and not parcel.tracking_number:
        raise Refusal(
            "no_tracking",
            Sentence("还没有快递单号。"),
            clauses=("JH-25b", "AS-3.4.5"),
            next_step=Sentence("快递系统给出单号后再交寄；等不到的，请填写快递员面单上的单号。"),
        )
    if given and not parcel.tracking_number:
        parcel.cancel_at_courier = not parcel.by_hand
        parcel.by_hand = True
        parcel.tracking_number = given
    parcel.state = ParcelState.POSTED
    parcel.posted_at = _moment(act, parcel.ordered_at)
    parcel.save()
    act.clocks_until = parcel.posted_at
    act.case.waits_since = None
    act.data.update(
        method=ServiceMethod.POST.value,
        parcel=parcel.pk,
        tracking_number=parcel.tracking_number,
        posted_at=parcel.posted_at.isoformat(),
    )


class ServedInputs(CourierInputs):
    """Who signed and on which day (Asia/Shanghai), as the courier or its paper receipt says."""

    receiver: str = Field(min_length=1, max_length=100)
    served_on: date | None = None


@handles(Action.CONFIRM_POST_SERVICE, ServedInputs)
@enforces("RULE-30", "JH-25b")
def confirm_post_service(act: Act) -> None:
    """The parcel was signed for: the result is served at that moment, and remedies run from it."""
    parcel = _parcel(act)
    assert parcel.posted_at is not None
    served_at = _moment(act, parcel.posted_at)
    if act.inputs.served_on is not None:
        served_at = _end_of(act, parcel, act.inputs.served_on)
    parcel.state = ParcelState.SERVED
    parcel.served_at = served_at
    parcel.ended_at = act.now
    parcel.save()
    act.data.update(parcel=parcel.pk, served_at=served_at.isoformat())
    serve_result(
        act,
        ServiceMethod.POST,
        act.inputs.receiver,
        served_at=served_at,
        note=f"快递单号 {parcel.tracking_number}",
    )


def _end_of(act: Act, parcel: Parcel, day: date) -> datetime:
    """The end of the day on the paper receipt, which names no hour; today it is this moment."""
    assert parcel.posted_at is not None
    if not parcel.posted_at.astimezone(SHANGHAI).date() <= day <= act.today:
        raise Refusal(
            "service_day_wrong",
            Sentence("签收日期不对：不能早于交寄之日，也不能晚于今天。"),
            clauses=("RULE-30",),
            next_step=Sentence("请核对回执上的签收日期，您填写的内容都在。"),
        )
    return act.now if day == act.today else datetime.combine(day, time.max, tzinfo=SHANGHAI)


class ReasonInputs(CourierInputs):
    """Why; a connected courier says no more than that it is so."""

    reason: str = Field(default="", max_length=500)


@handles(Action.RECORD_RETURN, ReasonInputs)
def record_return(act: Act) -> None:
    """The parcel came back: the result waits at the window again, nothing was served."""
    _end_unserved(act, ParcelState.RETURNED)
    waits_from(act.case, act.now)


@handles(Action.DECLARE_LOST, ReasonInputs)
def declare_lost(act: Act) -> None:
    """The parcel is lost; the case waits until the result is made again."""
    parcel = _parcel(act)
    _require_reason(act)
    parcel.state = ParcelState.LOST
    parcel.note = act.inputs.reason
    parcel.save()
    act.data["parcel"] = parcel.pk


class ReplacementInputs(Inputs):
    """Why the result is made again, and the number of the new blank where it is a certificate."""

    reason: str = Field(min_length=2, max_length=500)
    blank_number: str = Field(default="", max_length=60)


@handles(Action.REPLACE_LOST, ReplacementInputs)
def replace_lost(act: Act) -> None:
    """The same decision and certificate are printed again; number and day stay those of the original."""
    parcel = _parcel(act)
    parcel.note = f"{parcel.note}\n{act.inputs.reason}".strip()
    parcel.ended_at = act.now
    parcel.save()
    act.data.update(parcel=parcel.pk, blank_number=act.inputs.blank_number)
    waits_from(act.case, act.now)


def _end_unserved(act: Act, state: ParcelState) -> None:
    parcel = _parcel(act)
    _require_reason(act)
    parcel.state = state
    parcel.note = act.inputs.reason
    parcel.ended_at = act.now
    parcel.save()
    act.data["parcel"] = parcel.pk


def _require_reason(act: Act) -> None:
    if act.performer.worker is not None and not act.inputs.reason:
        raise Refusal(
            "no_reason",
            Sentence("还没有写明原因。"),
            clauses=("JH-25b", "AS-3.4.5"),
            next_step=Sentence("请写明快递公司怎么说的。"),
        )


def _parcel(act: Act, *, may_be_new: bool = False) -> Parcel:
    """The parcel under way; a courier speaks of its own parcel only."""
    parcel = parcel_under_way(act.case)
    named = getattr(act.inputs, "parcel", None)
    if act.performer == THE_COURIER:
        act.data["by"] = "courier"
    if parcel is None and may_be_new and act.performer.worker is not None:
        return _new_parcel(act, by_hand=True)
    if parcel is None or (named is not None and named != parcel.pk):
        raise Refusal(
            "no_parcel",
            Sentence("没有找到这份快件。"),
            clauses=("JH-25b", "AS-3.4.5"),
            next_step=Sentence("请刷新查看最新进展。"),
        )
    return parcel


def _moment(act: Act, earliest: datetime) -> datetime:
    """When it happened at the courier, kept between what is on record and now: clocks never quite agree."""
    told = act.inputs.happened_at
    return act.now if told is None else min(max(told, earliest), act.now).astimezone(SHANGHAI)
