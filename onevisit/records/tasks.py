"""Periodic work of the records room, done by the worker. All of it may run twice without harm."""

from __future__ import annotations

import logging

from onevisit.records import alerts, anchors, clock, health, idempotency, outbox, partitions
from onevisit.records.jobs import periodic, task

logger = logging.getLogger(__name__)

QUEUE = "upkeep"


@periodic(cron="*/2 * * * *")
@task(name="records.anchor_ledger", queue=QUEUE, queueing_lock="records.anchor_ledger")
def anchor_ledger(timestamp: int) -> None:
    """Anchors the ledger rows that are ready; every two minutes."""
    anchors.make_anchors()


@periodic(cron="* * * * *")
@task(name="records.watch_clocks", queue=QUEUE, queueing_lock="records.watch_clocks")
def watch_clocks(timestamp: int) -> None:
    """Tells which limits come near or have passed; every minute."""
    alerts.watch()


@periodic(cron="15 3 * * *")
@task(name="records.keep_house", queue=QUEUE, queueing_lock="records.keep_house")
def keep_house(timestamp: int) -> None:
    """Forgets old command keys and events told long ago; every night."""
    idempotency.forget_old()
    outbox.forget_relayed()


@periodic(cron="*/10 * * * *")
@task(name="records.look_after", queue=QUEUE, queueing_lock="records.look_after")
def look_after(timestamp: int) -> None:
    """Makes the coming months' partitions, then writes what needs a person into the log; every ten minutes.

    The operator's alarms listen to the log.
    """
    partitions.ensure_partitions(clock.today())
    for finding in health.findings():
        logger.warning("%s: %s", finding.code, finding.message)
