"""Doctored records for the predicates of hearings: a lawful hearing, changed in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from tests.cases.doctored.lawful import (
    ACTS,
    CLOCKS,
    COLLEAGUE,
    HANDLER,
    PAPERS,
    Doctored,
    Row,
    at,
    lawful,
    paper,
    place,
    staffed,
)
from tests.cases.predicates import Clock, Life

CHAIR = 16
HELD = at(28, 9)
NOTICE_LIMIT = Clock(
    "hearing_notice", date(2026, 3, 10), 7, "wd", (), date(2026, 3, 18), "met", at(16), date(2026, 3, 30)
)
LIMIT = Clock("hearing", date(2026, 3, 10), 20, "wd", (), date(2026, 4, 7), "met", HELD)
HEARING_PAPERS = (
    paper("hearing_notice", "听证通知书", "approval_seal"),
    paper("hearing_record", "听证笔录", ""),
)

Change = Callable[[dict[str, Row]], None]


def hearing() -> dict[str, Row]:
    """Told, asked for, called, held and recorded as the law wants it, by the name of the act."""
    rows: list[Row] = [
        staffed(
            "tell_hearing_right",
            at(7, 10, 5),
            right="hearing",
            told=[0],
            periods=[["hearing", 0, "2026-03-16"]],
        ),
        (
            "request_hearing",
            at(8),
            0,
            "in_review",
            {"hearing": 1, "right": "hearing", "party": 0, "answer": "requested", "asked_on": "2026-03-10"},
        ),
        staffed(
            "give_hearing_notice",
            at(16),
            hearing=1,
            invited=[0],
            invited_on=[[0, "2026-03-18"]],
            announced=False,
        ),
        (
            "record_hearing",
            at(28, 11),
            COLLEAGUE,
            "in_review",
            {"hearing": 1, "held_at": HELD.isoformat(), "chair": CHAIR, "appeared": True},
        ),
        ("draft_decision", at(29), HANDLER, "in_review", {"outcome": "grant", "hearing": 1}),
    ]
    return {row[0]: row for row in rows}


def heard(change: Change = lambda _rows: None) -> Life:
    """The record of a case with a hearing, its acts changed as wanted."""
    rows = hearing()
    change(rows)
    life = lawful([*ACTS[: place("record_visit") + 1], *rows.values()])
    return replace(life, clocks=(*CLOCKS, NOTICE_LIMIT, LIMIT), papers=(*PAPERS, *HEARING_PAPERS))


def with_data(name: str, **data: Any) -> Life:
    """The record of a hearing with other data in one act."""

    def change(rows: dict[str, Row]) -> None:
        act, moment, actor, to, held = rows[name]
        rows[name] = (act, moment, actor, to, {**held, **data})

    return heard(change)


def by(name: str, actor: int) -> Life:
    """The record of a hearing with another person in one act."""

    def change(rows: dict[str, Row]) -> None:
        act, moment, _actor, to, held = rows[name]
        rows[name] = (act, moment, actor, to, held)

    return heard(change)


def without(name: str) -> Life:
    """The record of a hearing with one act missing."""
    return heard(lambda rows: rows.pop(name) and None)


def with_before(later: str, row: Row) -> Life:
    """The record of a hearing with one more act before another."""

    def change(rows: dict[str, Row]) -> None:
        held = {**rows}
        rows.clear()
        for name, act in held.items():
            rows.update({row[0]: row, name: act} if name == later else {name: act})

    return heard(change)


CHALLENGE: Row = ("challenge_chair", at(17), 0, "in_review", {"hearing": 1, "challenge": 1, "chair": CHAIR})
PARTY: Row = staffed("name_interested_party", at(7, 10, 5), party=3)
ORDER: Row = staffed("order_hearing", at(7, 10, 2), hearing=1)


def clocked(clock: Clock, **changes: Any) -> Life:
    """The record of a hearing with one of its limits changed."""
    life = heard()
    return replace(
        life, clocks=tuple(replace(one, **changes) if one is clock else one for one in life.clocks)
    )


def unanswered() -> Life:
    """Told, and drafted on the last day on which a hearing may be asked for."""

    def change(rows: dict[str, Row]) -> None:
        for name in ("request_hearing", "give_hearing_notice", "record_hearing"):
            del rows[name]
        rows["draft_decision"] = staffed("draft_decision", at(14), outcome="grant")

    return heard(change)


DOCTORED: Doctored = {
    "five_days": [
        lambda: with_data("tell_hearing_right", periods=[["hearing", 0, "2026-03-13"]]),
        lambda: with_data("request_hearing", asked_on="2026-03-17"),
        lambda: without("tell_hearing_right"),
    ],
    "seven_days": [
        lambda: without("give_hearing_notice"),
        lambda: with_data("give_hearing_notice", invited_on=[[0, "2026-03-20"]]),
        lambda: with_data("give_hearing_notice", invited_on=[]),
        lambda: with_data("record_hearing", held_at=at(30, 9).isoformat()),
    ],
    "twenty_days": [
        lambda: with_data("request_hearing", asked_on="2026-02-27"),
        lambda: clocked(LIMIT, count=30),
    ],
    "backward": [
        lambda: clocked(NOTICE_LIMIT, due_on=date(2026, 3, 19)),
        lambda: clocked(NOTICE_LIMIT, count=5),
    ],
    "chair": [
        lambda: with_data("record_hearing", chair=HANDLER),
        lambda: with_data("record_hearing", chair=COLLEAGUE),
        lambda: by("record_hearing", HANDLER),
        lambda: with_before("record_hearing", CHALLENGE),
    ],
    "record_first": [lambda: without("record_hearing"), lambda: with_data("draft_decision", hearing=None)],
    "waited": [
        unanswered,
        lambda: heard(lambda rows: rows.update(tell_hearing_right=PARTY)),
    ],
    "announced": [
        lambda: with_before("tell_hearing_right", ORDER),
        lambda: replace(heard(), papers=(*PAPERS, HEARING_PAPERS[0])),
        lambda: replace(heard(), papers=(*PAPERS, HEARING_PAPERS[1])),
        lambda: with_data("give_hearing_notice", announced=True),
    ],
}
