"""The jobs of the cases room."""

from __future__ import annotations

import logging

from onevisit.cases import engine, parcels, payments, queries, telling, unclaimed
from onevisit.cases.actions.fee import ATTEND as ATTEND_PAYMENTS
from onevisit.cases.actions.post import ATTEND
from onevisit.exchange import courier
from onevisit.exchange import payments as providers
from onevisit.records import jobs

logger = logging.getLogger(__name__)


@jobs.task(name=telling.AFTER_ACT)
def after_act(case: int, sequence: int, action: str, documents: list[int]) -> None:
    """Tells of an act and makes its documents."""
    telling.after_act(case, sequence, action, documents)


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(name="onevisit.cases.lapse")
def lapse(timestamp: int) -> None:
    """Applies what has lapsed, so that lists are right even for cases nobody opens; no act waits for it.

    A case that can't be brought up to date must not keep the others from it: it is logged as an alarm.
    """
    for case_id in queries.lapsed():
        try:
            engine.bring_up_to_date(case_id)
        except Exception:
            logger.exception("case %s could not be brought up to date", case_id)


@jobs.task(name=ATTEND)
def attend_parcels() -> None:
    """Asks the courier now, right after an act that it has to hear of."""
    found = courier.connected()
    if found is not None:
        parcels.attend(found)


@jobs.periodic(cron="* * * * *")
@jobs.task(name="onevisit.cases.follow_parcels", queueing_lock="onevisit.cases.follow_parcels")
def follow_parcels(timestamp: int) -> None:
    """Asks the courier after all parcels under way; every minute."""
    attend_parcels()


@jobs.periodic(cron="20 9 * * *")
@jobs.task(name="onevisit.cases.remind_to_collect", queueing_lock="onevisit.cases.remind_to_collect")
def remind_to_collect(timestamp: int) -> None:
    """Reminds applicants of results that wait; every morning, when nobody is woken by a message."""
    unclaimed.remind()


@jobs.task(name=ATTEND_PAYMENTS)
def attend_payments() -> None:
    """Bills at the payment provider what was just assessed, and closes what was just paid elsewhere."""
    found = providers.connected()
    if found is not None:
        payments.attend(found)


@jobs.periodic(cron="* * * * *")
@jobs.task(name="onevisit.cases.follow_payments", queueing_lock="onevisit.cases.follow_payments")
def follow_payments(timestamp: int) -> None:
    """Asks the payment provider again what it did not answer; every minute."""
    attend_payments()
