"""Results in self-service cabinets: their codes, free slots, and what lies where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hmac import compare_digest

from django.db.models import QuerySet

from onevisit.cases.models import Case, Deposit
from onevisit.law.powers import PowerKind
from onevisit.organization.authorization import scope
from onevisit.organization.models import Cabinet
from onevisit.organization.workers import Worker
from onevisit.records import privacy

CODE_LENGTH = 8
PAGE = 30


def pickup_code(deposit_id: int) -> str:
    """The eight digits that open the slot: derived for each deposit, nowhere stored."""
    digest = privacy.keyed_hash("pickup_code", str(deposit_id))
    return f"{int.from_bytes(digest[:8], 'big') % 10**CODE_LENGTH:0{CODE_LENGTH}d}"


def with_code(cabinet: Cabinet, code: str) -> Deposit | None:
    """What lies in this cabinet under this code, collectable or not any more. One statement."""
    found = Deposit.objects.filter(cabinet=cabinet, emptied_at=None).select_related("case__applicant")
    right = [one for one in found if compare_digest(pickup_code(one.pk), code)]
    return right[0] if right else None


def of_case(case: Case) -> Deposit | None:
    """The slot in which the result lies, if any. One statement."""
    return Deposit.objects.filter(case=case, emptied_at=None).select_related("cabinet").first()


def free_slots(hall_id: int) -> list[tuple[Cabinet, int]]:
    """Slots of the hall's working cabinets in which nothing lies. Two statements."""
    cabinets = list(Cabinet.objects.filter(hall_id=hall_id, closed_at=None).order_by("code"))
    taken = set(
        Deposit.objects.filter(cabinet__in=cabinets, emptied_at=None).values_list("cabinet_id", "slot")
    )
    return [
        (cabinet, slot)
        for cabinet in cabinets
        for slot in range(1, cabinet.slots + 1)
        if (cabinet.pk, slot) not in taken
    ]


def taken_by_cabinet(cabinets: Iterable[Cabinet]) -> dict[int, int]:
    """How many slots of each cabinet hold something. One statement."""
    found = Deposit.objects.filter(cabinet__in=list(cabinets), emptied_at=None)
    counts: dict[int, int] = {}
    for cabinet_id in found.values_list("cabinet_id", flat=True):
        counts[cabinet_id] = counts.get(cabinet_id, 0) + 1
    return counts


@dataclass(frozen=True)
class DepositPage:
    """A page by key; ``before`` is the key of the next page, None on the last."""

    deposits: tuple[Deposit, ...]
    before: int | None


def of_worker(worker: Worker, show: str, *, before: int = 0) -> DepositPage:
    """Deposits of cases whose results the worker hands out, the latest first. One statement.

    ``show``: "inside" what waits for its applicant, "to_empty" what nobody collected and still lies there,
    "past" all the rest.
    """
    found: QuerySet[Deposit] = Deposit.objects.filter(
        case__in=Case.objects.filter(scope(worker, PowerKind.ISSUE))
    )
    if show == "past":
        found = found.filter(emptied_at__isnull=False)
    else:
        found = found.filter(emptied_at=None, ended_at__isnull=show == "inside")
    if before:
        found = found.filter(pk__lt=before)
    rows = list(
        found.select_related("case", "case__version", "cabinet", "put_in_by").order_by("-pk")[: PAGE + 1]
    )
    return DepositPage(tuple(rows[:PAGE]), rows[PAGE - 1].pk if len(rows) > PAGE else None)
