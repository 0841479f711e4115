"""Looking items over: what is due and why, who may confirm, what a confirmation settles (JH-8.3, JH-29)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.db.models import Q

from onevisit.catalog import reviews
from onevisit.catalog.models import CatalogueLogRow, ItemReview, ItemVersion, ReviewedPart
from onevisit.law.item_reviews import ReviewOutcome, months_before
from onevisit.law.legal_basis import LawChangeKind
from onevisit.law.refusal import Refusal
from onevisit.records import clock
from tests.cases.world import worker
from tests.catalog.changing import AGENCY, HEAD, KEEPER, OTHER_KEEPER, item, key
from tests.catalog.sample_items import definition
from tests.catalog.test_laws import changed, registered

CODE = definition().code
ALL = tuple(ReviewedPart)
RIGHT, WRONG = ReviewOutcome.CONFIRMED, ReviewOutcome.NEEDS_CHANGE


def due(by: str = KEEPER, reason: str = "") -> list[str]:
    return [one.version.item.code for one in reviews.due_page(worker(by), reason=reason).rows]


def reviewed(
    outcome: ReviewOutcome = RIGHT, parts: Sequence[ReviewedPart] = ALL, by: str = KEEPER, note: str = ""
) -> None:
    reviews.record_review(worker(by), item(CODE), outcome, parts, note, key())


def aged(days: int) -> None:
    """The version of the sample item began that many days ago."""
    ItemVersion.objects.filter(item__code=CODE).update(valid_from=clock.now() - timedelta(days=days))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 12, date(2025, 1, 15)),
        (date(2026, 1, 31), 2, date(2025, 11, 30)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 6, 1), 6, date(2025, 12, 1)),
    ],
)
def test_months_are_calendar_months(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("JH-8.3")
def test_an_item_is_due_when_a_part_was_not_confirmed_for_the_months_of_the_city() -> None:
    assert due() == []
    aged(400)
    assert due() == [CODE] == due(reason="stale")
    assert due(reason="law") == due(reason="wanted") == []
    reviewed(parts=ALL[:-1])
    [left] = reviews.due_page(worker(KEEPER)).rows
    assert [part for part, _since in left.stale] == [ALL[-1]]
    reviewed(parts=ALL[-1:])
    assert due() == []
    ItemReview.objects.filter(part=ReviewedPart.MANUAL).update(at=clock.now() - timedelta(days=380))
    assert due() == [CODE]


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("JH-29", "JH-8.3")
def test_a_changed_law_asks_for_a_review_of_whoever_cites_it() -> None:
    law = registered()
    changed(law, LawChangeKind.AMENDED, clock.today(), "154")
    assert due() == []
    changed(law, LawChangeKind.AMENDED, clock.today(), "33")
    assert due() == [CODE] == due(AGENCY, "law")
    reviewed(parts=(ReviewedPart.GUIDE,))
    assert due() == [CODE]
    reviewed(parts=(ReviewedPart.LIST,))
    assert due() == []
    changed(law, LawChangeKind.REPEALED, clock.today() + timedelta(days=30))
    assert CODE in due()
    assert due(OTHER_KEEPER) == []


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("JH-8.3")
def test_what_needs_a_change_stays_on_the_list_until_it_is_confirmed_or_changed() -> None:
    with pytest.raises(Refusal) as caught:
        reviewed(WRONG)
    assert caught.value.code == "note_needed"
    reviewed(WRONG, (ReviewedPart.GUIDE,), note="电话已更换")
    [one] = reviews.due_page(worker(KEEPER)).rows
    assert one.wanted is not None and one.wanted.note == "电话已更换"
    assert due(reason="wanted") == [CODE]
    ItemVersion.objects.filter(item__code=CODE).update(valid_from=clock.now())
    assert due() == []
    reviewed(WRONG, (ReviewedPart.GUIDE,), note="还有一处要改")
    reviewed(RIGHT, (ReviewedPart.GUIDE,))
    assert due() == []


@pytest.mark.usefixtures("demo_city")
@pytest.mark.clause("HOUSE-10", "HOUSE-2")
def test_only_who_keeps_the_item_reviews_it_and_each_review_stands_in_the_log_once() -> None:
    for by in (OTHER_KEEPER, HEAD):
        with pytest.raises(Refusal) as caught:
            reviewed(by=by)
        assert caught.value.code == "no_power"
    assert not ItemReview.objects.exists()
    reviewed(by=AGENCY)
    same = key()
    for _time in range(2):
        reviews.record_review(worker(KEEPER), item(CODE), RIGHT, ALL[:1], "", same)
    assert ItemReview.objects.count() == len(ALL) + 1
    rows = CatalogueLogRow.objects.filter(item=item(CODE), act="review").order_by("pk")
    assert [row.allowed for row in rows] == [False, False, True, True]
    with pytest.raises(Refusal) as caught:
        reviewed(parts=())
    assert caught.value.code == "no_part"


@pytest.mark.usefixtures("demo_city")
def test_what_the_list_counts_is_what_it_explains() -> None:
    aged(400)
    changed(registered(), LawChangeKind.AMENDED, clock.today())
    everything = Q()
    found = list(reviews.due_versions(everything, 12))
    assert found
    for version in found:
        why = reviews.due_of(version, 12)
        assert why.stale or why.changes or why.wanted
    for version in ItemVersion.objects.filter(state="published").exclude(pk__in=[one.pk for one in found]):
        why = reviews.due_of(version, 12)
        assert not (why.stale or why.changes or why.wanted)
    assert reviews.due_count(worker(AGENCY)) == len(found)
