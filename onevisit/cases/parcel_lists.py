"""Lists of the parcels of a hall."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from onevisit.cases.models import Case, Parcel
from onevisit.law.parcels import ParcelState
from onevisit.law.powers import PowerKind
from onevisit.organization.authorization import scope
from onevisit.organization.workers import Worker

PAGE = 30


@dataclass(frozen=True)
class ParcelPage:
    """A page by key; ``before`` is the key of the next page, None on the last."""

    parcels: tuple[Parcel, ...]
    before: int | None


def of_worker(
    worker: Worker, states: Collection[ParcelState], *, ended: bool = False, before: int = 0
) -> ParcelPage:
    """Parcels in these states of cases whose results the worker hands out, latest first. One statement."""
    found = Parcel.objects.filter(
        state__in=[one.value for one in states],
        ended_at__isnull=not ended,
        case__in=Case.objects.filter(scope(worker, PowerKind.ISSUE)),
    )
    if before:
        found = found.filter(pk__lt=before)
    rows = list(found.select_related("case", "case__version").order_by("-pk")[: PAGE + 1])
    return ParcelPage(tuple(rows[:PAGE]), rows[PAGE - 1].pk if len(rows) > PAGE else None)


def with_label(case: Case) -> Parcel | None:
    """The parcel that waits to be posted and has a number to print; None where there is none."""
    found = Parcel.objects.filter(case=case, ended_at=None, state=ParcelState.ORDERED)
    return found.exclude(tracking_number="").select_related("hall").first()
