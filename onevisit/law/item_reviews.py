"""Looking an item over from time to time, and whenever a law on which it rests changes (JH-8.3, JH-29).

The rules ask for it but set no period: how many months may pass is a setting of the city
(``CityProfile.item_review_months``). What was published is right on that day, so the period begins there.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from onevisit.law.catalogue_changes import SHORTEST_REASON
from onevisit.law.clauses import enforces
from onevisit.law.powers import PowerKind
from onevisit.law.refusal import Refusal
from onevisit.law.sentence import Sentence

CLAUSES = ("JH-8.3", "JH-29")


class ReviewOutcome(StrEnum):
    """What looking an item over gave."""

    CONFIRMED = "confirmed"
    NEEDS_CHANGE = "needs_change"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _OUTCOME_LABELS[self]


_OUTCOME_LABELS = MappingProxyType(
    {ReviewOutcome.CONFIRMED: "核对无误", ReviewOutcome.NEEDS_CHANGE: "需要变更"}
)


def months_before(day: date, months: int) -> date:
    """The day that many calendar months earlier; the last of the month where there is no such day."""
    earlier = day.year * 12 + day.month - 1 - months
    year, month = divmod(earlier, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@enforces("JH-8.3")
def review_refusal(
    outcome: ReviewOutcome, parts: Collection[str], note: str, powers: Collection[PowerKind], *, offered: bool
) -> Refusal | None:
    """None when the review may be recorded: by whoever keeps the item, of an item on offer, about some part;
    what needs a change says what."""
    if PowerKind.KEEP_ITEMS not in powers:
        return Refusal(
            "no_power",
            Sentence("您没有办理这一步的权限。"),
            clauses=CLAUSES,
            who_could=Sentence("可以办理的是%(who)s。", who=Sentence("本部门的事项管理员")),
        )
    if not offered:
        return Refusal("not_in_effect", Sentence("这个事项现在没有在用的版本，不用核对。"), clauses=CLAUSES)
    if not parts:
        return Refusal("no_part", Sentence("请至少选一样核对过的内容。"), clauses=CLAUSES)
    if outcome is ReviewOutcome.NEEDS_CHANGE and len(note) < SHORTEST_REASON:
        return Refusal(
            "note_needed",
            Sentence("请写明哪里要变更，至少 %(count)s 个字。", count=SHORTEST_REASON),
            clauses=CLAUSES,
        )
    return None
