"""Parcels between the window and the applicant: ordered at the courier, followed until they are signed for.

The acts on the case only write rows; the courier is asked by jobs. A courier that does not answer keeps
nobody from anything: the question is asked again, and the window sees how often it went unanswered.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from onevisit.cases import engine
from onevisit.cases.models import Case, Parcel, ParcelEvent
from onevisit.cases.performers import THE_COURIER
from onevisit.exchange.courier import Consignment, Courier, CourierUnavailable, TrackingEvent
from onevisit.law.lifecycle import Action
from onevisit.law.parcels import ACT_OF_EVENT, UNDER_WAY, ParcelState
from onevisit.law.refusal import Refusal
from onevisit.records import clock

MOST_AT_ONCE = 200
logger = logging.getLogger(__name__)


def of_case(case: Case) -> list[Parcel]:
    """The parcels of a case with their events, the latest first; two statements."""
    return list(Parcel.objects.filter(case=case).prefetch_related("events").order_by("-pk"))


def attend(courier: Courier) -> None:
    """Orders what waits to be ordered, takes back what was cancelled, asks after what is under way.

    May run twice at once: the courier knows each parcel by our reference, every message is applied once.
    """
    waiting = Parcel.objects.filter(by_hand=False).order_by(F("asked_at").asc(nulls_first=True), "pk")
    for parcel in waiting.filter(state=ParcelState.ORDERED, ended_at=None, tracking_number="")[:MOST_AT_ONCE]:
        _asked(parcel, lambda one: order(one, courier))
    for parcel in Parcel.objects.filter(cancel_at_courier=True).order_by("pk")[:MOST_AT_ONCE]:
        _asked(parcel, lambda one: _cancel(one, courier))
    followed = waiting.filter(Q(ended_at=None) & ~Q(tracking_number=""))
    for parcel in followed[:MOST_AT_ONCE]:
        _asked(parcel, lambda one: follow(one, courier.track(one.tracking_number)))


def _asked(parcel: Parcel, question: Any) -> None:
    try:
        question(parcel)
    except CourierUnavailable as fault:
        logger.warning("the courier did not answer about parcel %s: %s", parcel.pk, fault)
        Parcel.objects.filter(pk=parcel.pk).update(unanswered=F("unanswered") + 1)
    else:
        Parcel.objects.filter(pk=parcel.pk).update(unanswered=0, asked_at=clock.now())


def order(parcel: Parcel, courier: Courier) -> None:
    """Orders one parcel and keeps its tracking number; one cancelled meanwhile is taken back.

    Raises CourierUnavailable.
    """
    hall = parcel.hall
    number = courier.order(
        Consignment(parcel.reference, parcel.recipient, parcel.phone, parcel.address, sender=hall.name)
    )
    kept = Parcel.objects.filter(
        pk=parcel.pk, state=ParcelState.ORDERED, ended_at=None, by_hand=False, tracking_number=""
    ).update(tracking_number=number)
    if not kept and not Parcel.objects.filter(pk=parcel.pk, tracking_number=number).exists():
        courier.cancel(parcel.reference)


def _cancel(parcel: Parcel, courier: Courier) -> None:
    courier.cancel(parcel.reference)
    Parcel.objects.filter(pk=parcel.pk).update(cancel_at_courier=False)


def follow(parcel: Parcel, events: list[TrackingEvent]) -> None:
    """Applies what the courier says and was not yet applied, in the courier's order."""
    known = set(ParcelEvent.objects.filter(parcel=parcel).values_list("position", flat=True))
    for position, event in enumerate(events):
        if position not in known:
            _apply(parcel, position, event)


def _apply(parcel: Parcel, position: int, event: TrackingEvent) -> None:
    action = ACT_OF_EVENT.get(event.code)
    if action is not None:
        try:
            engine.perform(
                parcel.case_id,
                action,
                THE_COURIER,
                f"p{parcel.pk}e{position}",
                _inputs(parcel, action, event),
            )
        except Refusal as refusal:
            if refusal.code == "busy":
                raise CourierUnavailable("the case is held by another act") from refusal
            logger.info("message %s of parcel %s changes nothing: %s", position, parcel.pk, refusal.code)
    with transaction.atomic():
        _row, new = ParcelEvent.objects.get_or_create(
            parcel=parcel,
            position=position,
            defaults={"code": event.code, "at": event.at, "recorded_at": clock.now()},
        )
        if new and event.code in UNDER_WAY and action is None:
            Parcel.objects.filter(pk=parcel.pk, state__in=UNDER_WAY).update(state=event.code)


def _inputs(parcel: Parcel, action: Action, event: TrackingEvent) -> dict[str, Any]:
    given: dict[str, Any] = {"parcel": parcel.pk, "happened_at": event.at.isoformat()}
    if action is Action.CONFIRM_POST_SERVICE:
        given["receiver"] = event.signed_by
    return given
