"""Looking items over: which are due and why, and recording that somebody did (JH-8.3, JH-29).

An item on offer is due when a part of it was not confirmed for the months that the city sets, when a law it
cites was changed since its list was confirmed, or when the last review found that it needs a change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from onevisit.catalog.authority import item_scope, powers_over
from onevisit.catalog.models import Item, ItemReview, ItemVersion, LawChange, ReviewedPart
from onevisit.catalog.queries import current_version, in_effect
from onevisit.catalog.steps import claimed, step, store
from onevisit.law.catalogue_changes import ChangeAct
from onevisit.law.clauses import enforces
from onevisit.law.item_reviews import ReviewOutcome, months_before, review_refusal
from onevisit.organization.registering import city_of
from onevisit.organization.workers import Worker
from onevisit.records import clock

PAGE = 30
SHANGHAI = ZoneInfo("Asia/Shanghai")
REASONS = ("stale", "law", "wanted")
_LAW_PART = ReviewedPart.LIST


@dataclass(frozen=True)
class Due:
    """An item to be looked over: parts with the day since which nobody confirmed them, changed laws, and the
    review that asked for a change."""

    version: ItemVersion
    stale: tuple[tuple[ReviewedPart, datetime], ...]
    changes: tuple[LawChange, ...]
    wanted: ItemReview | None

    @property
    def stale_by_day(self) -> list[tuple[date, list[ReviewedPart]]]:
        """The unconfirmed parts by the Shanghai day since which nobody confirmed them, the oldest first."""
        found: dict[date, list[ReviewedPart]] = defaultdict(list)
        for part, since in self.stale:
            found[since.astimezone(SHANGHAI).date()].append(part)
        return sorted(found.items())


@dataclass(frozen=True)
class DuePage:
    """A page of items by code; ``after`` is the code to go on from, empty on the last."""

    rows: Sequence[Due]
    after: str


def review_months(worker: Worker) -> int:
    """After how many months the worker's city wants an item looked over. One statement."""
    return city_of(worker).item_review_months


def _cutoff(months: int) -> datetime:
    return datetime.combine(months_before(clock.today(), months), time(), SHANGHAI)


@enforces("JH-8.3", "JH-29")
def due_versions(scope: Q, months: int, reason: str = "") -> QuerySet[ItemVersion]:
    """The versions in effect that are due, for one of ``REASONS`` or for any, by code."""
    cutoff = _cutoff(months)
    confirmed = ItemReview.objects.filter(outcome=ReviewOutcome.CONFIRMED)
    fresh = (
        confirmed.filter(item=OuterRef("item"), at__gt=cutoff)
        .order_by()
        .values("item")
        .annotate(parts=Count("part", distinct=True))
        .values("parts")
    )
    settled = confirmed.filter(
        item=OuterRef(OuterRef("item")), part=_LAW_PART, at__gte=OuterRef("recorded_at")
    )
    changed = LawChange.objects.filter(~Exists(settled), touched__overlap=OuterRef("cited"))
    last = ItemReview.objects.filter(item=OuterRef("item"), at__gte=OuterRef("valid_from"))
    why = {
        "stale": Q(valid_from__lte=cutoff, fresh__lt=len(ReviewedPart.values)),
        "law": Q(Exists(changed)),
        "wanted": Q(last_outcome=ReviewOutcome.NEEDS_CHANGE.value),
    }
    found = (
        in_effect(clock.now())
        .filter(item__in=Item.objects.filter(scope))
        .annotate(
            fresh=Coalesce(Subquery(fresh), 0),
            last_outcome=Subquery(last.order_by("-at", "-pk").values("outcome")[:1]),
        )
    )
    asked = why[reason] if reason else why["stale"] | why["law"] | why["wanted"]
    return found.filter(asked).order_by("item__code")


