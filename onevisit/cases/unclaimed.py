"""Results that wait at a window for whoever collects them himself, and nobody comes (JH-25b, AS-4.4)."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db.models import Count, QuerySet

from onevisit.cases import engine
from onevisit.cases.actions.collecting import next_reminder
from onevisit.cases.models import Case, CollectionCall
from onevisit.cases.performers import THE_LAW
from onevisit.cases.time_limits import SELF_COLLECTED
from onevisit.law.lifecycle import Action
from onevisit.law.powers import PowerKind
from onevisit.law.profiles import PROFILES
from onevisit.law.refusal import Refusal
from onevisit.organization.authorization import scope
from onevisit.organization.workers import Worker
from onevisit.records import clock

PAGE = 30
MOST_AT_ONCE = 500
LONGEST_WAIT = min(profile.collecting.unclaimed_after for profile in PROFILES.values())
FIRST_REMINDER = min(profile.collecting.reminders[0].after for profile in PROFILES.values())
MOST_REMINDERS = max(len(profile.collecting.reminders) for profile in PROFILES.values())
logger = logging.getLogger(__name__)


def _waiting(days: int) -> QuerySet[Case]:
    since = clock.now() - timedelta(days=days)
    return Case.objects.filter(waits_since__lte=since, delivery_way__in=("", *SELF_COLLECTED))


def of_worker(worker: Worker, *, after: int = 0) -> tuple[list[Case], int | None]:
    """Results of the worker's window that wait too long, and the key of the next page. Two statements.

    Each case bears ``calls``, how often somebody was called.
    """
    found = _waiting(LONGEST_WAIT).filter(scope(worker, PowerKind.ISSUE), pk__gt=after)
    rows = found.select_related("version", "applicant", "hall", "hall__region").annotate(
        calls=Count("collection_calls")
    )
    cases: list[Case] = list(rows.order_by("pk")[: PAGE + 1])
    return list(cases[:PAGE]), cases[PAGE - 1].pk if len(cases) > PAGE else None


def calls_of(case: Case) -> list[CollectionCall]:
    """Who called the applicant about this result, the latest first. One statement."""
    return list(case.collection_calls.select_related("called_by").order_by("-pk"))


def remind() -> int:
    """Reminds of everything that is due; returns of how many. May run twice at once without harm."""
    reminded = 0
    waiting = _waiting(FIRST_REMINDER).select_related("hall", "hall__region").order_by("waits_since", "pk")
    for case in waiting.filter(reminders__lt=MOST_REMINDERS)[:MOST_AT_ONCE]:
        due = next_reminder(case)
        if due is None or due > clock.now():
            continue
        key = f"remind-{case.pk}-{case.sequence}"
        try:
            engine.perform(case.pk, Action.REMIND_TO_COLLECT, THE_LAW, key, seen=case.revision)
        except Refusal as refusal:
            logger.info("no reminder for case %s: %s", case.pk, refusal.code)
        else:
            reminded += 1
    return reminded
