"""The finished record of one case as plain values: what the predicates see.

Nothing here or in the predicates is imported from the program: they tell the rules a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

ONE_DAY = timedelta(days=1)
RECEIPTS = ("file", "receive")
BEFORE_FILING = (
    "ask_pre_review",
    "pass_pre_review",
    "return_pre_review",
    "take_back_pre_review",
    "drop_draft",
)
OUTCOMES_OF_RECEIPT = (
    "accept",
    "deem_accepted",
    "remind_of_point",
    "answer_not_required",
    "refuse_acceptance",
    "decide_at_once",
    "accept_with_gaps",
    "withdraw",
    "terminate",
)
ENDED = ("annulled", "delivered", "archived", "not_required", "not_accepted", "withdrawn", "terminated")


@dataclass(frozen=True)
class Act:
    """One row of the ledger. ``at`` is the moment of the act, Asia/Shanghai."""

    sequence: int
    name: str
    at: datetime
    recorded_at: datetime
    actor_kind: str
    actor_id: int
    data: dict[str, Any]
    canonical: str
    previous: bytes
    hash: bytes

    @property
    def day(self) -> date:
        """The Asia/Shanghai day of the act."""
        return self.at.date()

    @property
    def is_outcome_of_receipt(self) -> bool:
        """Whether the act ends the organ's silence; a correction notice does when it is served (XK-32.4)."""
        if self.name == "request_correction":
            return bool(self.data.get("service") == "electronic")
        if self.name == "record_service":
            return bool(self.data["kind"] == "correction")
        return self.name in OUTCOMES_OF_RECEIPT


@dataclass(frozen=True)
class Clock:
    """One time limit. ``pauses`` are (first day given back, first day that counts again)."""

    kind: str
    started_on: date
    count: int
    unit: str
    pauses: tuple[tuple[date, date | None], ...]
    due_on: date
    state: str
    stopped_at: datetime | None
    event_on: date | None = None


@dataclass(frozen=True)
class Paper:
    """One document. ``seal`` is the kind of its seal or empty; ``sealed_by`` the staff id of the hand."""

    kind: str
    title: str
    content: dict[str, Any]
    issued_on: date
    effective_on: date | None
    state: str
    seal: str
    sealed_by: int | None
    standing_order: bool
    served: tuple[str, ...]


@dataclass(frozen=True)
class Life:
    """All that is on record of one case, and the little of its item that the rules speak of."""

    acts: tuple[Act, ...]
    clocks: tuple[Clock, ...]
    papers: tuple[Paper, ...]
    irregularities: tuple[str, ...]
    state: str
    sequence: int
    head_hash: bytes
    version: int
    received_at: datetime | None
    accepted_on: date | None
    channel: str
    department: int
    department_of: dict[int, int]
    consent: bool
    acceptance_delegated: bool
    is_licence: bool
    item_type: str
    immediate: bool
    reported_up: bool
    formal: bool
    needs_certificate: bool
    site_visits: tuple[str, ...]
    statutory_count: int | None
    promised_count: int | None
    acceptance_days: int
    special_extension: int | None
    promise_may_be_extended: bool
    silence_has_basis: bool
    closing: Callable[[datetime], bool] = field(repr=False)
    is_working_day: Callable[[date], bool] = field(repr=False)

    @property
    def filed(self) -> tuple[Act, ...]:
        """The acts from the receipt on: what a pre-review did before is no part of the filing."""
        start = next((place for place, act in enumerate(self.acts) if act.name in RECEIPTS), len(self.acts))
        return self.acts[start:]

    def named(self, *names: str) -> list[Act]:
        """The acts with one of these names, in order."""
        return [act for act in self.acts if act.name in names]

    def before(self, act: Act, *names: str) -> list[Act]:
        """The acts with one of these names that came before ``act``, in order."""
        return [one for one in self.named(*names) if one.sequence < act.sequence]

    def of_kind(self, kind: str) -> list[Paper]:
        """The documents of one kind."""
        return [paper for paper in self.papers if paper.kind == kind]

    def clock(self, kind: str) -> list[Clock]:
        """The clocks of one kind, oldest first."""
        return [clock for clock in self.clocks if clock.kind == kind]

    def working_days_after(self, start: date, end: date) -> int:
        """How many working days lie after ``start`` up to and including ``end``."""
        day, count = start, 0
        while day < end:
            day += ONE_DAY
            count += self.is_working_day(day)
        return count


Faults = Iterator[str]
Predicates = tuple[Callable[[Life], Faults], ...]