def due_page(worker: Worker, *, reason: str = "", after: str = "") -> DuePage:
    """The due items of the worker's scope with everything that makes each due. Four statements."""
    months = review_months(worker)
    found = due_versions(item_scope(worker), months, reason)
    if after:
        found = found.filter(item__code__gt=after)
    versions = list(found[: PAGE + 1])
    shown = versions[:PAGE]
    return DuePage(_reasons(shown, months), shown[-1].item.code if len(versions) > PAGE else "")


def due_of(version: ItemVersion, months: int) -> Due:
    """What makes one item due; empty where nothing does. Two statements."""
    return _reasons([version], months)[0]


def _reasons(versions: Sequence[ItemVersion], months: int) -> list[Due]:
    cutoff = _cutoff(months)
    reviews: dict[int, list[ItemReview]] = defaultdict(list)
    items = [one.item_id for one in versions]
    for review in ItemReview.objects.filter(item__in=items).select_related("by").order_by("-at", "-pk"):
        reviews[review.item_id].append(review)
    cited = sorted({key for one in versions for key in one.cited})
    changes = list(
        LawChange.objects.filter(touched__overlap=cited).select_related("law").order_by("-recorded_at")
        if cited
        else ()
    )
    return [_reasons_of(one, reviews[one.item_id], changes, cutoff) for one in versions]


def _reasons_of(
    version: ItemVersion, reviews: Sequence[ItemReview], changes: Sequence[LawChange], cutoff: datetime
) -> Due:
    begins = version.valid_from
    assert begins is not None
    confirmed: dict[str, datetime] = {}
    for review in reviews:
        if review.outcome == ReviewOutcome.CONFIRMED:
            confirmed.setdefault(review.part, review.at)
    since = {part: max(confirmed.get(part.value, begins), begins) for part in ReviewedPart}
    listed = confirmed.get(_LAW_PART.value)
    last = reviews[0] if reviews and reviews[0].at >= begins else None
    return Due(
        version,
        tuple((part, day) for part, day in since.items() if day <= cutoff),
        tuple(
            change
            for change in changes
            if set(change.touched) & set(version.cited) and (listed is None or listed < change.recorded_at)
        ),
        last if last is not None and last.outcome == ReviewOutcome.NEEDS_CHANGE else None,
    )


def due_count(worker: Worker) -> int:
    """How many items of the worker's scope are due: what reminds him. Two statements."""
    return due_versions(item_scope(worker), review_months(worker)).count()


def last_reviews(item: Item) -> list[tuple[ReviewedPart, ItemReview | None]]:
    """Each part with its last review, whatever it gave. One statement."""
    found: dict[str, ItemReview] = {}
    for review in item.reviews.select_related("by").order_by("-at", "-pk"):
        found.setdefault(review.part, review)
    return [(part, found.get(part.value)) for part in ReviewedPart]


@enforces("JH-8.3", "HOUSE-2")
def record_review(
    worker: Worker, item: Item, outcome: ReviewOutcome, parts: Sequence[ReviewedPart], note: str, key: str
) -> None:
    """Somebody looked these parts of the version in effect over. Raises Refusal (logged)."""
    words = "、".join(part.label for part in parts)
    body = {"item": item.pk, "outcome": outcome.value, "parts": sorted(parts), "note": note}
    with step(worker, ChangeAct.REVIEW, item, None, f"{outcome.label}：{words}。{note}") as record:
        if claimed(worker, ChangeAct.REVIEW, key, body) is not None:
            return
        version = current_version(item.code, clock.now())
        powers = powers_over(worker, item.department_id)
        refusal = review_refusal(outcome, parts, note, powers, offered=version is not None)
        if refusal is not None:
            raise refusal
        now = clock.now()
        ItemReview.objects.bulk_create(
            ItemReview(
                item=item,
                part=part.value,
                version=version,
                outcome=outcome.value,
                note=note,
                by_id=worker.staff_id,
                at=now,
            )
            for part in parts
        )
        record(None)
        store(worker, ChangeAct.REVIEW, key, item.pk)
