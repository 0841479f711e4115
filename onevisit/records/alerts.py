"""The engine that watches the clocks: tells when a limit comes near or has passed.

Every alert is an event in the outbox, so open pages change their lights; the room of the subject may do more.

A row is claimed by moving its next alert an hour ahead in a statement of its own; then its handler runs in a
transaction of its own. A row whose handler fails waits that hour and can't stop the others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from onevisit.law.clock_kinds import CLOCK_RULES, ClockKind
from onevisit.records import clock as clock_provider
from onevisit.records import clocks, outbox
from onevisit.records.calendar import current_calendar
from onevisit.records.models import Clock

logger = logging.getLogger(__name__)

CLAIMED_FOR = timedelta(hours=1)

AlertHandler = Callable[[Clock, str], None]
"""Is told the clock and ``due_soon`` or ``overdue``, in the transaction that marks the clock as told."""

_handlers: dict[str, AlertHandler] = {}


@dataclass(frozen=True)
class WatchReport:
    """How many alerts were told, and the clocks whose handler failed (to be tried again in an hour)."""

    told: int
    failed: tuple[int, ...]


def register_handler(subject_kind: str, handler: AlertHandler) -> None:
    """Names the handler for clocks of this kind of subject; the subject's room registers it at start."""
    _handlers[subject_kind] = handler


def watch(limit: int = 500) -> WatchReport:
    """Handles the clocks whose time has come, at most ``limit`` of them; several workers may watch."""
    told = 0
    failed: list[int] = []
    for _ in range(limit):
        claimed = _claim()
        if claimed is None:
            break
        clock_id, until = claimed
        try:
            told += _handle(clock_id, until)
        except Exception:
            # Whatever goes wrong with one clock, the others must still be watched.
            logger.exception("the alert of clock %s failed", clock_id)
            failed.append(clock_id)
            _count_failure(clock_id)
    return WatchReport(told, tuple(failed))


def due_alert(clock: Clock, moment: datetime) -> str:
    """What is to be told about a clock now: ``due_soon``, ``overdue`` or nothing (it was told before)."""
    day = moment.date()
    if clock.state not in clocks.OPEN_STATES or clocks.held_open(clock):
        return ""
    if day > clock.due_on:
        return clocks.OVERDUE if clock.last_alert != clocks.OVERDUE else ""
    if day >= clock.warn_on and clock.last_alert == "" and not clocks.paused_on(clock, day):
        return clocks.DUE_SOON
    return ""


def _claim() -> tuple[int, datetime] | None:
    now = clock_provider.now()
    until = now + CLAIMED_FOR
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE records_clock SET next_alert_at = %s
                WHERE id = (SELECT id FROM records_clock WHERE next_alert_at <= %s
                             ORDER BY next_alert_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id""",
            [until, now],
        )
        row = cursor.fetchone()
    return (int(row[0]), until) if row else None


def _handle(clock_id: int, claimed_until: datetime) -> bool:
    """Tells the alert and sets the next one, unless a command has changed the clock since it was claimed."""
    moment = clock_provider.now()
    with transaction.atomic():
        clock = Clock.objects.filter(pk=clock_id, next_alert_at=claimed_until).first()
        if clock is None:
            return False
        alert = due_alert(clock, moment)
        if alert:
            _tell(clock, alert)
            clock.last_alert = alert
            _arm_next_warning(clock, alert)
        clocks.recompute(clock, current_calendar(), moment.date())
        Clock.objects.filter(pk=clock_id, next_alert_at=claimed_until).update(
            last_alert=clock.last_alert,
            state=clock.state,
            warn_before=clock.warn_before,
            next_alert_at=clock.next_alert_at,
            due_on=clock.due_on,
            provisional=clock.provisional,
            warn_on=clock.warn_on,
            calendar_version=clock.calendar_version,
            alert_failures=0,
        )
    return bool(alert)


def _arm_next_warning(clock: Clock, alert: str) -> None:
    """A clock that is warned of several times is warned again nearer to its due day (rule 17)."""
    if alert != clocks.DUE_SOON or clock.kind not in set(ClockKind):
        return
    nearer = [days for days in CLOCK_RULES[ClockKind(clock.kind)].warnings if days < clock.warn_before]
    if nearer:
        clock.warn_before, clock.last_alert = max(nearer), ""


def _tell(clock: Clock, alert: str) -> None:
    data = {
        "clock": clock.pk,
        "kind": clock.kind,
        "before": clock.warn_before,
        "department": clock.owner_department_id,
    }
    outbox.publish([outbox.Event(f"clock.{alert}", clock.subject_kind, clock.subject_id, data)])
    if clock.subject_kind in _handlers:
        _handlers[clock.subject_kind](clock, alert)


def _count_failure(clock_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE records_clock SET alert_failures = alert_failures + 1 WHERE id = %s", [clock_id]
        )
